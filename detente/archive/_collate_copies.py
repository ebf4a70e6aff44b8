"""Copies in the store: sketches by their keys, and the links of documents to their originals.

The links of a document follow from the sketches of those that share a key with it, of each key
the oldest HOLDERS (`detente.corpus.copies`). A document that is added may come before others
under their keys; those are noted to be looked at again.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from detente.archive._collate_rows import COPIES, STORY, delete_in, insert, put_off, rows_in
from detente.archive._collate_translations import add_facts, originals_told, take_out_facts
from detente.corpus._copy_sketch import pack_sketch, unpack_sketch, whole_key
from detente.corpus._copy_translation import pack_facts
from detente.corpus.copies import (
    HOLDERS,
    CopyLink,
    Holder,
    Sketch,
    facts_of,
    is_stock,
    originals,
    passages,
    shared,
    sketch,
)
from detente.store.loading import load_documents
from detente.store.schema import copies, events, sketch_keys, sketches
from detente.store.touching import touch_said
from detente.types import Coding

_NEAR = sketch_keys.c.beyond == sa.false()
_LINK = ("document", "original", "kind", "share", "reason", "spans")


def add_sketches(connection: Connection, codings: Sequence[Coding]) -> None:
    """Keep what copies of new documents are found by; note whose copies are to be looked for."""
    made = [sketch(coding.document) for coding in codings]
    facts = [facts_of(coding) for coding in codings]
    rows = [
        {"document": kept.document, "sketch": pack_sketch(kept), "facts": pack_facts(told)}
        for kept, told in zip(made, facts, strict=True)
    ]
    insert(connection, sketches, rows)
    again = _hold(connection, made) | add_facts(connection, facts)
    put_off(connection, COPIES, again | {kept.document for kept in made})


def change_facts(connection: Connection, coding: Coding) -> bool:
    """Keep the facts of a document that was coded again; whether they are others than before."""
    document = coding.document.id
    facts = facts_of(coding)
    packed = pack_facts(facts)
    mine = sketches.c.document == document
    if connection.execute(sa.select(sketches.c.facts).where(mine)).scalar() == packed:
        return False
    again = take_out_facts(connection, document)
    connection.execute(sa.update(sketches).where(mine).values(facts=packed))
    again |= add_facts(connection, [facts])
    put_off(connection, COPIES, again | {document})
    return True


def _hold(connection: Connection, made: Sequence[Sketch]) -> set[str]:
    """Put new documents among the holders of their keys; those to whom this may matter."""
    new: dict[int, list[Holder]] = defaultdict(list)
    for kept in made:
        for key in kept.keys:
            new[key].append(kept.order)
    held = load_holders(connection, new)
    rows: list[dict[str, Any]] = []
    moved: list[dict[str, Any]] = []
    changed: set[int] = set()
    again: set[str] = set()
    for key, added in sorted(new.items()):
        old = held.get(key, [])
        if not old and len(added) <= HOLDERS:  # most keys
            rows += _key_rows(key, added, beyond=False)
            continue
        ordered = sorted((*old, *added))
        first, rest = ordered[:HOLDERS], ordered[HOLDERS:]
        rows += _key_rows(key, sorted(set(added) & set(first)), beyond=False)
        rows += _key_rows(key, sorted(set(added) & set(rest)), beyond=True)
        moved += _key_rows(key, sorted(set(old) & set(rest)), beyond=True)
        if first == old:
            continue
        if len(old) == HOLDERS:
            changed.add(key)
        flipped = is_stock(old) != is_stock(first)
        least = min(set(first) ^ set(old))
        again |= {name for age, name in ordered if flipped or least < (age, name)}
    beyond = sa.select(sketch_keys.c.document).where(sketch_keys.c.beyond == sa.true())
    again |= {row.document for row in rows_in(connection, beyond, sketch_keys.c.key, changed)}
    if moved:
        gone = sa.delete(sketch_keys).where(
            sketch_keys.c.key == sa.bindparam("_key"),
            _NEAR,
            sketch_keys.c.document == sa.bindparam("_document"),
        )
        connection.execute(gone, [{"_key": m["key"], "_document": m["document"]} for m in moved])
    insert(connection, sketch_keys, rows + moved)
    return again


def _key_rows(key: int, holders: Iterable[Holder], *, beyond: bool) -> list[dict[str, Any]]:
    return [{"key": key, "beyond": beyond, "document": name, "age": age} for age, name in holders]


def load_holders(connection: Connection, keys: Iterable[int]) -> dict[int, list[Holder]]:
    """The oldest HOLDERS documents of each key, the oldest first."""
    found: dict[int, list[Holder]] = defaultdict(list)
    query = sa.select(sketch_keys.c.key, sketch_keys.c.age, sketch_keys.c.document).where(_NEAR)
    for key, age, name in rows_in(connection, query, sketch_keys.c.key, keys):
        found[key].append((age, name))
    return {key: sorted(holders) for key, holders in found.items()}


def find_copies(connection: Connection, names: Sequence[str]) -> int:
    """Write the links of documents to their originals; how many of them changed.

    Events of documents whose report counts otherwise now are noted for their stories.
    """
    kept = _load_sketches(connection, names)
    found: dict[str, list[CopyLink]] = {}
    near = _near(connection, list(kept.values()))
    others = {other for parts in near.values() for other in parts} - set(kept)
    known = kept | _load_sketches(connection, others)
    for name, parts in near.items():
        found[name] = originals(kept[name], [(known[o], part) for o, part in parts.items()])
    for link in originals_told(connection, list(kept)):
        found[link.document].append(link)
    new = {name: _link_rows(connection, links) for name, links in found.items()}
    old: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows_in(connection, sa.select(copies), copies.c.document, kept):
        old[row.document].append(dict(row._mapping))
    changed = {name for name in new if _sorted(new[name]) != _sorted(old[name])}
    delete_in(connection, copies, copies.c.document, changed)
    insert(connection, copies, [row for name in sorted(changed) for row in new[name]])
    _recount(connection, changed)
    touch_said(connection, changed)  # assessments of copies count once
    return len(changed)


def _load_sketches(connection: Connection, names: Iterable[str]) -> dict[str, Sketch]:
    query = sa.select(sketches.c.document, sketches.c.sketch)
    return {
        name: unpack_sketch(name, raw)
        for name, raw in rows_in(connection, query, sketches.c.document, names)
    }


def _near(connection: Connection, kept: Sequence[Sketch]) -> dict[str, dict[str, float]]:
    """Document -> older ones worth comparing, each with the part that is stock (`originals`)."""
    holders = load_holders(connection, {key for one in kept for key in one.keys})
    ages = {name: age for held in holders.values() for age, name in held}
    near: dict[str, dict[str, float]] = {}
    for one in kept:
        same = {name for _, name in holders.get(whole_key(one.digest), ())}
        near[one.document] = {
            other: part
            for other, part in shared(one, holders).items()
            if (ages[other], other) < one.order and (part < 1 or other in same)
        }
    return near


def _link_rows(connection: Connection, links: Sequence[CopyLink]) -> list[dict[str, Any]]:
    """Links as rows; those of passages with where they stand."""
    rows = []
    for link in links:
        spans: tuple[tuple[int, int], ...] = ()
        if link.kind == "partial":
            document, original = load_documents(connection, (link.document, link.original))
            spans = passages(document, original)
        values = (getattr(link, name) for name in _LINK[:-1])
        rows.append(dict(zip(_LINK, (*values, json.dumps(spans)), strict=True)))
    return rows


def _sorted(rows: Iterable[dict[str, Any]]) -> list[list[Any]]:
    return sorted([row[name] for name in _LINK] for row in rows)


def _recount(connection: Connection, changed: set[str]) -> None:
    """Note the events of the documents and of their copies' copies for their stories."""
    query = sa.select(copies.c.document).where(copies.c.kind != "partial")
    told, last = set(changed), set(changed)
    while last:
        last = {r.document for r in rows_in(connection, query, copies.c.original, last)} - told
        told |= last
    mine = sa.select(events.c.id)
    put_off(connection, STORY, {r.id for r in rows_in(connection, mine, events.c.document, told)})


def load_links(connection: Connection, documents: Iterable[str]) -> list[CopyLink]:
    """The links of documents, and those of their originals up to the first."""
    found: list[CopyLink] = []
    query = sa.select(copies)
    seen: set[str] = set()
    last = set(documents)
    while last:
        seen |= last
        rows = list(rows_in(connection, query, copies.c.document, last))
        for row in rows:
            spans = tuple((start, end) for start, end in json.loads(row.spans))
            found.append(
                CopyLink(row.document, row.original, row.kind, row.share, row.reason, spans)
            )
        last = {row.original for row in rows if row.kind != "partial"} - seen
    return found
