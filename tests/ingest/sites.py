"""A server on this machine whose pages a test writes, and what was asked of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from detente.errors import InputError
from detente.ingest import Failure, read_documents
from detente.ingest.web import Fetcher
from detente.types import Document

LIMIT = 1_000_000

SENTENCES = (
    "Die slowakische Ministerpräsidentin empfing am Montag ihren Amtskollegen aus Laos. ",
    "Beide Seiten unterzeichneten ein Abkommen über den Handel mit Holz und Reis. ",
    "Nach dem Treffen sprachen sie vor der Presse über ihre gemeinsamen Pläne. ",
)
ARTICLE = "".join(f"<p>{s * 2}</p>" for s in SENTENCES)
PAGE = (
    '<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>Ein Abkommen</title>'
    '<meta property="article:published_time" content="2022-02-23T10:00:00+01:00"></head>'
    f"<body><nav><a href='/'>Start</a></nav><article><h1>Ein Abkommen</h1>{ARTICLE}</article>"
    "</body></html>"
)
HTML = {"Content-Type": "text/html; charset=utf-8"}
Answer = tuple[int, Mapping[str, str], bytes]
Special = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """`pages` maps paths to answers; others are not found. `asked` are the paths, in order."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer | Special] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def page(self, path: str, body: str | bytes = PAGE, status: int = 200, **headers: str) -> str:
        """Put a page there; its address. Words of header names are joined with _."""
        named = {k.replace("_", "-"): v for k, v in headers.items()}
        raw = body.encode() if isinstance(body, str) else body
        self.pages[path] = (status, {**HTML, **named}, raw)
        return self.url + path


@contextmanager
def serving(wrap: Callable[[Any], Any] | None = None) -> Iterator[Site]:
    """A site that answers until the block ends; `wrap` wraps its socket (TLS)."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.headers.append(dict(self.headers))
            found = site.pages.get(self.path)
            with suppress(ConnectionError):
                if callable(found):
                    found(self)
                    return
                status, headers, body = found or (404, HTML, b"nothing here")
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if "Content-Length" not in headers:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that goes away is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    if wrap is not None:
        server.socket = wrap(server.socket)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def fetcher(**options: object) -> Fetcher:
    values = {"max_bytes": LIMIT, "seconds": 10, "delay": 0.0, "allow_private": True, **options}
    return Fetcher(**values)  # type: ignore[arg-type]


def refused(url: str, **options: object) -> InputError:
    with pytest.raises(InputError) as caught:
        fetcher(**options).fetch(url)
    return caught.value


def read(*urls: str, **options: object) -> list[Document | Failure]:
    values = {"max_bytes": LIMIT, "delay": 0.0, "allow_private": True, **options}
    return list(read_documents(urls, **values))  # type: ignore[arg-type]
