"""Translations in the store: documents of two languages that tell the same events.

A document is found by the events that it tells on its day. Events that more than HOLDERS
documents of a day and language tell are not looked at (`detente.corpus.copies.translations`):
where a new document makes them so many, the others are noted to be looked at again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.archive._collate_rows import chunks, insert, rows_in
from detente.corpus._copy_translation import DAYS, HOLDERS, LOOKED_AT, fact_key, unpack_facts
from detente.corpus.copies import CopyLink, Facts, translated
from detente.store.schema import fact_keys, sketches

_BACK, _AHEAD = range(-DAYS, 1), range(DAYS + 1)


def add_facts(connection: Connection, added: Sequence[Facts]) -> set[str]:
    """Keep what translations are found by; other documents to which the new ones may matter."""
    rows = [
        {"key": key, "language": facts.language, "document": facts.document}
        for facts in added
        for key in _keys(facts, range(1))
    ]
    insert(connection, fact_keys, rows)
    return _touched(connection, added)


def take_out_facts(connection: Connection, document: str) -> set[str]:
    """Take out what translations of a document are found by; the documents to which it mattered."""
    mine = list(_load(connection, [document]).values())
    again = _touched(connection, mine)
    for facts in mine:
        keys = _keys(facts, range(1))
        for chunk in chunks(keys):
            row = (fact_keys.c.key.in_(chunk), fact_keys.c.document == document)
            connection.execute(sa.delete(fact_keys).where(*row))
    return again


def _touched(connection: Connection, added: Sequence[Facts]) -> set[str]:
    """Other documents that these, which are there, may be originals of, or drown the facts of."""
    known = {facts.document for facts in added}
    again: set[str] = set()
    for language, mine in _by_language(added).items():
        number = _count(connection, language, {k for f in mine for k in _keys(f, range(1))})
        new = Counter(key for facts in mine for key in _keys(facts, range(1)))
        passed = {key for key, many in number.items() if many - new[key] <= HOLDERS < many}
        if passed:
            after = {
                fact_key(fact, (facts.day or 0) + shift)
                for facts in mine
                for fact in facts.told
                if fact_key(fact, facts.day or 0) in passed
                for shift in _AHEAD
            }
            query = sa.select(fact_keys.c.document)
            again |= {row.document for row in rows_in(connection, query, fact_keys.c.key, after)}
    later = _sharing(connection, added, _AHEAD)
    loaded = _load(connection, {o for others in later.values() for o in others} - known)
    for facts in added:
        for other in later.get(facts.document, ()):
            if other in loaded and translated(loaded[other], [facts]):
                again.add(other)
    return again


def originals_told(connection: Connection, names: Iterable[str]) -> list[CopyLink]:
    """The links of documents to what they are translations of."""
    mine = _load(connection, names)
    near = _sharing(connection, list(mine.values()), _BACK)
    known = mine | _load(connection, {o for others in near.values() for o in others} - set(mine))
    found = (translated(mine[n], [known[o] for o in others]) for n, others in sorted(near.items()))
    return [link for link in found if link]


def _keys(facts: Facts, shifts: range) -> list[int]:
    return [fact_key(fact, (facts.day or 0) + shift) for fact in facts.told for shift in shifts]


def _by_language(many: Iterable[Facts]) -> dict[str, list[Facts]]:
    found: dict[str, list[Facts]] = defaultdict(list)
    for facts in many:
        if facts.told:
            found[facts.language or ""].append(facts)
    return dict(sorted(found.items()))


def _count(connection: Connection, language: str, keys: Iterable[int]) -> dict[int, int]:
    """How many documents of the language have each key."""
    query = (
        sa.select(fact_keys.c.key, sa.func.count().label("many"))
        .where(fact_keys.c.language == language)
        .group_by(fact_keys.c.key)
    )
    return {row.key: row.many for row in rows_in(connection, query, fact_keys.c.key, keys)}


def _sharing(connection: Connection, many: Iterable[Facts], shifts: range) -> dict[str, list[str]]:
    """Document -> those of other languages that tell LOOKED_AT of its events, some days apart."""
    found: dict[str, list[str]] = {}
    for language, mine in _by_language(many).items():
        keys = {key for facts in mine for key in _keys(facts, shifts)}
        query = sa.select(fact_keys).where(fact_keys.c.language != language)
        telling: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for row in rows_in(connection, query, fact_keys.c.key, keys):
            telling[row.key][row.language].append(row.document)
        if not telling:
            continue
        number = _count(connection, language, {k for f in mine for k in _keys(f, range(1))})
        for facts in mine:
            shares: Counter[str] = Counter()
            for fact in facts.told:
                if number[fact_key(fact, facts.day or 0)] > HOLDERS:
                    continue
                for shift in shifts:
                    others = telling.get(fact_key(fact, (facts.day or 0) + shift), {})
                    for names in others.values():
                        if len(names) <= HOLDERS:
                            shares.update(names)
            near = sorted(name for name, times in shares.items() if times >= LOOKED_AT)
            if near:
                found[facts.document] = near
    return found


def _load(connection: Connection, names: Iterable[str]) -> dict[str, Facts]:
    query = sa.select(sketches.c.document, sketches.c.facts).where(sketches.c.facts.is_not(None))
    return {
        name: unpack_facts(name, raw)
        for name, raw in rows_in(connection, query, sketches.c.document, names)
    }
