"""The network of actors as GraphML: nodes are parties, edges what one did to another.

GraphML is the XML format of graphml.graphdrawing.org, read by networkx, Gephi, Cytoscape and
igraph. An edge sums up all events of its direction; `docs/formats/graphml.md` has the keys.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from detente.formats._coded import Coded, Party
from detente.formats._exchange import Losses, happened, pairs_of, quad_number

NODE_KEYS = (("name", "string"), ("country", "string"), ("sector", "string"), ("events", "int"))
EDGE_KEYS = (
    ("events", "int"), ("verbal_cooperation", "int"), ("material_cooperation", "int"),
    ("verbal_conflict", "int"), ("material_conflict", "int"), ("intensity", "double"),
    ("first", "string"), ("last", "string"),
)  # fmt: skip
_QUADS = tuple(k for k, _ in EDGE_KEYS[1:5])
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACE = "http://graphml.graphdrawing.org/xmlns"


@dataclass(slots=True)
class _Edge:
    quads: Counter[int] = field(default_factory=Counter)
    events: int = 0
    scores: list[float] = field(default_factory=list)
    first: dt.date | None = None
    last: dt.date | None = None

    def add(self, event: Coded) -> None:
        """Count an event of this direction."""
        self.events += 1
        quad = quad_number(event.quad_class)
        if quad:
            self.quads[quad] += 1
        if event.intensity is not None:
            self.scores.append(event.intensity)
        end = event.end or event.start
        if event.start and end:
            self.first = min(self.first or event.start, event.start)
            self.last = max(self.last or end, end)

    def values(self) -> tuple[object, ...]:
        """Its values in the order of EDGE_KEYS; None where there is nothing to say."""
        mean = sum(self.scores) / len(self.scores) if self.scores else None
        quads = (self.quads[i] for i in range(1, 5))
        score = None if mean is None else round(mean, 4)
        return (self.events, *quads, score, self.first, self.last)


def write(events: Iterable[Coded], out: TextIO, *, sectors: bool = True) -> Losses:
    """Write the network of the events' parties; what it could not hold is counted and returned.

    With `sectors` PAK:GOV and PAK:MIL are two nodes, else one, PAK. Nodes and edges are sorted
    by code. `intensity` is the mean of PLOVER's scores. Events that did not happen are left
    out; those with one side only count at their node, not in an edge.
    """
    losses: Losses = Counter()
    nodes: dict[str, Counter[str]] = {}
    told: Counter[str] = Counter()
    edges: dict[tuple[str, str], _Edge] = {}
    for event in events:
        if not happened(event, losses):
            continue
        sides = {_node(p, sectors): p for p in (*event.actor, *event.recipient)}
        for node, party in sides.items():
            nodes.setdefault(node, Counter())[party.name or party.text or ""] += 1
            told[node] += 1
        drawn = set()
        for source, target in pairs_of(event, Counter()):
            if source is None or target is None:
                losses["one side only: no edge"] += 1
                continue
            drawn.add((_node(source, sectors), _node(target, sectors)))
        for pair in sorted(drawn):
            edges.setdefault(pair, _Edge()).add(event)
        losses["dates, places and texts of single events"] += 1
    _draw(nodes, told, edges, out)
    return losses


def _node(party: Party, sectors: bool) -> str:
    return party.code if sectors else party.party


def _draw(
    nodes: dict[str, Counter[str]],
    told: Counter[str],
    edges: dict[tuple[str, str], _Edge],
    out: TextIO,
) -> None:
    out.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="{_SPACE}">\n')
    for prefix, keys in (("node", NODE_KEYS), ("edge", EDGE_KEYS)):
        for name, kind in keys:
            out.write(
                f'  <key id="{prefix}_{name}" for="{prefix}" attr.name="{name}"'
                f' attr.type="{kind}"/>\n'
            )
    out.write('  <graph id="actors" edgedefault="directed">\n')
    for code in sorted(nodes):
        country = Party(code).country
        values = (_commonest(nodes[code]), country, Party(code).sector, told[code])
        out.write(f"    <node id={quoteattr(_legal(code))}>")
        _data("node", [k for k, _ in NODE_KEYS], values, out)
        out.write("</node>\n")
    for source, target in sorted(edges):
        out.write(
            f"    <edge source={quoteattr(_legal(source))} target={quoteattr(_legal(target))}>"
        )
        _data("edge", [k for k, _ in EDGE_KEYS], edges[source, target].values(), out)
        out.write("</edge>\n")
    out.write("  </graph>\n</graphml>\n")


def _commonest(names: Counter[str]) -> str | None:
    """The name used most; of equals the first by the alphabet."""
    return min(names, key=lambda n: (-names[n], n)) or None


def _data(prefix: str, keys: list[str], values: Iterable[object], out: TextIO) -> None:
    for key, value in zip(keys, values, strict=True):
        if value is not None:
            out.write(f'<data key="{prefix}_{key}">{escape(_legal(str(value)))}</data>')


def _legal(text: str) -> str:
    """The text without the characters that XML 1.0 forbids."""
    return _FORBIDDEN.sub(" ", text)
