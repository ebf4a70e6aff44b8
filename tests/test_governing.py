"""Parties in and out of government: the cell of the table, and what it gives on a day."""

from __future__ import annotations

import csv
from itertools import pairwise

import pytest

from detente._governing import NEVER, terms
from detente.gazetteer import load_gazetteer
from detente.resources import DATA
from detente.stages._actor_codes import choose


def test_terms_fill_the_time_between_governments() -> None:
    assert list(terms("1998-10..2005-11-21|2013..", "", "")) == [
        ("OPP", "", "1998-09-30"),
        ("PTY", "1998-10", "2005-11-21"),
        ("OPP", "2005-11-22", "2012-12-31"),
        ("PTY", "2013", ""),
    ]
    assert list(terms("..1999-12|2008..2010", "", "")) == [
        ("PTY", "", "1999-12"),
        ("OPP", "2000-01-01", "2007-12-31"),
        ("PTY", "2008", "2010"),
        ("OPP", "2011-01-01", ""),
    ]


def test_a_party_governs_only_while_it_exists() -> None:
    assert list(terms("1990..1994|2001-06..2006-05|2015..", "1997", "2009")) == [
        ("OPP", "1997", "2001-05-31"),
        ("PTY", "2001-06", "2006-05"),
        ("OPP", "2006-06-01", "2009"),
    ]
    assert list(terms(NEVER, "2013", "")) == [("OPP", "2013", "")]


@pytest.mark.parametrize(
    ("language", "name", "day", "code"),
    [
        ("de", "SPD", "1996-03-01", "DEU:OPP"),
        ("de", "SPD", "1999-03-01", "DEU:PTY"),
        ("de", "SPD", "2011-03-01", "DEU:OPP"),
        ("de", "FDP", "2024-12-01", "DEU:OPP"),
        ("de", "AfD", "2024-12-01", "DEU:OPP"),
        ("de", "SVP", "2012-05-01", "CHE:PTY"),
        ("en", "Labour Party", "1996-03-01", "GBR:OPP"),
        ("en", "Tories", "2024-08-01", "GBR:OPP"),
        ("en", "Georgian Dream", "2022-12-01", "GEO:PTY"),
        ("en", "Syriza", "2014-08-01", "GRC:OPP"),
        ("en", "African National Congress", "1992-08-01", "ZAF:OPP"),
        ("en", "African National Congress", "1996-10-01", "ZAF:PTY"),
        ("en", "Movement for Democratic Change", "2008-02-01", "ZWE:OPP"),
    ],
)
def test_parties_by_the_day(language: str, name: str, day: str, code: str) -> None:
    found = [e for e in load_gazetteer(language).names(name) if e.kind == "group"]
    entry = choose(found, day, [code[:3]])
    assert entry is not None
    assert entry.code == code


def test_cells_are_in_order() -> None:
    with (DATA / "actors" / "groups.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        cell = row["governs"] or NEVER
        if row["governs"]:
            assert row["code"].endswith(":PTY"), row
        spans = [span.partition("..")[::2] for span in cell.split("|")] if cell != NEVER else []
        for start, end in spans:
            assert not end or start <= end, row
        for (_, end), (start, _) in pairwise(spans):
            assert end < start, row
        assert all(end for _, end in spans[:-1]), row
