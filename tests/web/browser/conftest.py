"""A real browser over a real server; skipped, with the reason, where there is no Chromium.

Debian's is found by its name (`apt-get install chromium`), playwright's own where it was
installed (`playwright install chromium`). No test goes beyond 127.0.0.1: what a page asks of any
other address fails it.
"""

from __future__ import annotations

import datetime as dt
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from detente.archive.collating import collate
from detente.store.database import open_store
from detente.store.writing import write_coding
from detente.web.app import make_app
from detente.web.site import Site
from tests.web.browser import stores
from tests.web.worlds import HOSTILE, VISIT, store_world, told

NAMES = ("chromium", "chromium-browser", "google-chrome")
WAIT = 20_000  # milliseconds after which something is missing
BAD = ("serious", "critical")


@contextmanager
def running(site: Site) -> Iterator[str]:
    """The address of a server over a site."""
    own = socket.socket()
    own.bind(("127.0.0.1", 0))
    own.listen(64)
    config = uvicorn.Config(make_app(site), log_level="warning", access_log=False, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [own]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{own.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        own.close()
        site.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over Norway and Estonia, with an article that would like to run a script."""
    target = tmp_path_factory.mktemp("browser") / "world.db"
    with open_store(target, create=True, write=True) as database:
        store_world(database)
        text = f"Norway visited Tallinn. {HOSTILE} </bdi><svg onload=alert(1)> {'x' * 400}"
        article = told(
            "hostile", text, dt.date(2021, 10, 4), (VISIT,), publisher=HOSTILE, title=HOSTILE
        )
        with database.writing() as connection:
            assert write_coding(connection, article, coder="example 1")
        collate(database)
    with running(Site(target)) as found:
        yield found


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """Gives the address of a server over a store of `stores.py`, by its name."""
    with ExitStack() as stack:

        @cache
        def found(name: str) -> str:
            path = tmp_path_factory.mktemp("browser") / f"{name}.db"
            getattr(stores, name)(path)
            return stack.enter_context(running(Site(path)))

        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, without a window."""
    sync = pytest.importorskip("playwright.sync_api")
    with sync.sync_playwright() as play:
        path = next((found for name in NAMES if (found := shutil.which(name))), None)
        path = path or play.chromium.executable_path
        if not Path(path).exists():
            pytest.skip("no Chromium on this machine: apt-get install chromium")
        found = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield found
        found.close()


class Visitor:
    """Opens pages, and keeps what went wrong on them."""

    def __init__(self, browser: Any, address: str) -> None:
        self.address = address
        self.faults: list[str] = []
        self._browser = browser
        self._contexts: list[Any] = []

    def page(self, *, language: str = "en", width: int = 1280, **options: Any) -> Any:
        """A page in a browser of its own, without cookies."""
        context = self._browser.new_context(
            viewport={"width": width, "height": 900}, locale=language, **options
        )
        context.set_default_timeout(WAIT)
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("requestfailed", self._failed)
        page.on("request", self._request)
        page.on("dialog", self._dialog)
        return page

    def open(self, path: str, *, status: int = 200, **options: Any) -> Any:
        """A new page at a path of the server, when all its parts are there."""
        page = self.page(**options)
        answer = page.goto(self.address + path, wait_until="networkidle")
        assert answer.status == status, path
        if status != 200:
            self.faults.clear()  # the browser tells of the status itself
        return page

    def close(self) -> None:
        """Close all that was opened."""
        for context in self._contexts:
            context.close()

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console: {message.text}")

    def _failed(self, request: Any) -> None:
        if request.failure != "net::ERR_ABORTED":  # the page was left before it was there
            self.faults.append(f"failed: {request.url} {request.failure}")

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.faults.append(f"another address: {request.url}")

    def _dialog(self, dialog: Any) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()


@pytest.fixture
def visitor(browser: Any, address: str) -> Iterator[Visitor]:
    """Whoever opens pages; at the end nothing may have gone wrong on them."""
    found = Visitor(browser, address)
    yield found
    found.close()
    assert not found.faults


def serious(page: Any) -> list[Any]:
    """What axe finds on a page that is serious or worse."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    return [
        (rule["id"], [node["html"][:160] for node in rule["nodes"][:3]])
        for rule in axe.run(page).response["violations"]
        if rule["impact"] in BAD
    ]


def overhang(page: Any, width: int) -> list[str]:
    """What makes a page wider than the screen: [] where nothing does."""
    page.set_viewport_size({"width": width, "height": 800})
    if page.evaluate("document.documentElement.scrollWidth") <= width:
        return []
    found: list[str] = page.evaluate(
        """width => [...document.querySelectorAll('body *')]
        .filter(e => e.getBoundingClientRect().right > width + 1 && !e.closest('.scroll'))
        .slice(0, 4).map(e => e.outerHTML.slice(0, 120))""",
        width,
    )
    return found or ["something"]
