"""Ask the API for every example of it: `python scripts/refresh_api.py`.

The answers, of a small made-up store (`tests/web/worlds.py`), go into
detente/data/web/examples.json, which OpenAPI shows; `scripts/refresh_docs.py` takes them into
docs/api.md. With --check nothing is written: exit status 1 says that they are out of date.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

CALLS: dict[str, str] = {  # by the id of the operation
    "start": "/",
    "list_events": "/events?actor=NOR&type=CONSULT&language=de",
    "list_stories": "/stories?dyad=NOR,EST&min_reports=2&limit=10",
    "list_assessments": "/assessments?tone=friendly",
    "list_statements": "/statements?said_by=NOR&since=2021-08",
    "list_documents": "/documents?text=electricity&sort=published&limit=1",
    "show_event": "/events/visit-de-0",
    "show_story": "/stories/{story}",
    "show_document": "/documents/visit-de",
    "show_assessment": "/assessments/{assessment}",
    "show_statement": "/statements/{statement}",
    "explain": "/explain/visit-de-0",
    "relation": "/relations/Norway/EST?since=2021-03-01&until=2021-03-31",
    "movers": "/movers?since=2021-01&limit=1",
    "network": "/network?since=2021&until=2021-12",
    "status": "/sources/status",
    "join": "/stories/join",
    "split": "/stories/{story}/split",
}
BODIES = {
    "join": {"event": "quarrel-0-0", "other": "quarrel-2-0"},
    "split": {"event": "visit-en-0"},
}
KINDS = {"csv": "text/csv", "ndjson": "application/x-ndjson"}
WITH_ROWS = ("relation", "movers", "network")  # besides the lists


def client_of(path: Path, *, edit: bool = False) -> tuple[Any, Any]:
    """(client, site) over a store in a file."""
    from fastapi.testclient import TestClient

    from detente.web.app import make_app
    from detente.web.site import Site

    site = Site(path, edit=edit)
    return TestClient(make_app(site), base_url="http://127.0.0.1:8470"), site


def new_store(path: Path) -> Path:
    """The example store in a new file."""
    from detente.store.database import open_store
    from tests.web.worlds import store_world

    with open_store(path, create=True, write=True) as database:
        store_world(database)
    return path


def examples(folder: Path) -> dict[str, dict[str, Any]]:
    """The example of each operation: `call`, `body` of a POST, and what it answers by format."""
    client, site = client_of(new_store(folder / "news.db"))
    api = "/api/v1"
    first = {
        name: client.get(f"{api}{path}").json()["items"][0]["id"]
        for name, path in (
            ("story", CALLS["list_stories"]),
            ("assessment", CALLS["list_assessments"]),
            ("statement", CALLS["list_statements"]),
        )
    }
    found: dict[str, dict[str, Any]] = {}
    for name, path in CALLS.items():
        call = api + path.format(**first)
        if name in BODIES:
            editor, own = client_of(new_store(folder / f"{name}.db"), edit=True)
            answer = editor.post(call, json=BODIES[name])
            own.close()
            found[name] = {"call": call, "body": BODIES[name]}
        else:
            answer = client.get(call)
            found[name] = {"call": call}
        if answer.status_code != 200:
            raise SystemExit(f"{call}: {answer.status_code} {answer.text}")
        found[name]["json"] = answer.json()
        if name.startswith("list_") or name in WITH_ROWS:
            for key, kind in KINDS.items():
                found[name][key] = client.get(call, headers={"accept": kind}).text
    site.close()
    return found


def main() -> int:
    from detente.web.api.describing import EXAMPLES

    with tempfile.TemporaryDirectory() as folder:
        text = json.dumps(examples(Path(folder)), ensure_ascii=False, indent=1) + "\n"
    if EXAMPLES.exists() and text == EXAMPLES.read_text("utf-8"):
        return 0
    if "--check" in sys.argv[1:]:
        print("the examples of the API are out of date; run python scripts/refresh_api.py")
        return 1
    EXAMPLES.parent.mkdir(exist_ok=True)
    EXAMPLES.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
