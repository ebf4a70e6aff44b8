"""*Network*: who deals with whom in a period, by cooperation and conflict."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from detente.archive.begin import news_of
from detente.archive.network import Network, Node, Tie, network
from detente.errors import UsageError
from detente.web.asked import period
from detente.web.rendering import Visit, href

TIES = 150  # with most stories
PARTIES = 24  # of the matrix
MIXED = 0.15  # mean intensity, as a share of the scale, up to which neither side outweighs
LARGEST = 11.0  # radius of the sign with most stories in the matrix
PERIODS: Mapping[str, int] = {"month": 30, "quarter": 91, "year": 365, "years": 3 * 365}
STANDARD = "year"


@dataclass(frozen=True, slots=True)
class Choice:
    """A period with its address."""

    name: str
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """Two parties in the matrix: their tie, its style (coop, conf, even) and the size of the
    sign; None for a party with itself and for those without a tie."""

    tie: Tie | None
    style: str
    radius: float
    own: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the matrix."""

    node: Node
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class NetworkView:
    """All that the page shows: ties with most stories first, `styles` by their order; `order` are
    the parties of the matrix, those that deal with each other near each other."""

    since: dt.date | None
    until: dt.date | None
    periods: tuple[Choice, ...]
    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]
    styles: tuple[str, ...]
    all_ties: int
    order: tuple[str, ...]

    @property
    def matrix(self) -> tuple[Line, ...]:
        """The parties of `order` against each other."""
        known = {node.code: node for node in self.nodes}
        ties = {(tie.a, tie.b): tie for tie in self.ties}
        most = max((tie.stories for tie in self.ties), default=1)

        def cell(a: str, b: str) -> Cell:
            tie = ties.get((min(a, b), max(a, b)))
            if tie is None or a == b:
                return Cell(None, "", 0, a == b)
            return Cell(tie, style_of(tie), round(LARGEST * _size(tie, most), 1), False)

        return tuple(Line(known[a], tuple(cell(a, b) for b in self.order)) for a in self.order)


def network_view(visit: Visit) -> NetworkView:
    """The network of the period; UsageError for days or a period that cannot be."""
    connection, site = visit.connection, visit.site
    _, last = site.kept(connection, "news", lambda: news_of(connection))
    since, until = period(visit.text("since"), visit.text("until"))
    asked = visit.text("period")
    if asked and asked != "all" and asked not in PERIODS:
        raise UsageError(
            f"period {asked!r} is none of {', '.join(PERIODS)}, all; give one of them",
            code="bad-filter",
        )
    if not (since or until or asked):
        asked = STANDARD
    if asked in PERIODS and last:
        since, until = last - dt.timedelta(days=PERIODS[asked]), last
    found: Network = site.kept(
        connection,
        ("network", since, until, TIES),
        lambda: network(connection, since=since, until=until, limit=TIES),
    )
    return NetworkView(
        since=since,
        until=until,
        periods=tuple(
            Choice(name, href("network", period=name), asked == name) for name in (*PERIODS, "all")
        ),
        nodes=found.nodes,
        ties=found.ties,
        styles=tuple(style_of(tie) for tie in found.ties),
        all_ties=found.all_ties,
        order=tuple(_order(found.nodes[:PARTIES], found.ties)),
    )


def style_of(tie: Tie) -> str:
    """What outweighs: coop, conf, or even."""
    value = tie.intensity or 0
    if abs(value) < MIXED * 10 / 2:
        return "even"
    return "coop" if value > 0 else "conf"


def _size(tie: Tie, most: int) -> float:
    """0.25 to 1: the area grows with the stories, on a logarithmic scale."""
    return round(0.25 + 0.75 * math.log1p(tie.stories) / math.log1p(most), 3)


def _order(nodes: Sequence[Node], ties: Sequence[Tie]) -> list[str]:
    """Parties so that those with many stories in common stand together: from the busiest one on,
    the next is always the one with most stories with those before, the latest of them most."""
    weight: dict[tuple[str, str], int] = {}
    for tie in ties:
        weight[tie.a, tie.b] = weight[tie.b, tie.a] = tie.stories
    left = [node.code for node in nodes]
    order: list[str] = left[:1]
    left = left[1:]
    while left:

        def near(code: str) -> float:
            return sum(
                weight.get((code, other), 0) / (1 + back)
                for back, other in enumerate(reversed(order))
            )

        best = max(left, key=lambda code: (near(code), -left.index(code)))
        order.append(best)
        left.remove(best)
    return order
