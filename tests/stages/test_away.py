"""Distances in time from a date, near and absurd."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.stages._dating_far import away_from
from detente.stages._edtf import bounds
from detente.types import Time


def span(value: str) -> Time:
    return Time(0, 0, 1, "x", "DURATION", value)


@pytest.mark.parametrize(
    ("edtf", "value", "sign", "expected"),
    [
        ("2019-07-25", "P1W", 1, "2019-08-01"),
        ("2019-07-25", "P3W", 1, "2019-08-15~"),
        ("2019-07-25", "P2M", -1, "2019-05~"),
        ("2019-07", "P2M", 1, "2019-09"),
        ("2019-07-25", "P4Y", -1, "2015~"),
        ("2019-07", "PXD", 1, "2019-07"),
        ("2019", "P3D", 1, None),
        ("2019-07-25", "P900000W", 1, None),
        ("2019-07-25", "P900000W", -1, None),
        ("2019-07-25", "P5000Y", -1, None),
        ("2019-07-25", "P99999M", 1, None),
    ],
)
def test_distances(edtf: str, value: str, sign: int, expected: str | None) -> None:
    assert away_from(edtf, span(value), sign, exact=False) == expected


@given(
    st.dates(),
    st.integers(0, 10**9),
    st.sampled_from("DWMY"),
    st.sampled_from([1, -1]),
    st.integers(0, 2),
)
def test_any_distance_is_a_date_or_none(
    day: object, number: int, unit: str, sign: int, cut: int
) -> None:
    edtf = str(day)[: (4, 7, 10)[cut]]
    found = away_from(edtf, span(f"P{number}{unit}"), sign, exact=True)
    assert found is None or None not in bounds(found)
