"""*Article*: the text with everything found in it marked, and the list of what it codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.archive.articles import Article, article
from detente.types import Coding, Evidence
from detente.web.origins import named
from detente.web.pages._pieces import Block, Mark, blocks_of
from detente.web.rendering import Visit, style_of

MOST = 120_000  # characters of a text that are shown
_HEAD = (
    "id", "title", "url", "publisher", "language", "published", "words", "source", "coder",
    "copy_of",
)  # fmt: skip

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the text something is told: paragraph, and the anchor of the mark."""

    paragraph: int
    anchor: str
    repeated: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """What the text codes: a row of its list, with its number, anchor and places in the text."""

    label: str
    anchor: str
    row: Row
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class ArticleView:
    """All that the page shows.

    `link` is the address of the article where it is one of the web. `cut` tells that the text is
    longer than what is shown, `more` that it codes more than what is listed. `imported`: no text,
    but events that another coder coded.
    """

    document: Row
    link: str | None
    warnings: tuple[str, ...]
    blocks: tuple[Block, ...]
    repeats: int
    cut: bool
    events: tuple[Entry, ...]
    assessments: tuple[Entry, ...]
    statements: tuple[Entry, ...]
    copies: tuple[Row, ...]
    imported: bool
    more: bool


def article_view(visit: Visit) -> ArticleView:
    """The article of the path; UsageError where there is none."""
    found = article(visit.connection, visit.path["name"])
    record, coding = found.record, found.coding
    repeated = {p.index for p in coding.paragraphs if p.repeats is not None} if coding else set()
    events, assessments, statements = _entries(found, repeated)
    marks = list(_marks(found, events, assessments, statements)) if coding else []
    text = record["text"]
    document = {key: record[key] for key in _HEAD}
    document["source"] = named(record["source"])
    return ArticleView(
        document=document,
        link=record["url"] if is_link(record["url"]) else None,
        warnings=tuple(record["warnings"]),
        blocks=tuple(blocks_of(text, coding.paragraphs if coding else (), marks, MOST)),
        repeats=len(repeated),
        cut=len(text) > MOST,
        events=events,
        assessments=assessments,
        statements=statements,
        copies=tuple(record["copies"]),
        imported=coding is None,
        more=record["events"] > len(events),
    )


def is_link(url: str | None) -> bool:
    """Whether an address may be followed: one of the web, nothing that a browser would run."""
    return (url or "").lower().startswith(("http://", "https://"))


def _entries(
    found: Article, repeated: set[int]
) -> tuple[tuple[Entry, ...], tuple[Entry, ...], tuple[Entry, ...]]:
    record, coding = found.record, found.coding
    told: Mapping[str, Sequence[Evidence]] = (
        {event.id: event.mentions for event in coding.events} if coding else {}
    )
    stands: Mapping[str, Sequence[Evidence]] = (
        {
            own: each.mentions
            for own, each in zip(found.assessments, coding.assessments, strict=True)
        }
        if coding
        else {}
    )

    def places(anchor: str, mentions: Sequence[Evidence]) -> tuple[Place, ...]:
        names = (f"m-{anchor}" if n == 0 else f"m-{anchor}-{n + 1}" for n in range(len(mentions)))
        return tuple(
            Place(m.paragraph, name, m.paragraph in repeated)
            for m, name in zip(mentions, names, strict=True)
        )

    return (
        tuple(
            Entry(str(n), f"e-{row['id']}", row, places(row["id"], told.get(row["id"], ())))
            for n, row in enumerate(record["event_rows"], 1)
        ),
        tuple(
            Entry(f"A{n}", f"a-{row['id']}", row, places(row["id"], stands.get(row["id"], ())))
            for n, row in enumerate(record["assessment_rows"], 1)
        ),
        tuple(
            Entry(f"S{n}", f"s-{row['id']}", row, _said_in(row, coding, repeated))
            for n, row in enumerate(record["statement_rows"], 1)
        ),
    )


def _said_in(row: Row, coding: Coding | None, repeated: set[int]) -> tuple[Place, ...]:
    paragraphs = coding.paragraphs if coding else ()
    own = next((p for p in paragraphs if p.start <= row["offset"] < p.end), None)
    return (Place(own.index, f"m-{row['id']}", own.index in repeated),) if own else ()


def _marks(
    found: Article,
    events: Sequence[Entry],
    assessments: Sequence[Entry],
    statements: Sequence[Entry],
) -> Iterator[Mark]:
    """Everything that was found, as marks; of equal ones the first counts."""
    coding = found.coding
    assert coding
    told = {event.id: event for event in coding.events}
    for entry in events:
        event = told.get(entry.row["id"])
        if event is None:
            continue
        style = style_of(entry.row["quad_class"])
        if entry.row["status"] in ("denial", "possible"):
            style += " unreal"
        for mention, place in zip(event.mentions, entry.places, strict=True):
            yield _mark(mention, "event", style, entry, place.anchor)
        if event.location:
            where = event.location
            yield Mark(where.start, where.end, "place", where.name)
    known = dict(zip(found.assessments, coding.assessments, strict=True))
    for entry in assessments:
        for mention, place in zip(known[entry.row["id"]].mentions, entry.places, strict=True):
            yield _mark(mention, "assessment", entry.row["tone"], entry, place.anchor)
    for entry in statements:
        start = entry.row["offset"]
        end = start + len(entry.row["words"])
        yield Mark(
            *(start, end, "statement", entry.row["speaker"] or ""),
            *(entry.anchor, entry.label, f"m-{entry.row['id']}"),
        )
    named = [*coding.actors]
    for event in coding.events:
        named += [*event.actor, *event.recipient, *([event.said_by] if event.said_by else [])]
    named += [s.speaker for s in coding.statements if s.speaker]
    for start, end, code in dict.fromkeys((a.start, a.end, a.code) for a in named):
        yield Mark(start, end, "party", code)
    for time in coding.times:
        yield Mark(time.start, time.end, "time", time.edtf or time.value)


def _mark(mention: Evidence, kind: str, value: str, entry: Entry, anchor: str) -> Mark:
    return Mark(mention.start, mention.end, kind, value, entry.anchor, entry.label, anchor)
