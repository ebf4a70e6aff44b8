"""What rules and learned heads each add, and figures per type and auxiliary mode.

    python ablate.py --corpus ../corpus --part dev [--model DIR] [--weights FILE]

Three readings of the same documents: by the codebook alone, by the heads alone, by both.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from labels import AUX, MODES, documents
from match import Score
from tune import Reader

from detente.resources import MODEL, read_yaml
from detente.types import Coding

RULES = {
    **{"suggest": 2.0, "bias": 99.0, "type": 0.0, "retype": -999.0, "aux": 0.0, "aux_rule": 1.0},
    **{"role": 0.0, "role_bias": -1.0, "role_rule": 9.0, "role_floor": 2.0},
    **{"sector": 99.0, "sector_weak": 99.0, "time": 0.0, "place": -1.0, "place_rule": 99.0},
    **{
        "tone": 2.0,
        "speaker_rule": 99.0,
        "speaker_new": 99.0,
        "speaker_act": 99.0,
        "carry": 2.0,
        "density": 0.0,
    },
    **{"role_kind": 0.0, "sector_side": 0.0, "nobody": 2.0},
    **{"stand_sector": 99.0, "stand_kind": 0.0},
}  # weights with which the heads say nothing


def without_entries(reader: Reader) -> Reader:
    """The reader with a codebook that has types but no entries."""
    bare = Reader([], reader.model)
    bare.docs = reader.docs
    bare.parsed = [
        (
            document,
            paragraphs,
            sentences,
            replace(tools, codebook=replace(tools.codebook, index={})),
        )
        for document, paragraphs, sentences, tools in reader.parsed
    ]
    return bare


def tables(read: Iterable[tuple[dict[str, Any], Coding]]) -> str:
    """F1 of each type and of each auxiliary mode among the events found."""
    gold, found, hit = Counter[str](), Counter[str](), Counter[str]()
    for doc, coding in read:
        published = coding.document.published
        assert published is not None
        gold.update(e["event_type"] for e in doc["events"])
        found.update(e.event_type for e in coding.events)
        for i, j in Score().add(doc["events"], coding.events, published):
            want, got = doc["events"][i], coding.events[j]
            hit[got.event_type] += 1
            gold.update(want["aux"])
            found.update(got.aux)
            hit.update(set(want["aux"]) & set(got.aux))
    rows = []
    for name in (*MODES, *AUX):
        f1 = 200 * hit[name] / max(1, gold[name] + found[name])
        rows.append(f"{name} {f1:.0f} ({gold[name]})")
    return ", ".join(rows)


def main() -> None:
    """Print the three readings for each language, and the tables of the joint one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--part", default="dev")
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--weights", type=Path, default=MODEL / "weights.yaml")
    args = parser.parse_args()
    weights = {k: float(v) for k, v in read_yaml(args.weights).items()}
    for language in ("de", "en"):
        reader = Reader(documents(args.corpus, args.part, languages=(language,)), args.model)
        print(f"{language} rules   {reader.score({**weights, **RULES})}", flush=True)
        print(f"{language} learned {without_entries(reader).score(weights)}", flush=True)
        print(f"{language} both    {reader.score(weights)}", flush=True)
        print(f"{language} by type and mode: {tables(reader.read(weights))}", flush=True)


if __name__ == "__main__":
    main()
