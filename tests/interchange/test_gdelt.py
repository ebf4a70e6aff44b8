"""GDELT 2.0: 61 columns of events and 16 of mentions, with types as documented."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings

from detente.errors import InputError
from detente.formats import gdelt
from detente.formats._coded import Coded, Party
from detente.types import Evidence
from tests.interchange.examples import events, ours, plain

WHOLE = re.compile(r"-?\d+$")
KINDS = {
    "GLOBALEVENTID": WHOLE,
    "SQLDATE": re.compile(r"\d{8}$"),
    "MonthYear": re.compile(r"\d{6}$"),
    "Year": re.compile(r"\d{4}$"),
    "FractionDate": re.compile(r"\d{4}\.\d{4}$"),
    "IsRootEvent": re.compile(r"[01]$"),
    "EventCode": re.compile(r"\d{3,4}$"),
    "EventBaseCode": re.compile(r"\d{3}$"),
    "EventRootCode": re.compile(r"(0[1-9]|1\d|20)$"),
    "QuadClass": re.compile(r"[1-4]$"),
    "NumMentions": WHOLE,
    "NumSources": WHOLE,
    "NumArticles": WHOLE,
    "ActionGeo_Type": re.compile(r"[1-5]$"),
    "ActionGeo_CountryCode": re.compile(r"[A-Z]{2}$"),
    "Actor1CountryCode": re.compile(r"[A-Z]{3}$"),
    "Actor2Type1Code": re.compile(r"[A-Z]{3}$"),
    "DATEADDED": re.compile(r"\d{14}$"),
}
MUST = ("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate", "EventCode")


def written(*many: Coded) -> tuple[list[dict[str, str]], Counter[str]]:
    out = io.StringIO()
    losses = gdelt.write(many, out)
    cells = [row.split("\t") for row in out.getvalue().splitlines()]
    assert all(len(c) == len(gdelt.COLUMNS) for c in cells)
    return [dict(zip(gdelt.COLUMNS, c, strict=True)) for c in cells], losses


def again(*many: Coded) -> list[Coded]:
    out = io.StringIO()
    gdelt.write(many, out)
    return list(gdelt.read(io.StringIO(out.getvalue())))


def test_there_are_61_columns_in_their_places() -> None:
    assert len(gdelt.COLUMNS) == len(set(gdelt.COLUMNS)) == 61
    assert len(gdelt.OLD_COLUMNS) == 58
    assert len(gdelt.MENTION_COLUMNS) == 16
    at = {1: "GLOBALEVENTID", 6: "Actor1Code", 13: "Actor1Type1Code", 16: "Actor2Code",
          26: "IsRootEvent", 30: "QuadClass", 36: "Actor1Geo_Type", 44: "Actor2Geo_Type",
          52: "ActionGeo_Type", 57: "ActionGeo_Lat", 60: "DATEADDED", 61: "SOURCEURL"}  # fmt: skip
    assert {k: gdelt.COLUMNS[k - 1] for k in at} == at


@settings(max_examples=60, deadline=None)
@given(events())
def test_every_value_is_of_the_type_of_its_column(event: Coded) -> None:
    (row,), _ = written(event)
    for column, kind in KINDS.items():
        assert kind.match(row[column]) or (not row[column] and column not in MUST), column
    assert row["EventCode"].startswith(row["EventBaseCode"])
    assert row["EventBaseCode"].startswith(row["EventRootCode"])


@pytest.mark.parametrize(("day", "fraction"), [
    ("2014-02-02", "2014.0876"),  # as in a published row
    ("2022-01-01", "2022.0027"),
    ("2022-12-31", "2022.9890"),
])  # fmt: skip
def test_the_fraction_of_the_year_is_as_in_published_rows(day: str, fraction: str) -> None:
    (row,), _ = written(replace(plain(), start=dt.date.fromisoformat(day)))
    assert row["FractionDate"] == fraction


def test_actors_are_codes_of_cameo() -> None:
    (row,), _ = written(plain())
    assert (row["Actor1Code"], row["Actor1CountryCode"], row["Actor1Type1Code"]) == (
        "PAKGOV",
        "PAK",
        "GOV",
    )
    assert row["Actor1Name"] == "IMRAN KHAN"
    body = replace(plain(), actor=(Party("IGO:UNO", "United Nations"),))
    (row,), _ = written(body)
    assert (row["Actor1Code"], row["Actor1KnownGroupCode"], row["Actor1Type1Code"]) == (
        "IGOUNO",
        "UNO",
        "IGO",
    )
    assert row["Actor1CountryCode"] == ""
    bank = replace(plain(), actor=(Party("IGO:WBK", "World Bank"), Party("IGO:NAT", "NATO")))
    first, second = written(bank)[0]
    assert (first["Actor1Code"], first["Actor1KnownGroupCode"]) == ("IGOUNODEVWBK", "WBK")
    assert (first["Actor1Type1Code"], first["Actor1Type2Code"]) == ("IGO", "DEV")
    assert (second["Actor1CountryCode"], second["Actor1KnownGroupCode"]) == ("WST", "NAT")


def test_a_published_row_is_read_as_it_says() -> None:
    """The first columns of a row of 2 February 2014, in the layout of GDELT 1.0."""
    row = dict.fromkeys(gdelt.OLD_COLUMNS, "")
    row |= {
        "GLOBALEVENTID": "284427971", "SQLDATE": "20140202", "Actor1Code": "IGOUNO",
        "Actor1Name": "UNITED NATIONS", "Actor1KnownGroupCode": "UNO", "Actor1Type1Code": "IGO",
        "Actor2Code": "USA", "Actor2Name": "UNITED STATES", "Actor2CountryCode": "USA",
        "IsRootEvent": "0", "EventCode": "012", "EventBaseCode": "012", "EventRootCode": "01",
        "QuadClass": "1", "GoldsteinScale": "-0.4", "NumMentions": "27", "NumSources": "3",
        "NumArticles": "27", "AvgTone": "1.0064903", "ActionGeo_Type": "1",
        "ActionGeo_FullName": "Ukraine", "ActionGeo_CountryCode": "UP", "ActionGeo_Lat": "49.0",
        "ActionGeo_Long": "32.0", "DATEADDED": "20140202",
    }  # fmt: skip
    (event,) = gdelt.read(["\t".join(row.values())])
    assert (event.actor[0].code, event.recipient[0].code) == ("IGO:UNO", "USA")
    assert (event.event_type, event.goldstein, event.quad_class) == (
        None,
        -0.4,
        "verbal cooperation",
    )
    assert event.location and (event.location.name, event.location.country) == ("Ukraine", "UKR")
    assert (event.told, event.reports) == (27, 3)


def test_places_have_fips_codes_and_a_kind() -> None:
    (row,), _ = written(plain())
    assert (row["ActionGeo_CountryCode"], row["ActionGeo_Type"]) == ("RS", "4")
    assert row["ActionGeo_FullName"] == "Moscow, Moscow Oblast, Russian Federation"
    assert row["Actor1Geo_Type"] == ""


def test_what_did_not_happen_or_has_no_code_is_left_out() -> None:
    rows, losses = written(*ours(), replace(plain(), cameo=None))
    assert len(rows) == 1
    assert losses["left out: negation"] == losses["left out: no CAMEO code"] == 1


@settings(max_examples=60, deadline=None)
@given(events())
def test_what_a_row_can_hold_comes_back(event: Coded) -> None:
    (found,) = again(event)
    for key in ("id", "start", "end", "event_type", "mode", "cameo", "quad_class", "goldstein"):
        assert getattr(found, key) == getattr(event, key), key
    for key in ("intensity", "contexts", "url", "published", "told", "reports"):
        assert getattr(found, key) == getattr(event, key), key
    for side in ("actor", "recipient"):
        mine = [(p.code, (p.name or "").upper()) for p in getattr(event, side)]
        assert [(p.code, p.name) for p in getattr(found, side)] == mine
    if event.location:
        assert found.location
        for key in ("name", "country", "lat", "lon"):
            assert getattr(found.location, key) == getattr(event.location, key), key
    assert again(found) == [found]


def test_mentions_have_16_columns_and_the_offsets_of_the_text() -> None:
    second = Evidence(3, 9, 200, 208, "besuchte", "rule.of.test")
    event = replace(plain(), mentions=(*plain().mentions, second))
    out = io.StringIO()
    gdelt.write_mentions([event, *ours()], out)
    rows = [
        dict(zip(gdelt.MENTION_COLUMNS, line.split("\t"), strict=True))
        for line in out.getvalue().splitlines()
    ]
    assert len(rows) == 2 + 2
    assert [row["ActionCharOffset"] for row in rows[:2]] == ["10", "200"]
    assert [row["SentenceID"] for row in rows[:2]] == ["3", "10"]
    assert (rows[0]["Actor1CharOffset"], rows[0]["Actor2CharOffset"]) == ("4", "30")
    assert (rows[0]["MentionType"], rows[0]["Confidence"], rows[0]["MentionDocLen"]) == (
        "1",
        "83",
        "400",
    )
    assert rows[0]["GLOBALEVENTID"] == "123456"
    assert all(re.fullmatch(r"\d{14}", row["EventTimeDate"]) for row in rows)


def test_the_mentions_name_the_rows_of_the_events() -> None:
    table, _ = written(plain(), *ours())
    out = io.StringIO()
    gdelt.write_mentions([plain(), *ours()], out)
    ids = {line.split("\t")[0] for line in out.getvalue().splitlines()}
    assert ids == {row["GLOBALEVENTID"] for row in table}


def test_files_of_the_first_version_are_read() -> None:
    (row,), _ = written(plain())
    line = "\t".join(row[c] for c in gdelt.OLD_COLUMNS)
    assert list(gdelt.read([line])) == again(plain())
    older = line.rpartition("\t")[0]  # before April 2013 there was no column for the address
    assert list(gdelt.read([older])) == [replace(again(plain())[0], url=None)]


def test_bad_rows_are_counted_and_a_wrong_file_is_an_error() -> None:
    (row,), _ = written(plain())
    line = "\t".join(row.values())
    skipped: Counter[str] = Counter()
    found = list(gdelt.read([line, "a\tb", line.replace("20220223", "", 1), ""], skipped=skipped))
    assert len(found) == 1
    assert skipped == {"skipped: wrong number of columns": 1, "skipped: no id or no day": 1}
    with pytest.raises(InputError, match=r"x\.csv: no line has the 61 columns"):
        list(gdelt.read(["a,b,c"] * 3, name="x.csv"))
    assert list(gdelt.read([])) == []
