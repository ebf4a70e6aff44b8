#!/usr/bin/env python3
"""Documents in the notation that annotators write, turned into JSON Lines with exact spans.

    notation.py FILE.txt ... [--out FILE.jsonl]      without --out: check only; exit 1 on faults

One document:

    # ID | LANG | DATE | GENRE | STORY | TITLE
    Paragraph.
    Paragraph.
    % 1 3
    > TYPE mode | trigger | actor ; actor | recipient | date=words | aux | said_by=words | place
    ~ CODE=words ; CODE=words | tone trend | said_by=words | the exact words of the assessment

`%` lists the paragraphs (from 0) that repeat an earlier one, `>` is an event, `~` an assessment.
A party is `CODE=words{Name}`: its code, the words in the text that carry it, and the actor's name
where the words do not tell it (a pronoun, a short name, an office). A party that stands nowhere in
the text is a bare CODE; `-` or nothing is nothing; fields at the end may be left out. Words that
stand more than once are meant where they are nearest to the trigger (a trigger: at its first
place); `@2` after the words means their second place in the text. Standard library only.
"""

from __future__ import annotations

import json
import pathlib
import re
import sys
from typing import Any

Span = list[int]


class Fault(Exception):
    """What is wrong in a line of the notation."""


def places(text: str, words: str) -> list[Span]:
    """Where the words stand in the text: as whole words if they do anywhere, else within words."""
    if not words:
        raise Fault("no words")
    found = [[m.start(), m.end()] for m in re.finditer(re.escape(words), text)]
    whole = [
        (a, b)
        for a, b in found
        if not (a and text[a - 1].isalnum() and text[a].isalnum())
        and not (b < len(text) and text[b].isalnum() and text[b - 1].isalnum())
    ]
    return [list(p) for p in whole] or found


def span(text: str, words: str, near: Span | None = None) -> Span:
    """The span that the words mean (see the module's text for `@2`); Fault where there is none."""
    bare, mark, number = words.rpartition("@")
    if mark and number.isdigit():
        words = bare.strip()
    found = places(text, words)
    if not found:
        raise Fault(f"«{words}» is not in the text")
    if mark and number.isdigit():
        if not 0 < int(number) <= len(found):
            raise Fault(f"«{words}» stands {len(found)} times, not {number}")
        return found[int(number) - 1]
    if near is None:
        return found[0]
    return min(found, key=lambda p: (max(p[0] - near[1], near[0] - p[1], 0), p[0]))


def party(text: str, field: str, near: Span | None) -> dict[str, Any]:
    """A party of the notation: code, name (None where it stands nowhere), start and end."""
    code, equals, words = field.strip().partition("=")
    code = code.strip()
    if not equals:
        return {"code": code, "name": None, "start": None, "end": None}
    words, brace, name = words.strip().partition("{")
    if brace and not name.endswith("}"):
        raise Fault(f"«{field.strip()}»: the name comes last, `@2` right behind the words")
    start, end = span(text, words.strip(), near)
    return {
        "code": code,
        "name": name.rstrip("} ").strip() if brace else text[start:end],
        "start": start,
        "end": end,
    }


def parties(text: str, field: str, near: Span | None) -> list[dict[str, Any]]:
    """The parties of a field."""
    if field in ("", "-"):
        return []
    found = [party(text, f, near) for f in field.split(" ; ")]
    return found


def cells(line: str, number: int) -> list[str]:
    """The fields of a line, filled up with `-`."""
    found = [f.strip() or "-" for f in re.split(r" \|(?= |$)", line[1:])]
    if len(found) > number:
        raise Fault(f"{len(found)} fields, {number} at most")
    return found + ["-"] * (number - len(found))


def event(text: str, line: str) -> dict[str, Any]:
    """An event of the notation."""
    kind, words, actor, recipient, date, aux, said, place = cells(line, 8)
    name, _, mode = kind.partition(" ")
    trigger = span(text, words)
    who = parties(text, actor, trigger)
    whom = parties(text, recipient, trigger)
    speaker = parties(text, said, trigger)
    value, equals, time = date.partition("=")
    where = None if place == "-" else span(text, place, trigger)
    return {
        "event_type": name,
        "mode": mode.strip() or None,
        "actor": [p["code"] for p in who],
        "recipient": [p["code"] for p in whom],
        "date": None if value == "-" else value.strip(),
        "aux": [] if aux == "-" else sorted(aux.replace(",", " ").split()),
        "said_by": speaker[0]["code"] if speaker else None,
        "trigger": text[trigger[0] : trigger[1]],
        "location": text[where[0] : where[1]] if where else None,
        "spans": {
            "trigger": trigger,
            "actor": who,
            "recipient": whom,
            "date": span(text, time.strip(), trigger) if equals else None,
            "said_by": speaker[0] if speaker else None,
            "location": where,
        },
    }


def assessment(text: str, line: str) -> dict[str, Any]:
    """An assessment of the notation."""
    pair, standing, said, words = cells(line, 4)
    place = span(text, words)
    sides = parties(text, pair, place)
    if len(sides) != 2:
        raise Fault("an assessment has two parties")
    speaker = parties(text, said, place)
    tone, _, trend = standing.partition(" ")
    return {
        "a": sides[0]["code"],
        "b": sides[1]["code"],
        "tone": tone,
        "trend": trend.strip() if trend.strip() not in ("", "-", "null") else None,
        "said_by": speaker[0]["code"] if speaker else None,
        "text": text[place[0] : place[1]],
        "spans": {
            "text": place,
            "a": sides[0],
            "b": sides[1],
            "said_by": speaker[0] if speaker else None,
        },
    }


def documents(source: str) -> tuple[list[dict[str, Any]], list[str]]:
    """The documents of a text in the notation, and the faults found."""
    found: list[dict[str, Any]] = []
    faults: list[str] = []
    for block in re.split(r"(?m)^(?=# )", source):
        lines = [line.rstrip() for line in block.splitlines() if line.strip()]
        if not lines or not lines[0].startswith("# "):
            continue
        head = [f.strip() for f in lines[0][2:].split(" | ", 5)]
        if len(head) != 6:
            faults.append(f"«{lines[0]}»: the head needs ID | LANG | DATE | GENRE | STORY | TITLE")
            continue
        name, lang, published, genre, story, title = head
        text = "\n".join(line.strip() for line in lines[1:] if line[:2] not in ("% ", "> ", "~ "))
        doc: dict[str, Any] = {
            "id": name,
            "lang": lang,
            "published": published,
            "genre": genre,
            "story": story,
            "title": title,
            "text": text,
            "repeats": [],
            "events": [],
            "assessments": [],
        }
        for line in lines[1:]:
            try:
                if line.startswith("% "):
                    doc["repeats"] = [int(n) for n in line[2:].replace(",", " ").split()]
                elif line.startswith("> "):
                    doc["events"].append(event(text, line))
                elif line.startswith("~ "):
                    doc["assessments"].append(assessment(text, line))
            except (Fault, ValueError) as fault:
                faults.append(f"{name}: {line[:70]}: {fault}")
        found.append(doc)
    return found, faults


def main(arguments: list[str]) -> int:
    """Turn the files named into JSON Lines; return 1 where there is a fault."""
    out = arguments.pop(arguments.index("--out") + 1) if "--out" in arguments else None
    docs, faults = [], []
    for path in [a for a in arguments if a != "--out"]:
        found, wrong = documents(pathlib.Path(path).read_text(encoding="utf-8"))
        docs += found
        faults += wrong
    if out:
        lines = [json.dumps(d, ensure_ascii=False) + "\n" for d in docs]
        pathlib.Path(out).write_text("".join(lines), encoding="utf-8")
    for fault in faults:
        print(fault)
    print(f"{len(docs)} documents, {len(faults)} faults of notation")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
