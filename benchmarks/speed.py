"""Speed on one core, end to end: `python benchmarks/speed.py [--words 20000]`.

Measures, in processes of their own: the time from starting the command to the first result of one
short article (cold start), and for each language the words a second of coding the articles of
`corpus/` (read, coded, written as JSON; model loading not counted), with the peak memory. Words
are runs of letters and digits. The articles are repeated until there are enough words; every
copy is coded anew.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("de", "en")


def first_result(runs: int) -> float:
    """Seconds to the first result of the sample article; the best of several runs."""
    command = [sys.executable, "-m", "detente", "read", "--format", "json"]
    best = float("inf")
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(
            [*command, str(ROOT / "samples" / "grenzgespraeche.txt")],
            check=True,
            capture_output=True,
            cwd=ROOT,
        )
        best = min(best, time.perf_counter() - start)
    return best


def measure(language: str, words: int) -> dict[str, float]:
    """Words a second and peak memory (MB) in this process."""
    import datetime as dt

    from detente.formats.records import coding_record
    from detente.pipeline import code_many, load_tools
    from detente.types import Document

    lines = (ROOT / "corpus" / language / "dev.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    documents: list[Document] = []
    count = 0
    while count < words:
        for row in rows:
            day = dt.date.fromisoformat(row["published"])
            name = f"{row['id']}-{len(documents)}"
            documents.append(Document(name, row["text"], language=language, published=day))
            count += len(re.findall(r"\w+", row["text"]))
            if count >= words:
                break
    load_tools(language)
    list(code_many(documents[:2]))
    start = time.perf_counter()
    written = 0
    for coding in code_many(documents):
        written += len(json.dumps(coding_record(coding), ensure_ascii=False))
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"words": count, "words_per_second": count / seconds, "memory_mb": peak}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, default=20_000)
    parser.add_argument("--language", choices=LANGUAGES, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.language:
        print(json.dumps(measure(args.language, args.words)))
        return
    print(f"first result from a cold start: {first_result(3):.2f} s")
    for language in LANGUAGES:
        command = [sys.executable, __file__, "--words", str(args.words), "--language", language]
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "DETENTE_THREADS": "1"}
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        found = json.loads(done.stdout)
        print(
            f"{language}: {found['words_per_second']:.0f} words a second over"
            f" {found['words']:.0f} words, peak memory {found['memory_mb']:.0f} MB"
        )


if __name__ == "__main__":
    main()
