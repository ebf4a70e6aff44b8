"""The last of dating, once the status is known: defaults, what is long past, what is to come."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from detente.codebook import Codebook
from detente.stages._dating_far import backward, onward
from detente.stages._edtf import last_day
from detente.stages._scores import RULE
from detente.types import Reading

_YEAR = re.compile(r"\d{4}")


def announces_act(reading: Reading, codebook: Codebook) -> bool:
    """Whether a reading tells what is to come; it is dated by the act that it announces."""
    return reading.event_type in codebook.announcing and "future" in reading.aux


def finish_dates(
    readings: Sequence[Reading],
    published: dt.date | None,
    aux_none: frozenset[str],
    codebook: Codebook,
    clocks: frozenset[int] = frozenset(),
) -> tuple[Reading, ...]:
    """Default dates and the auxiliary mode `historical`, once status is known.

    A plain report without time word takes the day of publication, approximately; exactly in the
    paragraphs `clocks`, which begin with a clock time. What is to
    come, possible or denied has no date unless it is of a type that announces (AGREE, CONCEDE),
    dated by its announcement. `historical` is arithmetic: the end lies over 30 days before
    publication.
    """
    out = []
    for reading in readings:
        edtf = _forward(reading, published, codebook)
        if edtf is None and published is not None:
            announced = announces_act(reading, codebook) and (
                reading.announced or "hypothetical" not in reading.aux
            )
            plain = not reading.aux & aux_none and reading.announced
            if announced or plain:
                exact = reading.evidence.paragraph in clocks
                edtf = f"{published}" if exact else f"{published}~"
                if reading.days:
                    edtf = f"{published}/{published + dt.timedelta(days=reading.days - 1)}"
        aux = set(reading.aux)
        if edtf and published is not None and not _open(edtf):
            end = last_day(edtf)
            if end is not None and (published - end).days > 30:
                aux.add("historical")
                aux.discard("future")
        out.append(replace(reading, edtf=edtf, aux=frozenset(aux)))
    return tuple(out)


def _forward(reading: Reading, published: dt.date | None, codebook: Codebook) -> str | None:
    """The date of the reading; a weekday of what is to come is the next one, of a deed the last.

    That of a promise may be the day on which it was given, unless it is a term ("by Friday").
    What only the heads read as one is told by the verb of the act ("is to fly").
    """
    time, edtf = reading.time, reading.edtf
    if published is None or time is None or edtf is None or time.reason is None:
        return edtf
    told = any(r.stage == "status" and r.rule == "future" for r in reading.reasons)
    behind = time.start > reading.evidence.start
    act = (reading.rule == RULE and behind) or reading.event_type not in codebook.announcing
    ahead = "future" in reading.aux and (reading.ahead or told or time.role == "until" or act)
    plain = not reading.aux and reading.announced and act and time.text.count(" ") < 2
    if not (ahead or plain) or _YEAR.search(time.text):
        return edtf
    move = onward if ahead else backward
    return move(edtf, time.reason.rule, published)


def _open(edtf: str) -> bool:
    return edtf.endswith("/..")
