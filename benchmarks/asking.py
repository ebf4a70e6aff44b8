"""How long lists of a large store take: `python benchmarks/asking.py [--events N] [--store S]`.

A store is made with a seed: ten events a document, parties drawn by a power law (the largest dyad
has some percent of all events), twenty years, texts of 80 words from a vocabulary by a power law.
With `--store` it is made there, or taken from there where it is (a file, or postgresql://...).

Each question is asked as `detente` asks it: a page of 50 rows. `cold` is a new connection after
the file was put out of the cache of the system (SQLite only), `p50` and `p95` are of the times
after that, `cpu` is the middle of what this process itself spent, which other programs do not
change much (with PostgreSQL the server's part is missing). `all` is the time of all rows of the
answer, the first time, `rows` their number, as far as it came in MOST seconds.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from detente.archive.asking import make_query, page, rows, selects
from detente.errors import StoreError
from detente.store.database import Database, open_store
from detente.store.fulltext import index_words
from detente.store.schema import (
    assessments,
    documents,
    dyads,
    events,
    parties,
    statements,
    stories,
    story_events,
)

SEED = 7
EACH = 10  # events of a document
WORDS = 80  # of a text
BATCH = 1_000  # documents written at once
MOST = 10.0  # seconds after which all rows of an answer are no longer waited for
FIRST = dt.date(2004, 1, 1)
DAYS = 20 * 365
STATES = (  # by how much is told of them
    "USA", "RUS", "CHN", "ISR", "PSE", "UKR", "IRN", "IND", "PAK", "GBR", "FRA", "DEU", "TUR",
    "SYR", "IRQ", "SAU", "PRK", "KOR", "JPN", "EGY", "AFG", "YEM", "LBN", "QAT", "ARE", "JOR",
    "LBY", "SDN", "ETH", "NGA", "ZAF", "KEN", "SOM", "MLI", "VEN", "COL", "MEX", "BRA", "ARG",
    "CUB", "CAN", "AUS", "IDN", "PHL", "VNM", "THA", "MMR", "BGD", "LKA", "NPL", "KAZ", "UZB",
    "ARM", "AZE", "GEO", "BLR", "POL", "HUN", "ROU", "BGR", "GRC", "SRB", "HRV", "BIH", "XKX",
    "ALB", "ITA", "ESP", "PRT", "NLD", "BEL", "CHE", "AUT", "CZE", "SVK", "SWE", "NOR", "FIN",
    "DNK", "EST", "LVA", "LTU", "MDA", "TUN", "DZA", "MAR",
)  # fmt: skip
SECTORS = ("GOV",) * 6 + ("MIL", "OPP", "REB", "CVL")
KINDS = (
    ("CONSULT", "visit", "042", 4.0), ("CONSULT", None, "040", 2.5), ("SUPPORT", None, "050", 5.0),
    ("ACCUSE", "allege", "112", -3.5), ("REQUEST", "yield", "102", -1.0),
    ("AID", None, "070", 10.0), ("ASSAULT", "firearms", "190", -9.0), ("AGREE", None, "030", 2.5),
    ("THREATEN", None, "130", -6.0), ("COERCE", "arrest", "173", -7.0),
)  # fmt: skip
PLACES = (
    (None, None), ("Moscow", "RUS"), ("Geneva", "CHE"), ("New York", "USA"), ("Gaza", "PSE"),
    ("Kyiv", "UKR"), ("Islamabad", "PAK"), ("Beijing", "CHN"), ("Cairo", "EGY"), ("Tallinn", "EST"),
)  # fmt: skip

AGAIN = ("start", "end", "published", "source", "status", "historical", "confidence")

Row = dict[str, Any]


def power(size: int, exponent: float) -> list[float]:
    """Cumulated weights of a power law."""
    return list(accumulate(1 / (rank + 1) ** exponent for rank in range(size)))


VOCABULARY = tuple(f"word{number}" for number in range(20_000))
_PARTY, _WORD = power(len(STATES), 1.0), power(len(VOCABULARY), 1.0)


def make_store(database: Database, count: int, seed: int = SEED) -> None:
    """Fill an empty store with `count` events."""
    chance = random.Random(seed)
    tables = (documents, events, parties, dyads, assessments, statements, stories, story_events)
    for start in range(0, count // EACH, BATCH):
        made: dict[str, list[Row]] = {table.name: [] for table in tables}
        for number in range(start, min(start + BATCH, count // EACH)):
            _document(chance, number, made)
        with database.writing() as connection:
            for table in tables:
                connection.execute(sa.insert(table), made[table.name])
            index_words(connection, [(d["id"], d["title"], d["text"]) for d in made["documents"]])
    if database.dialect == "postgresql":  # which does it by itself after a while
        with database.writing() as connection:
            connection.execute(sa.text("ANALYZE"))


def _document(chance: random.Random, number: int, made: dict[str, list[Row]]) -> None:
    text = " ".join(chance.choices(VOCABULARY, cum_weights=_WORD, k=WORDS))
    day = FIRST + dt.timedelta(days=chance.randrange(DAYS))
    origin: Row = {
        "document": f"{chance.getrandbits(80):020x}",
        "published": day.isoformat(),
        "language": chance.choice(("de", "en", "en")),
        "publisher": f"Paper {int(chance.paretovariate(1)) % 300}",
    }
    made["documents"].append(
        {
            "id": origin["document"],
            "title": text[:60],
            "text": text,
            "url": f"https://example.org/{number}",
            "publisher": origin["publisher"],
            "language": origin["language"],
            "published": origin["published"],
            "source": "made",
            "words": WORDS,
            "warnings": "[]",
            "coder": "made",
        }
    )
    for _ in range(EACH):
        _event(chance, day, origin, made)
    a, b = sorted(chance.choices(STATES, cum_weights=_PARTY, k=2))
    stand = {"a": a, "b": b, "tone": chance.choice(("friendly", "hostile")), "trend": None}
    made["assessments"].append(
        {"id": _id(chance), **stand, "said_by": None, "said_by_name": None, "words": text[:80]}
        | {"offset": 0, **origin}
    )
    made["statements"].append(
        {"id": _id(chance), "speaker": f"{a}:GOV", "speaker_name": a, "party": a}
        | {"kind": "direct", "words": text[:80], "offset": 0, **origin}
    )


def _event(chance: random.Random, day: dt.date, origin: Row, made: dict[str, list[Row]]) -> None:
    own = _id(chance)
    a, b = chance.choices(STATES, cum_weights=_PARTY, k=2)
    codes = [f"{a}:{chance.choice(SECTORS)}", f"{b}:{chance.choice(SECTORS)}"]
    kind, mode, cameo, intensity = chance.choice(KINDS)
    aux = chance.choices(("", " future ", " historical ", " negation "), (80, 10, 6, 4))[0]
    status = {" future ": "plan", " negation ": "denial"}.get(aux, "act")
    ago = chance.randrange(100, 4_000) if aux == " historical " else chance.randrange(4)
    start: str | None = (day - dt.timedelta(days=ago)).isoformat()
    if chance.random() < 0.03:
        start = None
    place, country = chance.choices(PLACES, (60, 9, 6, 6, 6, 5, 3, 3, 1, 1))[0]
    reports = int(chance.paretovariate(1.5))
    said_by = f"{chance.choice((a, b))}:GOV" if chance.random() < 0.3 else None
    made["events"].append(
        {
            "id": own, "source": "detente", "type": kind, "mode": mode, "status": status,
            "historical": aux == " historical ", "aux": aux, "start": start, "end": start,
            "edtf": start, "cameo": cameo, "quad": "verbal cooperation", "intensity": intensity,
            "goldstein": 1.0, "contexts": " diplomatic ", "place": place, "country": country,
            "lat": None, "lon": None, "said_by": said_by, "said_by_name": said_by,
            "actors": codes[0], "recipients": codes[1], "confidence": round(chance.random(), 2),
            "confidence_type": 0.9, "confidence_parties": 0.9, "confidence_date": 0.9,
            "confidence_status": 0.9, "mentions": 1, "trigger": "words that tell it",
            "sentence": "A sentence of the usual length with the words that tell it, more or less"
            " as papers write them from day to day.",
            "offset": 100, "reports": reports, **origin,
        }
    )  # fmt: skip
    for side, code, party in (("actor", codes[0], a), ("recipient", codes[1], b)):
        made["parties"].append(
            {"event": own, "side": side, "position": 0, "code": code, "party": party}
            | {
                "sector": code[4:],
                "name": party,
                "words": party,
                "offset": 0,
                "start": start,
                "end": start,
            }
        )
    if a != b:
        pair = {"a": min(a, b), "b": max(a, b), "direction": 1 if a < b else -1}
        pair |= {"value": intensity, "counts": status == "act"}
        pair |= {name: made["events"][-1][name] for name in AGAIN}
        made["dyads"].append({"event": own, **pair})
    made["stories"].append(
        {"id": f"{own[:15]}s", "best": own, "status": status, "reports": reports, "documents": 1}
        | {"events": 1, "start": start, "first": origin["published"], "last": origin["published"]}
    )
    made["story_events"].append(
        {"event": own, "story": f"{own[:15]}s", "position": 0, "superseded": False}
    )


def _id(chance: random.Random) -> str:
    return f"{chance.getrandbits(64):016x}"


MANY, FEW = ("USA", "RUS"), ("PAK", "RUS")
QUESTIONS: tuple[tuple[str, Row], ...] = (
    ("events", {}),
    ("events", {"dyad": MANY}),
    ("events", {"dyad": FEW}),
    ("events", {"dyad": ("EST", "TUN")}),
    ("events", {"dyad": MANY, "sort": "date"}),
    ("events", {"dyad": MANY, "type": "AID", "mode": "visit"}),
    ("events", {"dyad": MANY, "since": "2014", "until": "2014"}),
    ("events", {"dyad": ("USA:MIL", "RUS:REB")}),
    ("events", {"dyad": MANY, "text": "word900"}),
    ("events", {"dyad": MANY, "sort": "-reports"}),
    ("events", {"dyad": MANY, "min_reports": 20}),
    ("events", {"actor": "USA"}),
    ("events", {"actor": "MAR"}),
    ("events", {"actor": "PAK:MIL"}),
    ("events", {"recipient": "PAK", "type": "ASSAULT"}),
    ("events", {"actor": "PAK", "recipient": "RUS"}),
    ("events", {"actor": ("PAK", "IND", "BGD")}),
    ("events", {"type": "AID"}),
    ("events", {"type": ("AID", "AGREE"), "since": "2015", "until": "2015-03"}),
    ("events", {"mode": "firearms"}),
    ("events", {"aux": "negation"}),
    ("events", {"since": "2010-05", "until": "2010-06"}),
    ("events", {"since": "2010-05", "until": "2010-06", "sort": "date"}),
    ("events", {"place": "Tallinn"}),
    ("events", {"country": "EST"}),
    ("events", {"said_by": "PAK"}),
    ("events", {"said_by": "PAK:GOV", "until": "2010"}),
    ("events", {"min_reports": 100}),
    ("events", {"min_confidence": 0.99}),
    ("events", {"language": "de"}),
    ("events", {"text": "word1"}),
    ("events", {"text": "word15000"}),
    ("events", {"text": '"word1 word2" -word3'}),
    ("events", {"sort": "-reports"}),
    ("events", {"sort": "-confidence"}),
    ("events", {"sort": "-published"}),
    ("stories", {}),
    ("stories", {"dyad": MANY}),
    ("stories", {"dyad": FEW, "min_reports": 5}),
    ("stories", {"text": "word900"}),
    ("stories", {"language": "de", "type": "AID"}),
    ("stories", {"sort": "-reports"}),
    ("assessments", {"dyad": MANY}),
    ("assessments", {"actor": "PAK", "tone": "hostile"}),
    ("statements", {"said_by": "PAK"}),
    ("statements", {"text": "word900"}),
    ("documents", {"text": "word900"}),
    ("documents", {"dyad": FEW}),
    ("documents", {"publisher": "Paper 7"}),
)


def forget(database: Database, path: Path) -> None:
    """Put the file out of the cache of the system, and close the connections."""
    database.close()
    if hasattr(os, "posix_fadvise"):
        os.sync()
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def ask(database: Database, listing: str, asked: Row) -> tuple[float, float]:
    """Milliseconds of a page: on the clock, and of this process."""
    start, spent = time.perf_counter(), time.process_time()
    with database.reading() as connection:
        page(connection, listing, make_query(listing, **asked))
    return (time.perf_counter() - start) * 1e3, (time.process_time() - spent) * 1e3


def plan_of(database: Database, listing: str, asked: Row) -> Iterator[str]:
    """The lines of the plan of the first select."""
    explain = "EXPLAIN QUERY PLAN " if database.dialect == "sqlite" else "EXPLAIN ANALYZE "
    with database.reading() as connection:
        parts = selects(connection, listing, make_query(listing, **asked), 51)
        for select in (select for _, many in parts for select in many):
            text = select.compile(connection, compile_kwargs={"literal_binds": True})
            for row in connection.exec_driver_sql(explain + str(text).replace("%", "%%")):
                yield f"      {row[-1]}"


def measure(database: Database, *, path: Path | None, plans: bool, repeats: int) -> None:
    """Ask every question."""
    print(f"{'':55} {'cold':>8} {'p50':>8} {'p95':>8} {'cpu':>8} {'all':>8} {'rows':>8}  (ms)")
    for listing, asked in QUESTIONS:
        cold = float("nan")
        if path is not None:
            forget(database, path)
            cold = ask(database, listing, asked)[0]
        ask(database, listing, asked)
        asks = [ask(database, listing, asked) for _ in range(repeats)]
        times = sorted(clock for clock, _ in asks)
        p50, cpu = statistics.median(times), statistics.median(spent for _, spent in asks)
        p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
        start = time.perf_counter()
        count = 0
        with database.reading() as connection:
            for _ in rows(connection, listing, make_query(listing, **asked)):
                count += 1
                if time.perf_counter() - start > MOST:
                    break
        whole = (time.perf_counter() - start) * 1e3
        name = f"{listing} " + " ".join(f"{k}={_short(v)}" for k, v in asked.items())
        figures = f"{cold:8.1f} {p50:8.1f} {p95:8.1f} {cpu:8.1f} {whole:8.0f} {count:8}"
        print(f"{name:55} {figures}", flush=True)
        if plans:
            print("\n".join(plan_of(database, listing, asked)), flush=True)


def _short(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def main() -> None:
    """Make a store if need be, and ask."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--store")
    parser.add_argument("--plans", action="store_true", help="print how each is answered")
    parser.add_argument("--repeats", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        target = options.store or str(Path(folder) / "made.db")
        found: Database | None = None
        with suppress(StoreError):
            found = open_store(target)
        if found is None:
            start = time.perf_counter()
            with open_store(target, create=True, write=True) as fresh:
                make_store(fresh, options.events)
            print(f"made {options.events} events in {time.perf_counter() - start:.0f} s")
            found = open_store(target)
        path = None if "://" in target else Path(target)
        if path is not None:
            print(f"{path.stat().st_size / 1e6:.0f} MB")
        with found as database:
            measure(database, path=path, plans=options.plans, repeats=options.repeats)


if __name__ == "__main__":
    main()
