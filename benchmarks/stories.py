"""Stories from annotated events: `python benchmarks/stories.py [--errors] [--model]`.

Two sets: the pairs of `../shared/data/gold/dev_pairs.jsonl` (one report in two languages: each
shared event must be one story, nothing else merged) and `benchmarks/stories.jsonl`, 200 short
documents on 40 affairs written for this purpose, whose events name their story ("09a"; "p" plans
and "d" denials of it). Reported: B-cubed precision, recall and F1 over the events (Bagga & Baldwin
1998), pairs of events merged and missed, and links between plans, denials and acts.

Two harder versions of the own set follow: all affairs moved into one fortnight, and events
disturbed with a seed in the ways in which a coder errs (DISTURBED), the mean of SEEDS. With
`--model` the texts of the pairs are coded by Détente itself; a coded event belongs to the gold
event whose trigger it overlaps and whose type it has, else it is a story of its own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

from detente.corpus._story_view import load_rules
from detente.corpus.stories import Story, Told, cluster
from detente.gazetteer import load_gazetteer
from detente.stages._edtf import bounds
from detente.types import Actor, Date, Document, Event, Evidence, Place

SEEDS = 5
DISTURBED = {  # share of the events that lose or change it
    "event": 0.1, "recipient": 0.15, "sector": 0.15, "mode": 0.25, "about": 0.25, "date": 0.1,
    "place": 0.4, "type": 0.05, "aux": 0.1,
}  # fmt: skip
HERE = Path(__file__).resolve().parent
PAIRS = HERE.parents[1] / "shared/data/gold/dev_pairs.jsonl"
OWN = HERE / "stories.jsonl"


def actor(code: str) -> Actor:
    """A party by its code."""
    country = None if code.split(":")[0] in ("IGO", "REG", "NGO", "MNC", "UNK") else code[:3]
    return Actor(code, code, code, 0, 0, code.partition(":")[2] or None, country)


def place(text: str | None, language: str) -> Place | None:
    """A place with what the gazetteer knows of its name: the largest of several."""
    if not text:
        return None
    entries = [e for e in load_gazetteer(language).names(text) if e.lat is not None]
    best = max(entries, key=lambda e: (e.kind == "country", e.size), default=None)
    if best is None:
        return Place(text, text, None, None, None, 0, 0)
    return Place(text, best.name, best.country or None, best.lat, best.lon, 0, 0)


def read_gold(path: Path) -> tuple[list[Told], dict[str, str]]:
    """The events of a file in the format of the guideline, and the story of each by its id."""
    told: list[Told] = []
    names: dict[str, str] = {}
    for line in path.read_text("utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        day = dt.date.fromisoformat(row["published"])
        document = Document(
            row["id"],
            row["text"],
            title=row["title"],
            publisher=row.get("publisher"),
            language=row["lang"],
            published=day,
        )
        for i, e in enumerate(row["events"]):
            start, end = bounds(e["date"]) if e["date"] else (None, None)
            at = max(0, row["text"].find(e["trigger"]))
            event = Event(
                id=f"{row['id']}#{i}",
                event_type=e["event_type"],
                mode=e["mode"],
                actor=tuple(actor(c) for c in e["actor"]),
                recipient=tuple(actor(c) for c in e["recipient"]),
                date=Date(e["date"], start, end) if e["date"] else None,
                aux=tuple(e["aux"]),
                said_by=actor(e["said_by"]) if e["said_by"] else None,
                location=place(e["location"], row["lang"]),
                mentions=(Evidence(0, 0, at, at + len(e["trigger"]), e["trigger"], "gold"),),
                confidence=1.0,
            )
            told.append(Told(event, document))
            names[event.id] = e.get("story") or f"{row.get('pair')}#{i}"
    return told, names


def crowded(told: list[Told]) -> list[Told]:
    """All affairs within one fortnight: as many look-alikes as a busy world has."""
    first: dict[str, dt.date] = {}
    for t in told:
        affair, day = t.document.id.rsplit("-", 1)[0], t.document.published
        if day:
            first[affair] = min(day, first.get(affair, day))
    out = []
    for t in told:
        affair = t.document.id.rsplit("-", 1)[0]
        shift = dt.date(2022, 3, 1) + dt.timedelta(int(affair[-2:]) % 14) - first[affair]
        day = t.document.published
        document = replace(t.document, published=day + shift if day else None)
        date = t.event.date
        if date and date.start and date.end and (date.end - date.start).days < 28:
            start, end = date.start + shift, date.end + shift
            edtf = start.isoformat() if start == end else f"{start}/{end}"
            date = Date(edtf + "~" * date.edtf.endswith("~"), start, end)
        out.append(Told(replace(t.event, date=date), document))
    return out


def disturbed(told: list[Told], seed: int) -> list[Told]:
    """The events as a coder that errs would give them."""
    chance = random.Random(seed)
    kin = {t: sorted(pair - {t})[0] for pair in load_rules().kin for t in sorted(pair)}
    out = []
    for t in told:
        e = t.event
        hit = {what for what, share in DISTURBED.items() if chance.random() < share}
        if "event" in hit:
            continue
        if "recipient" in hit:
            e = replace(e, recipient=())
        if "sector" in hit:
            e = replace(e, actor=tuple(actor(f"{a.code[:3]}:GOV") for a in e.actor if a.country))
        if "mode" in hit:
            e = replace(e, mode=None)
        if "type" in hit:
            e = replace(e, event_type=kin.get(e.event_type, e.event_type), mode=None)
        if "about" in hit and not e.aux and t.document.published:
            day = t.document.published
            e = replace(e, date=Date(f"{day}~", day, day))
        if "date" in hit:
            e = replace(e, date=None)
        if "place" in hit:
            e = replace(e, location=None)
        if "aux" in hit:
            e = replace(e, aux=())
        out.append(Told(e, t.document))
    return out


def coded(gold: list[Told], names: dict[str, str]) -> tuple[list[Told], dict[str, str]]:
    """The events that Détente finds in the texts of the gold documents."""
    from detente.pipeline import code_many

    documents = list({t.document.id: t.document for t in gold}.values())
    told: list[Told] = []
    found: dict[str, str] = {}
    for coding in code_many(documents):
        for event in coding.events:
            told.append(Told(event, coding.document))
            match = (
                names[g.event.id]
                for g in gold
                if g.document.id == coding.document.id and g.event.event_type == event.event_type
                for m, n in ((event.mentions[0], g.event.mentions[0]),)
                if m.start < n.end and n.start < m.end
            )
            found[event.id] = next(match, f"{event.id} alone")
    return told, found


def b_cubed(stories: Iterable[Story], names: dict[str, str]) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    truth: dict[str, set[str]] = defaultdict(set)
    for event, name in names.items():
        truth[name].add(event)
    precision = recall = 0.0
    for story in stories:
        members = set(story.events)
        for event in story.events:
            right = len(members & truth[names[event]])
            precision += right / len(members)
            recall += right / len(truth[names[event]])
    p, r = precision / len(names), recall / len(names)
    return p, r, 2 * p * r / (p + r)


def pairs_of(groups: Iterable[Iterable[str]]) -> set[tuple[str, str]]:
    """All pairs within the groups."""
    return {pair for g in groups for pair in combinations(sorted(g), 2)}


def links_of(stories: Iterable[Story], names: dict[str, str]) -> tuple[int, int, int]:
    """(links found and right, links found, links that there are) between plans, denials, acts."""
    by_id = {s.id: s for s in stories}
    found = set()
    for story in by_id.values():
        for link in story.links:
            a, b = names[story.events[0]], names[by_id[link.story].events[0]]
            found.add(frozenset((a, b)))
    there = set(names.values())
    wanted = {
        frozenset((n, n[:-1] + "a")) for n in there if n[-1] in "pd" and n[:-1] + "a" in there
    } | {frozenset((n, n[:-1] + "c")) for n in there if n[-1] == "q"}
    return len(found & wanted), len(found), len(wanted)


def report(name: str, told: list[Told], names: dict[str, str], *, errors: bool = False) -> float:
    """Print the figures of one set; F1."""
    names = {t.event.id: names[t.event.id] for t in told}
    stories = cluster(told)
    truth: dict[str, list[str]] = defaultdict(list)
    for event, story in names.items():
        truth[story].append(event)
    made, right = pairs_of(s.events for s in stories), pairs_of(truth.values())
    p, r, f = b_cubed(stories, names)
    print(
        f"{name}: {len({t.document.id for t in told})} documents, {len(told)} events,"
        f" {len(truth)} stories; B-cubed P {p:.1%} R {r:.1%} F1 {f:.1%}; pairs wrongly merged"
        f" {len(made - right)}, missed {len(right - made)} of {len(right)}"
    )
    hit, found, wanted = links_of(stories, names)
    if wanted:
        print(f"  links: {hit} of {wanted} found, {found - hit} others")
    if errors:
        events = {t.event.id: t for t in told}
        for kind, pairs in (("merged", made - right), ("missed", right - made)):
            for a, b in sorted(pairs):
                print(f"  {kind} {names[a]} {names[b]}: {short(events[a])} | {short(events[b])}")
    return f


def short(told: Told) -> str:
    """An event in a few words."""
    e = told.event
    sides = [",".join(a.code for a in side) or "-" for side in (e.actor, e.recipient)]
    date = e.date.edtf if e.date else "-"
    where = e.location.name if e.location else "-"
    return f"{told.document.published} {e.event_type}/{e.mode} {'>'.join(sides)} {date} {where}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="print each wrong and missed pair")
    parser.add_argument("--model", action="store_true", help="code the texts of the pairs as well")
    args = parser.parse_args()
    if PAIRS.exists():
        gold, pairs = read_gold(PAIRS)
        report("pairs", gold, pairs, errors=args.errors)
        if args.model:
            report("pairs as coded", *coded(gold, pairs), errors=args.errors)
    told, names = read_gold(OWN)
    report("own set", told, names, errors=args.errors)
    for title, low, high in (("  affairs 1 to 20", 1, 20), ("  affairs 21 to 40", 21, 40)):
        part = [t for t in told if low <= int(t.document.id.split("-")[1]) <= high]
        report(title, part, names)
    report("in one fortnight", crowded(told), names, errors=args.errors)
    found = [
        report(f"disturbed, seed {seed}", disturbed(told, seed), names, errors=args.errors)
        for seed in range(SEEDS)
    ]
    print(f"disturbed, mean F1 {sum(found) / SEEDS:.1%}")


if __name__ == "__main__":
    main()
