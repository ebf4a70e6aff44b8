"""Tab-separated events: a cell for each column, whatever the text holds."""

from __future__ import annotations

from dataclasses import replace

from detente.formats import tsv
from tests.formats.codings import bare, visit


def cells(line: str) -> dict[str, str]:
    values = line.split("\t")
    assert len(values) == len(tsv.COLUMNS)
    return dict(zip(tsv.COLUMNS, values, strict=True))


def test_header_names_each_column_once() -> None:
    assert tsv.header().split("\t") == list(tsv.COLUMNS)
    assert len(set(tsv.COLUMNS)) == len(tsv.COLUMNS)


def test_a_row_for_each_event() -> None:
    rows = [cells(row) for row in tsv.rows(visit())]
    assert [r["event_type"] for r in rows] == ["CONSULT", "COOPERATE", "ACCUSE"]
    first, second, third = rows
    assert (first["actor"], first["recipient"]) == ("NOR:GOV", "EST:GOV")
    assert (first["location"], first["country"], first["lat"]) == ("Tallinn", "EST", "59.44")
    assert first["mentions"] == "2"
    assert second["actor"] == "NOR:GOV|EST:GOV"
    assert (second["date"], second["start"], second["end"]) == ("", "", "")
    assert second["said_by"] == "NOR:GOV"
    assert third["aux"] == "historical|negation"
    assert (third["start"], third["end"]) == ("2016-01-01", "")


def test_zero_is_not_empty() -> None:
    coding = visit()
    event = replace(coding.events[0], intensity=0.0, goldstein=0.0)
    row = cells(next(tsv.rows(replace(coding, events=(event,)))))
    assert (row["intensity"], row["goldstein"]) == ("0.0", "0.0")


def test_tabs_and_line_breaks_of_the_text_do_not_break_rows() -> None:
    coding = visit()
    mention = replace(coding.events[0].mentions[0], trigger="a\tb\nc\r\nd\u2028e\x1ff")
    event = replace(coding.events[0], mentions=(mention,))
    document = replace(coding.document, id="i\td")
    (row,) = tsv.rows(replace(coding, document=document, events=(event,)))
    assert cells(row)["trigger"] == "a b c d e f"
    assert cells(row)["document"] == "i d"
    assert len(row.splitlines()) == 1


def test_no_events_no_rows() -> None:
    assert list(tsv.rows(bare("Nichts."))) == []
