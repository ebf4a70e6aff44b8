"""KEDS and TABARI: old and new codes of actors, CAMEO and WEIS, the real files read whole."""

from __future__ import annotations

import datetime as dt
import gzip
from collections import Counter

import pytest

from detente.errors import InputError, UsageError
from detente.formats import keds
from detente.formats._exchange import country_out, weis_table
from detente.resources import DATA, read_tsv
from tests.interchange.examples import SHARED

FOLDER = SHARED / "relations"
GULF = FOLDER / "keds_gulf_1979-1999.cameo.tsv.gz"
TURKEY = FOLDER / "keds_turkey_1992-2006.cameo.tsv.gz"
real = pytest.mark.skipif(not GULF.exists(), reason="the KEDS files are not on this machine")


def codes(line: str, *, actors: str = "cameo", events: str = "cameo") -> tuple[str, str]:
    (event,) = keds.read([line], actors=actors, events=events)
    return event.actor[0].code, event.recipient[0].code


def test_a_row_of_cameo_is_an_event() -> None:
    (event,) = keds.read(["date\tsource\ttarget\tcode", "1999-08-20\tGRC\tTURGOV\t073"])
    assert (event.start, event.end) == (dt.date(1999, 8, 20), dt.date(1999, 8, 20))
    assert (event.actor[0].code, event.recipient[0].code) == ("GRC", "TUR:GOV")
    assert (event.event_type, event.cameo, event.goldstein) == ("AID", "073", 7.4)
    assert (event.intensity, event.quad_class) == (10.0, "material cooperation")


@pytest.mark.parametrize(
    "line", ["990820 GRC TUR 073 (provide aid)", "19990820\tGRC\tTUR\t073]\tPROVIDE"]
)
def test_the_layouts_of_tabari_are_read(line: str) -> None:
    (event,) = keds.read([line])
    assert (event.start, event.cameo) == (dt.date(1999, 8, 20), "073")


def test_new_codes_are_read_by_their_segments() -> None:
    assert codes("2000-01-01\tTURREBPKK\tIGOUNOWBK\t042") == ("TUR:REB", "IGO:WBK")
    assert codes("2000-01-01\tCYPTRKGOV\tCYPGRKGOV\t042") == ("CYP:REB", "CYP:GOV")
    assert codes("2000-01-01\tTURANK\tSCGKSV\t042") == ("TUR:GOV", "XKX")
    assert codes("2000-01-01\tROM\tTMP\t042") == ("ROU", "TLS")
    assert codes("2000-01-01\tWST\tIGONAT\t042") == ("REG:WST", "IGO:NAT")
    assert codes("2000-01-01\tKURREB\tQQQ\t042") == ("UNK:REB", "UNK:UNK")


def test_old_codes_are_read_by_the_table() -> None:
    old = {"UAR": "EGY", "KUW": "KWT", "LEB": "LBN", "FRN": "FRA", "AUS": "AUT", "AUL": "AUS",
           "UNK": "GBR", "KON": "PRK", "SLA": "LBN:REB", "MOM": "OMN", "USR": "RUS"}  # fmt: skip
    for raw, code in old.items():
        assert codes(f"1985-01-01\t{raw}\tIRQ\t031", actors="old", events="weis")[0] == code


def test_a_state_that_came_after_another_has_its_own_code() -> None:
    before, after = (
        codes(f"{year}-05-01\tCZE\tIRQ\t031", actors="old", events="weis")[0]
        for year in (1992, 1993)
    )
    assert (before, after) == ("CSK", "CZE")


def test_weis_codes_are_not_taken_for_cameo() -> None:
    (event,) = keds.read(["1990-08-02\tIRQ\tKUW\t223"])
    assert (event.event_type, event.native, event.goldstein) == ("ASSAULT", "223", -10.0)
    (event,) = keds.read(["1990-08-02\tIRQ\tKUW\t193"], events="weis")
    assert (event.event_type, event.cameo, event.goldstein) == ("SANCTION", "162", -5.6)
    (event,) = keds.read(["1990-08-02\tIRQ\tKWT\t193"])
    assert (event.event_type, event.mode, event.native) == ("ASSAULT", "firearms", None)


def test_what_no_table_has_is_counted() -> None:
    skipped: Counter[str] = Counter()
    lines = ["1999-01-01\tQQQ\tKUR\t042", "1999-01-01\tTUR\t---\t999", "x", "1999-13-01\tA\tB\t042"]
    first, second = keds.read(lines, actors="cameo", events="cameo", skipped=skipped)
    assert (first.actor[0].code, first.recipient[0].name) == ("UNK:UNK", "Kurds")
    assert (second.recipient, second.event_type, second.goldstein) == ((), None, None)
    assert skipped == {
        "unknown actor code": 1,
        "actor of no state": 1,
        "unknown event code": 1,
        "skipped: no date, source, target and code": 2,
    }


def test_equal_rows_have_ids_of_their_own_that_stay() -> None:
    line = "1999-08-20\tGRC\tTUR\t042"
    one, two = keds.read([line, line])
    assert one.id != two.id
    assert [e.id for e in keds.read([line, "", line])] == [one.id, two.id]


def test_a_file_without_rows_or_an_unknown_scheme_is_an_error() -> None:
    with pytest.raises(InputError, match=r"k\.txt: no line has date, source, target"):
        list(keds.read(["hello"], name="k.txt"))
    with pytest.raises(UsageError, match="scheme 'cow' is not known"):
        list(keds.read([], actors="cow"))


def test_the_table_of_actors_leads_to_codes_that_exist() -> None:
    seen = set()
    for row in read_tsv(DATA / "actors" / "keds.tsv"):
        key = (row["scheme"], row["code"], row["from"])
        assert key not in seen
        seen.add(key)
        head = row["party"].partition(":")[0]
        assert head in ("IGO", "REG", "NGO", "UNK") or country_out("cameo", head), row
        assert row["name"], row


@real
def test_the_gulf_file_is_read_whole_as_weis() -> None:
    skipped: Counter[str] = Counter()
    with gzip.open(GULF, "rt", encoding="utf-8") as lines:
        found = list(keds.read(lines, skipped=skipped))
    assert len(found) == 54_466
    assert all(e.native in weis_table() for e in found)
    assert set(skipped) == {"unknown actor code", "actor of no state"}
    assert skipped["unknown actor code"] < 60
    first = found[0]
    assert (first.start, first.event_type) == (dt.date(1979, 4, 15), "SANCTION")
    assert (first.actor[0].code, first.recipient[0].code) == ("IRQ", "EGY")
    war = Counter(
        e.start.year
        for e in found
        if e.start and e.event_type == "ASSAULT"
        if {p.party for p in (*e.actor, *e.recipient)} == {"IRQ", "IRN"}
    )
    assert sum(war[y] for y in range(1980, 1989)) > 10 * sum(war[y] for y in range(1989, 1999))


@real
def test_the_turkey_file_is_read_whole_as_cameo() -> None:
    skipped: Counter[str] = Counter()
    with gzip.open(TURKEY, "rt", encoding="utf-8") as lines:
        found = list(keds.read(lines, skipped=skipped))
    assert len(found) == 29_029
    assert all(e.native is None and e.goldstein is not None for e in found)
    assert skipped["unknown actor code"] < 60
    assert len({e.id for e in found}) == 29_029
