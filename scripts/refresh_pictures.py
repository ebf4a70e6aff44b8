"""Take the pictures of the explorer for the README: `python scripts/refresh_pictures.py`.

The store is that of `detente demo`, made anew in a folder that is thrown away, or the one that is
named. Needs Chromium (`apt-get install chromium`). Look at the pictures before they are committed.
"""

from __future__ import annotations

import shutil
import socket
import sys
import tempfile
import threading
from pathlib import Path

import uvicorn
from click.testing import CliRunner
from playwright.sync_api import Browser, sync_playwright

from detente.cli import main as program
from detente.web.app import make_app
from detente.web.site import Site

TARGET = Path(__file__).parents[1] / "docs" / "images"
LARGEST = 250_000  # bytes of a picture
TRIES = 60  # seconds that a page may take until it is as the store is now
NAMES = ("chromium", "chromium-browser", "google-chrome")
# name, address, language, colours, width and height
PICTURES = (
    ("now", "/?period=years", "en", "light", 1280, 800),
    ("dyad", "/dyads/SAU/IRN", "en", "light", 1280, 900),
    ("story", "STORY", "de", "dark", 1280, 800),
    ("phone", "/dyads/SWE/TUR", "en", "dark", 390, 780),
)


def take(browser: Browser, address: str, picture: tuple[str, str, str, str, int, int]) -> None:
    """One picture, as a reader sees it who has just opened the page."""
    name, path, language, scheme, width, height = picture
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        locale=language,
    )
    page = context.new_page()
    if path == "STORY":
        page.goto(f"{address}/stories?sort=-reports")
        page.locator("main ol.stories a[href^='/stories/']").first.click()
    else:
        page.goto(address + path)
    page.wait_for_load_state("networkidle")
    for _ in range(TRIES):  # what takes long to work out is told of by a line at the head
        if not page.locator("main .behind").count():
            break
        page.wait_for_timeout(1000)
        page.reload(wait_until="networkidle")
    target = TARGET / f"explorer-{name}.png"
    page.screenshot(path=target)
    size = target.stat().st_size
    print(f"{target.name}: {size:,} bytes")
    if size > LARGEST:
        sys.exit(f"{target.name} is larger than {LARGEST:,} bytes")
    context.close()


def main() -> None:
    """Make the store, serve it, take all pictures."""
    with tempfile.TemporaryDirectory() as folder:
        store = sys.argv[1] if len(sys.argv) > 1 else str(Path(folder) / "demo.db")
        if len(sys.argv) < 2:
            made = CliRunner().invoke(program, ["demo", "--no-serve", "--store", store])
            if made.exit_code:
                sys.exit(made.output)
        site = Site(store)
        own = socket.socket()
        own.bind(("127.0.0.1", 0))
        own.listen(64)
        server = uvicorn.Server(uvicorn.Config(make_app(site), log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [own]}, daemon=True)
        thread.start()
        with sync_playwright() as play:
            path = next((found for name in NAMES if (found := shutil.which(name))), None)
            browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
            for picture in PICTURES:
                take(browser, f"http://127.0.0.1:{own.getsockname()[1]}", picture)
            browser.close()
        server.should_exit = True
        thread.join(10)
        own.close()
        site.close()


if __name__ == "__main__":
    main()
