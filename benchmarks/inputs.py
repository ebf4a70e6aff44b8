"""How fast inputs are read, without coding: `python benchmarks/inputs.py [--documents N]`.

N articles of 400 words from a vocabulary with a seed, written in each form, each read by a process
of its own. `docs/s` is by the processor's seconds of that process, the import left out; `memory`
is the most that the process held, in MB, above what it held before it read. `warc.gz x4` has four
times the articles: its memory is to be that of `warc.gz`.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import html
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from detente.ingest import read_documents
from detente.types import Document

FORMS = ("jsonl", "csv", "xml", "warc", "warc.gz", "warc.gz x4", "html")
WORDS = 400


def articles(count: int) -> Iterator[list[str]]:
    """Paragraphs of each article."""
    chance = random.Random(1)
    vocabulary = ["".join(chance.choices("abdeghiklmnorstuw", k=k % 9 + 2)) for k in range(5000)]
    for _ in range(count):
        words = chance.choices(vocabulary, k=WORDS)
        sentences = [" ".join(words[n : n + 16]).capitalize() + "." for n in range(0, WORDS, 16)]
        yield [" ".join(sentences[n : n + 5]) for n in range(0, len(sentences), 5)]


def page(paragraphs: list[str]) -> str:
    """The article as a page with a menu."""
    body = "".join(f"<p>{html.escape(p)}</p>" for p in paragraphs)
    menu = "".join(f"<li><a href='/{n}'>Part {n}</a></li>" for n in range(30))
    meta = '<meta property="article:published_time" content="2022-02-23T10:00:00Z">'
    return (
        f'<!DOCTYPE html><html lang="de"><head><title>{paragraphs[0][:40]}</title>{meta}</head>'
        f"<body><ul>{menu}</ul><article>{body}</article></body></html>"
    )


def record(paragraphs: list[str], number: int) -> bytes:
    """The page as a record of an archive."""
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    body += page(paragraphs).encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http; msgtype=response\r\n"
        f"WARC-Target-URI: http://a.example/{number}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def write(form: str, count: int, folder: Path) -> Path:
    """The articles in a file of that form, or a folder of pages."""
    path = folder / f"a.{form.split()[0]}"
    if form == "html":
        path.mkdir()
        for number, paragraphs in enumerate(articles(count)):
            (path / f"{number:06}.html").write_text(page(paragraphs), "utf-8")
    elif form.startswith("warc"):
        with path.open("wb") as out:
            for number, paragraphs in enumerate(articles(count)):
                raw = record(paragraphs, number)
                out.write(gzip.compress(raw) if path.suffix == ".gz" else raw)
    elif form == "csv":
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(["text", "date"])
            writer.writerows(["\n".join(p), "2022-02-23"] for p in articles(count))
    else:
        with path.open("w", encoding="utf-8") as out:
            if form == "xml":
                out.write("<rss><channel>")
            for paragraphs in articles(count):
                if form == "xml":
                    body = html.escape("".join(f"<p>{p}</p>" for p in paragraphs))
                    out.write(f"<item><description>{body}</description></item>")
                else:
                    out.write(json.dumps({"text": "\n".join(paragraphs)}) + "\n")
            if form == "xml":
                out.write("</channel></rss>")
    return path


def peak() -> float:
    """The most memory that this process held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(path: str) -> None:
    """Read a file and print documents, seconds and megabytes."""
    first = "<html><body><article><p>" + "Some words of a text. " * 30
    with tempfile.TemporaryDirectory() as folder:  # what is imported late is imported
        warm = Path(folder) / "a.html"
        warm.write_text(first, "utf-8")
        list(read_documents([str(warm)], max_bytes=10**9))
    before, start = peak(), time.process_time()
    count = sum(isinstance(d, Document) for d in read_documents([path], max_bytes=10**9))
    print(count, time.process_time() - start, peak() - before)


def main() -> None:
    """Measure all forms."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--read", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.read:
        measure(given.read)
        return
    print(f"{'form':12}{'articles':>10}{'MB':>8}{'docs/s':>9}{'memory':>9}")
    for form in FORMS:
        with tempfile.TemporaryDirectory() as folder:
            path = write(form, given.documents * (4 if form.endswith("x4") else 1), Path(folder))
            files = path.iterdir() if path.is_dir() else [path]
            size = sum(f.stat().st_size for f in files) / 1e6
            command = [sys.executable, __file__, "--read", str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            count, seconds, memory = map(float, done.stdout.split())
            speed = count / seconds
            print(f"{form:12}{count:>10,.0f}{size:>8.1f}{speed:>9,.0f}{memory:>9.1f}")


if __name__ == "__main__":
    main()
