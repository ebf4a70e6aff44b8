"""The words by which a language says whether an act took place (`status.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from detente.resources import LanguagePack


@dataclass(frozen=True)
class StatusWords:
    """Words in lower case; `matrix`, `adjectives` and `adverbs` by the mode that they bring."""

    negators: frozenset[str]
    denying: frozenset[str]  # those that may deny what stands elsewhere in the sentence
    promising: frozenset[str]  # by them what is to come is promised or offered
    future_aux: frozenset[str]
    limiting: frozenset[str]  # words with which a negator denies nothing (not only)
    kept_from: frozenset[str]  # what leads an act that somebody is kept from (from marching)
    future_modals: frozenset[str]
    to_come: Mapping[str, str]  # auxiliary -> the mark of an infinitive that is to come with it
    hypothetical_forms: frozenset[str]
    reported_future: frozenset[str]
    willing: frozenset[str]  # those by which somebody tells what he means to do
    unreal_modals: frozenset[str]
    hearsay_modals: frozenset[str]
    perfect: frozenset[str]
    conditional: frozenset[str]
    conditions: frozenset[str]
    terms: frozenset[str]  # those on which a promise depends, of more words too
    inverted: frozenset[str]  # verbs that begin a condition without such a word
    otherwise: frozenset[str]  # adverbs that stand for a condition told before
    set_off: frozenset[str]  # beginnings of a clause that tell a condition wherever it stands
    awaited: frozenset[str]  # words of condition for what will be, whoever does what
    verb_first: bool  # a sentence that begins with its verb and asks nothing tells a condition
    matrix: Mapping[str, frozenset[str]]
    adjectives: Mapping[str, frozenset[str]]
    adverbs: Mapping[str, frozenset[str]]
    reporting: frozenset[str]

    @cached_property
    def denials(self) -> frozenset[str]:
        """All words by which something may not have happened."""
        kinds = (self.matrix, self.adjectives, self.adverbs)
        return (self.negators | self.denying).union(
            *(kind.get("negation", frozenset()) for kind in kinds)
        )


@cache
def status_words(pack: LanguagePack) -> StatusWords:
    """The words of a language pack."""
    raw = pack.status

    def group(key: str) -> dict[str, frozenset[str]]:
        return {str(k): _lower(v) for k, v in (raw.get(key) or {}).items()}

    return StatusWords(
        negators=_lower(raw.get("negators")),
        denying=_lower(raw.get("denying")),
        promising=_lower(raw.get("promising")),
        future_aux=_lower(raw.get("future_aux")),
        limiting=_lower(raw.get("limiting")),
        kept_from=_lower(raw.get("kept_from")),
        future_modals=_lower(raw.get("future_modals")),
        to_come={str(k): str(v) for k, v in (raw.get("to_come") or {}).items()},
        hypothetical_forms=_lower(raw.get("hypothetical_forms")),
        reported_future=_lower(raw.get("reported_future")),
        willing=_lower(raw.get("willing")),
        unreal_modals=_lower(raw.get("unreal_modals")),
        hearsay_modals=_lower(raw.get("hearsay_modals")),
        perfect=_lower(raw.get("perfect_infinitives")),
        conditional=_lower(raw.get("conditional_marks")),
        conditions=_lower(raw.get("conditions")),
        terms=_lower(raw.get("conditions")) | _lower(raw.get("terms")),
        inverted=_lower(raw.get("inverted")),
        otherwise=_lower(raw.get("otherwise")),
        set_off=_lower(raw.get("set_off")),
        awaited=_lower(raw.get("awaited")),
        verb_first=bool(raw.get("verb_first")),
        matrix=group("matrix"),
        adjectives=group("adjectives"),
        adverbs=group("adverbs"),
        reporting=_lower(pack.reporting.get("verbs")),
    )


def _lower(values: object) -> frozenset[str]:
    return frozenset(str(v).lower() for v in values) if isinstance(values, list) else frozenset()
