"""Compounds: whom the first part of a noun names, and what office it gives the second."""

from __future__ import annotations

from collections.abc import Iterable

from detente.gazetteer import Entry, Gazetteer, Office
from detente.stages._actor_codes import choose, make_actor
from detente.stages._actor_phrases import case_of
from detente.types import Actor, Mention, Sentence

# sectors of those who may as well be on another side
_BENCHED = ("LEG", "PTY")
_COLOURED = ("*", "MIL", "CVL", "PTY", "GOV", "REL")
OPPOSED, FLED = "OPP", "REF"
_NAMING = ("appos", "flat")  # how a name hangs on what it is
_COLOURS = ("REB", "OPP")  # sectors that an adjective gives to an office


class Compounds:
    """Cuts nouns by the tables of a language."""

    def __init__(self, gazetteer: Gazetteer, day: str) -> None:
        self.gazetteer = gazetteer
        self.day = day

    def office(self, sentence: Sentence, mention: Mention, office: Office) -> Office:
        """An office that takes another's sector has it from its first part (Militärsprecher)."""
        if office.sector not in ("*", "CVL"):
            return office
        gazetteer = self.gazetteer
        token = sentence.tokens[mention.head]
        split = gazetteer.inner_office(token.lemma) or gazetteer.inner_office(token.text)
        for part in self._stripped(split[1]) if split else ():
            inner = gazetteer.office(part)
            if inner and inner.sector != "*":
                return office._replace(sector=inner.sector)
        return office

    def coloured(self, sentence: Sentence, heads: tuple[int, ...], office: Office) -> Office:
        """An office among rebels or in opposition by its adjective (an Islamist commander)."""
        for head in heads:
            for k in sentence.kids(head, "amod"):
                lemma = sentence.tokens[k].lemma.lower()
                sector = self.gazetteer.words["colours"].get(lemma)
                if sector and office.sector in _COLOURED:
                    return office._replace(sector=sector)
                inner = self.gazetteer.listed(lemma)
                if inner and inner.sector in _COLOURS:
                    return office._replace(sector=inner.sector)
            if office.sector in _BENCHED and self._on_benches(sentence, head):
                return office._replace(sector=OPPOSED)
            if office.sector == "CVL" and self._fled(sentence, head):
                return office._replace(sector=FLED)
        return office

    def _on_benches(self, sentence: Sentence, head: int) -> bool:
        """Whether a phrase says that they are in opposition (deputies who sit in opposition)."""
        near = sentence.kids(head, "acl", "nmod")
        near = (*near, *(k for c in near for k in sentence.kids(c, "obl")))
        return any(
            case_of(sentence, k) in self.gazetteer.words["within"]
            and self._in_opposition(sentence, k)
            for k in near
        )

    def _fled(self, sentence: Sentence, head: int) -> bool:
        """Whether a clause of a noun says that they fled (villagers who had fled the war)."""
        fled = self.gazetteer.words["fled"]
        return any(sentence.tokens[k].lemma.lower() in fled for k in sentence.kids(head, "acl"))

    def opposed(self, sentence: Sentence, mention: Mention) -> bool:
        """Whether the words at a name say that it is in opposition (the opposition X; X, an
        opposition party)."""
        tokens, head = sentence.tokens, mention.head
        near = sentence.kids(head, "amod", "compound", "appos", "nmod")
        near = (*near, tokens[head].head) if tokens[head].relation in _NAMING else near
        if mention.first > 0 and tokens[mention.first - 1].upos in ("NOUN", "ADJ"):
            near = (*near, mention.first - 1)
        return any(self._in_opposition(sentence, k) for k in near if k >= 0)

    def _in_opposition(self, sentence: Sentence, token: int) -> bool:
        lemma = sentence.tokens[token].lemma.lower()
        if self.gazetteer.words["colours"].get(lemma) == OPPOSED:
            return True
        words = (lemma, *(f"{sentence.tokens[k].lemma} {lemma}" for k in sentence.kids(token)))
        offices = (self.gazetteer.office(w) for w in words)
        return any(office is not None and office.sector == OPPOSED for office in offices)

    def part(self, sentence: Sentence, token: int) -> Actor | None:
        """The actor that begins a compound noun (US-Präsident, Kremlsprecher), if any."""
        gazetteer = self.gazetteer
        word = sentence.tokens[token]
        if word.lemma.lower().endswith(tuple(gazetteer.words.get("currencies") or ("\0",))):
            return None
        entries = gazetteer.prefix(word.text)
        if not entries and gazetteer.words["compounds"]:
            split = gazetteer.inner_office(word.lemma)
            parts = [split[1]] if split else []
            for part in (p for rest in parts for p in self._stripped(rest)):
                entries = gazetteer.names(part) if len(part) > 2 else ()
                entries = tuple(e for e in entries if e.kind not in ("short", "city"))
                if entries:
                    break
        entry = choose([e for e in entries if _begins(e, self.day)], self.day)
        if entry is None:
            return None
        code = entry.code
        mention = Mention(
            sentence.index, token, token + 1, token, "name", word.text, word.start, word.end
        )
        return make_actor(code, entry.name, mention, "compound")

    def rest(self, sentence: Sentence, token: int) -> tuple[Actor, ...]:
        """The further states that a noun with hyphens names (China-Pakistan-Korridor)."""
        word = sentence.tokens[token]
        out = []
        for piece in word.text.split("-")[1:-1]:
            entries = [e for e in self.gazetteer.names(piece) if e.kind == "country"]
            entry = choose(entries, self.day)
            if entry is not None:
                mention = Mention(
                    sentence.index, token, token + 1, token, "name", word.text, word.start, word.end
                )
                out.append(make_actor(entry.code, entry.name, mention, "compound"))
        return tuple(out)

    def _stripped(self, part: str) -> Iterable[str]:
        for link in self.gazetteer.words["linking"]:
            if part.endswith(link) and len(part) > len(link) + 1:
                yield part[: len(part) - len(link)] if link else part


def _begins(entry: Entry, day: str) -> bool:
    """Whether a name may begin a compound: of surnames only that of somebody in office."""
    return bool(entry.code) and (entry.kind != "short" or entry.valid(day))
