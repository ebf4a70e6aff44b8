"""*Story*: an event with every report of it, the words that tell it, and why it is coded so; with
--edit reports are taken out of it, and others are put in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse

from detente.archive import deciding
from detente.archive.tellings import MOST, Printed, StoryFile, home_of, story_of
from detente.errors import UsageError
from detente.types import Coding, Event, Reason
from detente.web.asked import plain
from detente.web.pages._pieces import Mark, Piece, cut
from detente.web.pages.article_view import is_link
from detente.web.rendering import Visit, href, style_of
from detente.web.site import OfSite

TAKEN = "taken"  # the parameter that names an event that was just taken out
AROUND = 320  # characters of text before and after the evidence
STAGES = (  # of the program, which have words; another coder's are shown as they are
    "actors", "assessments", "attribution", "dating", "events", "learned", "locate", "merge",
    "precedents", "roles", "status", "times", "whose",
)  # fmt: skip

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Telling:
    """How one document tells the event.

    `values` are those coded there, `differs` the names of those that are not the story's.
    `passage` is the text around the evidence (`cut_before`, `cut_after`: it goes on), empty where
    the store has no text. `reason` and `score` say why it is in the story; `merged` is the event
    with which it was put together. `printed` tells which other report it prints.
    """

    event: str
    document: str
    title: str | None
    publisher: str | None
    published: str | None
    language: str | None
    link: str | None
    values: Mapping[str, Any]
    differs: tuple[str, ...]
    passage: tuple[Piece, ...]
    cut_before: bool
    cut_after: bool
    mentions: int
    reasons: tuple[Reason, ...]
    superseded: bool
    merged: str | None
    reason: str | None
    score: float | None
    printed: Printed | None


@dataclass(frozen=True, slots=True)
class Independent:
    """A report that counts, and those that print or translate it."""

    reports: tuple[Telling, ...]
    copies: tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class StoryView:
    """All that the page shows.

    `story` are the values that stand for it; `id` is None for an event that was not compared yet.
    `best` is the telling whose values they are. `most` texts are loaded, `unloaded` are not.
    `apart` is the event that was just taken out of it, where that is a story of its own.
    """

    id: str | None
    event: str
    story: Row
    parties: list[Row]
    confidences: Mapping[str, float | None]
    best: Telling | None
    groups: tuple[Independent, ...]
    documents: int
    unloaded: int
    links: list[Row]
    decisions: list[Row]
    apart: Row | None
    stages: tuple[str, ...]


def story_view(visit: Visit) -> StoryView:
    """The story of the path, or that of an event; UsageError where there is none."""
    found = story_of(visit.connection, visit.path["name"])
    record = found.record
    whole = record["record"] == "story"
    own = record["event"] if whole else record["id"]
    told: dict[str, list[Telling]] = {}
    for member in found.members:
        told.setdefault(member["document"], []).append(_telling(found, member, own))
    groups = tuple(
        Independent(
            reports=tuple(told[group.documents[0]]),
            copies=tuple(each for name in group.documents[1:] for each in told[name]),
        )
        for group in found.groups
    )
    everything = [each for of in told.values() for each in of]
    values = found.values[own]
    return StoryView(
        id=record["id"] if whole else None,
        event=own,
        story={key: value for key, value in record.items() if key not in _APART},
        parties=record["parties"],
        confidences={
            name: values[f"confidence_{name}"] for name in ("type", "parties", "date", "status")
        },
        best=next((each for each in everything if each.event == own), None),
        groups=groups,
        documents=len(told),
        unloaded=max(0, len(told) - MOST),
        links=record["links"],
        decisions=record.get("decisions", []),
        apart=_apart(visit, {member["event"] for member in found.members}),
        stages=STAGES,
    )


def _apart(visit: Visit, members: set[str]) -> Row | None:
    """The story of the event that the address says was taken out, if it was; else None."""
    name = visit.text(TAKEN)
    if not name or name in members:
        return None
    with suppress(UsageError):
        record = home_of(visit.connection, name)
        decided = record.get("decisions", [])
        if any(row["kind"] == "split" and name in (row["a"], row["b"]) for row in decided):
            return {key: value for key, value in record.items() if key not in _APART}
    return None


_APART = frozenset(
    {"record", "members", "links", "decisions", "parties", "evidence", "merged", "others"}
    | {"copies", "confidences"}
)
_COMPARED = ("type", "mode", "status", "edtf", "actors", "recipients", "said_by", "place")


def _telling(found: StoryFile, member: Row, best: str) -> Telling:
    coding = found.codings.get(member["document"])
    event = next((e for e in coding.events if e.id == member["event"]), None) if coding else None
    values, first = found.values[member["event"]], found.values[best]
    start, end, passage = _passage(coding, event) if coding and event else (0, 0, ())
    text = coding.document.text if coding else ""
    keys = ("event", "document", "title", "publisher", "published", "language")
    return Telling(
        **{key: member[key] for key in keys},
        link=member["url"] if is_link(member["url"]) else None,
        values=values,
        differs=tuple(name for name in _COMPARED if values[name] != first[name]),
        passage=passage,
        cut_before=start > 0 and text[start - 1] != "\n",
        cut_after=0 < end < len(text) and text[end] != "\n",
        mentions=len(event.mentions) if event else 0,
        reasons=event.reasons if event else (),
        superseded=bool(member["superseded"]),
        merged=member["merged"],
        reason=member["reason"],
        score=member["score"],
        printed=found.printed.get(member["document"]),
    )


def _passage(coding: Coding, event: Event) -> tuple[int, int, tuple[Piece, ...]]:
    """The paragraph of the first evidence, or the part of it around that, with its marks."""
    text = coding.document.text
    first = event.mentions[0]
    paragraph = next((p for p in coding.paragraphs if p.index == first.paragraph), None)
    low, high = (paragraph.start, paragraph.end) if paragraph else (0, len(text))
    start, end = _window(text, low, high, first.start, first.end)
    return start, end, tuple(cut(text, start, end, list(_marks(coding, event))))


def _window(text: str, low: int, high: int, start: int, end: int) -> tuple[int, int]:
    """At most AROUND characters on both sides, from blank to blank."""
    if start - low > AROUND:
        blank = text.find(" ", start - AROUND, start)
        low = blank + 1 if blank >= 0 else start - AROUND
    if high - end > AROUND:
        blank = text.rfind(" ", end, end + AROUND)
        high = blank if blank > end else end + AROUND
    return low, high


def _marks(coding: Coding, event: Event) -> Iterable[Mark]:
    """What of the event stands in the text: its words, parties, time and place."""
    style = style_of(event.quad_class)
    for mention in event.mentions:
        yield Mark(mention.start, mention.end, "event", style)
    said = [event.said_by] if event.said_by else []
    for actor in (*event.actor, *event.recipient, *said):
        yield Mark(actor.start, actor.end, "party", actor.code)
    if event.location:
        yield Mark(event.location.start, event.location.end, "place", event.location.name)
    dated = [r for r in event.reasons if r.stage == "dating" and r.start is not None]
    for reason in dated:
        if reason.start is not None and reason.end is not None and event.date:
            yield Mark(reason.start, reason.end, "time", event.date.edtf)


def decided(ids: Sequence[str], taken: str | None = None) -> RedirectResponse:
    """To the first of the stories that a decision made; `taken` is what it took out of it."""
    address = href("stories", ids[0], **{TAKEN: taken})
    return RedirectResponse(address, status_code=303)


def split(request: Request, name: str, site: OfSite, event: str = Form()) -> RedirectResponse:
    """Take an event out of its story, as `detente split`."""
    database = site.writer()
    with site.reading() as connection:
        found = story_of(connection, plain("name", name))
    if plain("event", event) not in {member["event"] for member in found.members}:
        raise UsageError(
            f"event {event} is not in story {name}; go back to the story to see its events",
            code="no-record",
        )
    deciding.split(database, event)
    rest = [member["event"] for member in found.members if member["event"] != event]
    return decided((rest or [event])[:1], event if rest else None)


def join(request: Request, name: str, site: OfSite, other: str = Form()) -> RedirectResponse:
    """Put another story into this one, as `detente join`; `other` is the id of it or of one of
    its events, or its address."""
    database = site.writer()
    with site.reading() as connection:
        records = [
            home_of(connection, each)
            for each in (plain("name", name), _id_of(plain("other", other)))
        ]
    mine, theirs = (r["event"] if r["record"] == "story" else r["id"] for r in records)
    return decided(deciding.join(database, mine, theirs))


def _id_of(text: str) -> str:
    """The id in what was pasted: itself, or the last part of an address."""
    return text.strip().split("#")[0].split("?")[0].rstrip("/").rpartition("/")[2]


def add_forms(router: APIRouter) -> None:
    """The addresses to which the forms of the page are sent."""
    router.add_api_route("/stories/{name}/split", split, methods=["POST"], name="story_split")
    router.add_api_route("/stories/{name}/join", join, methods=["POST"], name="story_join")
