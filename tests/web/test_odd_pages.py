"""Every page and its twin with odd values in its address: refused or harmless, never a fault."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import quote

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from detente.web.pages import router
from detente.web.site import Site
from tests.web.test_safety import ODD

PATHS = sorted(
    {
        route.path
        for route in router.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
    }
)
KNOWN = ("visit-de", "visit-de-0", "NOR", "EST")
PARAMETERS = (
    "q", "text", "actor", "dyad", "type", "since", "until", "place", "said_by", "after", "limit",
    "sort", "min_reports", "min_confidence", "lang", "directed", "as", "page", "nonsense",
)  # fmt: skip
PART = 5
ALONE = 2  # parameters of a page that one value is given to alone


def addresses(odd: str) -> Iterator[str]:
    """Each page with the value in its path, and with it as parameters."""
    value = quote(odd, safe="")
    for path in PATHS:
        names = re.findall(r"\{[^}]+\}", path)
        for place in range(len(names)):
            found = path
            for at, name in enumerate(names):
                found = found.replace(name, value if at == place else KNOWN[2 + at % 2], 1)
            yield found
        plain = path
        for at, name in enumerate(names):
            plain = plain.replace(name, KNOWN[2 + at % 2], 1)
        yield plain + "?" + "&".join(f"{name}={value}" for name in PARAMETERS)
        turn = ODD.index(odd) + PATHS.index(path)
        for number in range(ALONE):
            name = PARAMETERS[(turn * ALONE + number) % len(PARAMETERS)]
            yield f"{plain}?{name}={value}"


def test_there_are_pages() -> None:
    assert len(PATHS) >= 10


@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_odd_values_break_no_page(client: TestClient, site: Site, odd: str) -> None:
    """All of them on SQLite, of PostgreSQL some of each value and of each page."""
    part = 1 if site.database.dialect == "sqlite" else PART
    for address in islice(addresses(odd), ODD.index(odd) % part, None, part):
        answer = client.get(address, headers={"accept": "text/html"})
        assert answer.status_code < 500, (address, answer.text)
        if answer.headers["content-type"] != "application/json":
            assert "<script>alert" not in answer.text, address
            assert "<svg onload" not in answer.text, address
        assert "set-cookie" not in answer.headers or "a=b" not in answer.headers["set-cookie"]
        assert "unsafe" not in answer.headers["content-security-policy"]
