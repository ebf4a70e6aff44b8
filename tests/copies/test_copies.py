"""Copies: who took whose words, whatever the order in which the documents come."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.corpus.copies import (
    CopyIndex,
    CopyLink,
    Sketch,
    compare,
    passages,
    roots,
    sketch,
)
from detente.types import Document

DAY = dt.date(2022, 5, 1)


def prose(seed: int, sentences: int = 12) -> list[str]:
    """Sentences of words that no other seed shares in runs."""
    chance = random.Random(seed)
    words = [f"{a}{b}" for a in ("ba", "de", "ki", "lo", "mu", "ran", "ste") for b in "aeiouxyz"]
    return [" ".join(chance.choice(words) for _ in range(14)) + "." for _ in range(sentences)]


def told(
    name: str, sentences: list[str], *, day: int = 0, publisher: str | None = None
) -> Document:
    text = "\n".join(sentences)
    return Document(name, text, publisher=publisher, published=DAY + dt.timedelta(day))


def links(*documents: Document) -> dict[str, CopyLink]:
    index = CopyIndex()
    for document in documents:
        index.add(document)
    return {link.document: link for link in index.links()}


def test_a_text_printed_again_under_a_new_headline_is_a_copy() -> None:
    own = prose(1)
    found = links(told("first", own), told("second", ["Headline of ours", *own], day=1))
    assert list(found) == ["second"]
    assert (found["second"].original, found["second"].kind) == ("first", "copy")
    assert found["second"].share > 0.9


@pytest.mark.parametrize("kept", [4, 8])
def test_a_text_cut_to_a_part_is_a_copy(kept: int) -> None:
    own = prose(2)
    assert links(told("a", own), told("b", own[:kept], day=1))["b"].kind == "copy"


def test_a_word_changed_here_and_there_leaves_it_a_copy() -> None:
    words = "\n".join(prose(24)).split(" ")
    edited = " ".join("other" if i % 12 == 0 else w for i, w in enumerate(words))
    link = links(told("a", prose(24)), told("b", [edited], day=1))["b"]
    assert link.kind == "copy" and 0.6 < link.share < 0.8


def test_of_two_versions_that_hold_as_much_the_older_is_the_original() -> None:
    own = prose(25)
    newer = [own[0].replace(own[0].split()[5], "mended"), *own[1:]]
    found = links(told("a", own), told("b", newer, day=1), told("c", newer, day=2))
    assert {d: x.original for d, x in found.items()} == {"b": "a", "c": "a"}


def test_paragraphs_added_to_the_whole_leave_it_a_copy() -> None:
    own = prose(3)
    link = links(told("a", own), told("b", own + prose(4)[:8], day=1))["b"]
    assert link.kind == "copy" and "additions" in link.reason


def test_a_passage_is_a_partial_copy_of_each_document_that_it_comes_from() -> None:
    one, two = prose(5), prose(6)
    mixed = told("mixed", prose(7)[:10] + one[2:6] + two[2:6], day=2)
    index = CopyIndex()
    for document in (told("one", one), told("two", two), mixed):
        index.add(document)
    found = index.of("mixed")
    assert sorted((x.original, x.kind) for x in found) == [("one", "partial"), ("two", "partial")]


def test_reports_in_their_own_words_are_no_copies() -> None:
    assert links(told("a", prose(8)), told("b", prose(9), day=1)) == {}


def test_a_quotation_that_both_print_makes_no_copy() -> None:
    quote = "“" + " ".join(prose(10)[:4]) + "”"
    a, b = prose(11)[:6], prose(12)[:6]
    assert links(told("a", [*a, quote]), told("b", [*b, quote], day=1)) == {}
    plain = quote.strip("“”")
    assert links(told("a", [*a, plain]), told("b", [*b, plain], day=1)) != {}


def test_a_form_filled_in_with_other_figures_is_no_copy() -> None:
    rows = [row.rstrip(".") for row in prose(26)]

    def form(seed: int) -> list[str]:
        chance = random.Random(seed)
        return [f"{row} {chance.randrange(10, 9999)}." for row in rows]

    assert links(told("monday", form(1)), told("tuesday", form(2), day=1)) == {}
    assert "b" in links(told("a", form(1)), told("b", form(1)[:5], day=1))


def test_a_footer_that_stands_everywhere_for_months_makes_no_link() -> None:
    footer = prose(13)[:5]
    pages = [told(f"p{i}", prose(100 + i)[:9] + footer, day=5 * i) for i in range(12)]
    assert links(*pages) == {}
    assert len(links(*pages[:2])) == 1  # of two documents nobody can tell


def test_the_agency_is_the_origin_though_dated_later() -> None:
    own = prose(14)
    found = links(
        told("paper", own, publisher="Morning Post"),
        told("wire", own, day=1, publisher="Reuters"),
        told("late", own, day=9, publisher="AFP"),
    )
    assert {d: x.original for d, x in found.items()} == {"paper": "wire", "late": "wire"}
    assert "Reuters is the agency" in found["paper"].reason


def test_a_credited_agency_is_named() -> None:
    own = ["KYIV (Reuters) - " + prose(15)[0], *prose(15)[1:]]
    found = links(told("a", own), told("b", own[:9], day=1))
    assert "both credit Reuters" in found["b"].reason


def test_the_oldest_is_the_original_and_copies_of_copies_lead_to_it() -> None:
    own = prose(16)
    found = links(told("c", own, day=2), told("b", own, day=1), told("a", own))
    assert {d: x.original for d, x in found.items()} == {"b": "a", "c": "a"}
    chain = [CopyLink("c", "b", "copy", 1.0, ""), CopyLink("b", "a", "translation", 1.0, "")]
    assert roots([*chain, CopyLink("d", "a", "partial", 0.3, "")]) == {"c": "a", "b": "a"}


def test_what_is_short_is_a_copy_only_if_it_is_the_same() -> None:
    line = "the minister of the interior arrived in the capital for talks about grain on monday"
    assert links(told("a", [line]), told("b", [line.title()], day=1))["b"].share == 1.0
    assert links(told("a", [line]), told("b", [line + " night"], day=1)) == {}
    spoken = ["“" + line + " for all the villages of the north”"]
    assert links(told("a", spoken), told("b", spoken, day=1))["b"].share == 1.0
    assert links(told("a", ["photo gallery"]), told("b", ["photo gallery"], day=1)) == {}
    assert links(told("a", [""]), told("b", [""], day=1)) == {}


def test_documents_without_a_day_come_after_those_with_one() -> None:
    own = told("b", prose(17))
    found = links(replace(own, id="a", published=None), own)
    assert {d: x.original for d, x in found.items()} == {"a": "b"}


def test_add_tells_the_links_of_the_document_and_of_its_later_copies() -> None:
    own, index = prose(18), CopyIndex()
    assert index.add(told("b", own, day=1)) == []
    assert [x.document for x in index.add(told("a", own))] == ["b"]
    assert [x.original for x in index.add(told("c", own, day=2))] == ["a"]
    assert len(index) == 3
    assert [x.original for x in index.add(told("c", own, day=2))] == ["a"]
    assert len(index) == 3


def test_passages_are_exact() -> None:
    own = prose(19)
    a, b = told("a", own), told("b", ["Words of its own here.", *own[3:5], "And an end."], day=1)
    ((start, end),) = passages(b, a)
    assert b.text[start:end] == "\n".join(own[3:5]).rstrip(".")


def test_a_sketch_is_plain_and_comes_back_from_a_database() -> None:
    made = sketch(told("a", prose(20)))
    assert all(0 <= key < 2**63 for key in made.keys)
    stored = {name: getattr(made, name) for name in Sketch.__slots__}
    assert {type(v) for v in stored.values()} <= {str, int, bytes, bool, tuple, type(None)}
    again = CopyIndex([Sketch(**stored)])
    assert [x.original for x in again.add(told("b", prose(20), day=1))] == ["a"]
    assert next(iter(again.sketches())) == made


def test_long_texts_are_thinned_alike() -> None:
    own = prose(21, sentences=900)
    long, part = sketch(told("long", own)), sketch(told("part", own[:40], day=1))
    assert long.level > 0 and part.level == 0
    assert len(long.shingles) <= 4 * 4096
    link = compare(part, long)
    assert link is not None and link.kind == "copy"


def test_keys_are_few() -> None:
    made = sketch(told("a", prose(22, sentences=100)))
    assert 1400 / 32 < len(made.keys) < 1400 / 10


POOL = [prose(200 + i, sentences=6) for i in range(4)]
made_documents = st.lists(
    st.tuples(
        st.lists(st.integers(0, 3), min_size=1, max_size=3, unique=True),
        st.integers(2, 6),
        st.integers(0, 20),
        st.sampled_from([None, "Reuters", "Morning Post"]),
    ),
    min_size=2,
    max_size=9,
)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(made_documents, st.randoms(use_true_random=False))
def test_the_order_of_adding_has_no_meaning(
    recipes: list[tuple[list[int], int, int, str | None]], chance: random.Random
) -> None:
    documents = [
        told(f"d{i}", [s for p in parts for s in POOL[p][:count]], day=day, publisher=publisher)
        for i, (parts, count, day, publisher) in enumerate(recipes)
    ]
    expected = links(*documents)
    chance.shuffle(documents)
    assert links(*documents) == expected
    for link in expected.values():
        assert link.original != link.document and 0 < link.share <= 1


def test_nor_has_it_where_a_text_is_printed_more_often_than_is_looked_at() -> None:
    own = prose(23)
    chance = random.Random(7)
    documents = [
        told(f"d{i:03}", own[: chance.randint(5, 12)] + prose(300 + i)[:2], day=i % 11)
        for i in range(150)
    ]
    expected = links(*documents)
    assert len(expected) > 140
    for _ in range(3):
        chance.shuffle(documents)
        assert links(*documents) == expected


def test_words_are_hashed_alike_everywhere() -> None:
    made = sketch(Document("a", "one two three four five six seven eight nine ten " * 3))
    assert np.frombuffer(made.shingles, "<u4").tolist() == sorted(
        np.frombuffer(made.shingles, "<u4").tolist()
    )
    assert made.digest.hex() == "40d63f26da4d543f81d45a53f8da8d11"
    assert made.keys[0] == 283771113105485072
