"""Force that is told right after the crowd that it was used on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from detente.codebook import Codebook
from detente.stages._dating_far import goes_on, is_told
from detente.types import Reading, Reason, Sentence, Time

REACH = 2  # sentences back at most


def quelled(
    reading: Reading,
    sentences: Sequence[Sentence],
    times: Mapping[int, list[Time]],
    before: Sequence[Reading],
    codebook: Codebook,
    published: dt.date | None,
) -> Reading:
    """The reading with the day of the protest told before it in the paragraph, if there is one:
    who shoots at a crowd does so while it is there ("Youths marched on Monday. Police fired.").

    What is told in the present, or beside a day of its own, is another occasion; so is what
    follows on a protest on the day of publication, of which the default says the same.
    """
    sentence = sentences[reading.sentence]
    answered = codebook.types[reading.event_type].quells
    own = any(_is_day(t.edtf) for t in times.get(reading.sentence, []))
    if not answered or own or goes_on(reading, sentence):
        return reading
    for other in reversed(before):
        back = reading.sentence - other.sentence
        away = sentences[other.sentence].paragraph != sentence.paragraph
        if back > REACH or away:
            break
        if back < 1 or other.event_type not in answered or not is_told(other.edtf, published):
            continue
        day = other.edtf or ""
        if not _is_day(day) or day.startswith(str(published)):
            break
        note = Reason("dating", "quelled", other.evidence.trigger)
        return replace(reading, edtf=day, reasons=(*reading.reasons, note))
    return reading


def _is_day(edtf: str | None) -> bool:
    """Whether a date is a day, or days, rather than a month or a year."""
    return len((edtf or "").split("/")[0].rstrip("~")) == len("2000-01-01")
