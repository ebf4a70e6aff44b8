"""Which time expression dates which reading."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from detente.codebook import Codebook
from detente.resources import LanguagePack
from detente.stages._dating_crowd import quelled
from detente.stages._dating_end import announces_act
from detente.stages._dating_far import (
    away_from,
    carried,
    counted_from,
    hours_later,
    inside_clause,
    span_before,
    subordinate,
)
from detente.stages._dating_other import of_another
from detente.stages._scores import Weights, anchor, logit, role_of, words_between
from detente.stages._tree import clause_head, climb, own_subjects
from detente.types import Reading, Reason, Sentence, Time

_CLOCK = re.compile(r"([01]?\d|2[0-3])[.:][0-5]\d")
AHEAD, WITHIN = -1.0, -2.0  # costs of a time of what is to come, and of one inside the noun phrase
OWN = 0.5  # cost of a time of the act's own clause
NEVER = 3.4  # the most that the heads may say against an adverb there: they know few of them
FAR = 4  # a time at this cost or more does not date a reading
ANOTHER = 99.0  # cost of a time that tells when something else was


def date_readings(
    readings: Sequence[Reading],
    sentences: Sequence[Sentence],
    times: Sequence[Time],
    pack: LanguagePack,
    codebook: Codebook,
    weights: Weights,
    published: dt.date | None = None,
) -> tuple[Reading, ...]:
    """Readings with the nearest time by syntax; those without one keep `time` None.

    The cost of a time is the number of clauses between it and the predicate, less where the
    learned heads hold it for the time of the act; a word for "then" takes the day of the reading
    before, approximately.
    """
    by_sentence: dict[int, list[Time]] = {}
    for time in times:
        home = sentences[time.sentence] if time.sentence < len(sentences) else None
        if home is None or not home.start <= time.start < home.end:
            continue  # in a repeated paragraph
        if time.edtf or time.kind in ("DURATION", "SET"):  # "a day" may be either
            by_sentence.setdefault(time.sentence, []).append(time)
    then = frozenset(map(str, pack.status.get("then") or ()))
    begin = frozenset(map(str, pack.status.get("begin") or ()))
    since = frozenset(map(str, pack.support.get("since") or ()))
    out: list[Reading] = []
    previous: Reading | None = None
    for reading in readings:
        sentence = sentences[reading.sentence]
        own = by_sentence.get(reading.sentence, [])
        told = reading.edtf is not None or span_before(reading, sentence, own, pack) is not None
        about = (pack, codebook, weights, published)
        dated = reading if told else _date(reading, sentence, own, *about)
        goes_on = _begun(dated, sentence, begin) or _lasting(dated, sentence, since)
        if dated.edtf and "/" not in dated.edtf and goes_on:
            dated = replace(dated, edtf=f"{dated.edtf}/..")
        if dated.edtf is None and previous is not None and previous.edtf:
            words = {sentence.tokens[k].lemma.lower() for k in _beside(reading, sentence)}
            near = 0 <= reading.sentence - previous.sentence <= 1
            sharp = hours_later(reading, sentence, pack)
            if (sharp or words & then) and near and "/" not in previous.edtf:
                day = previous.edtf if sharp else previous.edtf.rstrip("~") + "~"
                note = Reason("dating", "then", previous.evidence.trigger)
                dated = replace(dated, edtf=day, reasons=(*dated.reasons, note))
        if dated.edtf is None and not told:
            spoken = codebook.types[dated.event_type].spoken
            told_before = (out, sentences, by_sentence, weights, published)
            dated = carried(dated, sentence, *told_before, spoken=spoken)
        if dated.edtf is None and not told:
            dated = quelled(dated, sentences, by_sentence, out, codebook, published)
        out.append(dated)
        if dated.edtf:
            previous = dated
    return subordinate(out, sentences, by_sentence, pack, published)


def _beside(reading: Reading, sentence: Sentence) -> tuple[int, ...]:
    """The words right below a predicate, and below a verb whose subject it shares."""
    token = sentence.tokens[reading.token]
    shared = token.relation == "conj" and not own_subjects(sentence, reading.token)
    above = sentence.children[token.head] if shared else ()
    return (*sentence.children[reading.token], *above)


def _begun(reading: Reading, sentence: Sentence, begin: frozenset[str]) -> bool:
    """Whether the text tells that the act began then: it goes on."""
    if reading.licence not in ("support", "occur", "told"):
        return False
    near = (sentence.tokens[reading.token].head, *sentence.kids(reading.token, "amod", "acl"))
    return any(k >= 0 and sentence.tokens[k].lemma.lower() in begin for k in near)


def _lasting(reading: Reading, sentence: Sentence, since: frozenset[str]) -> bool:
    """Whether the time dates what the act has gone on since ("since the vote of 30 August")."""
    if reading.time is None:
        return False
    at = _time_heads(sentence, [reading.time])[0]
    while sentence.tokens[at].relation.split(":")[0] in ("nmod", "appos", "flat"):
        at = sentence.tokens[at].head
        if at == reading.token:
            return False
        cases = sentence.kids(at, "case", "mark")
        if any(sentence.tokens[k].text.lower() in since for k in cases):
            return True
    first = min((at, *sentence.kids(at, "case")))
    beside = climb(sentence, first - 1) if first and sentence.tokens[at].upos != "VERB" else []
    for step in beside:  # "seit dem Angriff auf die Stadt im Mai"
        cases = sentence.kids(step.child, "case")
        if any(sentence.tokens[k].text.lower() in since for k in cases):
            return step.token == reading.token
    return False


def _date(
    reading: Reading,
    sentence: Sentence,
    times: list[Time],
    pack: LanguagePack,
    codebook: Codebook,
    weights: Weights,
    published: dt.date | None,
) -> Reading:
    heads = _time_heads(sentence, times)
    announces = announces_act(reading, codebook)
    relative = frozenset(map(str, pack.status.get("relative") or ()))
    costs = []
    odds = _odds(reading, sentence, times)
    inner = inside_clause(reading, sentence)
    kind = codebook.types[reading.event_type]
    asked = kind.spoken and reading.event_type not in codebook.announcing
    ordered = asked or bool(kind.of_mode(reading.mode).get("decreed"))
    for order, time in enumerate(times):
        if time.edtf is None:
            continue
        cost = _cost(reading, sentence, heads[order], inner, announces)
        term = ordered and time.role == "until"  # of what is asked or decreed, not of doing so
        if term or of_another(reading, sentence, time, heads[order], pack, published):
            cost = ANOTHER
        doubt = -weights["time"] * odds[order] if odds else 0.0
        if sentence.tokens[heads[order]].relation == "advmod" and cost == OWN:
            doubt = min(doubt, NEVER)
        total = cost + doubt
        if total < FAR:
            distance = abs(heads[order] - reading.token)
            costs.append((total, distance, order, cost))
    if not costs:
        days = _duration(reading, sentence, times, heads, relative)
        return replace(reading, days=days, sure=_sure(reading, odds, -1))
    _, _, order, cost = min(costs)
    best = times[order]
    edtf = best.edtf or ""
    if away := counted_from(reading, sentence, heads[order], times, pack):
        edtf = away_from(edtf, *away, exact=False) or edtf
    duration = _duration(reading, sentence, times, heads, relative)
    if duration and re.fullmatch(r"\d{4}-\d\d-\d\d", edtf):
        start = dt.date.fromisoformat(edtf)
        edtf = f"{edtf}/{start + dt.timedelta(days=duration - 1)}"
    note = Reason("dating", f"timex {best.kind} {best.value}", best.text, best.start, best.end)
    return replace(
        reading,
        time=best,
        edtf=edtf,
        ahead=cost == AHEAD,
        reasons=(*reading.reasons, note),
        sure=_sure(reading, odds, order),
    )


def _sure(reading: Reading, odds: Sequence[float], order: int) -> dict[str, float]:
    """The odds of the slots with those of the date: the one at `order`, if there are any."""
    return {**reading.sure, "date": odds[order]} if odds else dict(reading.sure)


def _odds(reading: Reading, sentence: Sentence, times: Sequence[Time]) -> list[float]:
    """The odds that each time is that of the act, by the heads, and last that none is told."""
    scores = sentence.scores
    if scores is None:
        return []
    at = anchor(reading, sentence, scores)
    spans = [words_between(sentence, time.start, time.end) for time in times]
    found = [logit(role_of(scores, at, "time", words)) for words in spans]
    return [*found, -logit(float(scores.roles["time"][at].max()))]


def _time_heads(sentence: Sentence, times: list[Time]) -> list[int]:
    out = []
    for time in times:
        inside = [t for t in sentence.tokens if t.start < time.end and time.start < t.end]
        tops = [t.index for t in inside if not any(t.head == o.index for o in inside)]
        out.append(tops[0] if tops else 0)
    return out


def _cost(
    reading: Reading, sentence: Sentence, head: int, inner: set[int], announces: bool
) -> float:
    bracket = _bracket(sentence, head)
    if bracket is not None:
        noun = sentence.tokens[bracket].head
        return WITHIN if reading.token in (bracket, noun) else ANOTHER
    if head in inner:
        if announces:
            return AHEAD
        return FAR if reading.opaque else 2.0
    if reading.kind == "noun" and head in sentence.subtree(reading.token):
        return ANOTHER if _in_clause_of_another(sentence, head, reading.token) else 0.0
    if _in_clause_of_another(sentence, head, reading.token):
        return ANOTHER
    own = reading.token if reading.kind != "noun" else clause_head(sentence, reading.token)
    clause = clause_head(sentence, head)
    if clause == own or head in sentence.children[own]:
        if _of_name(sentence, head, own):
            return ANOTHER
        between = _modified(sentence, head, own)
        return OWN + between
    path = climb(sentence, own)
    for distance, step in enumerate(path[:3]):
        relation = step.relation.split(":")[0]
        if step.token == clause:
            if relation == "conj":
                has_own = bool(own_subjects(sentence, step.child)) and step.child == own
                return FAR if has_own or sentence.tokens[head].index > step.child else 1.5
            infinite = sentence.tokens[step.child].morph.get("VerbForm") in ("Inf", "Ger")
            controlled = relation == "xcomp" or (relation in ("advcl", "acl") and infinite)
            return 1.5 + distance if controlled else FAR
        if relation not in ("xcomp", "conj"):
            break
    for distance, step in enumerate(climb(sentence, clause)[:2]):
        if step.token == own and step.relation.split(":")[0] == "xcomp":
            return 2.5 + distance
    return FAR


def _in_clause_of_another(sentence: Sentence, head: int, word: int) -> bool:
    """Whether a time below a noun or verb stands in a clause about another noun there ("the
    resignation of the man who came a week ago", "arrested the man who was minister until 2017").
    """
    below = set(sentence.subtree(word))
    for step in climb(sentence, head) if head in below else []:
        if step.token == word:
            return False
        if step.relation == "acl:relcl":
            return True
    return False


def _bracket(sentence: Sentence, head: int) -> int | None:
    """The participle before a noun whose phrase holds the time ("das am 6. August verhängte
    Embargo"), whatever the tree says.
    """
    for token in sentence.tokens[head + 1 : head + 8]:
        if token.relation not in ("amod", "acl") or token.head <= token.index:
            continue
        for kid in sentence.kids(token.head, "det"):
            if kid < head < token.index and token.morph.get("Degree") is None:
                inside = sentence.tokens[kid + 1 : head]
                if not any(t.upos in ("VERB", "PUNCT") for t in inside):
                    return (
                        token.index
                        if head + 3 >= token.index or head in sentence.subtree(token.index)
                        else None
                    )
    return None


def _of_name(sentence: Sentence, head: int, own: int) -> bool:
    """Whether a time tells what somebody is or was then, beside his name ("heute Berater")."""
    for step in climb(sentence, head):
        if step.token == own:
            return False
        noun = sentence.tokens[step.token]
        upos = noun.upos
        while noun.relation == "conj":
            noun = sentence.tokens[noun.head]
        bare = noun.relation == "nmod" and not sentence.kids(noun.index, "case", "det")
        if noun.relation == "appos" or (bare and step.relation == "advmod"):
            return step.child == head < step.token and upos in ("NOUN", "PROPN")
    return False


def _modified(sentence: Sentence, head: int, own: int) -> float:
    """1 where the time stands inside a noun phrase with an act of its own."""
    for step in climb(sentence, head):
        if step.token == own:
            return 0.0
        if sentence.tokens[step.token].upos == "NOUN" and step.relation in (
            *("nmod", "amod", "compound"),
        ):
            return 1.0
    return 0.0


def _duration(
    reading: Reading,
    sentence: Sentence,
    times: list[Time],
    heads: list[int],
    relative: frozenset[str],
) -> int | None:
    """Days that the act lasted ("a two-day visit"), None where no time says it."""
    for time, head in zip(times, heads, strict=True):
        after = next((t for t in sentence.tokens if t.start >= time.end), None)
        before = [t for t in sentence.tokens if t.end <= time.start]
        around = {t.text.lower() for t in (after, before[-1] if before else None) if t}
        if around & relative:
            continue
        match = re.fullmatch(r"P(\d+)D", time.value) if time.kind == "DURATION" else None
        near = time.start < reading.evidence.end and reading.evidence.start < time.end
        days = int(match[1]) if match and time.role == "" else 0
        if 1 < days <= 31 and (near or _cost(reading, sentence, head, set(), False) < 1.0):
            return days
    return None


def clocked(sentences: Sequence[Sentence]) -> frozenset[int]:
    """The paragraphs that begin with a clock time, as entries of a live report do."""
    found, last = set(), -1
    for sentence in sentences:
        if sentence.paragraph != last and _CLOCK.fullmatch(sentence.tokens[0].text):
            found.add(sentence.paragraph)
        last = sentence.paragraph
    return frozenset(found)
