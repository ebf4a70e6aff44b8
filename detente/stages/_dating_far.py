"""Dates that another sentence or another act tells."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from detente.resources import LanguagePack
from detente.stages._edtf import first_day, last_day, starts_after
from detente.stages._scores import Weights, anchor
from detente.stages._tree import case_before, own_subjects
from detente.types import Reading, Reason, Sentence, Time

PHRASE = 4  # words at most of a phrase of time
PARAGRAPHS = 3  # how far back the day of an act may be told
_YEARS = (1, 9999)  # of the calendar
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_YEARLY = frozenset({"day", "month", "month_unsure", "season"})  # rules of times of every year
_TOLD = re.compile(
    r"\d{4}(-\d\d){0,2}(/\d{4}(-\d\d){0,2})?"
)  # a day, month or year, or an interval


def carried(
    reading: Reading,
    sentence: Sentence,
    before: Sequence[Reading],
    sentences: Sequence[Sentence],
    times: Mapping[int, list[Time]],
    weights: Weights,
    published: dt.date | None,
    *,
    spoken: bool,
) -> Reading:
    """The time of the reading before in the paragraph, or the last one told there, where the
    heads hold that the time of the act is told in another sentence.

    What is to come dates nothing else. Where a paragraph begins with the act, and it is none of
    speaking, the paragraphs before it count as well: agencies give each sentence its own.
    """
    scores = sentence.scores
    if scores is None:
        return reading
    at = anchor(reading, sentence, scores)
    if float(scores.roles["time"][at][0]) < weights["carry"]:
        return reading
    begins = sentence.index == 0 or sentences[sentence.index - 1].paragraph != sentence.paragraph
    reach = PARAGRAPHS if begins and not spoken else 0
    for number in range(sentence.index - 1, -1, -1):
        if sentence.paragraph - sentences[number].paragraph > reach:
            break
        told = [t for t in times.get(number, []) if is_told(t.edtf, published)]
        dates = [r.edtf for r in before if r.sentence == number and is_told(r.edtf, published)]
        dates = [*reversed(dates), *(t.edtf for t in reversed(told))]
        day = next((d for d in dates if d and _DAY.fullmatch(d)), None)
        if day is None and number == sentence.index - 1 and not goes_on(reading, sentence):
            day = next(iter(dates), None)
        if day is None:
            continue
        words = next((t for t in reversed(told) if t.edtf == day), None)
        note = Reason("dating", "told before", words.text if words else "")
        if words:
            note = replace(note, start=words.start, end=words.end)
        return replace(reading, edtf=day, reasons=(*reading.reasons, note))
    return reading


def goes_on(reading: Reading, sentence: Sentence) -> bool:
    """Whether a verb tells of the present."""
    holders = (reading.token, *sentence.kids(reading.token, "aux", "cop", "aux:pass"))
    tokens = [sentence.tokens[k] for k in holders]
    finite = [
        t for t in tokens if t.morph.get("Tense") == "Pres" and t.morph.get("VerbForm") == "Fin"
    ]
    return len(tokens) == 1 and bool(finite)


def is_told(edtf: str | None, published: dt.date | None) -> bool:
    """Whether a date is a day or a stretch of time, with an end, that has come."""
    return bool(_TOLD.fullmatch(edtf or "")) and not (
        published is not None and starts_after(edtf, published)
    )


def span_before(
    reading: Reading, sentence: Sentence, times: list[Time], pack: LanguagePack
) -> tuple[Time, int] | None:
    """The span of time before the conjunction or preposition of a predicate, and its sign."""
    signs = {str(w): -1 for w in pack.status.get("after") or ()}
    signs |= {str(w): 1 for w in pack.status.get("before") or ()}
    case = case_before(sentence, reading.token) if reading.kind == "noun" else None
    marks = sentence.kids(reading.token, "mark", "case")
    token = sentence.tokens[reading.token]
    if not marks and token.relation == "conj":  # a day after they broke in and killed ...
        marks = sentence.kids(token.head, "mark")
    for kid in (*marks, *([case] if case is not None else [])):
        mark = sentence.tokens[kid]
        if mark.text.lower() in signs:
            for time in times:
                if time.kind in ("DURATION", "SET") and 0 <= mark.start - time.end <= 2:
                    return time, signs[mark.text.lower()]
    return None


def hours_later(reading: Reading, sentence: Sentence, pack: LanguagePack) -> bool:
    """Whether a reading is told to have come hours after the one before ("hours later")."""
    hours, then = (frozenset(map(str, pack.status.get(k) or ())) for k in ("hours", "then"))
    for kid in sentence.children[reading.token]:
        words = {sentence.tokens[k].text.lower() for k in sentence.subtree(kid)}
        if len(words) <= PHRASE and words & hours and words & then:
            return True
    return False


def _same_day(reading: Reading, sentence: Sentence, pack: LanguagePack) -> int | None:
    """The conjunction by which a clause happened on the day of the one above it ("hours after he
    met X", "while police charged").
    """
    signs = {str(w) for k in ("after", "before") for w in pack.status.get(k) or ()}
    hours, during = (frozenset(map(str, pack.status.get(k) or ())) for k in ("hours", "during"))
    if reading.kind == "noun" or sentence.tokens[reading.token].relation != "advcl":
        return None
    for kid in sentence.kids(reading.token, "mark"):
        word = sentence.tokens[kid].text.lower()
        first = sentence.tokens[max(0, kid - 1)].text.lower()
        if word in during or (word in signs and first in hours):
            return kid
    return None


def subordinate(
    readings: list[Reading],
    sentences: Sequence[Sentence],
    by_sentence: Mapping[int, list[Time]],
    pack: LanguagePack,
    published: dt.date | None,
) -> tuple[Reading, ...]:
    """Dates of acts told by their distance: "resigned on Friday, two days after he met X".

    What happened without a time word happened on the day of publication.
    """
    out = list(readings)
    sharp = frozenset(map(str, pack.status.get("exactly") or ()))
    for at, reading in enumerate(readings):
        sentence = sentences[reading.sentence]
        if reading.edtf is None and (kid := _same_day(reading, sentence, pack)) is not None:
            above = {sentence.tokens[reading.token].head}
            tops = [r for r in out if r.sentence == reading.sentence and r.token in above]
            if tops and tops[0].edtf:
                word = sentence.tokens[kid]
                note = Reason("dating", "same day", word.text, word.start, word.end)
                kept = (*reading.reasons, note)
                out[at] = replace(reading, edtf=tops[0].edtf, time=tops[0].time, reasons=kept)
                continue
        if reading.edtf is None and (last := _shared(reading, sentence, out, published)):
            out[at] = last
            continue
        if reading.edtf is None and (first := _hours_from(reading, sentence, out, pack)):
            out[at] = first
            continue
        found = span_before(reading, sentence, by_sentence.get(reading.sentence, []), pack)
        if reading.edtf is not None or found is None:
            continue
        span, sign = found
        near = [r for r in readings if r.sentence == reading.sentence and r.edtf]
        head = sentence.tokens[reading.token].head
        main = next((r for r in near if r.token == head), near[0] if near else None)
        if main is None and head < 0:  # a month before, they had agreed
            sign = -1
            main = next((r for r in reversed(out[:at]) if r.edtf), None)
            if main is not None and reading.sentence - main.sentence > 1:
                main = None
        if main is None or (main.time is not None and main.time.role == "until"):
            there = by_sentence.get(reading.sentence, [])
            day = _told_there(there, span, published if sign < 0 else None)
            main = replace(reading, edtf=day) if day else None
        exact = span.text.split()[0].lower() in sharp
        edtf = away_from(main.edtf or "", span, sign, exact=exact) if main else None
        if edtf:
            note = Reason("dating", "distance", span.text, span.start, span.end)
            out[at] = replace(reading, edtf=edtf, time=span, reasons=(*reading.reasons, note))
    return tuple(out)


def _told_there(times: list[Time], span: Time, published: dt.date | None) -> str | None:
    """The date that a distance is counted from where no act has it: the last one told before it
    in the sentence, else that of publication.
    """
    told = [t for t in times if t.end <= span.start and t.role != "until"]
    days = [t.edtf.split("/")[0] for t in told if t.edtf and is_told(t.edtf, None)]
    return days[-1] if days else str(published) if published else None


def _shared(
    reading: Reading,
    sentence: Sentence,
    readings: Sequence[Reading],
    published: dt.date | None,
) -> Reading | None:
    """The reading with the date of the verb joined to it at whose end the time stands ("sent
    boats and summoned the envoy on Friday").
    """
    joined = [
        k
        for k in sentence.kids(reading.token, "conj")
        if sentence.tokens[k].upos == "VERB" and not own_subjects(sentence, k)
    ]
    for other in readings:
        same = other.sentence == reading.sentence and other.token in joined[-1:]
        when = other.time
        if not same or not other.edtf or when is None or reading.kind != "verb":
            continue
        direct = any(
            when.start <= sentence.tokens[k].start < when.end
            for k in sentence.children[other.token]
        )
        behind = when.start > other.evidence.start and when.role != "until"
        if direct and behind and is_told(other.edtf, published):
            note = Reason("dating", "shared", when.text, when.start, when.end)
            return replace(reading, edtf=other.edtf, time=when, reasons=(*reading.reasons, note))
    return None


def _hours_from(
    reading: Reading, sentence: Sentence, readings: Sequence[Reading], pack: LanguagePack
) -> Reading | None:
    """The reading with the date of a clause below it from which it is hours away ("was let in
    hours before they climbed the wall on Friday").
    """
    for other in readings:
        if other.sentence != reading.sentence or not other.edtf:
            continue
        if sentence.tokens[other.token].head != reading.token:
            continue
        kid = _same_day(other, sentence, pack)
        if kid is not None and sentence.tokens[reading.token].relation != "advcl":
            word = sentence.tokens[kid]
            note = Reason("dating", "same day", word.text, word.start, word.end)
            kept = (*reading.reasons, note)
            return replace(reading, edtf=other.edtf, time=other.time, reasons=kept)
    return None


def away_from(edtf: str, span: Time, sign: int, *, exact: bool) -> str | None:
    """The date that lies a span of time away from another; a month from a day is about a month.

    Days from a month are in that month.
    """
    length = re.fullmatch(r"P(T?)(\d+|X)([DWHMY])", span.value)
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", edtf)
    if not length or not match:
        return None
    clock, number, unit = length.groups()
    if unit in "MY" and not clock:
        if number == "X" or (unit == "M" and not match[2]):
            return None
        away = sign * int(number) * (12 if unit == "Y" else 1)
        months = int(match[1]) * 12 + int(match[2] or 1) - 1 + away
        if not _YEARS[0] <= months // 12 <= _YEARS[1]:
            return None
        if unit == "Y":
            return f"{months // 12:04d}~"
        return f"{months // 12:04d}-{months % 12 + 1:02d}" + ("~" if match[3] else "")
    if not match[3]:
        return edtf if match[2] and unit == "D" and number == "X" else None
    days = 0 if clock or number == "X" else int(number) * (7 if unit == "W" else 1)
    try:
        day = dt.date.fromisoformat(edtf) + dt.timedelta(days=sign * days)
    except OverflowError:  # nobody's calendar has that day
        return None
    return f"{day}" if exact or unit != "W" or number == "1" else f"{day}~"


def counted_from(
    reading: Reading, sentence: Sentence, head: int, times: Sequence[Time], pack: LanguagePack
) -> tuple[Time, int] | None:
    """The span of time that an act is away from the occasion whose time stands at `head` ("eine
    Woche nach dem Putsch vom 25. Juli"), and its sign.
    """
    signs = {str(w): -1 for w in pack.status.get("before") or ()}
    signs |= {str(w): 1 for w in pack.status.get("after") or ()}
    noun = sentence.tokens[head].head
    inside = sentence.tokens[head].relation == "nmod" and noun not in (-1, reading.token)
    if not inside or noun in reading.objects:
        return None
    case = case_before(sentence, noun)
    if case is None or sentence.tokens[case].text.lower() not in signs:
        return None
    mark = sentence.tokens[case]
    for time in times:
        if time.kind == "DURATION" and 0 <= mark.start - time.end <= 2:
            return time, signs[mark.text.lower()]
    return None


def inside_clause(reading: Reading, sentence: Sentence) -> set[int]:
    """The words of the complement clauses of a reading; those between the comma before an
    infinitive and that infinitive are its own, whatever the tree says ("erbot sich, am Sonntag
    zu vermitteln").
    """
    inner: set[int] = set()
    for head in reading.clause:
        inner.update(sentence.subtree(head))
        token = sentence.tokens[head]
        if token.morph.get("VerbForm") != "Inf" or head < reading.token:
            continue
        between = sentence.tokens[reading.token + 1 : head]
        commas = [t.index for t in between if t.text == "," and t.head == head]
        if commas and not any(t.morph.get("VerbForm") == "Fin" for t in between):
            inner |= set(range(commas[0] + 1, head))
    return inner


def onward(edtf: str, rule: str, published: dt.date) -> str:
    """A date of what is to come, moved to the next such day, weekend, season or month where the
    text names no year and it has gone by; leap days stay.
    """
    if rule.startswith(("weekday", "weekend")):
        days = [dt.date.fromisoformat(d) for d in edtf.split("/") if _DAY.fullmatch(d)]
        if len(days) == edtf.count("/") + 1 and -7 <= (days[-1] - published).days < 0:
            return "/".join(f"{d + dt.timedelta(days=7)}" for d in days)
    elif rule in _YEARLY and re.fullmatch(r"\d{4}(-\d\d){1,2}", edtf) and edtf[4:] != "-02-29":
        end = last_day(edtf)
        if end is not None and 0 < (published - end).days < 365:
            return f"{int(edtf[:4]) + 1:04d}{edtf[4:]}"
    return edtf


def backward(edtf: str, rule: str, published: dt.date) -> str:
    """The date of what has happened, moved to the last such day or month where it lies ahead."""
    first = first_day(edtf)
    ahead = (first - published).days if first else 0
    if rule.startswith("weekday") and _DAY.fullmatch(edtf) and 0 < ahead <= 7:
        return f"{dt.date.fromisoformat(edtf) - dt.timedelta(days=7)}"
    if rule == "month" and re.fullmatch(r"\d{4}-\d\d", edtf) and ahead > 0:
        return f"{int(edtf[:4]) - 1:04d}{edtf[4:]}"
    return edtf
