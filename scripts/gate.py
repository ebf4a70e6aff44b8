"""Hold the quality floors: `python scripts/gate.py [--update] [--allow-regression]`.

Floors stand in tests/gate/floors.json with the digest of each set that they were measured on.
`--update` raises floors to what is measured now; it lowers none without `--allow-regression`.
Sets that are not on this machine are skipped with a message; the examples of the codebook are
always there. A floor may be missed by TOLERANCE points: figures of a few hundred events move by
that much when a library changes its rounding. Each language is measured in a process of its own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import multiprocessing
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from pathlib import Path

from detente.books import test_codebook
from detente.formats.records import coding_record
from detente.pipeline import code_many
from detente.run import Options, code_pairs, mark_times
from detente.types import Document

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ROOT / "tests" / "gate" / "floors.json"
SHARED = ROOT.parent / "shared"
LANGUAGES = ("de", "en")
TOLERANCE = 0.5
LOWER_IS_BETTER = ("failed", "double counts", "false alarms")
Figures = dict[str, float]


def digest(path: Path) -> str:
    """Digest of a file, or of all files of a folder in order of their names."""
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    state = hashlib.blake2b(digest_size=8)
    for file in files:
        state.update(file.read_bytes())
    return state.hexdigest()


def read_gold(path: Path) -> list[Document]:
    """The documents of a gold file, without their labels."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [
        Document(
            r["id"],
            r["text"],
            title=r.get("title"),
            language=r["lang"],
            published=dt.date.fromisoformat(r["published"]) if r.get("published") else None,
        )
        for r in rows
    ]


def score(script: str, *arguments: Path) -> str:
    """What a scorer of the shared folder prints."""
    command = [sys.executable, str(SHARED / "eval" / script), *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


PATTERNS = {
    "event F1": r"event F1 ([\d.]+)",
    "dyad F1": r"dyad F1 ([\d.]+)",
    "date right": r"date right ([\d.]+)",
    "aux right": r"aux right ([\d.]+)",
    "said_by right": r"said_by right ([\d.]+)",
    "sectors right": r"sectors right ([\d.]+)",
    "double counts": r"double counts (\d+)",
    "false alarms": r"documents without events: (\d+)",
    "assessment F1": r"assessment F1 ([\d.]+)",
    "repeats F1": r"repeated paragraphs F1 ([\d.]+)",
    "value F1": r"value F1 ([\d.]+)",
    "relaxed span F1": r"relaxed span F1 ([\d.]+)",
    "root macro F1": r"root macro F1 ([\d.]+)",
    "quad macro F1": r"quad macro F1 ([\d.]+)",
}


def figures(text: str) -> Figures:
    """The named figures in a scorer's output."""
    found = {name: re.search(pattern, text) for name, pattern in PATTERNS.items()}
    return {name: float(m[1]) for name, m in found.items() if m}


def measure(language: str) -> list[tuple[str, Path, Figures]]:
    """(set, its path, figures) of every set of a language that is here."""
    with tempfile.TemporaryDirectory() as name:
        return [*_articles(language, Path(name)), *_others(language, Path(name))]


def _articles(language: str, folder: Path) -> Iterator[tuple[str, Path, Figures]]:
    """The examples of the codebook, and whole articles."""
    for result in test_codebook(None, language):
        share = 100 * result.failed / max(1, result.total)
        path = ROOT / "detente/data/codebooks/plover" / language
        yield f"codebook {language}", path, {"failed": round(share, 1)}
    golds = {
        f"dev_{language}": SHARED / "data/gold" / f"dev_{language}.jsonl",
        f"corpus {language} dev": ROOT / "corpus" / language / "dev.jsonl",
    }
    for name, gold in golds.items():
        if not gold.exists() or not SHARED.exists():
            print(f"skipped: {name} (the set or the scorer is not on this machine)")
            continue
        coded = folder / "coded.jsonl"
        with coded.open("w", encoding="utf-8") as out:
            for coding in code_many(read_gold(gold)):
                out.write(json.dumps(coding_record(coding), ensure_ascii=False) + "\n")
        yield name, gold, figures(score("score.py", gold, coded))


def _others(language: str, folder: Path) -> Iterator[tuple[str, Path, Figures]]:
    """Marked times (German) and marked pairs of parties (English)."""
    krauts = SHARED / "data/krauts/KRAUTS_Dolomiten-100"
    if language == "de" and krauts.exists():
        marked = folder / "timeml"
        marked.mkdir()
        for file in sorted(krauts.glob("*.tml")):
            text = mark_times(str(file), Options(language=language))
            (marked / file.name).write_text(text, encoding="utf-8")
        yield "krauts dolomiten", krauts, figures(score("timex.py", krauts, marked))
    plv = SHARED / "data/plv/PLV_dev.tsv"
    if language == "en" and plv.exists():
        coded = folder / "pairs.tsv"
        lines = code_pairs(str(plv), Options(language=language))
        coded.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        yield "plv dev", plv, figures(score("pairs.py", plv, coded))


def misses(found: Figures, floors: Figures) -> list[str]:
    """The figures that are worse than their floors by more than the tolerance."""
    out = []
    for name, floor in sorted(floors.items()):
        value = found.get(name)
        if value is None:
            out.append(f"{name} is not measured any more (floor {floor})")
        elif name in LOWER_IS_BETTER:
            slack = TOLERANCE if name == "failed" else 0.0
            if value > floor + slack:
                out.append(f"{name} {value} is above {floor}")
        elif value < floor - TOLERANCE:
            out.append(f"{name} {value} is below {floor}")
    return out


def raised(found: Figures, floors: Figures, *, allow_regression: bool) -> Figures:
    """New floors: the better of old and new, or the new ones where a regression is allowed."""
    out = dict(floors)
    for name, value in found.items():
        old = floors.get(name)
        better = min if name in LOWER_IS_BETTER else max
        out[name] = value if old is None or allow_regression else better(old, value)
    return out


def main() -> int:
    """Measure, print, compare; the exit status says whether all floors hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--allow-regression", action="store_true")
    args = parser.parse_args()
    known = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    failed = False
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(len(LANGUAGES), mp_context=context) as pool:
        for key, path, found in chain.from_iterable(pool.map(measure, LANGUAGES)):
            shown = ", ".join(f"{k} {v}" for k, v in found.items())
            entry = known.get(key, {"floors": {}})
            print(f"{key}: {shown}", flush=True)
            other = entry.get("digest") not in (None, digest(path))
            if other and not key.startswith("codebook"):
                print(f"  {key}: the set is another than the floors were measured on")
            for line in misses(found, entry["floors"]):
                print(f"  MISSED {key}: {line}")
                failed = True
            if args.update:
                floors = raised(found, entry["floors"], allow_regression=args.allow_regression)
                known[key] = {"digest": digest(path), "floors": floors}
    if args.update:
        FLOORS.parent.mkdir(parents=True, exist_ok=True)
        FLOORS.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        print(f"floors written to {FLOORS.relative_to(ROOT)}")
        return 0
    print("gate: a floor is missed" if failed else "gate: all floors hold")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
