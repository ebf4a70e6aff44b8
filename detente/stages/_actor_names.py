"""Where names, datelines and the nouns of offices stand in a sentence."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from detente.gazetteer import Entry, Gazetteer
from detente.stages._actor_halves import half
from detente.types import Mention, Sentence, Token

NAMED = ("country", "region", "seat", "organisation", "group", "capital", "area")
_SEPARATORS = (":", "-", "–", "—", "--")
_BRACKETS = {"(": 1, "[": 1, ")": -1, "]": -1}
_ENDS = ("NOUN", "PROPN", "ADJ")
_NOMINAL = ("nsubj", "obj", "iobj", "obl", "nmod", "conj", "appos")
_SHORTENED = ("group", "organisation")
_LONGEST_DATELINE = 12
_TOWN = 100_000  # inhabitants below which a town is known only beside its country


def dateline(sentence: Sentence, gazetteer: Gazetteer) -> tuple[int, str]:
    """Number of tokens of the dateline at the start of a paragraph's text, and its place.

    "MOSKAU (dpa) -", "NEW DELHI, India:", "Paris -" (a known place); (0, "") if there is none.
    """
    depth = 0
    tokens = sentence.tokens
    for i, token in enumerate(tokens[:_LONGEST_DATELINE]):
        depth += _BRACKETS.get(token.text, 0)
        apart = i + 1 == len(tokens) or tokens[i + 1].start > token.end
        if i and depth == 0 and token.text in _SEPARATORS and apart:
            place = _dateline_place(tokens[:i], gazetteer, loose=token.text != ":")
            return (i + 1, place) if place else (0, "")
        if token.upos in ("VERB", "AUX") and depth == 0 and not token.text.isupper():
            break
    return 0, ""


def _dateline_place(tokens: tuple[Token, ...], gazetteer: Gazetteer, *, loose: bool) -> str:
    text, end = "", tokens[0].start
    rest = ""
    for token in tokens:
        gap = token.start > end
        if (
            token.text in ("(", "[", ",", "/")
            or token.text.isdigit()
            or (gap and token.text in _SEPARATORS)
        ):
            rest = token.text
            break
        text += (" " if gap else "") + token.text
        end = token.end
    if text and text.isupper() and len(text) > 2:
        return text
    known = any(e.kind in ("city", "capital", "place") for e in gazetteer.names(text))
    return text if loose and known and not rest.isdigit() else ""


def surface(sentence: Sentence, first: int, last: int) -> str:
    """The tokens first..last-1 as they stand in the text, with single blanks."""
    tokens = sentence.tokens
    parts = [tokens[first].text]
    for i in range(first + 1, last):
        if tokens[i].start > tokens[i - 1].end:
            parts.append(" ")
        parts.append(tokens[i].text)
    return "".join(parts)


def head_of(sentence: Sentence, first: int, last: int) -> int:
    """The token of the span whose head lies outside of it."""
    for i in range(first, last):
        if not first <= sentence.tokens[i].head < last:
            return i
    return last - 1


def find_names(
    sentence: Sentence, start: int, gazetteer: Gazetteer
) -> Iterator[tuple[int, int, tuple[Entry, ...]]]:
    """Longest names from the tables, from token `start` on: (first, last, their entries)."""
    tokens = sentence.tokens
    i = start
    while i < len(tokens):
        shared = half(sentence, i, gazetteer)
        if shared:
            yield i, i + 1, shared
            i += 1
            continue
        last, found = _longest(sentence, i, gazetteer)
        if last == i + 1 and gazetteer.listed(tokens[i].lemma):
            found = tuple(e for e in found if e.kind != "short")
        if last == i + 1 and calendar(sentence, i, gazetteer):
            found = tuple(e for e in found if e.kind != "short")
        found = tuple(e for e in found if fits(sentence, i, last, e)) if found else ()
        if found and not _shortened_otherwise(sentence, i, last, found, gazetteer):
            yield i, last, found
            i = last
        else:
            i += 1


def _shortened_otherwise(
    sentence: Sentence, first: int, last: int, found: tuple[Entry, ...], gazetteer: Gazetteer
) -> bool:
    """Whether the brackets behind a body's name hold the short name of another body: a word before
    it makes the name longer than what the tables know (Zapatista [Liberation Army] (EZLN))."""
    before = sentence.tokens[first - 1] if first else None
    if before is None or before.upos not in _ENDS or not before.text[0].isupper():
        return False
    tokens = sentence.tokens[last : last + 3]
    if len(tokens) < 3 or (tokens[0].text, tokens[2].text) != ("(", ")"):
        return False
    if not all(e.kind in _SHORTENED for e in found) or not tokens[1].text.isupper():
        return False
    codes = {e.code for e in gazetteer.names(tokens[1].text) if e.kind in _SHORTENED}
    return bool(codes) and codes.isdisjoint(e.code for e in found)


def calendar(sentence: Sentence, at: int, gazetteer: Gazetteer) -> bool:
    """Whether a word that is a month or day, or a surname, is no person's here."""
    listed = sentence.tokens[at].text in gazetteer.words["calendar"]
    return listed and not sentence.named(at, "PER")


def _longest(sentence: Sentence, first: int, gazetteer: Gazetteer) -> tuple[int, tuple[Entry, ...]]:
    tokens = sentence.tokens
    best: tuple[int, tuple[Entry, ...]] = (first, ())
    text = tokens[first].text
    if not (text[0].isupper() or text[0].isdigit() or "-" in text or len(text) < 4):
        return best
    last, reach = first + 1, 0
    while True:
        if len(text) > 2 or last == len(tokens):
            reach = gazetteer.reach(text)
            if not reach and not text.isupper():
                break
        tail = last - first > 1 and tokens[last - 1].text in gazetteer.words["genitive"]
        if len(text) > 1 and not tail and any(c.isupper() for c in text):
            found = gazetteer.names(text)
            if not found and last == first + 1 and "-" not in text[1:3]:
                found = gazetteer.part(text)
            if found:
                best = (last, found)
        if last == len(tokens) or (reach and len(text) > reach + 2) or last - first > 9:
            break
        gap = " " if tokens[last].start > tokens[last - 1].end else ""
        text = f"{text}{gap}{tokens[last].text}"
        last += 1
    return best


def fits(sentence: Sentence, first: int, last: int, entry: Entry) -> bool:
    """Whether the text bears a reading out: no everyday word, no part of another's name."""
    token = sentence.tokens[first]
    if last == first + 1 and entry.kind != "adjective":
        if token.upos in ("VERB", "AUX", "ADV", "ADP", "DET", "SCONJ", "CCONJ", "PART", "INTJ"):
            return token.text.isupper() and entry.kind in NAMED
        if token.upos == "PRON" and not (token.text.isupper() and len(token.text) > 1):
            return False
        if entry.kind == "short" and (
            token.upos not in ("PROPN", "X") or _within_name(sentence, first)
        ):
            return False
        if entry.kind == "people" and adjectival(token):
            return False
        if entry.kind in _SHORTENED and _named(sentence, first):
            return False
    elif entry.kind == "people" and adjectival(sentence.tokens[head_of(sentence, first, last)]):
        return False
    for name in sentence.names:
        inside = name.first <= first and last <= name.last
        if inside and name.kind == "PER" and (first, last) != (name.first, name.last):
            if entry.kind in ("person", "adjective", "people"):
                return True
            around = [i for i in (first - 1, last) if name.first <= i < name.last]
            words = [i for i in around if sentence.tokens[i].upos == "PROPN"]
            if words:
                opens = first == name.first and name.last - last > 1
                return entry.kind in NAMED and opens
    if entry.kind in ("city", "place") and token.upos != "PROPN":
        return sentence.named(first, "LOC")
    return not (entry.weak and not _supported(sentence, first, last))


def _named(sentence: Sentence, at: int) -> bool:
    """Whether a name of its own precedes a word that is short for another one (Reform League)."""
    before = sentence.tokens[at - 1] if at else None
    own = before is not None and before.upos == "PROPN" and before.head == at
    return own and any(n.kind == "ORG" and n.first < at < n.last for n in sentence.names)


def _within_name(sentence: Sentence, at: int) -> bool:
    """Whether a surname is only a part of another's name (Charles of Charles Taylor)."""
    tokens = sentence.tokens
    if at + 1 < len(tokens) and tokens[at + 1].upos == "PROPN":
        after = tokens[at + 1]
        if after.head == at or any(n.first <= at and at + 1 < n.last for n in sentence.names):
            return True
    if at == 0:
        return False
    before = tokens[at - 1]
    if before.end == tokens[at].start and before.upos == "PUNCT" and before.text in "-–":
        return True
    return before.upos == "PROPN" and (
        (tokens[at].relation == "flat" and tokens[at].head == at - 1)
        or any(n.kind == "PER" and n.first < at < n.last for n in sentence.names)
    )


def adjectival(token: Token) -> bool:
    """Whether a word for a people only qualifies a noun."""
    return token.upos == "ADJ" or token.relation in ("amod", "compound")


def _supported(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a name that may be something else is plainly a place here."""
    if sentence.named(first, "LOC"):
        return True
    head = head_of(sentence, first, last)
    return bool(sentence.kids(head, "case"))


def find_offices(
    sentence: Sentence, start: int, taken: list[bool], gazetteer: Gazetteer
) -> Iterator[tuple[int, int]]:
    """Spans of the nouns that mean an office, body or group of people."""
    tokens = sentence.tokens
    i = start
    while i < len(tokens):
        last = i + 1
        for width in range(min(gazetteer.office_words, len(tokens) - i), 1, -1):
            if any(taken[i : i + width]) or tokens[i + width - 1].upos not in _ENDS:
                continue
            if tokens[i].morph.get("VerbForm") == "Fin":
                continue  # "rebels displaced villagers" tells of no displaced villagers
            if gazetteer.listed(phrase(sentence, i, i + width)):
                last = i + width
                break
            if gazetteer.listed(surface(sentence, i, i + width)):
                last = i + width
                break
        noun = _noun(tokens[i]) or _stands_alone(sentence, i)
        named = not noun and _title(sentence, i, gazetteer)
        single = named or (noun and office_of(gazetteer, tokens[i]))
        if single and tokens[i].upos == "PROPN" and sentence.named(i, "PER"):
            words = (tokens[i].text, tokens[i].lemma)
            single = any(gazetteer.listed(word) is not None for word in words)
        if not any(taken[i:last]) and (last > i + 1 or single):
            yield i, last
        i = last


def phrase(sentence: Sentence, first: int, last: int) -> str:
    """The span in small letters, its last word by its lemma: as offices are listed."""
    if last == first + 1:
        return sentence.tokens[first].lemma
    return f"{surface(sentence, first, last - 1)}{_gap(sentence, last - 1)}" + (
        sentence.tokens[last - 1].lemma
    )


def _gap(sentence: Sentence, at: int) -> str:
    return " " if sentence.tokens[at].start > sentence.tokens[at - 1].end else ""


def _title(sentence: Sentence, at: int, gazetteer: Gazetteer) -> bool:
    """Whether a word with a capital letter right before a person's name is an office, whatever
    the tree takes it for."""
    text = sentence.tokens[at].text
    if not text[0].isupper() or at + 1 == len(sentence.tokens):
        return False
    begins = any(n.kind == "PER" and n.first == at + 1 for n in sentence.names)
    office = gazetteer.listed(text) if begins else None
    return office is not None and office.kind == "person"


def _noun(token: Token) -> bool:
    """Whether a word is a noun or stands as one (Bewaffnete)."""
    if token.upos in ("ADJ", "PRON", "VERB"):
        return token.text[0].isupper() and token.relation.split(":")[0] in _NOMINAL
    return token.upos in ("NOUN", "PROPN")


def _stands_alone(sentence: Sentence, at: int) -> bool:
    """Whether an adjective stands for a noun (the military)."""
    token = sentence.tokens[at]
    nominal = token.upos == "ADJ" and token.relation.split(":")[0] in _NOMINAL
    return nominal and any(k < at for k in sentence.kids(at, "det"))


def office_of(gazetteer: Gazetteer, token: Token) -> bool:
    """Whether a single noun means an office, by lemma or as it stands."""
    return gazetteer.office(token.lemma) is not None or gazetteer.office(token.text) is not None


def entries_of(mention: Mention, gazetteer: Gazetteer, sentence: Sentence) -> tuple[Entry, ...]:
    """The readings of a name or an adjective in the tables."""
    shared = half(sentence, mention.first, gazetteer)
    if shared:
        return shared
    if mention.kind == "adjective" and mention.last == mention.first + 1:
        found = gazetteer.adjective(mention.text)
        return found or gazetteer.names(mention.text)
    found = gazetteer.names(mention.text) or gazetteer.part(mention.text)
    found = found or gazetteer.dwellers(mention.text)
    words = mention.text.split()
    if not found and len(words) > 2:  # middle names and initials
        found = gazetteer.names(f"{words[0]} {words[-1]}")
        found = tuple(e for e in found if e.kind == "person")
    if not found and len(words) == 2 and mention.kind == "name":
        found = tuple(e._replace(kind="person") for e in gazetteer.spelled(mention.text))
    return found


def without_little(
    known: Mapping[Mention, tuple[Entry, ...]], named: Collection[str]
) -> dict[Mention, tuple[Entry, ...]]:
    """The readings of names, where small towns and provinces are meant only if the text names
    their country as well."""
    return {
        mention: tuple(e for e in entries if not _little(e) or e.country in named)
        for mention, entries in known.items()
    }


def _little(entry: Entry) -> bool:
    """Whether a place is known only beside its country."""
    return entry.weak and entry.kind in ("city", "place") and entry.size < _TOWN
