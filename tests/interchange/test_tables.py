"""The tables of the exchange formats agree with the ontology and with each other."""

from __future__ import annotations

import pytest

from detente.formats._exchange import (
    body_codes,
    cameo_table,
    country_in,
    country_out,
    known_mode,
    meaning,
    number_of,
    quad_of,
    score_of,
    sector_in,
    sector_out,
    weis_table,
)
from detente.formats._segments import code_of
from detente.resources import DATA, read_tsv

TABLES = DATA / "interchange"
COUNTRIES = sorted({row["code"] for row in read_tsv(DATA / "actors" / "countries.tsv")})


def test_cameo_has_its_codes_and_each_a_meaning_of_the_ontology() -> None:
    table = cameo_table()
    assert len([c for c in table if len(c) == 2]) == 20
    assert len(table) == 312 + 3  # and 1214, 1951, 1952, which only some lists have
    for means in table.values():
        assert means.label
        if means.event_type:
            assert quad_of(means.event_type, None), means
        assert means.mode is None or known_mode(means.event_type, means.mode), means
    assert [c for c, m in table.items() if m.icews is None] == ["1214", "1951", "1952"]


def test_only_statements_and_appeals_lack_a_type() -> None:
    bare = {c[:2] for c, m in cameo_table().items() if m.event_type is None}
    assert bare == {"01"}


@pytest.mark.parametrize(("code", "icews", "goldstein"), [
    ("016", -5.0, -2.0), ("022", 3.4, 3.2), ("164", -6.5, -7.0), ("165", -7.0, -6.5),
])  # fmt: skip
def test_the_values_that_differ_are_kept_apart(code: str, icews: float, goldstein: float) -> None:
    means = cameo_table()[code]
    assert (means.icews, means.goldstein) == (icews, goldstein)


def test_an_unknown_code_has_the_meaning_of_the_one_above() -> None:
    found = meaning("1959")
    assert found and found.code == "195"
    assert meaning("99") is meaning(None) is meaning("") is None


def test_weis_leads_to_codes_and_types_that_exist() -> None:
    for row in weis_table().values():
        assert row["cameo"] in cameo_table(), row
        assert not row["type"] or quad_of(row["type"], None), row
        assert not row["mode"] or known_mode(row["type"], row["mode"]), row
        assert -10 <= float(row["goldstein"]) <= 10


def test_every_country_of_ours_has_its_row_and_comes_back() -> None:
    assert [row["code"] for row in read_tsv(TABLES / "countries.tsv")] == COUNTRIES
    for column in ("alpha2", "fips", "cow", "cameo", "plover", "icews"):
        for code in COUNTRIES:
            out = country_out(column, code)
            assert out is None or country_in(column, out) == code, (column, code)
    assert all(country_out("cameo", c) and country_out("icews", c) for c in COUNTRIES)


def test_every_organisation_comes_back() -> None:
    for code, cameo in body_codes().items():
        assert code_of(cameo) == code


def test_every_sector_comes_back_where_the_scheme_has_it() -> None:
    sectors = {row["sector"] for row in read_tsv(TABLES / "sectors.tsv")}
    for scheme in ("icews", "cameo", "plover"):
        for sector in sectors:
            out = sector_out(scheme, sector)
            assert out is None or sector_in(scheme, [out]) == sector
    assert [s for s in sorted(sectors) if sector_out("cameo", s) is None] == ["REL"]
    assert all(sector_out("icews", s) and sector_out("plover", s) for s in sectors)


def test_several_sectors_together_mean_the_strongest() -> None:
    assert sector_in("icews", ["Government", "Police"]) == "COP"
    assert sector_in("icews", ["Elite", "Parties", "Executive", "Government"]) == "GOV"
    assert sector_in("icews", ["Hindu", "Center Right"]) is None


def test_quad_classes_of_cameo_are_cut_as_gdelt_cuts_them() -> None:
    cuts = {"05": "verbal cooperation", "06": "material cooperation", "08": "material cooperation",
            "09": "verbal conflict", "13": "verbal conflict", "14": "material conflict",
            "20": "material conflict"}  # fmt: skip
    assert {c: quad_of(None, c) for c in cuts} == cuts
    assert quad_of(None, "21") is quad_of(None, None) is None


def test_scores_are_those_of_plover() -> None:
    assert score_of("CONSULT", "phone") == 1.5
    assert score_of("CONSULT", "unheard") == score_of("CONSULT", None) == 2.5
    assert score_of("FLY", None) is None


def test_ids_of_digits_stay_and_others_become_numbers_that_stay() -> None:
    assert number_of("32889836") == 32889836
    assert number_of("32889836", 1) != number_of("32889836", 2)
    assert 0 <= number_of("0123") < 2**63
    assert number_of("9" * 30) == number_of("9" * 30) < 2**63
    assert number_of("c0ffee") == number_of("c0ffee") != number_of("c0ffef")
