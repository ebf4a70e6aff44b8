"""Printed talks: which sentences ask, which answer, and who is meant by "I", "we" and "you".

A talk has labels before its turns ("Question:", the surname of who answers), or questions and
answers take turns. Who answers is named before the first turn.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from detente.stages._actor_codes import PERSONAL
from detente.types import Actor, Sentence

_LABEL = 5  # words of a label at most
_LONG = 4  # letters of a word that tells a name
_OPENS = 6  # words of a title that may name whose text it is
_NAMING = ("amod", "appos", "compound", "flat", "nmod")
_WORD = re.compile(r"\w+")
_OPENING = frozenset("„“\"«»'‚‘")
_QUOTES = frozenset('"“”„«»')
_MARKS = frozenset("\"'“”«»‘’")
ISSUED = 2  # sentences with "we" from which on a text is its issuer's own
_BODY = frozenset({"office", "organisation", "group", "seat"})
_ASKS, _ANSWERS = "asks", "answers"
Key = tuple[int, int]  # sentence, token
SPEAKS = "who speaks"  # the rule of a party that a word for the first or second person tells
FIRST_MANY = ("first_many", "first_many_own")
FIRST = ("first", "first_own", *FIRST_MANY)
SECOND = ("second", "second_own")
_OFFICE = frozenset({"office", "title", "amount", "group", "organisation"})


@dataclass(frozen=True, slots=True)
class Talk:
    """Sentences that ask with the party that they ask, and those that answer with who speaks."""

    asked: Mapping[int, Actor] = field(default_factory=dict)
    answers: Mapping[int, Actor] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Voices:
    """Whom the words for the first and the second person mean, by sentence and token, and the
    country that the paragraphs of a talk are about."""

    persons: Mapping[Key, Actor] = field(default_factory=dict)
    homes: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Turn:
    """A paragraph: its sentences and the words before its first colon ("" for none)."""

    sentences: tuple[Sentence, ...]
    label: str

    @property
    def question(self) -> bool:
        """Whether it ends with a question mark."""
        words = [t.text for t in self.sentences[-1].tokens]
        while words and words[-1] in _MARKS:
            words.pop()
        return bool(words) and words[-1] == "?"

    @property
    def quoted(self) -> bool:
        """Whether it begins with a quotation mark."""
        return self.sentences[0].tokens[0].text in _OPENING

    def has(self, words: frozenset[str], *, inside: bool = False) -> bool:
        """Whether one of the words stands in it; `inside`: not at the start of a sentence."""
        return any(
            t.text in words for s in self.sentences for t in s.tokens if t.index or not inside
        )


def spoken_words(words: Mapping[str, Any], kinds: Sequence[str]) -> frozenset[str]:
    """The words of some kinds (FIRST, SECOND) by which somebody speaks or is spoken to."""
    return frozenset(word for kind in kinds for word in words[kind])


def find_talk(
    sentences: Sequence[Sentence], actors: Sequence[Actor], words: Mapping[str, Any]
) -> Talk:
    """The turns of a text that is a talk; empty where it is none or nobody is known who answers."""
    turns = _turns(sentences)
    roles = _by_labels(turns, actors, words) or _by_turns(turns, words)
    if not roles:
        return Talk()
    start = min(roles)
    intro = [s for turn in turns[:start] for s in turn.sentences]
    asking = [s for k, role in roles.items() if role == _ASKS for s in turns[k].sentences]
    guest = _guest(intro, asking, actors)
    asked: dict[int, Actor] = {}
    answers: dict[int, Actor] = {}
    speaker: Actor | None = guest
    for k in sorted(roles):
        turn = turns[k]
        if roles[k] == _ANSWERS:
            named = _named(turn.label, intro, actors) if turn.label else None
            speaker = named or speaker or guest
        if speaker is None:
            continue
        kept = asked if roles[k] == _ASKS else answers
        kept.update((s.index, speaker) for s in turn.sentences)
    return Talk(asked, answers)


def voices_of(
    talk: Talk,
    sentences: Sequence[Sentence],
    actors: Sequence[Actor],
    speaker: Callable[[int, int], Actor | None],
    words: Mapping[str, Any],
    title: str = "",
) -> Voices:
    """Who is meant by whom: in a talk by whoever answers, elsewhere by the `speaker` of a token,
    where its words are quoted; "we" outside of that is whoever issued the text, whom its `title`
    may name. A talk is about the country of who answers.
    """
    first, many = spoken_words(words, FIRST), spoken_words(words, FIRST_MANY)
    quoted = _quoted(sentences)
    issuer = None if talk.answers else _issuer(sentences, actors, many, quoted, title)
    second = spoken_words(words, SECOND)
    persons: dict[Key, Actor] = {}
    homes: dict[int, str] = {}
    for sentence in sentences:
        number = sentence.index
        asked, answering = talk.asked.get(number), talk.answers.get(number)
        host = asked or answering
        if host is not None and host.country:
            homes[sentence.paragraph] = host.country
        for token in sentence.tokens:
            meant: Actor | None = None
            if token.text in first and asked is None:
                quoting = (number, token.index) in quoted
                meant = answering or (speaker(number, token.index) if quoting else None)
                if meant is None and not quoting and token.text in many:
                    meant = issuer
            elif token.text in second and asked is not None:
                meant = asked
            if meant is not None:
                persons[number, token.index] = meant
    return Voices(persons, homes)


def _quoted(sentences: Sequence[Sentence]) -> frozenset[Key]:
    """The words that stand between quotation marks; a paragraph begins outside of them."""
    out: set[Key] = set()
    paragraph, inside = -1, False
    for sentence in sentences:
        if sentence.paragraph != paragraph:
            paragraph, inside = sentence.paragraph, False
        for token in sentence.tokens:
            if token.text in _QUOTES:
                inside = not inside
            elif inside:
                out.add((sentence.index, token.index))
    return frozenset(out)


def _issuer(
    sentences: Sequence[Sentence],
    actors: Sequence[Actor],
    many: frozenset[str],
    quoted: frozenset[Key],
    title: str,
) -> Actor | None:
    """The body whose own text it is, where several sentences of it say "we": the one that the
    title names first, else the one that it opens with."""
    saying = sum(
        any(t.text in many and (s.index, t.index) not in quoted for t in s.tokens)
        for s in sentences
    )
    if saying < ISSUED:
        return None
    first = sentences[0].paragraph
    start = [s for s in sentences if s.paragraph <= first + 1]
    bodies = [a for a in actors if _rule(a) in _BODY and _within(a, start)]
    named = [(at, a.start, a) for a in bodies if (at := _place_in(title, a, start)) >= 0]
    if named:
        return min(named, key=lambda n: n[:2])[2]
    start = [s for s in start if s.paragraph == first]
    return next((a for a in bodies if _within(a, start)), None)


def _place_in(title: str, actor: Actor, sentences: Sequence[Sentence]) -> int:
    """Where in the opening words of a title the first word of an actor's name stands, -1 if none
    does."""
    opening = [w.lower() for w in _WORD.findall(title)[:_OPENS]]
    sentence = next(s for s in sentences if _within(actor, (s,)))
    inside = {t.index for t in sentence.tokens if actor.start <= t.start < actor.end}
    near = {k for i in inside for k in sentence.kids(i, *_NAMING)}
    name = [sentence.tokens[k].text.lower() for k in inside | near]
    return next((at for at, w in enumerate(opening) if any(_alike(w, n) for n in name)), -1)


def _alike(one: str, other: str) -> bool:
    """Whether two words are the same but for their endings."""
    same = len(one) >= _LONG and len(other) >= _LONG
    return same and (one.startswith(other) or other.startswith(one))


def _turns(sentences: Sequence[Sentence]) -> list[_Turn]:
    groups: dict[int, list[Sentence]] = {}
    for sentence in sentences:
        if sentence.tokens:
            groups.setdefault(sentence.paragraph, []).append(sentence)
    return [_Turn(tuple(group), _label(group[0])) for group in groups.values()]


def _label(sentence: Sentence) -> str:
    for token in sentence.tokens[1 : _LABEL + 1]:
        if token.text == ":":
            words = [t.text for t in sentence.tokens[: token.index]]
            plain = words[0][0].isupper() and not any(c.isdigit() for w in words for c in w)
            return " ".join(words) if plain else ""
    return ""


def _by_labels(
    turns: Sequence[_Turn], actors: Sequence[Actor], words: Mapping[str, Any]
) -> dict[int, str]:
    """The roles of paragraphs by their labels; {} where no label tells any."""
    asks, answers = frozenset(words["questions"]), frozenset(words["answers"])
    labels = Counter(t.label for t in turns if t.label)
    persons = {a.name.split()[-1] for a in actors if _personal(a)}
    told: dict[str, str] = {}
    for label, number in labels.items():
        own = [t for t in turns if t.label == label]
        open_ended = 2 * sum(t.question for t in own) > number
        if label in asks or (open_ended and number > 1):
            told[label] = _ASKS
            continue
        known = _last(label) in persons and not open_ended
        if label in answers or known or (number > 1 and _mentioned(label, turns)):
            told[label] = _ANSWERS
    if _ASKS in told.values():  # who is labelled after a question answers it
        for turn, after in pairwise(turns):
            if told.get(turn.label) == _ASKS and after.label and not after.question:
                told.setdefault(after.label, _ANSWERS)
    if _ANSWERS not in told.values():
        return {}
    given = {k: told[t.label] for k, t in enumerate(turns) if t.label in told}
    if len(given) < 2:
        return {}
    both = _ASKS in told.values()
    addressed = spoken_words(words, SECOND)
    out: dict[int, str] = {}
    for k, turn in enumerate(turns):
        open_ = turn.question or bool(out) or turn.has(addressed, inside=True)
        if k in given:
            out[k] = given[k]
        elif not both and given.get(k + 1) == _ANSWERS and open_:
            out[k] = _ASKS
        elif out:
            out[k] = _ASKS if turn.question and not both else out[k - 1]
    return out


def _by_turns(turns: Sequence[_Turn], words: Mapping[str, Any]) -> dict[int, str]:
    """The roles of paragraphs that take turns without labels; {} where they do not."""
    asking = [k for k, t in enumerate(turns) if t.question and k and not t.quoted]
    if len(asking) < 2:
        return {}
    after = [turns[k + 1] for k in asking if k + 1 < len(turns) and k + 1 not in asking]
    quoted = 2 * sum(t.quoted for t in after) > len(after)
    spoken = [t for t in after if t.has(spoken_words(words, FIRST))]
    if len(after) < 2 or not (quoted or spoken):
        return {}
    addressed = spoken_words(words, SECOND)
    first = asking[0]
    if first > 1 and turns[first - 1].has(addressed, inside=True):
        first -= 1
    out: dict[int, str] = {}
    for k in range(first, len(turns)):
        turn, before = turns[k], out.get(k - 1)
        if quoted:
            out[k] = _ANSWERS if turn.quoted else _ASKS
        elif turn.question or before is None:
            out[k] = _ASKS
        elif before == _ASKS:
            out[k] = _ANSWERS
        else:
            ahead = k + 1 < len(turns) and not turns[k + 1].question
            out[k] = _ASKS if ahead and turn.has(addressed, inside=True) else _ANSWERS
    return out


def _guest(
    intro: Sequence[Sentence], asking: Sequence[Sentence], actors: Sequence[Actor]
) -> Actor | None:
    """Who answers: somebody whom a question addresses by name, else the first person named before
    the first turn, else the first office there; without an introduction the first party of the
    first question."""
    inside = [a for a in actors if _within(a, intro)]
    asked = {t.text for s in asking for t in s.tokens}
    persons = [a for a in inside if _personal(a)]
    addressed = [a for a in persons if a.name.split()[-1] in asked]
    offices = [a for a in inside if _rule(a) in _OFFICE]
    first = [a for a in actors if _within(a, asking[:1])] if not intro else []
    for found in (addressed[:1], persons[:1], offices[:1], first[:1]):
        if found:
            return found[0]
    return None


def _named(label: str, intro: Sequence[Sentence], actors: Sequence[Actor]) -> Actor | None:
    """Whom a label means: a person of that name, else the party of the sentence that names it."""
    last = _last(label)
    for actor in actors:
        if _personal(actor) and actor.name.split()[-1] == last:
            return actor
    for sentence in intro:
        for token in sentence.tokens:
            if token.text == last:
                here = [a for a in actors if _within(a, (sentence,)) and _rule(a) in _OFFICE]
                behind = [a for a in here if a.start > token.end]
                return next(iter((*behind, *here)), None)
    return None


def _mentioned(label: str, turns: Sequence[_Turn]) -> bool:
    """Whether the last word of a label stands in a paragraph before it is a label."""
    last = _last(label)
    for turn in turns:
        if turn.label == label:
            return False
        if turn.has(frozenset({last})):
            return True
    return False


def _last(label: str) -> str:
    words = [w for w in label.split() if w not in _MARKS]
    return words[-1] if words else ""


def _rule(actor: Actor) -> str:
    return actor.reason.rule if actor.reason is not None else ""


def _personal(actor: Actor) -> bool:
    return _rule(actor) in PERSONAL and bool(actor.name.split())


def _within(actor: Actor, sentences: Sequence[Sentence]) -> bool:
    return any(s.start <= actor.start < s.end for s in sentences)
