"""Stores that the browser is shown: an odd one, one of a single article, an empty one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from detente.archive.collating import collate
from detente.store.database import open_store
from detente.store.writing import write_coding
from detente.types import Coding
from tests.web.articles import CONTROLS, TRICKS, VECTORS, hostile
from tests.web.worlds import HOSTILE, PROTEST, TREATY, VISIT, store_world, told

DAY = dt.date(2021, 10, 4)
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 6
ARABIC = "وزير الخارجية النرويجي يزور تالين ويبحث مع الحكومة أسعار الكهرباء في الشمال"
HEBREW = "עיתון לדוגמה"
ZALGO = "N" + "\u0335\u0321\u0353" * 30 + "orway"
KINDS = (VISIT, PROTEST, TREATY)


def named(coding: Coding, words: str) -> Coding:
    """The coding with its parties and its place called so."""

    def renamed(event_parties: tuple, name: str = words) -> tuple:  # type: ignore[type-arg]
        return tuple(replace(each, name=name, text=name) for each in event_parties)

    events = tuple(
        replace(
            event,
            actor=renamed(event.actor),
            location=event.location and replace(event.location, name=words, text=words),
            said_by=renamed(event.actor)[0],
        )
        for event in coding.events
    )
    return replace(coding, events=events)


def oddities() -> Iterator[Coding]:
    """Articles that no page was made for."""
    text = f"{ARABIC}. Norway visited Tallinn. {ARABIC}"
    arabic = told("arabic", text, DAY, (VISIT,), publisher=HEBREW, title=ARABIC, language="ar")
    yield named(arabic, ARABIC[:30])
    text = f"{LONG} Norway visited Tallinn. {LONG}"
    yield named(told("long", text, DAY, (VISIT,), publisher=LONG, title=LONG), LONG)
    yield told("zalgo", f"{ZALGO} visited Tallinn", DAY, (VISIT,), publisher=ZALGO, title=ZALGO)
    kinds = [
        (f"met {name} {n} times", *each[1:])
        for n in range(100)
        for name, each in zip(("envoys", "guests", "rivals"), KINDS, strict=True)
    ]
    text = "\n\n".join(
        f"As before, Norway {kind[0]} in week {n} of the talks, and would do so once more."
        for n, kind in enumerate(kinds)
    )
    yield told("huge", text, DAY, tuple(kinds), publisher="Huge", title="Huge")
    bare = told("bare", "Norway signed a treaty.", DAY, (TREATY,))
    event = replace(bare.events[0], date=None, location=None, confidence=None, quad_class=None)
    yield replace(
        bare,
        document=replace(bare.document, title=None, url=None, language=None, published=None),
        events=(replace(event, mode=None, cameo=None, intensity=None, goldstein=None),),
    )
    for number, each in enumerate((*VECTORS, TRICKS, CONTROLS, HOSTILE)):
        yield hostile(number, each)


def odd(path: Path) -> None:
    """The world with all oddities."""
    with open_store(path, create=True, write=True) as database:
        store_world(database)
        with database.writing() as connection:
            for coding in oddities():
                assert write_coding(connection, coding, coder="example 1")
        collate(database)


def single(path: Path) -> None:
    """One article of one event."""
    with open_store(path, create=True, write=True) as database:
        with database.writing() as connection:
            coding = told("only", "Norway visited Tallinn.", DAY, (VISIT,), publisher="Only")
            assert write_coding(connection, coding, coder="example 1")
        collate(database)


def empty(path: Path) -> None:
    """Nothing."""
    open_store(path, create=True, write=True).close()


def plain(path: Path) -> None:
    """The world as it is."""
    with open_store(path, create=True, write=True) as database:
        store_world(database)
