"""Records, relations and the state of a store as the API gives them, described as in `models`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import Field

from detente.archive.network import Network
from detente.web.api import models
from detente.web.api.models import Code, Day, Id, Model, Words

Kind = Literal["event", "story", "document", "assessment", "statement"]
Way = Annotated[
    Literal[-1, 0, 1],
    Field(description="1: the first acts on the second; -1: the other way; 0: both."),
]


class Evidence(Model):
    """Where a document tells something."""

    paragraph: int
    sentence: int
    start: Annotated[int, Field(description="First character in the text.")]
    end: int
    trigger: str
    rule: str


class Party(Model):
    """A party of an event with the words that name it."""

    side: Literal["actor", "recipient"]
    code: Code
    name: str | None
    words: Words
    offset: int | None


class Confidences(Model):
    """Confidence in each part of an event, 0 to 1."""

    type: float | None
    parties: float | None
    date: float | None
    status: float | None


class Member(Model):
    """An event of a story with its document and the reason for which it is in it."""

    event: Id
    document: Id
    title: str | None
    url: str | None
    publisher: str | None
    published: Day | None
    language: str | None
    trigger: Words
    sentence: Words
    superseded: Annotated[bool, Field(description="Whether a correction replaced it.")]
    merged: Annotated[str | None, Field(description="The event that it was put together with.")]
    reason: str | None
    score: float | None


class Link(models.Story):
    """A story that belongs to another one."""

    link: Annotated[str, Field(description="plan, denial, possible, called off.")]
    reason: str
    score: float


class Copy(Model):
    """A document that prints another one, or is printed by it."""

    way: Literal["prints", "is printed by"]
    document: Id
    kind: Literal["copy", "partial", "translation"]
    share: float
    reason: str
    title: str | None
    publisher: str | None
    published: Day | None


class EventRecord(models.Event):
    """An event with all that hangs on it."""

    record: Literal["event"]
    parties: list[Party]
    confidences: Confidences
    evidence: list[Evidence]
    merged: Annotated[
        list[Member], Field(description="Why it is in its story; empty where it stands for it.")
    ]
    others: Annotated[list[Member], Field(description="The other events of its story.")]
    links: Annotated[list[Link], Field(description="Stories that belong to its own.")]
    copies: Annotated[list[Copy], Field(description="Copies of its document.")]


class Decided(Model):
    """What a person decided about events of a story."""

    kind: Literal["join", "split"]
    a: Id
    b: Annotated[str | None, Field(description="Null where `a` was taken out of its story.")]


class StoryRecord(models.Story):
    """A story with all that hangs on it."""

    record: Literal["story"]
    parties: list[Party]
    members: list[Member]
    links: list[Link]
    decisions: list[Decided]


class DocumentRecord(models.Document):
    """A document with its text and what it tells; of each kind the first 500."""

    record: Literal["document"]
    text: str
    warnings: list[str]
    event_rows: list[models.Event]
    assessment_rows: list[models.Assessment]
    statement_rows: list[models.Statement]
    copies: list[Copy]


class AssessmentRecord(models.Assessment):
    """An assessment with the words that it rests on."""

    record: Literal["assessment"]
    evidence: list[Evidence]


class StatementRecord(models.Statement):
    """A statement."""

    record: Literal["statement"]


class Explanation(Model):
    """Why something is coded as it is."""

    id: Id
    record: Kind
    text: Annotated[str, Field(description="Lines for people, as detente explain prints them.")]


class Told(Model):
    """A story, or an assessment, that tells how two parties stand."""

    id: Id
    kind: Literal["event", "plan", "possible", "denial", "assessment"]
    what: str
    start: Day
    end: Day
    actor: list[Code]
    recipient: list[Code]
    value: float
    words: Words
    reports: int
    title: str | None
    publisher: str | None
    published: Day | None
    url: str | None


class Turn(Model):
    """A turning point with the stories that drive it."""

    date: Day
    interval: Annotated[list[Day], Field(min_length=2, max_length=2)]
    direction: Literal["thaw", "chill"]
    size: float
    evidence: float
    tone: Annotated[list[float], Field(min_length=2, max_length=2)]
    deeds: Annotated[list[float], Field(min_length=2, max_length=2)]
    stories: list[Told]


class Week(Model):
    """The level in a week."""

    start: Day
    level: Annotated[float, Field(description="-10 (conflict) to 10 (cooperation).")]
    low: Annotated[float, Field(description="Lower end of the band.")]
    high: float
    stories: Annotated[float, Field(description="How much was told in it.")]


class RelationRecord(Model):
    """How two parties stand over time."""

    a: Code
    b: Code
    name_a: str
    name_b: str
    directed: bool
    since: Day | None
    until: Day | None
    stories: int
    left_out: int
    sources: list[str]
    notes: list[str]
    turning_points: list[Turn]
    weeks: list[Week]


class Mover(Model):
    """A relation that moved."""

    a: Code
    b: Code
    name_a: str
    name_b: str
    before: float
    after: float
    change: float
    low: float
    high: float
    stories: int
    turning_points: list[Turn]


class Movers(Model):
    """The relations that changed most."""

    since: Day
    until: Day | None
    compared: int
    sources: list[str]
    notes: list[str]
    movers: list[Mover]


class TieRecord(Model):
    """Two parties that deal with each other."""

    a: Code
    b: Code
    name_a: str
    name_b: str
    stories: Annotated[int, Field(description="Stories of acts of both.")]
    cooperation: Annotated[int, Field(description="Of them those above 0.")]
    conflict: Annotated[int, Field(description="Of them those below 0.")]
    intensity: Annotated[float | None, Field(description="Their mean, -10 to 10.")]


class NodeRecord(Model):
    """A party of the network."""

    code: Code
    name: str
    stories: int


class NetworkRecord(Model):
    """Who deals with whom."""

    since: Day | None
    until: Day | None
    all_ties: Annotated[int, Field(description="Number of ties before `limit`.")]
    nodes: list[NodeRecord]
    ties: list[TieRecord]


class GroupRecord(Model):
    """Documents of one outlet, language or coder."""

    name: str | None
    documents: int
    first: Day | None
    last: Day | None


class FailureRecord(Model):
    """An input that could not be read or coded."""

    source: str
    code: str
    message: str


class StatusRecord(Model):
    """What the store holds, and where it came from."""

    documents: int
    events: int
    stories: int
    assessments: int
    statements: int
    copies: Annotated[int, Field(description="Documents that print or translate another one.")]
    waiting: Annotated[int, Field(description="Documents not compared with the others yet.")]
    first: Day | None
    last: Day | None
    languages: list[GroupRecord]
    publishers: list[GroupRecord]
    coders: list[GroupRecord]
    failed: Annotated[int, Field(description="Inputs that could not be read or coded.")]
    failures: list[FailureRecord]


class Start(Model):
    """The way in."""

    version: str
    edit: Annotated[bool, Field(description="Whether stories may be joined and split.")]
    openapi: Annotated[str, Field(description="Address of the description of all addresses.")]
    addresses: list[str]


class Decision(Model):
    """The stories that come of an edit: those of its events, then those of their old stories."""

    stories: list[Id]


RECORDS: dict[str, type[Model]] = {
    "events": EventRecord,
    "stories": StoryRecord,
    "documents": DocumentRecord,
    "assessments": AssessmentRecord,
    "statements": StatementRecord,
}


def network_record(network: Network) -> dict[str, Any]:
    """A network as an object for JSON."""
    return {
        "since": network.since.isoformat() if network.since else None,
        "until": network.until.isoformat() if network.until else None,
        "all_ties": network.all_ties,
        "nodes": [asdict(node) for node in network.nodes],
        "ties": [asdict(tie) for tie in network.ties],
    }
