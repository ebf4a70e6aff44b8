"""READ THIS FIRST: how one document becomes its coding.

`code` is the whole way in the order in which things are found; `code_many` does the same for
several documents and lets them share the model's batches. Nothing else knows of batches.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path

from detente.codebook import Codebook, load_codebook
from detente.encoder import Analysis, Encoder, load_encoder
from detente.gazetteer import Gazetteer, load_gazetteer
from detente.resources import MODEL, LanguagePack, load_pack, read_yaml
from detente.settings import load_settings
from detente.stages._dating_end import finish_dates
from detente.stages._deeds import lasting
from detente.stages._fights import find_fights
from detente.stages._followers import find_followers
from detente.stages._lemmas import warm_lemmas
from detente.stages._likewise import likewise
from detente.stages._outcomes import outcomes
from detente.stages._reports import speaking
from detente.stages._tense import aside_of, tense_of
from detente.stages._tied import tied
from detente.stages._timex_values import in_calendar
from detente.stages._trust import Trust, load_trust
from detente.stages._worlds import news
from detente.stages.actors import resolve_actors
from detente.stages.assessments import find_assessments
from detente.stages.attribution import attribute
from detente.stages.dating import clocked, date_readings
from detente.stages.events import find_events
from detente.stages.language import detect_language
from detente.stages.learned import suggest, weigh
from detente.stages.locate import locate
from detente.stages.mentions import find_mentions
from detente.stages.merge import merge
from detente.stages.pairs import Pair, PairCode, code_pair
from detente.stages.paragraphs import split_paragraphs
from detente.stages.precedents import find_precedents
from detente.stages.roles import cast_roles
from detente.stages.status import judge_status
from detente.stages.syntax import Raw, analyse, parse, segment
from detente.stages.times import find_times
from detente.types import Coding, Document, Paragraph, Sentence, Time

_UNDATED = frozenset({"future", "hypothetical", "negation"})
# a codebook of one's own alone says what is an event: the heads add, drop and retype nothing
OWN_BOOK = {"suggest": 2.0, "rule": 99.0, "bare": 99.0, "retype": -99.0, "keep": 0.0}
NO_DATE = "published is not known: relative dates stay unresolved"


@dataclass(frozen=True, slots=True)
class Tools:
    """What coding in one language needs, loaded once."""

    pack: LanguagePack
    codebook: Codebook
    gazetteer: Gazetteer
    encoder: Encoder
    weights: Mapping[str, float]
    trust: Trust


def load_tools(language: str, *, codebook: Path | None = None, actors: Path | None = None) -> Tools:
    """Load pack, codebook, actor tables and model of a language; loaded ones are used again."""
    return _load_tools(language, codebook, actors)


@cache
def _load_tools(language: str, codebook: Path | None, actors: Path | None) -> Tools:
    pack = load_pack(language)
    with _quick_loading(), ThreadPoolExecutor(1) as aside:
        model = aside.submit(load_encoder, MODEL, load_settings().threads)  # beside the tables
        warm_lemmas(language)
        tools = Tools(
            pack=pack,
            codebook=load_codebook(language, codebook),
            gazetteer=load_gazetteer(language, actors),
            weights=_weights() if codebook is None else {**_weights(), **OWN_BOOK},
            trust=load_trust(),
            encoder=model.result(),
        )
    return tools


@contextmanager
def _quick_loading() -> Iterator[None]:
    """Without the garbage collector: tables of a million entries make it run for nothing."""
    active = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if active:
            gc.enable()


@cache
def _weights() -> Mapping[str, float]:
    return {k: float(v) for k, v in read_yaml(MODEL / "weights.yaml").items()}


def prepare(document: Document, tools: Tools) -> tuple[tuple[Paragraph, ...], list[Raw]]:
    """Paragraphs and unparsed sentences of a document."""
    paragraphs = split_paragraphs(document.text)
    return paragraphs, segment(document.text, paragraphs, tools.pack)


def code(document: Document, tools: Tools) -> Coding:
    """All that one document says."""
    paragraphs, raws = prepare(document, tools)
    analyses = analyse(raws, tools.encoder)
    sentences = parse(raws, analyses, tools.encoder.labels, tools.pack)
    return _understand(document, paragraphs, sentences, tools)


def _understand(
    document: Document,
    paragraphs: Sequence[Paragraph],
    sentences: Sequence[Sentence],
    tools: Tools,
) -> Coding:
    text, published, pack = document.text, in_calendar(document.published), tools.pack
    spans = [(s.start, s.end) for s in sentences]
    tense = tense_of(sentences, pack)
    aside = aside_of(sentences)
    times = find_times(text, pack.times, published, sentence_spans=spans, tense=tense, aside=aside)
    mentions = find_mentions(sentences, tools.gazetteer)
    voices = speaking(sentences, text, pack)
    title = document.title or ""
    cast = resolve_actors(mentions, sentences, tools.gazetteer, published, voices, title)
    told = news(sentences, title, cast, pack)
    readings = find_events(told, text, cast, pack, tools.codebook)
    readings = suggest(readings, told, text, pack, tools.codebook, tools.weights)
    readings = cast_roles(readings, sentences, text, cast, tools.weights, pack)
    readings = find_precedents(readings, sentences, text, times, cast, pack)
    readings = find_followers(readings, sentences, text, cast, pack)
    readings = find_fights(readings, told, text, cast, pack, tools.codebook)
    readings = date_readings(
        *(readings, sentences, times, pack, tools.codebook, tools.weights), published
    )
    readings = judge_status(readings, sentences, published, pack, tools.codebook)
    readings = weigh(readings, sentences, tools.codebook, tools.weights, pack)
    readings, statements = attribute(
        *(readings, sentences, text, cast, pack, tools.codebook, tools.weights)
    )
    readings = finish_dates(readings, published, _UNDATED, tools.codebook, clocked(sentences))
    readings = locate(readings, sentences, cast, pack, tools.codebook, tools.weights)
    readings = tied(readings, sentences, cast, pack, tools.codebook)
    readings = lasting(readings, sentences, tools.codebook)
    readings = likewise(readings, tools.codebook)
    readings = outcomes(readings, sentences, cast, pack, tools.codebook)
    events = merge(
        *(document.id, text, paragraphs, sentences, readings),
        *(tools.codebook, tools.codebook.goldstein, tools.trust, pack.status, tools.weights),
    )
    assessments = find_assessments(
        *(sentences, text, cast, pack, tools.weights, tools.gazetteer.borders, events)
    )
    warnings = document.warnings + (() if published else (NO_DATE,))
    return Coding(
        document,
        tuple(paragraphs),
        tuple(sentences),
        times,
        cast.actors,
        events,
        assessments,
        statements,
        warnings,
    )


def with_language(document: Document) -> Document:
    """The document with its language, detected where it is not given."""
    if document.language:
        return document
    name = document.source or document.id
    return replace(document, language=detect_language(document.text, name=name))


def code_many(
    documents: Iterable[Document], *, codebook: Path | None = None, actors: Path | None = None
) -> Iterator[Coding]:
    """Codings in the order of the documents; each is what `code` gives for it alone."""
    limit = load_settings().batch_words
    waiting: list[tuple[Document, Tools, tuple[Paragraph, ...], list[Raw]]] = []
    words = 0
    for document in documents:
        known = with_language(document)
        tools = load_tools(known.language or "", codebook=codebook, actors=actors)
        paragraphs, raws = prepare(known, tools)
        waiting.append((known, tools, paragraphs, raws))
        words += sum(len(r.words) for r in raws)
        if words >= limit:
            yield from _flush(waiting)
            waiting, words = [], 0
    yield from _flush(waiting)


def _flush(
    waiting: list[tuple[Document, Tools, tuple[Paragraph, ...], list[Raw]]],
) -> Iterator[Coding]:
    if not waiting:
        return
    encoder = waiting[0][1].encoder
    analysed = _analysed([raws for _, _, _, raws in waiting], encoder)
    for (document, tools, paragraphs, raws), analyses in zip(waiting, analysed, strict=True):
        sentences = parse(raws, analyses, encoder.labels, tools.pack)
        yield _understand(document, paragraphs, sentences, tools)


def _analysed(texts: Sequence[Sequence[Raw]], encoder: Encoder) -> Iterator[list[Analysis]]:
    """The analyses of the sentences of each text, from one run of the encoder over all."""
    analyses = iter(analyse([raw for raws in texts for raw in raws], encoder))
    for raws in texts:
        yield list(islice(analyses, len(raws)))


def relate(pairs: Sequence[Pair | None], tools: Tools) -> list[PairCode]:
    """The relation of each marked pair; no relation where a pair is None."""
    raws: list[list[Raw]] = []
    for pair in pairs:
        paragraphs = split_paragraphs(pair.text) if pair else ()
        raws.append(segment(pair.text, paragraphs, tools.pack) if pair else [])
    out = []
    for pair, own, analyses in zip(pairs, raws, _analysed(raws, tools.encoder), strict=True):
        if pair is None:
            out.append(PairCode(None, None, None))
            continue
        sentences = parse(own, analyses, tools.encoder.labels, tools.pack)
        out.append(
            code_pair(
                *(pair, sentences, tools.pack, tools.codebook),
                *(tools.codebook.fold, tools.weights),
            )
        )
    return out


def times_of(document: Document) -> tuple[Time, ...]:
    """The time expressions of a document alone, those of repeated paragraphs too."""
    tools = load_tools(document.language or "")
    paragraphs = [replace(p, repeats=None) for p in split_paragraphs(document.text)]
    raws = segment(document.text, paragraphs, tools.pack)
    sentences = parse(raws, analyse(raws, tools.encoder), tools.encoder.labels, tools.pack)
    return find_times(
        document.text,
        tools.pack.times,
        in_calendar(document.published),
        sentence_spans=[(s.start, s.end) for s in sentences],
        tense=tense_of(sentences, tools.pack),
        aside=aside_of(sentences),
    )
