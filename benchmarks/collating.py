"""Copies and stories through a store: `python benchmarks/collating.py PART... [--store URL]`.

Parts:

pairs    the texts of `../shared/data/gold/dev_pairs.jsonl`, coded, added and collated as `detente
         add` does it: pairs of events merged rightly, wrongly and missed, translations found
set      the 200 documents of `benchmarks/stories.jsonl`, their annotated events written to a
         store in a mixed order and in batches: B-cubed, as in `benchmarks/stories.py`
events   `--events N` events of that set, again and again with other countries and days: seconds
         of collation and what one more document costs
dense    5,000 events between two states within 60 days, many of them vague: what hangs together is
         grouped as a whole, so that this is what costs most
copies   `--documents N` documents of `benchmarks/copies.py`, a third of them copies, without
         events: the same

Each part makes stores in a folder that is thrown away, or works in the empty database that
`--store` names. Seconds are those of the processor, of the program alone where the database is a
server; the time of waiting for the disk is told beside.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import sqlalchemy as sa
from copies import many
from stories import OWN, PAIRS, actor, b_cubed, coded, pairs_of, read_gold

from detente.archive.collating import collate
from detente.corpus.stories import Story, Told
from detente.resources import DATA, read_tsv
from detente.stages._edtf import bounds
from detente.stages.paragraphs import split_paragraphs
from detente.store.database import Database, open_store
from detente.store.schema import copies, story_events
from detente.store.writing import write_coding
from detente.types import Actor, Coding, Date, Document, Event, Evidence

SEED = 20260101
BATCH = 500  # documents written in one transaction


def codings_of(told: Iterable[Told]) -> list[Coding]:
    """The documents of events with all their events; numbered anew, for ids to be short."""
    found: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        found[one.document.id].append(one)
    return [coding_of(many[0].document, many) for many in found.values()]


def coding_of(document: Document, told: Iterable[Told] = ()) -> Coding:
    """A coding that holds but a document and events."""
    events = tuple(t.event for t in told)
    return Coding(document, split_paragraphs(document.text), (), (), (), events, (), ())


def write(store: Database, codings: Iterable[Coding]) -> None:
    """Write codings."""
    source = iter(codings)
    while batch := list(islice(source, BATCH)):
        with store.writing() as connection:
            for coding in batch:
                write_coding(connection, coding, coder="benchmark")


def told_in(store: Database) -> list[Story]:
    """The stories of a store; of each only its events."""
    found: dict[str, list[str]] = defaultdict(list)
    with store.reading() as connection:
        for event, story in connection.execute(
            sa.select(story_events.c.event, story_events.c.story)
        ):
            found[story].append(event)
    return [Story(s, "", "", tuple(e), (), 0, (), (), ()) for s, e in sorted(found.items())]


def report(name: str, store: Database, names: dict[str, str]) -> None:
    """Print the figures of the stories of a store."""
    stories = told_in(store)
    truth: dict[str, list[str]] = defaultdict(list)
    for event, story in names.items():
        truth[story].append(event)
    made, right = pairs_of(s.events for s in stories), pairs_of(truth.values())
    p, r, f = b_cubed(stories, names)
    print(
        f"{name}: {len(names)} events, {len(stories)} stories; B-cubed P {p:.1%} R {r:.1%} F1"
        f" {f:.1%}; pairs wrongly merged {len(made - right)}, missed {len(right - made)} of"
        f" {len(right)}"
    )


class Clock:
    """Seconds of the processor and of the wall since it was made."""

    def __init__(self) -> None:
        self._start = time.process_time(), time.perf_counter()

    def __str__(self) -> str:
        used, passed = time.process_time() - self._start[0], time.perf_counter() - self._start[1]
        return f"{used:.1f} s ({passed:.1f} s with waiting)"


def memory() -> str:
    """The most memory that the process has taken so far."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"


def pairs(store: Database, folder: Path, _: argparse.Namespace) -> None:
    """The gold pairs, coded by the program."""
    from detente.archive.adding import add
    from detente.run import Options

    rows = [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()]
    lines = [
        {
            **{key: row.get(key) for key in ("id", "text", "title", "published", "publisher")},
            "language": row["lang"],
        }
        for row in rows
    ]
    path = folder / "pairs.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    add(store, [str(path)], Options())
    collate(store)
    gold, names = read_gold(PAIRS)
    _, found = coded(gold, names)  # which gold event each coded one is
    report("pairs as coded", store, found)
    with store.reading() as connection:
        for row in connection.execute(sa.select(copies)):
            print(f"  {row.kind}: {row.document} of {row.original}, {row.share:.0%}, {row.reason}")


def own_set(store: Database, _: Path, __: argparse.Namespace) -> None:
    """The annotated events of the own set."""
    told, names = read_gold(OWN)
    codings = codings_of(told)
    random.Random(SEED).shuffle(codings)
    for start in range(0, len(codings), 30):
        write(store, codings[start : start + 30])
        collate(store)
    report("own set", store, names)


def varied(count: int) -> Iterator[tuple[Told, str]]:
    """So many events of the own set with other countries and days, and the story of each."""
    told, names = read_gold(OWN)
    chance = random.Random(SEED)
    every = sorted({row["code"] for row in read_tsv(DATA / "actors" / "countries.tsv")})
    here = sorted(
        {a.country for t in told for a in (*t.event.actor, *t.event.recipient) if a.country}
    )
    left = count
    for turn in range(count // len(told) + 1):
        other = dict(zip(here, chance.sample(every, len(here)), strict=True))
        shift = chance.randrange(3 * 365)

        def moved(actor: Actor, other: dict[str, str] = other) -> Actor:
            if not actor.country:
                return actor
            code = other[actor.country] + actor.code[3:]
            return replace(actor, code=code, country=code[:3])

        for one in told[:left]:
            event, document = one.event, one.document
            date = event.date
            if date is not None and date.start is not None and date.end is not None:
                start, end = (d.fromordinal(d.toordinal() + shift) for d in (date.start, date.end))
                edtf = start.isoformat() if start == end else f"{start}/{end}"
                date = Date(edtf + "~" * date.edtf.endswith("~"), start, end)
            day = document.published
            event = replace(
                event,
                id=f"{turn}#{event.id}",
                actor=tuple(map(moved, event.actor)),
                recipient=tuple(map(moved, event.recipient)),
                date=date,
            )
            document = replace(
                document,
                id=f"{turn}-{document.id}",
                published=day.fromordinal(day.toordinal() + shift) if day else None,
            )
            yield Told(event, document), f"{turn} {names[one.event.id]}"
        left -= len(told)


def many_events(store: Database, _: Path, args: argparse.Namespace) -> None:
    """Seconds for many events."""
    made = list(varied(args.events))
    names = {told.event.id: name for told, name in made}
    codings = codings_of(told for told, _ in made)
    del made
    kept = codings[len(codings) // 2 :][:1]
    write(store, (c for c in codings if c is not kept[0]))
    before = memory()
    clock = Clock()
    print(collate(store))
    print(f"{len(names)} events collated in {clock}; memory {memory()}, {before} before")
    write(store, kept)
    clock = Clock()
    collate(store)
    print(f"one more document, of the middle of the time: {clock}")
    report("many events", store, names)


def crowd(count: int, days: int) -> Iterator[Coding]:
    """So many documents, each with one event of the same two states."""
    chance = random.Random(SEED)
    kinds = ("ACCUSE", "ACCUSE", "ASSAULT", "CONSULT")
    statuses: tuple[tuple[str, ...], ...] = ((), (), (), ("future",), ("negation",))
    for i in range(count):
        day = dt.date(2022, 1, 1) + dt.timedelta(chance.randrange(days))
        iso = day.isoformat()
        edtf = chance.choice((iso, iso, iso, f"{iso}~", f"{iso}~", iso[:7], None))
        sides = [chance.choice(("UKR:GOV", "RUS:GOV")), chance.choice(("UKR:GOV", "RUS:GOV", ""))]
        event = Event(
            id=f"crowd{i:06}",
            event_type=chance.choice(kinds),
            mode=None,
            actor=(actor(sides[0]),),
            recipient=(actor(sides[1]),) if sides[1] else (),
            date=Date(edtf, *bounds(edtf)) if edtf else None,
            aux=chance.choice(statuses),
            said_by=None,
            location=None,
            mentions=(Evidence(0, 0, 0, 1, "word", "made"),),
            confidence=1.0,
        )
        document = Document(f"crowd{i:06}", f"{i}", language="en", published=day)
        yield coding_of(document, [Told(event, document)])


def dense(store: Database, _: Path, __: argparse.Namespace) -> None:
    """Seconds for events that lie close together."""
    made = list(crowd(5005, 60))
    write(store, made[:5000])
    clock = Clock()
    print(collate(store))
    print(f"dense: 5000 events collated in {clock}; memory {memory()}")
    for last in made[5000:]:
        write(store, [last])
        clock = Clock()
        collate(store)
        print(f"one more: {clock}")


def many_copies(store: Database, folder: Path, args: argparse.Namespace) -> None:
    """Seconds for many documents."""
    clock = Clock()
    write(store, (coding_of(document) for document in many(args.documents)))
    print(f"{args.documents} documents made and written in {clock}; {size(folder)}")
    before = memory()
    clock = Clock()
    print(collate(store))
    print(f"collated in {clock}; memory {memory()}, {before} before; {size(folder)}")
    other = next(islice(many(args.documents), args.documents // 2, None))
    write(store, [coding_of(replace(other, id="more"))])
    clock = Clock()
    collate(store)
    print(f"one more document, a copy of one of the middle: {clock}")


def size(folder: Path) -> str:
    """Megabytes of the files of the store."""
    return f"files {sum(p.stat().st_size for p in folder.iterdir()) / 1e6:.0f} MB"


PARTS = {
    "pairs": pairs,
    "set": own_set,
    "events": many_events,
    "dense": dense,
    "copies": many_copies,
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="+", choices=sorted(PARTS), metavar="PART")
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--store", help="an empty database, instead of files")
    args = parser.parse_args()
    for name in args.parts:
        with tempfile.TemporaryDirectory() as folder:
            target = args.store or str(Path(folder) / "store.db")
            with open_store(target, create=True, write=True) as store:
                PARTS[name](store, Path(folder), args)


if __name__ == "__main__":
    main()
