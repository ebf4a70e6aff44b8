"""Do the persons of the corpus have the office that they held on the day?

Against the table of office holders of the package (`detente/data/actors/people.tsv`). Only days on
which the table knows an office are judged; what `holders.tsv` confirms (a second office, a reading
of the guideline) is no fault. Standard library only.
"""

from __future__ import annotations

import calendar
import collections
import csv
import datetime as dt
import pathlib
import re
from typing import Any

HERE = pathlib.Path(__file__).parent
PEOPLE = HERE.parent / "detente" / "data" / "actors" / "people.tsv"
Office = tuple[str, dt.date, dt.date]


def _day(value: str, *, last: bool) -> dt.date:
    """First or last day of a year, month or day; far away where it is empty."""
    if not value:
        return dt.date.max if last else dt.date.min
    year, month, day = ([int(p) for p in value.split("-")] + [0, 0])[:3]
    month = month or (12 if last else 1)
    return dt.date(year, month, day or (calendar.monthrange(year, month)[1] if last else 1))


def _rows(path: pathlib.Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


class Holders:
    """Offices by full name."""

    def __init__(self) -> None:
        self.offices: dict[str, list[Office]] = collections.defaultdict(list)
        self.judged = 0
        for row in _rows(PEOPLE) if PEOPLE.exists() else []:
            code = row["code"] or f"{row['country']}:{row['sector']}"
            held = (code, _day(row["from"], last=False), _day(row["to"], last=True))
            for name in {row["name"], *(a for a in row["aliases"].split("|") if " " in a)}:
                self.offices[name].append(held)
        self.confirmed = {(r["id"], r["name"], r["code"]) for r in _rows(HERE / "holders.tsv")}

    def faults(self, doc: dict[str, Any], event: dict[str, Any]) -> list[str]:
        """What contradicts the table in the parties of an event that is dated to the day."""
        match = re.fullmatch(r"(\d{4}-\d\d-\d\d)~?", event["date"] or doc["published"])
        if match is None:
            return []
        day, out = dt.date.fromisoformat(match[1]), []
        for side in (*event["spans"]["actor"], *event["spans"]["recipient"]):
            held = {
                c for c, start, end in self.offices.get(side["name"], []) if start <= day <= end
            }
            self.judged += bool(held)
            known = (doc["id"], side["name"], side["code"]) in self.confirmed
            if held and side["code"] not in held and not known:
                out.append(f"{side['name']} is {side['code']}, on {day} {' '.join(sorted(held))}")
        return out
