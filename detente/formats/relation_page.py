"""A relation as one HTML page: the plot, and its turning points with their stories. Complete in
itself, no scripts, nothing loaded; every value is escaped."""

from __future__ import annotations

from typing import TextIO

from detente import __version__
from detente.formats._jinja import environment
from detente.formats.relation import Course, Moves, Told, periods_of
from detente.formats.relation_plot import SIGNS, draw_course, draw_moves, embedded
from detente.formats.relation_table import cause, signed


def write_course(course: Course, out: TextIO) -> None:
    """Write the page of a course."""
    _write(
        out,
        "course",
        title=course.title,
        c=course,
        plot=embedded(draw_course(course)),
        periods=periods_of(course),
    )


def write_moves(moves: Moves, out: TextIO) -> None:
    """Write the page of the movers."""
    title = f"Relations that changed most since {moves.since}"
    _write(out, "movers", title=title, m=moves, plot=embedded(draw_moves(moves)))


def _write(out: TextIO, kind: str, **values: object) -> None:
    template = environment().get_template("relation.html")
    helpers = {"signed": signed, "cause": cause, "signs": SIGNS, "link": _link}
    for piece in template.generate(kind=kind, version=__version__, **helpers, **values):
        out.write(piece)


def _link(told: Told) -> str | None:
    """The address of the report where it is one that a page may link to."""
    url = told.url or ""
    return url if url.lower().startswith(("http://", "https://")) else None
