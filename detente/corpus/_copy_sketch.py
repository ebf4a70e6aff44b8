"""What is kept of a document to find its copies: numbers that say nothing of the words.

Texts are compared by their runs of words ("shingles", Broder 1997). Which documents are compared
at all is found by winnowing (Schleimer, Wilkerson & Aiken 2003, "Winnowing: local algorithms for
document fingerprinting"): of every WINDOW neighbouring runs of RUN words the one with the least
hash is a key, so any passage of RUN + WINDOW - 1 words that stands in two documents gives both a
key in common, however much else was cut or added.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from detente.resources import DATA, read_tsv
from detente.types import Document

RUN = 8  # words of a key: eight in a row are not shared by chance
WINDOW = 32  # runs of which one is kept: about one key for 16 words
SHINGLE = 4  # words of the runs that are compared one by one
AROUND = 2  # words on either side of a figure that say what it counts
MOST = 4096  # shingles kept of a document; longer ones keep a sample
LEAST = 20  # words outside quotations below which only equal texts are copies
EQUAL = 12  # words below which not even equal texts say anything
AHEAD = 3  # days that an agency's own text is taken to be older than it is dated

_WORD = re.compile(r"\w+")
_MARKS = re.compile("[\u0300-\u036f]+")
_QUOTED = re.compile(
    '„[^„“”"\n]{1,800}[“”"]|“[^“”\n]{1,800}”|»[^«»\n]{1,800}«|«[^«»\n]{1,800}»|"[^"\n]{1,800}"'
)
_EDGE = 250  # characters at both ends of a text in which an agency is credited
_CACHED = 500_000  # words whose hash is remembered
_NEVER = 1 << 22  # stands for a day that is not known: later than any
_GOLDEN = 0x9E3779B97F4A7C15
_FACTORS = np.array(
    [pow(_GOLDEN, i + 1, 1 << 64) | 1 for i in range(max(RUN, SHINGLE))], dtype=np.uint64
)


@dataclass(frozen=True, slots=True)
class Sketch:
    """A document as copies see it: plain numbers and bytes, ready for a database.

    `keys` (63 bits each, so that they fit a signed column) lead to documents worth comparing;
    `shingles` are sorted 32-bit hashes, little-endian, those below 2**(32 - `level`) of all;
    `numbers` are pairs of such hashes, of the words around a figure and of the figure (64 bits);
    `digest` names the words in their order; `size` counts the words compared; `day` is the
    ordinal of the day of publication; `agency` is the agency that the text credits, `own` whether
    the agency itself publishes it.
    """

    document: str
    keys: tuple[int, ...]
    shingles: bytes
    level: int
    numbers: bytes
    digest: bytes
    size: int
    day: int | None = None
    agency: str | None = None
    own: bool = False

    @property
    def age(self) -> int:
        """The less the older: by day, agencies AHEAD and before others of a day.

        Documents without a day come last. `day_of` tells the day.
        """
        day = _NEVER if self.day is None else self.day - AHEAD * self.own
        return 2 * day + (not self.own)

    @property
    def order(self) -> tuple[int, str]:
        """Sorts originals before their copies: by age, then by name."""
        return self.age, self.document


def day_of(age: int) -> int | None:
    """The ordinal of the day of publication of a document of some age; None where not known."""
    return None if age >> 1 == _NEVER else (age >> 1) + (0 if age & 1 else AHEAD)


def pack_sketch(kept: Sketch) -> bytes:
    """The sketch as bytes for a database; `unpack_sketch` gives it back exactly."""
    keys = np.array(kept.keys, dtype="<i8").tobytes()
    sizes = len(keys), len(kept.shingles), len(kept.numbers)
    head = [*sizes, kept.level, kept.digest.hex(), kept.size, kept.day, kept.agency, kept.own]
    return json.dumps(head).encode() + b"\n" + keys + kept.shingles + kept.numbers


def unpack_sketch(document: str, raw: bytes) -> Sketch:
    """The sketch of a document that `pack_sketch` wrote."""
    head, _, rest = raw.partition(b"\n")
    first, second, third, level, digest, size, day, agency, own = json.loads(head)
    keys = np.frombuffer(rest[:first], dtype="<i8")
    shingles, numbers = rest[first : first + second], rest[first + second :]
    assert len(numbers) == third
    return Sketch(
        document=document,
        keys=tuple(keys.tolist()),
        shingles=shingles,
        level=level,
        numbers=numbers,
        digest=bytes.fromhex(digest),
        size=size,
        day=day,
        agency=agency,
        own=own,
    )


def sketch(document: Document) -> Sketch:
    """The sketch of a document: a pure function of its text, day and publisher.

    Words in quotation marks are left out: what a speaker said stands in every report of it.
    """
    plain = fold(document.text)
    everything = _WORD.findall(plain)
    words = _WORD.findall(_QUOTED.sub(" ", plain))
    whole = " ".join(everything).encode()
    digest = hashlib.blake2b(whole, digest_size=16).digest()
    hashes = _hashed(words)
    keys: set[int] = set()
    shingles = np.empty(0, dtype=np.uint32)
    level = 0
    if len(everything) >= EQUAL:
        keys.add(whole_key(digest))
    if len(words) >= LEAST:
        keys.update(_winnow(_runs(hashes, RUN)))
        shingles = np.unique((_runs(hashes, SHINGLE) >> np.uint64(32)).astype(np.uint32))
        while len(shingles) >> level > MOST:
            level += 1
        shingles = sample(shingles, level)
    agency, own = credit(document)
    return Sketch(
        document=document.id,
        keys=tuple(sorted(keys)),
        shingles=shingles.astype("<u4").tobytes(),
        level=level,
        numbers=_figures(words).tobytes(),
        digest=digest,
        size=len(words),
        day=document.published.toordinal() if document.published else None,
        agency=agency,
        own=own,
    )


def whole_key(digest: bytes) -> int:
    """The key that a document shares with those of the same words."""
    return int.from_bytes(digest[:8], "little") >> 1


def fold(text: str) -> str:
    """The text in small letters without accents."""
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    return text.casefold()


def values(raw: bytes) -> NDArray[np.uint32]:
    """The numbers in a field of a sketch."""
    return np.frombuffer(raw, dtype="<u4")


def pairs(raw: bytes) -> NDArray[np.uint64]:
    """The pairs in the field `numbers` of a sketch; the upper half names the words around."""
    return np.frombuffer(raw, dtype="<u8")


def sample(shingles: NDArray[np.uint32], level: int) -> NDArray[np.uint32]:
    """Those of sorted hashes that a sketch of the level keeps: one in 2**level."""
    if level == 0:
        return shingles
    end = int(np.searchsorted(shingles, np.uint32(1 << (32 - level))))
    return shingles[:end]


def credit(document: Document) -> tuple[str | None, bool]:
    """(agency that the text is credited to, whether the agency is its publisher).

    Known from the publisher, or from a name in brackets, between strokes or alone on a line near
    either end of the text: "(Reuters)", "/dpa/".
    """
    publishers, credits, pattern = _agencies()
    own = publishers.get((document.publisher or "").casefold())
    if own:
        return own, True
    text = document.text
    for part in (text[:_EDGE], text[max(_EDGE, len(text) - _EDGE) :]):
        found = pattern.search(part)
        if found:
            return credits[found.group(1)], False
    return None, False


@cache
def _agencies() -> tuple[dict[str, str], dict[str, str], re.Pattern[str]]:
    publishers: dict[str, str] = {}
    credits: dict[str, str] = {}
    for row in read_tsv(DATA / "corpus" / "agencies.tsv"):
        publishers.update({p.casefold(): row["name"] for p in row["publishers"].split("|")})
        credits.update(dict.fromkeys(row["credits"].split("|"), row["name"]))
    longest = sorted(credits, key=lambda c: (-len(c), c))
    names = "|".join(re.escape(c) for c in longest)
    return publishers, credits, re.compile(rf"(?:[(\[/]|^|\n)[ ]*({names})[ ]*(?=[)\]/,]|$|\n)")


@lru_cache(maxsize=_CACHED)
def _hash(word: str) -> int:
    raw = hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(raw, "little")


def _hashed(words: list[str]) -> NDArray[np.uint64]:
    """64-bit hashes of the words, the same in every process."""
    return np.fromiter(map(_hash, words), dtype=np.uint64, count=len(words))


def _figures(words: list[str]) -> NDArray[np.uint64]:
    """Sorted pairs of 32-bit hashes in one number: the words around a figure, and the figure."""
    masked = ["#" if w[0].isdigit() else w for w in words]
    frames = [
        (" ".join(masked[max(0, i - AROUND) : i + AROUND + 1]), w)
        for i, w in enumerate(words)
        if w[0].isdigit()
    ]
    around = _hashed([frame for frame, _ in frames]) >> np.uint64(32)
    figure = _hashed([w for _, w in frames]) >> np.uint64(32)
    return np.unique(around << np.uint64(32) | figure).astype("<u8")


def _runs(hashes: NDArray[np.uint64], length: int) -> NDArray[np.uint64]:
    """Hashes of all runs of so many words, well mixed (the finaliser of splitmix64)."""
    count = len(hashes) - length + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint64)
    x = np.zeros(count, dtype=np.uint64)
    for i in range(length):
        x += hashes[i : i + count] * _FACTORS[i]
    x ^= x >> np.uint64(30)
    x *= np.uint64(0xBF58476D1CE4E5B9)
    x ^= x >> np.uint64(27)
    x *= np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def _winnow(runs: NDArray[np.uint64]) -> list[int]:
    """The least of every WINDOW neighbours, each once."""
    if len(runs) == 0:
        return []
    if len(runs) <= WINDOW:
        return [int(runs.min()) >> 1]
    view = np.lib.stride_tricks.sliding_window_view(runs, WINDOW)
    return [k >> 1 for k in np.unique(view.min(axis=1)).tolist()]
