"""How long the pages of the explorer take over a large store: `python benchmarks/web.py`.

The store is that of `benchmarks/asking.py` (1,000,000 events of twenty years, made with a seed,
with one document more that is coded in full; with `--store` it is made there, or taken from there
where it is: a file, or postgresql://...). Every page and its JSON twin is asked of the
application itself, as a browser does, without the network between.

`first` is the time of a page of which nothing is kept, as after a start of the server; `changed`
that of the first one after a change of the store: an article comes that tells of the largest dyad;
answers that take long are then given as they were, but not in JSON. `cpu` beside each is what this
process spent on it, in all its threads: other programs change that less. `p50` and `p95` are of the
times after that, the last `cpu` is the middle of theirs. `kB` is what goes over the
wire, packed; `all` with what a browser loads for the page on its first visit. With `--check` the
program fails where a page is slower or larger than the goal. With `--warm` the pages that a server
makes ready by itself at its start are made before, so that "first" is what a reader then waits.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from asking import make_store
from collating import coding_of
from fastapi.testclient import TestClient
from sqlalchemy.engine import Connection

from detente.archive.begin import news_of
from detente.errors import StoreError
from detente.store.database import Database, open_store
from detente.store.schema import documents, dyads, stories
from detente.store.writing import write_coding
from detente.types import Actor, Date, Document, Event, Evidence, Reason
from detente.web.app import make_app
from detente.web.pages.warming import warm_pages
from detente.web.serving import collect_rarely
from detente.web.site import Limits, Site

MOST_MS, MOST_KB = 300.0, 500.0
REPEATS = 15
LINKS = re.compile(r"""(?:<script[^>]* src|<link[^>]* rel="(?:stylesheet|icon)" href)="([^"]+)""")


def prepare(target: str, count: int) -> None:
    """Make the store where it is not."""
    with suppress(StoreError), open_store(target):
        return
    with open_store(target, create=True, write=True) as made:
        start = time.perf_counter()
        make_store(made, count)
        text = "Norway and Estonia signed a treaty in Oslo on Monday.\n" * 40
        document = Document("whole", text, title="One that is coded", language="en")
        with made.writing() as connection:
            write_coding(connection, coding_of(document), coder="benchmark")
        print(f"made {count:,} events in {time.perf_counter() - start:.0f} s")


def addresses(database: Database) -> Iterator[tuple[str, str]]:
    """The pages that are asked for, each with a name."""
    with database.reading() as connection:
        d = dyads.c
        number = sa.func.count()
        by_size = sa.select(d.a, d.b).group_by(d.a, d.b).order_by(number.desc(), d.a, d.b)
        pairs = connection.execute(by_size).all()
        story = connection.scalar(sa.select(stories.c.id).order_by(stories.c.reports.desc()))
        article = connection.scalar(
            sa.select(documents.c.id).where(documents.c.coder == "benchmark").limit(1)
        )
        last = news_of(connection)[1]
    assert last
    year = f"since={last.year - 1}-{last.month:02}-01"
    yield "now", "/"
    yield "now, a month", "/?period=month"
    for listing in ("stories", "events", "assessments", "statements", "documents"):
        yield listing, f"/{listing}"
    yield "search, a word", "/search?q=word900"
    yield "search, a common word", "/search?q=word1"
    yield "search, a rare word", "/search?q=word15000"
    yield "stories of a dyad", "/stories?dyad=RUS,USA"
    yield "stories of a party, by reports", "/stories?actor=PAK&sort=-reports"
    for name, (a, b) in zip(("largest", "middle", "small"), _sizes(pairs), strict=True):
        yield f"dyad, {name}", f"/dyads/{a}/{b}"
        yield f"dyad, {name}, a year", f"/dyads/{a}/{b}?{year}"
    yield "dyad, largest, one direction", f"/dyads/{pairs[0].a}/{pairs[0].b}?directed=1"
    yield "party, largest", "/actors/USA"
    yield "party, small", "/actors/MAR"
    yield "network, as it opens", "/network"
    yield "network, a year", f"/network?{year}"
    yield "network, ten years", f"/network?since={last.year - 10}-01-01"
    yield "story", f"/stories/{story}"
    yield "article", f"/articles/{article}"
    yield "sources", "/sources"


def _sizes(pairs: list[Any]) -> tuple[Any, Any, Any]:
    return pairs[0], pairs[len(pairs) // 10], pairs[-1]


def twin(address: str) -> str:
    """The address of the JSON of a page."""
    path, _, query = address.partition("?")
    path = "/now" if path == "/" else path
    return f"{path}.json" + (f"?{query}" if query else "")


def ask(client: TestClient, address: str) -> tuple[float, float, int, str]:
    """Milliseconds on the clock and of this process; bytes on the wire; the text."""
    start, spent = time.perf_counter(), time.process_time()
    with client.stream("GET", address) as response:
        size = sum(len(chunk) for chunk in response.iter_raw())
    clock, used = time.perf_counter() - start, time.process_time() - spent
    if response.status_code != 200:
        raise SystemExit(f"{address}: {response.status_code}")
    return clock * 1e3, used * 1e3, size, response.headers["content-type"]


def extras(client: TestClient, address: str) -> int:
    """Bytes of what a browser loads with a page: styles, scripts, the icon, its twin."""
    html = client.get(address).text
    found = dict.fromkeys(LINKS.findall(html))
    twins = [twin(address)] if any("<script" in html for _ in (1,)) else []
    return sum(ask(client, each.replace("&amp;", "&"))[2] for each in (*found, *twins))


class Writer:
    """Changes a store again and again: an article comes, in place of the one before.

    It is of the last day with news, tells of a visit between the parties of the largest dyad, and
    is still to be collated.
    """

    def __init__(self, target: str) -> None:
        self._target = target
        self._number = 0
        with open_store(target) as database, database.reading() as connection:
            d, number = dyads.c, sa.func.count()
            by_size = sa.select(d.a, d.b).group_by(d.a, d.b).order_by(number.desc(), d.a, d.b)
            self._pair = connection.execute(by_size.limit(1)).one()
            self._day = news_of(connection)[1]

    def change(self) -> None:
        """Put the next one in, and take the one before out."""
        self._number += 1
        with open_store(self._target, write=True) as database, database.writing() as connection:
            self._take_out(connection)
            document = Document(
                f"news {self._number}",
                f"Number {self._number}",
                title="News",
                published=self._day,
                language="en",
            )
            coding = replace(coding_of(document), events=(self._event(),))
            write_coding(connection, coding, coder="benchmark news")

    def end(self) -> None:
        """Take the last one out."""
        with open_store(self._target, write=True) as database, database.writing() as connection:
            self._take_out(connection)

    def _take_out(self, connection: Connection) -> None:
        connection.execute(sa.delete(documents).where(documents.c.coder == "benchmark news"))

    def _event(self) -> Event:
        assert self._day
        parties = tuple(
            Actor(code, code, code, 0, 5, None, code, Reason("events", "rule", "words", 0, 5))
            for code in self._pair
        )
        return Event(
            f"news event {self._number}",
            *("CONSULT", "visit", parties[:1], parties[1:]),
            Date(self._day.isoformat(), self._day, self._day),
            *((), None, None, (Evidence(0, 0, 0, 6, "Number", "rule"),), 1.0),
            intensity=4.0,
        )


def measure(target: str, only: str, repeats: int, *, warm: bool = False) -> list[str]:
    """Ask every page; the names of those that miss the goal. `warm`: after what a server makes
    ready by itself."""
    with open_store(target) as database:
        asked = [(n, a) for n, a in addresses(database) if only in n]
    site = Site(target, limits=Limits(seconds=120))
    missed = []
    writer = Writer(target)
    collect_rarely()  # as `detente serve` does
    if warm:
        start = time.perf_counter()
        warm_pages(site)
        print(f"made ready in {time.perf_counter() - start:.1f} s")
    heads = ("first", "cpu", "changed", "cpu", "p50", "p95", "cpu", "kB", "all")
    print(f"{'':34}" + "".join(f"{head:>8}" for head in heads))
    try:
        client = TestClient(make_app(site), base_url="http://127.0.0.1")
        client.headers["accept-encoding"] = "gzip"
        for name, page in asked:
            for kind, address in (("", page), (" .json", twin(page))):
                first = ask(client, address)
                client.get(twin(page))  # what was not waited for is made now
                writer.change()
                changed = ask(client, address)
                client.get(twin(page))
                asks = [ask(client, address) for _ in range(repeats)]
                times = sorted(each[0] for each in asks)
                p50, p95 = statistics.median(times), times[round(0.95 * (len(times) - 1))]
                cpu, size = statistics.median(each[1] for each in asks), asks[-1][2] / 1e3
                whole = size if kind else size + extras(client, address) / 1e3
                print(
                    f"{name + kind:34}{first[0]:8.0f}{first[1]:8.0f}{changed[0]:8.0f}"
                    f"{changed[1]:8.0f}{p50:8.1f}{p95:8.1f}{cpu:8.1f}{size:8.1f}{whole:8.1f}",
                    flush=True,
                )
                if p50 > MOST_MS or whole > MOST_KB:
                    missed.append(name + kind)
        client.close()
    finally:
        writer.end()
        site.close()
    return missed


def main() -> None:
    """Make a store if need be, and ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--store")
    parser.add_argument("--only", default="", help="pages whose name has this in it")
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--warm", action="store_true", help="after what a server makes ready")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        target = options.store or str(Path(folder) / "made.db")
        prepare(target, options.events)
        missed = measure(target, options.only, options.repeats, warm=options.warm)
    if missed:
        print("over the goal:", ", ".join(missed))
    if missed and options.check:
        sys.exit(1)


if __name__ == "__main__":
    main()
