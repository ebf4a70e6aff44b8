"""The tables of actors: names, adjectives, offices, dates, and a user's own table."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from detente.errors import CodebookError
from detente.gazetteer import load_gazetteer

HEAD = "name\tcode\tfrom\tto\taliases\tkind\n"


def codes(language: str, name: str) -> set[str]:
    return {entry.code for entry in load_gazetteer(language).names(name)}


def test_names_of_states_with_genitive() -> None:
    assert "RUS:GOV" in codes("de", "Russland")
    assert "RUS:GOV" in codes("de", "Russlands")
    assert "USA:GOV" in codes("de", "Vereinigten Staaten")
    assert "FRA:GOV" in codes("en", "Paris")


def test_adjectives_in_all_inflections() -> None:
    gazetteer = load_gazetteer("de")
    for word in ("russisch", "russische", "russischer", "russischen", "russischem", "russisches"):
        assert [e.code for e in gazetteer.adjective(word)][:1] == ["RUS:GOV"]
    assert {e.code for e in gazetteer.adjective("deutsch-französische")} == {"DEU:GOV", "FRA:GOV"}
    assert not gazetteer.adjective("prorussische")
    assert not gazetteer.adjective("pro-russische")
    assert load_gazetteer("en").adjective("Russian")
    assert not load_gazetteer("en").adjective("polish")


def test_compound_prefix_and_parts_of_a_country() -> None:
    gazetteer = load_gazetteer("de")
    assert "USA:GOV" in {e.code for e in gazetteer.prefix("US-Angriff")}
    assert gazetteer.part("Nordirak")[0].code == "IRQ:GOV"
    assert not gazetteer.part("Nordkorea")[:0]
    assert gazetteer.names("Nordkorea")[0].code == "PRK:GOV"


def test_offices_by_the_end_of_a_compound() -> None:
    gazetteer = load_gazetteer("de")
    office = gazetteer.office("Verteidigungsminister")
    assert office is not None
    assert office.sector == "GOV"
    assert gazetteer.office("Tisch") is None


def test_entries_hold_on_their_days() -> None:
    rows = [e for e in load_gazetteer("de").names("Imran Khan") if e.code == "PAK:GOV"]
    assert any(e.valid("2022-02-23") for e in rows)
    assert not any(e.valid("2023-02-23") for e in rows)


def test_a_table_of_ones_own(tmp_path: Path) -> None:
    table = tmp_path / "actors.tsv"
    table.write_text(
        HEAD
        + "Ruritanien\tRUR\t\t\tRuritania|Königreich Ruritanien\t\n"
        + "ruritanisch\tRUR\t\t\t\tadjective\n"
        + "Rudolf Elphberg\tRUR:GOV\t1990\t1995-06\tKönig Rudolf\t\n"
        + "Rudolf Elphberg\tRUR:OPP\t1995-07\t\t\t\n"
        + "Russland\tRRR\t\t\t\t\n",
        encoding="utf-8",
    )
    gazetteer = load_gazetteer("de", table)
    assert gazetteer.names("Königreich Ruritanien")[0].code == "RUR:GOV"
    assert gazetteer.adjective("ruritanischen")[0].code == "RUR:GOV"
    held = [e.code for e in gazetteer.names("Rudolf Elphberg") if e.valid("1996-01-01")]
    assert held == ["RUR:OPP"]
    assert gazetteer.names("Elphberg")[0].kind == "short"
    assert [e.code for e in gazetteer.names("Russland")] == ["RRR:GOV"]
    assert "RUS:GOV" in codes("de", "Russland"), "the shipped tables stay as they are"


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("", "line 1"),
        (HEAD + "X\tpak\t\t\t\t\n", "line 2.*code 'pak'"),
        (HEAD + "\tPAK\t\t\t\t\n", "line 2.*no name"),
        (HEAD + "X\tPAK\t20-1\t\t\t\n", "line 2.*date '20-1'"),
        (HEAD + "X\tPAK\t2001\t1999\t\t\n", "line 2.*before it begins"),
        (HEAD + "X\tPAK\t\t\t\tking\n", "line 2.*kind 'king'"),
        (HEAD + "Y\tPAK\t\t\t\t\nX\tPAK\t\t\t\t\tmore\tcells\n", "line 3"),
    ],
)
def test_bad_tables_name_the_line(tmp_path: Path, rows: str, problem: str) -> None:
    table = tmp_path / "actors.tsv"
    table.write_text(rows, encoding="utf-8")
    with pytest.raises(CodebookError, match=problem) as caught:
        load_gazetteer("en", table)
    assert str(table) in str(caught.value)


def test_a_table_that_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match=r"none\.tsv: no such file; check its name"):
        load_gazetteer("en", tmp_path / "none.tsv")
    latin = tmp_path / "latin.tsv"
    latin.write_bytes((HEAD + "\nMünchen\tDEU:GOV\t\t\t\t\n").encode("latin-1"))
    with pytest.raises(CodebookError, match=r"latin\.tsv, line 3: is not UTF-8; save the file"):
        load_gazetteer("en", latin)
    with pytest.raises(CodebookError, match="cannot be opened"):
        load_gazetteer("en", tmp_path)


def test_the_tables_have_one_order_whatever_the_process() -> None:
    """The order of names decides ties, and Python orders sets anew in each process."""
    program = (
        "from detente.gazetteer import load_gazetteer as load\n"
        "from detente.stages._origins import origins\n"
        "import hashlib\n"
        "for g in map(load, ('de', 'en')):\n"
        "    names = [*g._tables.names, *g._tables.adjectives, *g._tables.offices]\n"
        "    print(hashlib.sha256('|'.join(names).encode()).hexdigest())\n"
        "    print(origins(g).score('Kiplagat', 'KEN'))\n"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
