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
Words = Annotated[str | None, Field(description="Words of the article that tell it.")]
Sentence = Annotated[str | None, Field(description="The sentence, where there is no full text.")]
Offset = Annotated[int | None, Field(description="First character of the words in the text.")]
Published = Annotated[Day | None, Field(description="Day on which the article appeared.")]
Language = Annotated[str | None, Field(description="Language of the article: de, en ...")]
Publisher = Annotated[str | None, Field(description="Outlet of the article.")]
Title = Annotated[str | None, Field(description="Title of the article.")]
Url = Annotated[str | None, Field(description="Address of the article.")]
Told = Annotated[Id, Field(description="Id of the article that tells it.")]
Speaker = Annotated[
    str | None, Field(description="The party on whose word it rests; null: the paper's own.")
]
SpeakerName = Annotated[str | None, Field(description="That party as the article names it.")]
Reports = Annotated[int, Field(description="Independent articles that tell it.")]
Reason = Annotated[str | None, Field(description="What decided it, in words.")]
Score = Annotated[float | None, Field(description="How sure that is, 0 to 1.")]


class Model(BaseModel):
    """An object of which all keys are always there; unknown is null."""

    model_config = ConfigDict(extra="forbid")


class Values(Model):
    """What an event is."""

    id: Id
    event_type: Annotated[
        str | None, Field(description="Type in PLOVER: CONSULT, ASSAULT ...; null for other codes.")
    ]
    mode: Annotated[str | None, Field(description="Mode of the type: visit, firearms ...")]
    status: Annotated[Status, Field(description="Done, planned, possible, or denied.")]
    historical: Annotated[
        bool, Field(description="Whether it ended over 30 days before it was told.")
    ]
    aux: Annotated[list[str], Field(description="Auxiliary modes; empty for what happened.")]
    date: Annotated[str | None, Field(description="When, as exact as the article (EDTF).")]
    start: Annotated[Day | None, Field(description="First day that it may mean.")]
    end: Annotated[Day | None, Field(description="Last day; null where it is open.")]
    actor: Annotated[list[Code], Field(description="Who did it.")]
    recipient: Annotated[list[Code], Field(description="Whom it concerned.")]
    said_by: Speaker
    said_by_name: SpeakerName
    cameo: Annotated[str | None, Field(description="Its code in CAMEO.")]
    quad_class: Annotated[
        str | None, Field(description="Verbal or material, and cooperation or conflict.")
    ]
    intensity: Annotated[float | None, Field(description="-10 (conflict) to 10 (cooperation).")]
    goldstein: Annotated[float | None, Field(description="Value on Goldstein's scale.")]
    contexts: Annotated[list[str], Field(description="Subjects: military, economic ...")]
    place: Annotated[str | None, Field(description="Where it happened.")]
    country: Annotated[str | None, Field(description="The state that the place is in.")]
    lat: Annotated[float | None, Field(description="Latitude of the place, in degrees.")]
    lon: Annotated[float | None, Field(description="Longitude of the place, in degrees.")]
    confidence: Annotated[
        float | None, Field(ge=0, le=1, description="Likelihood that all of it is right.")
    ]


class Origin(Model):
    """The document of a row."""

    document: Told
    published: Published
    language: Language
    publisher: Publisher
    title: Title
    url: Url


class Event(Values):
    """An event as one document tells it."""

    reports: Reports
    mentions: Annotated[int, Field(description="How many times the article tells it.")]
    trigger: Words
    sentence: Sentence
    offset: Offset
    document: Told
    published: Published
    language: Language
    publisher: Publisher
    title: Title
    url: Url
    source: Annotated[str, Field(description="Who coded it: detente, or the source of an import.")]
    story: Annotated[str | None, Field(description="Its story; null before it was compared.")]


class Story(Values):
    """An event, however many documents tell it."""

    reports: Reports
    documents: Annotated[int, Field(description="Articles that tell it, copies included.")]
    events: Annotated[int, Field(description="Events of these articles that it is made of.")]
    first: Annotated[Day | None, Field(description="First day on which it was reported.")]
    last: Annotated[Day | None, Field(description="Last day on which it was reported.")]
    trigger: Words
    sentence: Sentence
    offset: Offset
    document: Told
    published: Published
    language: Language
    publisher: Publisher
    title: Title
    url: Url
    source: Annotated[str, Field(description="Who coded the event that stands for it.")]
    event: Annotated[str, Field(description="The event whose values stand for the story.")]


class Assessment(Model):
    """How a text says that two parties stand."""

    id: Id
    a: Code
    b: Code
    tone: Annotated[Tone, Field(description="Tone of the relation.")]
    trend: Annotated[Trend | None, Field(description="Where the relation goes.")]
    said_by: Speaker
    said_by_name: SpeakerName
    words: Annotated[str, Field(description="Words of the article.")]
    offset: Offset
    document: Told
    published: Published
    language: Language
    publisher: Publisher
    title: Title
    url: Url


class Statement(Model):
    """Somebody's words."""

    id: Id
    speaker: Annotated[str | None, Field(description="The party that says it, as a code.")]
    speaker_name: Annotated[str | None, Field(description="Who says it, as the article has it.")]
    kind: Annotated[
        Literal["direct", "indirect"], Field(description="Quoted (direct) or reported (indirect).")
    ]
    words: Annotated[str, Field(description="Words of the article.")]
    offset: Annotated[int, Field(description="First character of the words in the text.")]
    document: Told
    published: Published
    language: Language
    publisher: Publisher
    title: Title
    url: Url


class Document(Model):
    """A document that was read."""

    id: Id
    title: Title
    url: Url
    publisher: Publisher
    language: Language
    published: Published
    words: Annotated[int, Field(description="Number of words.")]
    events: Annotated[int, Field(description="Events that it tells.")]
    assessments: Annotated[int, Field(description="Assessments in it.")]
    statements: Annotated[int, Field(description="Statements in it.")]
    copy_of: Annotated[str | None, Field(description="The document that it prints.")]
    source: Annotated[str | None, Field(description="Its address, or the name of its file.")]
    coder: Annotated[str, Field(description="Program, model and codebook that coded it.")]


class Part(Model):
    """A part of a list."""

    after: Annotated[str | None, Field(description="Give it as `after` to go on; null at the end.")]
    next: Annotated[str | None, Field(description="Address of the next part; null at the end.")]


class Events(Part):
    """A part of the list of events."""

    items: Annotated[list[Event], Field(description="The rows of the part.")]


class Stories(Part):
    """A part of the list of stories."""

    items: Annotated[list[Story], Field(description="The rows of the part.")]


class Assessments(Part):
    """A part of the list of assessments."""

    items: Annotated[list[Assessment], Field(description="The rows of the part.")]


class Statements(Part):
    """A part of the list of statements."""

    items: Annotated[list[Statement], Field(description="The rows of the part.")]


class Documents(Part):
    """A part of the list of documents."""

    items: Annotated[list[Document], Field(description="The rows of the part.")]


class FaultBody(Model):
    """What went wrong."""

    code: Annotated[str, Field(description="Stays the same; explained in docs/errors.md.")]
    message: Annotated[str, Field(description="What went wrong, for people.")]
    next: Annotated[str | None, Field(description="What to do.")]


class FaultAnswer(Model):
    """The one shape of every error."""

    error: Annotated[FaultBody, Field(description="What went wrong, and what to do.")]


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
