#!/usr/bin/env python3
"""Check the annotated corpus against the label contract; print counts; exit 1 on faults.

    check.py [FILE.jsonl ...]      default: every *.jsonl below this folder

The test part must have the digest that FROZEN tells. Standard library only. The names of weekdays
and months come from calendar.tsv.
"""

from __future__ import annotations

import calendar
import collections
import datetime as dt
import difflib
import hashlib
import json
import pathlib
import re
import sys
from typing import Any

from contract import ASSESSMENT, AUX, BODIES, EVENT, GENRES, KEYS, MODES, PARTY, SECTORS
from holders import Holders

HERE = pathlib.Path(__file__).parent
SEASON_END = {21: 5, 22: 8, 23: 11, 24: 2}
FOREVER = dt.date.max


def words() -> dict[str, dict[str, dict[str, int]]]:
    """Weekdays, months and day patterns: language -> kind -> word -> number."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    for line in (HERE / "calendar.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            lang, kind, word, number = line.split("\t")
            found.setdefault(lang, {}).setdefault(kind, {})[word] = int(number or 0)
    return found


def end(value: str) -> dt.date:
    """Last day of an EDTF value (date.max where open); ValueError where it is malformed."""
    if "/" in value:
        left, right = value.split("/")
        first = dt.date.min if left == ".." else start(left)
        last = FOREVER if right == ".." else end(right)
        if first > last:
            raise ValueError(value)
        return last
    core = value.removesuffix("~")
    if re.fullmatch(r"\d{3}X", core):
        return dt.date(int(core[:3]) * 10 + 9, 12, 31)
    if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", core):
        raise ValueError(value)
    year, *rest = map(int, core.split("-"))
    if not rest:
        return dt.date(year, 12, 31)
    if len(rest) == 2:
        return dt.date(year, *rest)
    month = SEASON_END.get(rest[0], rest[0])
    year += rest[0] == 24
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def start(value: str) -> dt.date:
    """First day of an EDTF value without a slash, as far as order needs it."""
    core = value.removesuffix("~").replace("X", "0")
    year, *rest = map(int, core.split("-"))
    if rest and rest[0] in SEASON_END:
        rest = [(rest[0] - 20) * 3]
    return dt.date(year, *[*rest, 1, 1][:2])


def code(value: str) -> bool:
    """Whether an actor code is well-formed."""
    head, _, tail = value.partition(":")
    if head in BODIES:
        return tail in BODIES[head]
    return bool(re.fullmatch("[A-Z]{3}", head)) and tail in SECTORS


def party(value: str) -> bool:
    """Whether a code of an assessment is well-formed."""
    return code(value) if ":" in value else bool(re.fullmatch("[A-Z]{3}", value))


class Checker:
    """Collects faults and counts over documents."""

    def __init__(self) -> None:
        self.words = words()
        self.holders = Holders()
        self.faults: list[str] = []
        self.ids: set[str] = set()
        self.counts: dict[str, collections.Counter[str]] = {}

    def fault(self, where: str, what: str) -> None:
        """Note what is wrong where."""
        self.faults.append(f"{where}: {what}")

    def document(self, doc: dict[str, Any]) -> None:
        """Check one document."""
        name = str(doc.get("id"))
        if list(doc) != KEYS:
            self.fault(name, f"keys {list(doc)}")
            return
        if doc["genre"] not in GENRES:
            self.fault(name, f"genre {doc['genre']}")
        if name in self.ids:
            self.fault(name, "id is used twice")
        self.ids.add(name)
        try:
            published = dt.date.fromisoformat(doc["published"])
        except ValueError:
            self.fault(name, f"published {doc['published']}")
            return
        count = self.counts.setdefault(doc["lang"], collections.Counter())
        count["documents"] += 1
        count["words"] += len(doc["text"].split())
        count["documents without events"] += not doc["events"]
        count["documents with repeats"] += bool(doc["repeats"])
        if doc["text"] != doc["text"].strip() or "\n\n" in doc["text"]:
            self.fault(name, "blank lines or outer white space")
        self.repeats(name, doc["text"].split("\n"), doc["repeats"])
        self.calendar(name, doc["lang"], doc["text"], published)
        for event in doc["events"]:
            count[event.get("event_type", "?")] += 1
            count["events"] += 1
            self.event(name, doc, event, published)
        seen = collections.Counter((*e["spans"]["trigger"], e["event_type"]) for e in doc["events"])
        if any(n > 1 for n in seen.values()):
            self.fault(name, "a type stands twice at one trigger")
        for item in doc["assessments"]:
            count["assessments"] += 1
            self.assessment(name, doc["text"], item)

    def event(self, name: str, doc: dict[str, Any], e: dict[str, Any], published: dt.date) -> None:
        """Check one event."""
        where = f"{name} «{e.get('trigger')}»"
        if list(e) != EVENT:
            self.fault(where, f"keys {list(e)}")
            return
        self.kind(where, e)
        self.quoted(where, doc["text"], e)
        self.codes(where, e)
        self.modes(where, e)
        for what in self.holders.faults(doc, e):
            self.fault(where, what)
        self.date(where, doc, e, published)
        self.spans(where, doc["text"], e)

    def kind(self, where: str, e: dict[str, Any]) -> None:
        """Check the type and mode of an event."""
        if e["event_type"] not in MODES:
            self.fault(where, f"type {e['event_type']}")
        elif e["mode"] is not None and e["mode"] not in MODES[e["event_type"]].split():
            self.fault(where, f"mode {e['mode']} of {e['event_type']}")

    def quoted(self, where: str, text: str, e: dict[str, Any]) -> None:
        """Check that the words of an event stand in the text."""
        if not e["trigger"] or e["trigger"] not in text:
            self.fault(where, "trigger is not in the text")
        if e["location"] is not None and e["location"] not in text:
            self.fault(where, f"location {e['location']} is not in the text")

    def codes(self, where: str, e: dict[str, Any]) -> None:
        """Check the codes of the parties of an event and of who tells it."""
        if not e["actor"]:
            self.fault(where, "no actor")
        for value in e["actor"] + e["recipient"]:
            if not code(value):
                self.fault(where, f"code {value}")
        if e["said_by"] not in (None, "SRC") and not code(e["said_by"]):
            self.fault(where, f"said_by {e['said_by']}")

    def modes(self, where: str, e: dict[str, Any]) -> None:
        """Check the auxiliary modes of an event, and that they go together."""
        aux = set(e["aux"])
        if e["aux"] != sorted(aux) or not aux <= AUX:
            self.fault(where, f"aux {e['aux']}")
        if {"future", "hypothetical"} <= aux and e["event_type"] not in ("AGREE", "CONCEDE"):
            self.fault(where, "future and hypothetical together")
        if "historical" in aux and aux & {"future", "hypothetical"}:
            self.fault(where, "historical and not done")

    def spans(self, where: str, text: str, e: dict[str, Any]) -> None:
        """Check the spans of an event: of its words, its parties and who tells it."""
        spans = e["spans"]
        self.span(where, text, spans["trigger"], e["trigger"])
        self.span(where, text, spans["location"], e["location"])
        self.span(where, text, spans["date"])
        for slot in ("actor", "recipient"):
            if [p["code"] for p in spans[slot]] != e[slot]:
                self.fault(where, f"the spans of {slot} have other codes")
            for side in spans[slot]:
                self.party(where, text, side)
        if (spans["said_by"] or {"code": None})["code"] != e["said_by"]:
            self.fault(where, "the span of said_by has another code")
        if spans["said_by"]:
            self.party(where, text, spans["said_by"])

    def span(self, where: str, text: str, span: list[int] | None, words: str | None = None) -> None:
        """Check that a span lies in the text, on words, and says what it should."""
        if span is None:
            if words is not None:
                self.fault(where, f"«{words}» has no span")
            return
        begin, stop = span
        if not 0 <= begin < stop <= len(text) or text[begin:stop] != text[begin:stop].strip():
            self.fault(where, f"span {span}")
        elif words is not None and text[begin:stop] != words:
            self.fault(where, f"span {span} is not «{words}»")

    def party(self, where: str, text: str, side: dict[str, Any]) -> None:
        """Check the span and name of a party."""
        if list(side) != PARTY:
            self.fault(where, f"keys {list(side)}")
        elif side["start"] is not None:
            self.span(where, text, [side["start"], side["end"]])
            if not side["name"]:
                self.fault(where, f"{side['code']} has no name")
            elif re.search(r"[{}]|@\d", side["name"]):
                self.fault(where, f"marks of the notation in the name «{side['name']}»")
        elif side["name"] or side["end"]:
            self.fault(where, f"{side['code']} has a name and no span")

    def date(self, where: str, doc: dict[str, Any], e: dict[str, Any], published: dt.date) -> None:
        """Check the date of an event: form, historical, weekday named in its words."""
        old = "historical" in e["aux"]
        if e["date"] is None:
            if old:
                self.fault(where, "historical without a date")
            return
        try:
            last = end(e["date"])
        except ValueError:
            self.fault(where, f"date {e['date']}")
            return
        if old != ((published - last).days > 30):
            self.fault(where, f"historical {old}, but it ended on {last}")
        if (
            "future" in e["aux"]
            and last < published
            and e["event_type"] not in ("AGREE", "CONCEDE")
        ):
            self.fault(where, f"future, but it ended on {last}")
        said = doc["text"][slice(*e["spans"]["date"])] if e["spans"]["date"] else ""
        named = {n for w, n in self.words[doc["lang"]]["weekday"].items() if w in said}
        if (
            len(named) == 1
            and re.fullmatch(r"\d{4}-\d\d-\d\d", e["date"])
            and last.weekday() not in named
        ):
            self.fault(where, f"{e['date']} is another day of the week")

    def calendar(self, name: str, lang: str, text: str, published: dt.date) -> None:
        """Check weekdays that stand within two words of a date."""
        table = self.words[lang]
        months = "|".join(re.escape(m) for m in sorted(table["month"], key=len, reverse=True))
        days = "|".join(table["weekday"])
        for pattern in table["day"]:
            spot = pattern.replace("M", months)
            for m in re.finditer(rf"\b({days})\w*,? (?:\w+ )?{spot}(?:,? (\d{{4}}))?", text):
                day, one, two, year = m.groups()
                month = table["month"].get(one) or table["month"][two]
                number = int(two if one in table["month"] else one)
                years = [int(year)] if year else range(published.year - 1, published.year + 2)
                fits = [
                    y for y in years if dt.date(y, month, number).weekday() == table["weekday"][day]
                ]
                if not fits or (not year and published.year not in fits):
                    self.fault(name, f"weekday in «{m.group()}»")

    def repeats(self, name: str, paragraphs: list[str], marked: list[int]) -> None:
        """Check that exactly the paragraphs like an earlier one are marked."""
        for i, text in enumerate(paragraphs):
            like = any(
                difflib.SequenceMatcher(None, text, p, False).ratio() > 0.8 for p in paragraphs[:i]
            )
            partly = any(len(text) > 40 and text in p for p in paragraphs[:i])
            if (i in marked) != (like or partly):
                self.fault(name, f"paragraph {i}: repeats {i in marked}")

    def assessment(self, name: str, text: str, item: dict[str, Any]) -> None:
        """Check one assessment."""
        where = f"{name} assessment «{item.get('text')}»"
        if list(item) != ASSESSMENT:
            self.fault(where, f"keys {list(item)}")
            return
        if not item["text"] or item["text"] not in text:
            self.fault(where, "not in the text")
        if not party(item["a"]) or not party(item["b"]) or item["a"] == item["b"]:
            self.fault(where, f"parties {item['a']} {item['b']}")
        if item["tone"] not in ("friendly", "hostile", "neutral"):
            self.fault(where, f"tone {item['tone']}")
        if item["trend"] not in ("improving", "worsening", "stable", None):
            self.fault(where, f"trend {item['trend']}")
        if item["said_by"] not in (None, "SRC") and not code(item["said_by"]):
            self.fault(where, f"said_by {item['said_by']}")
        self.span(where, text, item["spans"]["text"], item["text"])
        for side in ("a", "b"):
            self.party(where, text, item["spans"][side])


def thawed() -> list[str]:
    """The frozen files that have changed."""
    out = []
    for line in (HERE / "FROZEN").read_text(encoding="utf-8").splitlines():
        digest, name = line.split()
        if hashlib.sha256((HERE / name).read_bytes()).hexdigest() != digest:
            out.append(f"{name}: the frozen part has changed")
    return out


def main(arguments: list[str]) -> int:
    """Check the files named, or all; return 1 where there is a fault."""
    checker = Checker()
    for path in [pathlib.Path(a) for a in arguments] or sorted(HERE.rglob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                checker.document(json.loads(line))
    for lang, count in sorted(checker.counts.items()):
        rest = [k for k in count if k not in MODES]
        print(f"{lang}: " + ", ".join(f"{k} {count[k]}" for k in rest))
        print("    " + ", ".join(f"{t} {count[t]}" for t in MODES))
    for fault in checker.faults:
        print(fault)
    frozen = [] if arguments else thawed()
    checker.faults += frozen
    print(f"{checker.holders.judged} offices held on the day; {len(checker.faults)} faults")
    return 1 if checker.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
