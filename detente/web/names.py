"""Names of places and of states in a language: what the store names in English, or an article as
it likes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from detente.resources import DATA, read_tsv, served_languages

_PLACES = ("cities", "others")


@cache
def spelled_states(language: str) -> Mapping[str, str]:
    """The codes of states by all their names in a language; a name of two is that of the later."""
    rows = sorted(read_tsv(DATA / "actors" / "countries.tsv"), key=lambda row: row["to"] or "~")
    return {
        name: row["code"] for row in rows for name in row[f"names_{language}"].split("|") if name
    }


@cache
def places(written: str, language: str) -> Mapping[tuple[str, str], str]:
    """Places by their names in the language `written` and the codes of their states, in another."""
    found: dict[tuple[str, str], str] = {}
    for name, country, own, _ in _places(written, language):
        found.setdefault((name, country), own)
    return found


@cache
def place_names(written: str, language: str) -> Mapping[str, str]:
    """Names of places in another language, where only one place has the name: one, that is, that
    is known without its country, or else any."""
    known: dict[str, set[str]] = {}
    others: dict[str, set[str]] = {}
    for name, _, own, little in _places(written, language):
        (others if little else known).setdefault(name, set()).add(own)
    return {name: next(iter(own)) for name, own in {**others, **known}.items() if len(own) == 1}


@cache
def _places(written: str, language: str) -> tuple[tuple[str, str, str, bool], ...]:
    """Of each place its name in the language `written`, the code of its state, its name in the
    other language, and whether it is known only beside its country."""
    return tuple(
        (row[f"name_{written}"], row["country"], own, row.get("ambiguous") == "1")
        for table in _PLACES
        for row in read_tsv(DATA / "places" / f"{table}.tsv")
        if (own := row[f"name_{language}"])
    )


@cache
def organisation_names(written: str, language: str) -> Mapping[tuple[str, str], str]:
    """Organisations by their codes and names in the language `written`, in another."""
    return {
        (row["code"], row[f"name_{written}"]): row[f"name_{language}"]
        for row in read_tsv(DATA / "actors" / "organisations.tsv")
        if row[f"name_{written}"] and row[f"name_{language}"]
    }


@cache
def means_state(name: str, code: str) -> bool:
    """Whether a name is one of a state or of its capital, in any language that is served."""
    return name in _of_state().get(code, frozenset())


@cache
def _of_state() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in read_tsv(DATA / "actors" / "countries.tsv"):
        own = found.setdefault(row["code"], set())
        for language in served_languages():
            for column in ("names", "capital", "adj"):
                own.update(row[f"{column}_{language}"].split("|"))
    return {code: frozenset(names - {""}) for code, names in found.items()}
