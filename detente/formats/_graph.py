"""Where the parts of the graph of parties lie: a circle, ties of the same pair side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

SIZE = 400
MOST = 14  # parties drawn; with more the labels run into each other
_RADIUS = 135
_GAP = 13  # between the lines of one pair
_ALONG = 0.42  # where on the line its label stands: off the middle, where lines cross


@dataclass(frozen=True, slots=True)
class Tie:
    """What binds two parties: style is cooperation, conflict or stand; `count` its width."""

    a: str
    b: str
    style: str
    count: int
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Node:
    """A party at x, y, its label outside the circle; `within` is what it does to itself."""

    code: str
    x: float
    y: float
    tx: float
    ty: float
    anchor: str
    within: str


@dataclass(frozen=True, slots=True)
class Line:
    """A tie from x, y to x2, y2 with its label at tx, ty."""

    tie: Tie
    x: float
    y: float
    x2: float
    y2: float
    tx: float
    ty: float
    width: float


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes and lines from `top` over `height`; `left_out` counts the parties that had no room."""

    size: int
    top: float
    height: float
    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    left_out: int


def draw_graph(ties: Sequence[Tie]) -> Graph | None:
    """The graph of the ties; None where there is none. The same ties give the same picture."""
    weight: dict[str, int] = {}
    for tie in ties:
        for code in {tie.a, tie.b}:
            weight[code] = weight.get(code, 0) + max(1, tie.count)
    if not weight:
        return None
    chosen = sorted(weight, key=lambda c: (-weight[c], c))[:MOST]
    order = _around(chosen, ties)
    places = {
        code: (
            SIZE / 2 + _RADIUS * math.sin(2 * math.pi * i / len(order)),
            SIZE / 2 - _RADIUS * math.cos(2 * math.pi * i / len(order)),
        )
        for i, code in enumerate(order)
    }
    if len(order) == 1:
        places = {order[0]: (SIZE / 2, SIZE / 2)}
    within = {code: ", ".join(t.label for t in ties if t.a == t.b == code) for code in order}
    nodes = tuple(_node(code, *places[code], within[code]) for code in order)
    top, bottom = min(n.y for n in nodes) - 36, max(n.y for n in nodes) + 36
    return Graph(
        SIZE,
        round(top, 1),
        round(bottom - top, 1),
        nodes,
        tuple(_lines(ties, places)),
        len(weight) - len(chosen),
    )


def _around(codes: Sequence[str], ties: Sequence[Tie]) -> list[str]:
    """Parties in an order that puts those with much in common side by side."""
    shared: dict[tuple[str, str], int] = {}
    for tie in ties:
        for pair in ((tie.a, tie.b), (tie.b, tie.a)):
            shared[pair] = shared.get(pair, 0) + max(1, tie.count)
    order = [codes[0]]
    rest = list(codes[1:])
    while rest:
        best = max(rest, key=lambda c: (shared.get((order[-1], c), 0), -rest.index(c)))
        order.append(best)
        rest.remove(best)
    return order


def _node(code: str, x: float, y: float, within: str) -> Node:
    dx, dy = x - SIZE / 2, y - SIZE / 2
    length = math.hypot(dx, dy) or 1
    anchor = "middle" if abs(dx) < length / 3 else "start" if dx > 0 else "end"
    return Node(
        code,
        round(x, 1),
        round(y, 1),
        round(x + dx / length * 15, 1),
        round(y + dy / length * 19 + 4 if dy or dx else y - 14, 1),
        anchor,
        within,
    )


def _lines(ties: Sequence[Tie], places: dict[str, tuple[float, float]]) -> list[Line]:
    pairs: dict[tuple[str, str], list[Tie]] = {}
    for tie in ties:
        if tie.a != tie.b and tie.a in places and tie.b in places:
            pairs.setdefault((min(tie.a, tie.b), max(tie.a, tie.b)), []).append(tie)
    out: list[Line] = []
    for (a, b), own in sorted(pairs.items()):
        (x, y), (x2, y2) = places[a], places[b]
        length = math.hypot(x2 - x, y2 - y)
        ux, uy = (x2 - x) / length, (y2 - y) / length
        for i, tie in enumerate(own):
            off = (i - (len(own) - 1) / 2) * _GAP
            along = _ALONG + 0.24 * (i - (len(own) - 1) / 2) if len(own) > 1 else _ALONG
            ax, ay, bx, by = (
                x + ux * 9 - uy * off,
                y + uy * 9 + ux * off,
                x2 - ux * 9 - uy * off,
                y2 - uy * 9 + ux * off,
            )
            out.append(
                Line(
                    tie,
                    round(ax, 1),
                    round(ay, 1),
                    round(bx, 1),
                    round(by, 1),
                    round(ax + (bx - ax) * along, 1),
                    round(ay + (by - ay) * along + 4, 1),
                    min(1.5 + tie.count * 0.75, 6),
                )
            )
    return out
