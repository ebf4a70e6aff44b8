"""The parties of a text of the corpus, read as the program reads them, beside those it holds."""

from __future__ import annotations

import datetime as dt
from typing import Any

from detente import pipeline
from detente.stages._reports import speaking
from detente.stages.actors import resolve_actors
from detente.stages.mentions import find_mentions
from detente.stages.syntax import analyse, parse
from detente.types import Document


def resolve(doc: dict[str, Any]) -> None:
    """Find and resolve the actors of a document; who listens to the stages learns what they ask."""
    tools = pipeline.load_tools(doc["lang"])
    day = dt.date.fromisoformat(doc["published"])
    document = Document(doc["id"], doc["text"], language=doc["lang"], published=day)
    _, raws = pipeline.prepare(document, tools)
    sentences = parse(raws, analyse(raws, tools.encoder), tools.encoder.labels, tools.pack)
    voices = speaking(sentences, document.text, tools.pack)
    resolve_actors(
        find_mentions(sentences, tools.gazetteer), sentences, tools.gazetteer, day, voices
    )


def parties(doc: dict[str, Any]) -> list[dict[str, Any]]:
    """The parties of all events that words of the text carry: code, name, start, end."""
    return [
        party
        for event in doc["events"]
        for side in ("actor", "recipient")
        for party in event["spans"][side]
        if party["start"] is not None
    ]
