"""Events of others into a store and out again: `python benchmarks/exchange.py [--data FOLDER]`.

Imports the KEDS files and the ICEWS file of `../shared/data` into a new store, prints rows a
second, the store's size and the memory of the process, then writes each format by event and by
story, with its speed and what it left out. `--store` takes another store (postgresql://...),
`--only TEXT` the files whose names have the text.

With `--followthemoney PYTHON`, a Python that has the package followthemoney (in an environment of
its own: it needs ICU and limits the versions of others), every entity written is given to the
validator of that library: the schema must accept it and keep every value. With `--networkx PYTHON`
the network is read by networkx, with `--duckdb PYTHON` Parquet and CSV by DuckDB and polars.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import tempfile
import time
from pathlib import Path

from detente.archive.exchanging import FORMATS, export_events, import_events
from detente.formats.exchange import counted
from detente.store.database import open_store

ROOT = Path(__file__).resolve().parent.parent
FILES = (
    "relations/keds_gulf_1979-1999.cameo.tsv.gz",
    "relations/keds_turkey_1992-2006.cameo.tsv.gz",
    "interchange/icews_2018_sample.tab",
)
FTM = """
import json, sys
from collections import Counter
from followthemoney import model
kinds, values, bad, seen = Counter(), 0, [], set()
for line in open(sys.argv[1], encoding="utf-8"):
    entity = json.loads(line)
    schema = model.get(entity["schema"])
    kinds[schema.name] += 1
    try:
        schema.validate({"properties": entity["properties"]})
    except Exception as error:
        bad.append((entity["id"], str(error)))
    proxy = model.get_proxy(entity)
    for key, given in entity["properties"].items():
        values += len(given)
        if len(proxy.get(key)) != len(given):
            bad.append((entity["id"], key, given, proxy.get(key)))
        if schema.get(key).type.name == "entity" and not set(given) <= seen:
            bad.append((entity["id"], key, "refers to what does not stand before it"))
    seen.add(entity["id"])
print(f"followthemoney: {sum(kinds.values())} entities {dict(kinds)}, {values} values,",
      f"{len(bad)} refused", *bad[:5])
"""
NETWORKX = """
import sys, networkx
graph = networkx.read_graphml(sys.argv[1])
total = sum(d["events"] for _, _, d in graph.edges(data=True))
print(f"networkx: {len(graph)} nodes, {graph.number_of_edges()} edges, {total} events on them")
"""
DUCKDB = """
import sys, duckdb, polars
for path in sys.argv[1:]:
    rows = duckdb.sql(f"select count(*) from '{path}' where actor is not null").fetchall()[0][0]
    read = polars.read_parquet if path.endswith("parquet") else polars.read_csv
    own = read(path) if path.endswith("parquet") else read(path, infer_schema_length=None)
    print(f"DuckDB and polars, {path.rpartition('.')[2]}: {rows} and {own.height} rows")
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data")
    parser.add_argument("--only", default="")
    parser.add_argument("--store")
    parser.add_argument("--followthemoney", metavar="PYTHON")
    parser.add_argument("--networkx", metavar="PYTHON")
    parser.add_argument("--duckdb", metavar="PYTHON")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        target = args.store or Path(folder) / "store.db"
        with open_store(target, create=True, write=True) as database:
            for name in FILES:
                if args.only in name and (args.data / name).exists():
                    start = time.perf_counter()
                    done = import_events(database, args.data / name)
                    taken = time.perf_counter() - start
                    rate = (done.added + done.known + done.differing) / taken
                    print(f"{name}: {done.added} added, {done.known} known, {rate:.0f} a second")
                    for reason, count in counted(done.skipped):
                        print(f"  {count:7d}  {reason}")
            if not args.store:
                size = sum(p.stat().st_size for p in Path(folder).glob("store.db*"))
                print(f"store: {size / 1e6:.0f} MB")
            print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
            for by in ("event", "story"):
                for form in FORMATS:
                    start = time.perf_counter()
                    wrote = export_events(database, form, Path(folder) / f"{by}.{form}", by=by)
                    taken = time.perf_counter() - start
                    left = sum(n for k, n in wrote.losses.items() if k.startswith("left out"))
                    print(
                        f"{form} by {by}: {wrote.listed} listed, {left} left out,"
                        f" {wrote.listed / taken:.0f} a second"
                    )
        print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        for python, code, names in (
            (args.followthemoney, FTM, ("ftm",)),
            (args.networkx, NETWORKX, ("graphml",)),
            (args.duckdb, DUCKDB, ("parquet", "csv")),
        ):
            for by in ("event", "story") if python else ():
                paths = [str(Path(folder) / f"{by}.{name}") for name in names]
                subprocess.run([python, "-c", code, *paths], check=True)


if __name__ == "__main__":
    main()
