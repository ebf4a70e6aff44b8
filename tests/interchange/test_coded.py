"""The neutral event: what it takes from a coding, and what a party's code tells."""

from __future__ import annotations

import pytest

from detente.formats._coded import Party, coded_of
from tests.formats.codings import TEXT, visit
from tests.interchange.examples import ours


def test_it_has_all_that_the_coding_says() -> None:
    coding = visit()
    first, second, third = ours()
    event = coding.events[0]
    assert (first.id, first.source, first.document) == (event.id, "detente", "doc-1")
    assert (first.event_type, first.mode, first.cameo) == ("CONSULT", "visit", "042")
    assert first.actor[0].code == "NOR:GOV"
    assert TEXT[first.actor[0].start or 0 :].startswith(first.actor[0].text or "?")
    assert (first.told, first.reports, first.length) == (2, None, len(TEXT))
    assert first.location and first.location.name == "Tallinn"
    assert (first.publisher, first.url) == ("Beispielblatt", "https://example.org/a?b=1&c=2")
    assert second.said_by and second.said_by.code == "NOR:GOV"
    assert (second.start, second.end, second.edtf) == (None, None, None)
    assert (third.edtf, third.end, third.aux) == ("2016/..", None, ("historical", "negation"))


def test_independent_reports_come_from_outside() -> None:
    assert [e.reports for e in coded_of(visit(), reports=4)] == [4, 4, 4]


@pytest.mark.parametrize(("code", "country", "sector", "party"), [
    ("PAK:GOV", "PAK", "GOV", "PAK"),
    ("PAK", "PAK", None, "PAK"),
    ("IGO:UNO", None, None, "IGO:UNO"),
    ("UNK:REB", None, "REB", "UNK:REB"),
    ("UNK:UNK", None, None, "UNK:UNK"),
    ("SRC", None, None, "SRC"),
])  # fmt: skip
def test_a_code_tells_country_and_sector(
    code: str, country: str | None, sector: str | None, party: str
) -> None:
    found = Party(code)
    assert (found.country, found.sector, found.party) == (country, sector, party)
