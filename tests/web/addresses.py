"""Addresses of all that a server shows, for tests of what holds for each."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi.testclient import TestClient

from detente.archive.asking import LISTS
from detente.web.downloads import forms_of

API = "/api/v1"


def everything(client: TestClient) -> Iterator[str]:
    """Each page and its twin, each address of the API, each download, of each kind one or more."""
    for listing in LISTS:
        yield from (f"/{listing}", f"/{listing}.json", f"/search?show={listing}")
        yield from (f"/search.json?q=Tallinn&show={listing}", f"{API}/{listing}")
        yield from (f"/{listing}/export?format={form}" for form in forms_of(listing))
        for row in client.get(f"{API}/{listing}?limit=3").json()["items"]:
            yield f"{API}/{listing}/{row['id']}"
            if listing in ("events", "stories", "documents"):
                yield f"{API}/explain/{row['id']}"
                page = "articles" if listing == "documents" else "stories"
                yield from (f"/{page}/{row['id']}", f"/{page}/{row['id']}.json")
    for path in ("/dyads/NOR/EST", "/actors/NOR", "/network", "/sources", "/method"):
        yield from (path, f"{path}.json")
    yield from ("/", "/now.json", f"{API}/sources/status", f"{API}/relations/NOR/EST")
    yield from (f"{API}/network", f"{API}/movers?since=2021", f"{API}/", f"{API}/openapi.json")
