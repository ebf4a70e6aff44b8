"""Where an event took place."""

from __future__ import annotations

import datetime as dt

import pytest

from detente.pipeline import code_many
from detente.types import Document

CASES = [
    ("de", "Der polnische Präsident reiste am Montag nach Wilna.", "Wilna"),
    ("de", "In der Hauptstadt Suva plünderten Soldaten am Montag Geschäfte.", "Suva"),
    ("de", "Maduro sprach am Montag mit Putin über Syrien.", None),
    ("de", "Über Syrien wurde am Montag ein russisches Flugzeug abgeschossen.", "Syrien"),
    pytest.param(
        *("en", "In New York, Hillary Clinton met the Japanese foreign minister.", "New York"),
        marks=pytest.mark.xfail(reason="the heads doubt the place", strict=True),
    ),
    ("en", "The French president visited Algiers on Monday.", "Algiers"),
]


@pytest.mark.model
@pytest.mark.parametrize(("language", "sentence", "place"), CASES)
def test_the_place_of_an_event(language: str, sentence: str, place: str | None) -> None:
    document = Document("x", sentence, language=language, published=dt.date(2010, 9, 24))
    (coding,) = code_many([document])
    (event,) = coding.events
    assert (event.location.text if event.location else None) == place
