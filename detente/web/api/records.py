"""Records, relations and the state of a store as the API gives them, described as in `models`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import Field

from detente.archive.network import Network
from detente.web.api import models
from detente.web.api.models import (
    Code,
    Day,
    Id,
    Language,
    Model,
    Offset,
    Published,
    Publisher,
    Reason,
    Reports,
    Score,
    Sentence,
    Title,
    Url,
    Words,
)

Kind = Literal["event", "story", "document", "assessment", "statement"]
Way = Annotated[
    Literal[-1, 0, 1],
    Field(description="1: the first acts on the second; -1: the other way; 0: both."),
]


class Evidence(Model):
    """Where a document tells something."""

    paragraph: Annotated[int, Field(description="Number of the paragraph, from 0.")]
    sentence: Annotated[int, Field(description="Number of the sentence, from 0.")]
    start: Annotated[int, Field(description="First character in the text.")]
    end: Annotated[int, Field(description="The character after its last one.")]
    trigger: Annotated[str, Field(description="The words that tell it.")]
    rule: Annotated[str, Field(description="Name of the rule that read them.")]


class Party(Model):
    """A party of an event with the words that name it."""

    side: Annotated[
        Literal["actor", "recipient"], Field(description="Whether it acts or is concerned.")
    ]
    code: Code
    name: Annotated[str | None, Field(description="Name of the party.")]
    words: Words
    offset: Offset


class Confidences(Model):
    """Confidence in each part of an event, 0 to 1."""

    type: Annotated[float | None, Field(description="Likelihood that the type is right.")]
    parties: Annotated[float | None, Field(description="Likelihood that the parties are right.")]
    date: Annotated[float | None, Field(description="Likelihood that the date is right.")]
    status: Annotated[float | None, Field(description="Likelihood that the status is right.")]


class Member(Model):
    """An event of a story with its document and the reason for which it is in it."""

    event: Annotated[Id, Field(description="Id of the event.")]
    document: Annotated[Id, Field(description="Id of the article that tells it.")]
    title: Title
    url: Url
    publisher: Publisher
    published: Published
    language: Language
    trigger: Words
    sentence: Sentence
    superseded: Annotated[bool, Field(description="Whether a correction replaced it.")]
    merged: Annotated[str | None, Field(description="The event that it was put together with.")]
    reason: Reason
    score: Score


class Link(models.Story):
    """A story that belongs to another one."""

    link: Annotated[str, Field(description="plan, denial, possible, called off.")]
    reason: Annotated[str, Field(description="Why it belongs there, in words.")]
    score: Annotated[float, Field(description="How sure that is, 0 to 1.")]


class Copy(Model):
    """A document that prints another one, or is printed by it."""

    way: Annotated[
        Literal["prints", "is printed by"], Field(description="Which of both prints the other.")
    ]
    document: Annotated[Id, Field(description="Id of the other article.")]
    kind: Annotated[
        Literal["copy", "partial", "translation"],
        Field(description="How much of it is printed, or translated."),
    ]
    share: Annotated[float, Field(description="Share of the text, 0 to 1.")]
    reason: Annotated[str, Field(description="What decided it, in words.")]
    title: Title
    publisher: Publisher
    published: Published


class EventRecord(models.Event):
    """An event with its parties, its evidence, the other reports of its story and their reasons."""

    record: Annotated[Literal["event"], Field(description="What this is.")]
    parties: Annotated[list[Party], Field(description="Its parties with the words that name them.")]
    confidences: Annotated[Confidences, Field(description="Likelihoods of its parts.")]
    evidence: Annotated[list[Evidence], Field(description="Where the article tells it.")]
    merged: Annotated[
        list[Member], Field(description="Why it is in its story; empty where it stands for it.")
    ]
    others: Annotated[list[Member], Field(description="The other events of its story.")]
    links: Annotated[list[Link], Field(description="Stories that belong to its own.")]
    copies: Annotated[list[Copy], Field(description="Copies of its document.")]


class Decided(Model):
    """What a person decided about events of a story."""

    kind: Annotated[Literal["join", "split"], Field(description="Put together, or taken apart.")]
    a: Annotated[Id, Field(description="Id of an event.")]
    b: Annotated[str | None, Field(description="Null where `a` was taken out of its story.")]


class StoryRecord(models.Story):
    """A story with every report of it, why each is in it, and the stories that belong to it."""

    record: Annotated[Literal["story"], Field(description="What this is.")]
    parties: Annotated[list[Party], Field(description="Its parties with the words that name them.")]
    members: Annotated[
        list[Member], Field(description="Its events, each with the reason for which it is in it.")
    ]
    links: Annotated[list[Link], Field(description="Stories that belong to it.")]
    decisions: Annotated[list[Decided], Field(description="What people decided about its events.")]


class DocumentRecord(models.Document):
    """A document with its text and what it tells; of each kind the first 500."""

    record: Annotated[Literal["document"], Field(description="What this is.")]
    text: Annotated[str, Field(description="The text, whole.")]
    warnings: Annotated[list[str], Field(description="What the reader of the article noticed.")]
    event_rows: Annotated[list[models.Event], Field(description="Events that it tells.")]
    assessment_rows: Annotated[list[models.Assessment], Field(description="Assessments in it.")]
    statement_rows: Annotated[list[models.Statement], Field(description="Statements in it.")]
    copies: Annotated[list[Copy], Field(description="Articles that print it, or that it prints.")]


class AssessmentRecord(models.Assessment):
    """An assessment with the words that it rests on."""

    record: Annotated[Literal["assessment"], Field(description="What this is.")]
    evidence: Annotated[list[Evidence], Field(description="Where the article says it.")]


class StatementRecord(models.Statement):
    """A statement."""

    record: Annotated[Literal["statement"], Field(description="What this is.")]


class Explanation(Model):
    """Why something is coded as it is."""

    id: Id
    record: Annotated[Kind, Field(description="What it is that is explained.")]
    text: Annotated[str, Field(description="Lines for people, as detente explain prints them.")]


class Told(Model):
    """A story, or an assessment, that tells how two parties stand."""

    id: Id
    kind: Annotated[
        Literal["event", "plan", "possible", "denial", "assessment"],
        Field(description="Done, planned, possible, denied; or an assessment."),
    ]
    what: Annotated[str, Field(description="Type and mode, or tone and trend.")]
    start: Annotated[Day, Field(description="First day that it counts on.")]
    end: Annotated[Day, Field(description="Last day that it counts on.")]
    actor: Annotated[list[Code], Field(description="Who acts.")]
    recipient: Annotated[list[Code], Field(description="Whom it concerns.")]
    value: Annotated[float, Field(description="-10 (conflict) to 10 (cooperation).")]
    words: Words
    reports: Reports
    title: Title
    publisher: Publisher
    published: Published
    url: Url


class Turn(Model):
    """A turning point with the stories that drive it."""

    date: Annotated[Day, Field(description="The likeliest day.")]
    interval: Annotated[
        Annotated[list[Day], Field(min_length=2, max_length=2)],
        Field(description="First and last day that it may have been."),
    ]
    direction: Annotated[Literal["thaw", "chill"], Field(description="Thaw or chill.")]
    size: Annotated[float, Field(description="By how many points the level moved.")]
    evidence: Annotated[
        float, Field(description="How much likelier the new state is than the old one, in nats.")
    ]
    tone: Annotated[
        Annotated[list[float], Field(min_length=2, max_length=2)],
        Field(description="Tone before and after."),
    ]
    deeds: Annotated[
        Annotated[list[float], Field(min_length=2, max_length=2)],
        Field(description="Hostile deeds a week, before and after; mild ones count in part."),
    ]
    stories: Annotated[
        list[Told], Field(description="The stories that drive it, the weightiest first.")
    ]


class Week(Model):
    """The level in a week."""

    start: Annotated[Day, Field(description="First day of the week.")]
    level: Annotated[float, Field(description="-10 (conflict) to 10 (cooperation).")]
    low: Annotated[float, Field(description="Lower end of the band.")]
    high: Annotated[float, Field(description="Upper end of the band.")]
    stories: Annotated[float, Field(description="How much was told in it.")]


class RelationRecord(Model):
    """How two parties stand over time."""

    a: Code
    b: Code
    name_a: Annotated[str, Field(description="Name of `a`.")]
    name_b: Annotated[str, Field(description="Name of `b`.")]
    directed: Annotated[bool, Field(description="Whether only what `a` does to `b` counts.")]
    since: Annotated[Day | None, Field(description="First day.")]
    until: Annotated[Day | None, Field(description="Last day.")]
    stories: Annotated[int, Field(description="Stories that count.")]
    left_out: Annotated[int, Field(description="What is told and says nothing of it, as denials.")]
    sources: Annotated[list[str], Field(description="Who coded the events that count.")]
    notes: Annotated[list[str], Field(description="What one should know of the data.")]
    turning_points: Annotated[
        list[Turn], Field(description="Where the level turned, the earliest first.")
    ]
    weeks: Annotated[list[Week], Field(description="The level, week by week.")]


class Mover(Model):
    """A relation that moved."""

    a: Code
    b: Code
    name_a: Annotated[str, Field(description="Name of `a`.")]
    name_b: Annotated[str, Field(description="Name of `b`.")]
    before: Annotated[float, Field(description="Level on the first day.")]
    after: Annotated[float, Field(description="Level on the last day.")]
    change: Annotated[float, Field(description="How far it moved.")]
    low: Annotated[float, Field(description="Lower end of the band of the change.")]
    high: Annotated[float, Field(description="Upper end of that band.")]
    stories: Annotated[int, Field(description="Stories that count.")]
    turning_points: Annotated[list[Turn], Field(description="Where it turned between these days.")]


class Movers(Model):
    """The relations that changed most."""

    since: Annotated[Day, Field(description="The day compared with.")]
    until: Annotated[Day | None, Field(description="The last day.")]
    compared: Annotated[int, Field(description="Relations that had enough stories to be compared.")]
    sources: Annotated[list[str], Field(description="Who coded the events that count.")]
    notes: Annotated[list[str], Field(description="What one should know of the data.")]
    movers: Annotated[list[Mover], Field(description="The surest change first.")]


class TieRecord(Model):
    """Two parties that deal with each other."""

    a: Code
    b: Code
    name_a: Annotated[str, Field(description="Name of `a`.")]
    name_b: Annotated[str, Field(description="Name of `b`.")]
    stories: Annotated[int, Field(description="Stories of acts of both.")]
    cooperation: Annotated[int, Field(description="Of them those above 0.")]
    conflict: Annotated[int, Field(description="Of them those below 0.")]
    intensity: Annotated[float | None, Field(description="Their mean, -10 to 10.")]


class NodeRecord(Model):
    """A party of the network."""

    code: Code
    name: Annotated[str, Field(description="Name of the party.")]
    stories: Annotated[int, Field(description="Stories of its ties.")]


class NetworkRecord(Model):
    """Who deals with whom."""

    since: Annotated[Day | None, Field(description="First day; null: from the beginning.")]
    until: Annotated[Day | None, Field(description="Last day; null: to the end.")]
    all_ties: Annotated[int, Field(description="Number of ties before `limit`.")]
    nodes: Annotated[
        list[NodeRecord], Field(description="The parties of these ties, the busiest first.")
    ]
    ties: Annotated[list[TieRecord], Field(description="The ties with most stories first.")]


class GroupRecord(Model):
    """Documents of one outlet, language or coder."""

    name: Annotated[
        str | None, Field(description="Name of the outlet, language or coder; null where unknown.")
    ]
    documents: Annotated[int, Field(description="How many articles.")]
    first: Annotated[Day | None, Field(description="Day of the first one.")]
    last: Annotated[Day | None, Field(description="Day of the last one.")]


class FailureRecord(Model):
    """An input that could not be read or coded."""

    source: Annotated[str, Field(description="Address, or name of the file.")]
    code: Annotated[str, Field(description="Explained in docs/errors.md.")]
    message: Annotated[str, Field(description="What went wrong, for people.")]


class StatusRecord(Model):
    """What the store holds, and where it came from."""

    documents: Annotated[int, Field(description="How many articles.")]
    events: Annotated[int, Field(description="How many events.")]
    stories: Annotated[int, Field(description="How many stories.")]
    assessments: Annotated[int, Field(description="How many assessments.")]
    statements: Annotated[int, Field(description="How many statements.")]
    copies: Annotated[int, Field(description="Documents that print or translate another one.")]
    waiting: Annotated[int, Field(description="Documents not compared with the others yet.")]
    first: Annotated[Day | None, Field(description="Day of the first article.")]
    last: Annotated[Day | None, Field(description="Day of the last article.")]
    languages: Annotated[
        list[GroupRecord], Field(description="Articles by language, the most first.")
    ]
    publishers: Annotated[
        list[GroupRecord], Field(description="Articles by outlet, the most first.")
    ]
    coders: Annotated[list[GroupRecord], Field(description="Articles by coder, the most first.")]
    failed: Annotated[int, Field(description="Inputs that could not be read or coded.")]
    failures: Annotated[list[FailureRecord], Field(description="The first 200 of these inputs.")]


class Start(Model):
    """The way in."""

    version: Annotated[str, Field(description="Version of the program.")]
    edit: Annotated[bool, Field(description="Whether stories may be joined and split.")]
    openapi: Annotated[str, Field(description="Address of the description of all addresses.")]
    addresses: Annotated[list[str], Field(description="All addresses of the API.")]


class Decision(Model):
    """The stories that come of an edit: those of its events, then those of their old stories."""

    stories: Annotated[list[Id], Field(description="Ids of these stories.")]


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
