"""Rows of lists as the API gives them. They describe: what is sent is made by the archive itself.

A test holds that their keys are those of the lists (docs/asking.md), in order.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Status = Literal["act", "plan", "possible", "denial"]
Aux = Literal["future", "historical", "hypothetical", "negation"]
Tone = Literal["friendly", "neutral", "hostile"]
Trend = Literal["improving", "stable", "worsening"]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$", description="A day, YYYY-MM-DD.")]
Code = Annotated[str, Field(description="A party: PAK, PAK:GOV, IGO:UNO.")]
Id = Annotated[str, Field(description="An id of the store.")]
Words = Annotated[str | None, Field(description="Words of the text.")]


class Model(BaseModel):
    """An object of which all keys are always there; unknown is null."""

    model_config = ConfigDict(extra="forbid")


class Values(Model):
    """What an event is."""

    id: Id
    event_type: Annotated[str | None, Field(description="CONSULT, ASSAULT ...")]
    mode: Annotated[str | None, Field(description="visit, firearms ...")]
    status: Annotated[Status, Field(description="Done, planned, possible, or denied.")]
    historical: Annotated[
        bool, Field(description="Whether it ended over 30 days before it was told.")
    ]
    aux: Annotated[list[str], Field(description="Auxiliary modes.")]
    date: Annotated[str | None, Field(description="EDTF.")]
    start: Day | None
    end: Day | None
    actor: Annotated[list[Code], Field(description="Who did it.")]
    recipient: Annotated[list[Code], Field(description="Whom it concerned.")]
    said_by: Annotated[str | None, Field(description="The party on whose word it rests.")]
    said_by_name: str | None
    cameo: Annotated[str | None, Field(description="Code of CAMEO.")]
    quad_class: Annotated[str | None, Field(description="Verbal or material, which of both.")]
    intensity: Annotated[float | None, Field(description="-10 (conflict) to 10 (cooperation).")]
    goldstein: Annotated[float | None, Field(description="Goldstein's scale.")]
    contexts: list[str]
    place: str | None
    country: Annotated[str | None, Field(description="The state that the place is in.")]
    lat: float | None
    lon: float | None
    confidence: Annotated[float | None, Field(ge=0, le=1)]


class Origin(Model):
    """The document of a row."""

    document: Id
    published: Day | None
    language: str | None
    publisher: str | None
    title: str | None
    url: str | None


class Event(Values):
    """An event as one document tells it."""

    reports: Annotated[int, Field(description="Independent documents that tell it.")]
    mentions: Annotated[int, Field(description="Times that the document tells it.")]
    trigger: Words
    sentence: Words
    offset: Annotated[int | None, Field(description="First character of the words in the text.")]
    document: Id
    published: Day | None
    language: str | None
    publisher: str | None
    title: str | None
    url: str | None
    source: Annotated[str, Field(description="Who coded it.")]
    story: Annotated[str | None, Field(description="Its story; null before it was compared.")]


class Story(Values):
    """An event, however many documents tell it."""

    reports: Annotated[int, Field(description="Independent documents.")]
    documents: int
    events: int
    first: Annotated[Day | None, Field(description="First day on which it was reported.")]
    last: Day | None
    trigger: Words
    sentence: Words
    offset: int | None
    document: Id
    published: Day | None
    language: str | None
    publisher: str | None
    title: str | None
    url: str | None
    source: str
    event: Annotated[str, Field(description="The event whose values stand for the story.")]


class Assessment(Model):
    """How a text says that two parties stand."""

    id: Id
    a: Code
    b: Code
    tone: Tone
    trend: Trend | None
    said_by: str | None
    said_by_name: str | None
    words: str
    offset: int | None
    document: Id
    published: Day | None
    language: str | None
    publisher: str | None
    title: str | None
    url: str | None


class Statement(Model):
    """Somebody's words."""

    id: Id
    speaker: str | None
    speaker_name: str | None
    kind: Literal["direct", "indirect"]
    words: str
    offset: int
    document: Id
    published: Day | None
    language: str | None
    publisher: str | None
    title: str | None
    url: str | None


class Document(Model):
    """A document that was read."""

    id: Id
    title: str | None
    url: str | None
    publisher: str | None
    language: str | None
    published: Day | None
    words: Annotated[int, Field(description="Number of words.")]
    events: int
    assessments: int
    statements: int
    copy_of: Annotated[str | None, Field(description="The document that it prints.")]
    source: Annotated[str | None, Field(description="Where it came from.")]
    coder: Annotated[str, Field(description="Program, model and codebook that coded it.")]


class Part(Model):
    """A part of a list."""

    after: Annotated[str | None, Field(description="Give it as `after` to go on; null at the end.")]
    next: Annotated[str | None, Field(description="Address of the next part; null at the end.")]


class Events(Part):
    """A part of the list of events."""

    items: list[Event]


class Stories(Part):
    """A part of the list of stories."""

    items: list[Story]


class Assessments(Part):
    """A part of the list of assessments."""

    items: list[Assessment]


class Statements(Part):
    """A part of the list of statements."""

    items: list[Statement]


class Documents(Part):
    """A part of the list of documents."""

    items: list[Document]


class FaultBody(Model):
    """What went wrong."""

    code: Annotated[str, Field(description="Explained in docs/errors.md.")]
    message: str
    next: Annotated[str | None, Field(description="What to do.")]


class FaultAnswer(Model):
    """The one shape of every error."""

    error: FaultBody


PARTS: dict[str, type[Part]] = {
    "events": Events,
    "stories": Stories,
    "assessments": Assessments,
    "statements": Statements,
    "documents": Documents,
}
ROWS: dict[str, type[Model]] = {
    "events": Event,
    "stories": Story,
    "assessments": Assessment,
    "statements": Statement,
    "documents": Document,
}
