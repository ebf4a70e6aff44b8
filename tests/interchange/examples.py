"""Events in neutral form: by hand, and as hypothesis makes them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from hypothesis import strategies as st

from detente.formats._coded import Coded, Party, Where, coded_of
from detente.formats._exchange import cameo_table, country_out, quad_of, score_of
from detente.types import Evidence
from tests.formats.codings import visit

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"
COUNTRIES = ("DEU", "FRA", "XKX", "ROU", "TLS", "COD", "PSE", "USA", "SRB", "CIV", "YEM")
SECTORS = ("GOV", "MIL", "LEG", "JUD", "COP", "OPP", "REB", "CVL", "MED", "BUS", "PTY", "NGO")
BODIES = {
    "IGO:UNO": "United Nations",
    "IGO:EUR": "European Union",
    "IGO:NAT": "NATO",
    "IGO:IAE": "International Atomic Energy Agency",
    "NGO:INT": "Amnesty International",
}
WORDS = st.from_regex(r"[A-Za-zÄÖÜäöüß][a-zäöüß]{2,9}( [A-Z][a-zäöü]{2,7})?", fullmatch=True)
CODES = tuple(sorted(c for c, m in cameo_table().items() if len(c) > 2 and m.event_type))


def ours() -> list[Coded]:
    """The events of a coding of this program: a visit, a plan of two, something denied."""
    return list(coded_of(visit()))


def plain() -> Coded:
    """An event that every format holds."""
    return Coded(
        id="123456",
        source="detente",
        start=dt.date(2022, 2, 23),
        end=dt.date(2022, 2, 23),
        edtf="2022-02-23",
        event_type="CONSULT",
        mode="visit",
        cameo="042",
        quad_class="verbal cooperation",
        actor=(Party("PAK:GOV", "Imran Khan", "Khan", start=4),),
        recipient=(Party("RUS:GOV", "Russia", "Moskau", start=30),),
        goldstein=1.9,
        intensity=4.0,
        location=Where("Moscow", "RUS", 55.75, 37.62, "Moskau", "Centre", "Moscow Oblast"),
        contexts=("diplomatic",),
        publisher="Beispielblatt",
        url="https://example.org/a?b=1&c=2",
        title="Visit",
        document="77",
        language="de",
        published=dt.date(2022, 2, 24),
        text="besuchte",
        sentence=2,
        said_by=Party("SRC", "source"),
        confidence=0.83,
        told=1,
        reports=3,
        mentions=(Evidence(0, 2, 10, 18, "besuchte", "rule.of.test"),),
        length=400,
    )


@st.composite
def parties(draw: st.DrawFn) -> Party:
    if draw(st.integers(0, 4)) == 0:
        code = draw(st.sampled_from(sorted(BODIES)))
        return Party(code, BODIES[code], draw(WORDS))
    if draw(st.integers(0, 9)) == 0:
        return Party("UNK:REB", draw(WORDS), draw(WORDS))
    country = draw(st.sampled_from(COUNTRIES))
    sector = draw(st.one_of(st.none(), st.sampled_from(SECTORS)))
    return Party(f"{country}:{sector}" if sector else country, draw(WORDS), draw(WORDS))


@st.composite
def places(draw: st.DrawFn) -> Where:
    country = draw(st.sampled_from(COUNTRIES))
    numbers = st.one_of(st.none(), st.floats(-89, 89, allow_subnormal=False).map(lambda x: x + 0.0))
    lat = draw(numbers)
    name = draw(st.one_of(st.just(country_out("icews", country)), WORDS))
    return Where(name, country, lat, None if lat is None else draw(numbers) or 0.5, draw(WORDS))


@st.composite
def events(draw: st.DrawFn) -> Coded:
    """Events with one party a side, as every row format can hold them."""
    day = draw(st.dates(dt.date(1979, 1, 1), dt.date(2030, 1, 1)))
    code = draw(st.sampled_from(CODES))
    means = cameo_table()[code]
    sides = st.lists(parties(), min_size=1, max_size=1)
    return Coded(
        id=str(draw(st.integers(0, 2**62))),
        source="detente",
        start=day,
        end=day,
        edtf=day.isoformat(),
        event_type=means.event_type,
        mode=means.mode,
        cameo=code,
        quad_class=quad_of(means.event_type, code),
        actor=tuple(draw(sides)),
        recipient=tuple(draw(st.one_of(st.just([]), sides))),
        goldstein=means.goldstein,
        intensity=score_of(means.event_type, means.mode),
        location=draw(st.one_of(st.none(), places())),
        contexts=means.contexts,
        publisher=draw(st.one_of(st.none(), WORDS)),
        url=draw(st.one_of(st.none(), st.just("https://example.org/x"))),
        document=draw(st.one_of(st.none(), st.integers(0, 10**9).map(str))),
        language=draw(st.sampled_from(("de", "en", None))),
        published=draw(st.one_of(st.none(), st.just(day))),
        text=draw(WORDS),
        sentence=draw(st.one_of(st.none(), st.integers(0, 40))),
        told=draw(st.integers(1, 9)),
        reports=draw(st.integers(1, 9)),
    )
