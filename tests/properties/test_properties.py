"""Properties of the whole way: exact offsets, same bytes, order and batches do not matter."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.formats.records import coding_record
from detente.pipeline import code, code_many, load_tools
from detente.stages.paragraphs import split_paragraphs
from detente.stages.syntax import segment
from detente.types import Coding, Document

pytestmark = pytest.mark.model
DAY = dt.date(2021, 3, 17)
SENTENCES = {
    "de": (
        "Der französische Präsident besuchte am Montag Berlin.",
        "Russland drohte mit neuen Sanktionen gegen Georgien.",
        "In Kairo demonstrierten Tausende gegen die Regierung.",
        "Nach Angaben der Vereinten Nationen wurden drei Dörfer beschossen.",
        "„Wir werden nicht verhandeln“, sagte der Minister.",
        "Die Beziehungen zwischen Japan und China sind angespannt.",
        "Polen hat 2019 zwanzig Panzer an die Ukraine geliefert!",
        "Das Wetter bleibt kühl.",
    ),
    "en": (
        "The French president visited Berlin on Monday.",
        "Russia threatened Georgia with new sanctions.",
        "Thousands protested against the government in Cairo.",
        "Three villages were shelled, according to the United Nations.",
        '"We will not negotiate," the minister said.',
        "Relations between Japan and China are strained.",
        "Poland delivered twenty tanks to Ukraine in 2019!",
        "It will stay cool.",
    ),
}


def text_of(language: str, picks: list[int]) -> str:
    pool = SENTENCES[language]
    lines = [pool[i % len(pool)] for i in picks]
    return "\n".join(" ".join(lines[i : i + 2]) for i in range(0, len(lines), 2))


texts = st.tuples(
    st.sampled_from(sorted(SENTENCES)),
    st.lists(st.integers(0, 7), min_size=1, max_size=6),
)
relaxed = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


def document(name: str, language: str, text: str) -> Document:
    return Document(name, text, language=language, published=DAY)


def as_bytes(coding: Coding) -> str:
    return json.dumps(coding_record(coding, reasons=True), ensure_ascii=False)


@relaxed
@given(texts)
def test_every_offset_is_exact(sample: tuple[str, list[int]]) -> None:
    language, picks = sample
    text = text_of(language, picks)
    coding = code(document("x", language, text), load_tools(language))
    for sentence in coding.sentences:
        for token in sentence.tokens:
            assert text[token.start : token.end] == token.text
    for event in coding.events:
        for mention in event.mentions:
            assert text[mention.start : mention.end] == mention.trigger
            paragraph = coding.paragraphs[mention.paragraph]
            assert paragraph.start <= mention.start < mention.end <= paragraph.end
        for actor in (*event.actor, *event.recipient):
            assert text[actor.start : actor.end] == actor.text or not actor.text
    for time in coding.times:
        assert text[time.start : time.end] == time.text
    for statement in coding.statements:
        assert text[statement.start : statement.end] == statement.text


@relaxed
@given(st.lists(texts, min_size=2, max_size=5))
def test_a_batch_gives_what_its_documents_give_one_by_one(
    samples: list[tuple[str, list[int]]],
) -> None:
    documents = [
        document(str(i), language, text_of(language, picks))
        for i, (language, picks) in enumerate(samples)
    ]
    together = [as_bytes(c) for c in code_many(documents)]
    alone = [as_bytes(code(d, load_tools(d.language or ""))) for d in documents]
    assert together == alone
    backwards = [as_bytes(c) for c in code_many(reversed(documents))]
    assert backwards == alone[::-1]


@relaxed
@given(texts)
def test_the_same_input_gives_the_same_bytes(sample: tuple[str, list[int]]) -> None:
    language, picks = sample
    one = document("x", language, text_of(language, picks))
    tools = load_tools(language)
    assert as_bytes(code(one, tools)) == as_bytes(code(one, tools))


@relaxed
@given(texts)
def test_a_text_printed_twice_counts_once(sample: tuple[str, list[int]]) -> None:
    language, picks = sample
    text = " ".join(text_of(language, picks).split("\n"))
    tools = load_tools(language)
    once = code(document("x", language, text), tools)
    twice = code(document("x", language, f"{text}\n{text}"), tools)
    key = [(e.event_type, e.mode, e.aux, [a.code for a in e.actor]) for e in once.events]
    assert key == [(e.event_type, e.mode, e.aux, [a.code for a in e.actor]) for e in twice.events]
    assert twice.paragraphs[1].repeats == 0
    assert all(
        len(e.mentions) == 2 * len(o.mentions)
        for e, o in zip(twice.events, once.events, strict=True)
    )


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.sampled_from(sorted(SENTENCES)), st.text(max_size=300))
def test_segmentation_loses_no_visible_character(language: str, text: str) -> None:
    pack = load_tools(language).pack
    paragraphs = split_paragraphs(text)
    raws = segment(text, paragraphs, pack)
    covered = set()
    for raw in raws:
        for (start, end), word in zip(raw.spans, raw.words, strict=True):
            assert text[start:end] == word
            covered |= set(range(start, end))
    for paragraph in paragraphs:
        if paragraph.repeats is None:
            for i in range(paragraph.start, paragraph.end):
                assert i in covered or text[i].isspace() or not text[i].isprintable()


@settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(st.sampled_from(sorted(SENTENCES)), st.text(max_size=200))
def test_arbitrary_text_is_coded_without_a_fault(language: str, text: str) -> None:
    if text.strip():
        code(document("x", language, text), load_tools(language))
