"""Pages of the web, fetched politely: one at a time, as robots.txt allows, within limits.

Nothing of this is imported before an address is read. Each address, and each that a server
redirects to, is checked anew: its form, its machine (see `_connect`), robots.txt, the pause.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from urllib.parse import quote, urljoin, urlsplit

from protego import Protego

from detente import __version__
from detente.errors import InputError
from detente.ingest._connect import PORTS, Answer, Target, request, resolve
from detente.ingest._inflate import inflate
from detente.ingest._memory import mark
from detente.ingest._pages import HTML, TEXT, Page, content_type, no_media

AGENT = f"detente/{__version__}"
FEEDS = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/xml",
        "text/xml",
    }
)
REDIRECTS = 5
ROBOTS_BYTES = 512_000  # of robots.txt; RFC 9309 asks for 500 KiB at least
LONGEST_PAUSE = 60.0  # seconds; a server that asks for more is not read
_HEADERS = {
    "User-Agent": AGENT,
    "Accept": ", ".join((*sorted(HTML), *sorted(FEEDS), "text/plain;q=0.8")),
    "Accept-Encoding": "gzip",
    "Connection": "close",
}
_MOVED = frozenset({301, 302, 303, 307, 308})
_UNCHANGED = 304
_LATER = frozenset({408, 425, 429})  # with 5xx: the server may answer another time
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})
_STAYS = "/%:@!$&'()*+,;=~-._"  # of a path, what is not percent-encoded
_UNSURE = frozenset("\u00df\u03c2\u200c\u200d")  # letters that the two rules for names read apart


class Fetcher:
    """Fetches pages; knows what robots.txt of each server says, and when it was last asked.

    `max_bytes` bounds a page as sent and as decompressed, `seconds` the time of one request.
    `delay` is the least number of seconds from one page of a host to the next; robots.txt can
    ask for more. `sleep` and `clock` are for tests.
    """

    def __init__(
        self,
        *,
        max_bytes: int,
        seconds: float,
        delay: float = 1.0,
        allow_private: bool = False,
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._max_bytes = max_bytes
        self._seconds = seconds
        self._delay = delay
        self._allow_private = allow_private
        self._sleep = sleep
        self._clock = clock
        self._rules: dict[str, Protego | InputError] = {}
        self._asked: dict[str, float] = {}

    def fetch(self, url: str) -> Page:
        """What stands at an address, after at most REDIRECTS redirects.

        InputError: "bad-url", "private-address", "robots" (not allowed), "bad-type" (no page, text
        or feed), "too-large", "http-error" (the server refuses), "fetch-failed" (it does not
        answer, or says that it will later).
        """
        page = self.fetch_changed(url, lambda address: {})
        assert page is not None  # nothing was asked under a condition
        return page

    def fetch_changed(
        self, url: str, conditions: Callable[[str], Mapping[str, str]]
    ) -> Page | None:
        """The same; None where the server says that it is what it was.

        `conditions` gives the headers that ask so, for each address on the way.
        """
        target = parse_url(url)
        for _ in range(REDIRECTS + 1):
            addresses = resolve(target, allow_private=self._allow_private)
            self._wait(target, self._pause(target))
            asked = conditions(str(target))
            headers = {**_HEADERS, **asked}
            with request(target, addresses, headers, seconds=self._seconds) as answer:
                if asked and answer.status == _UNCHANGED:
                    return None
                if answer.status not in _MOVED:
                    return self._page(target, answer)
                target = _next(target, answer)
        raise InputError(
            f"{url}: more than {REDIRECTS} redirects, the last to {target}", code="http-error"
        )

    def _page(self, target: Target, answer: Answer) -> Page:
        _check_status(target, answer)
        media, charset = content_type(answer.headers.get("Content-Type"))
        if media and media not in HTML | TEXT | FEEDS:
            raise no_media(str(target), media)
        told = answer.headers.get("Content-Length", "")
        if told.isdecimal() and int(told) > self._max_bytes:
            raise self._too_large(target)
        pieces = self._limited(answer.body, target)
        packing = answer.headers.get("Content-Encoding", "identity").strip().lower()
        if packing in _PACKED:
            raw = inflate(pieces, str(target), limit=self._max_bytes)
        elif packing in ("identity", ""):
            raw = b"".join(pieces)
        else:
            raise InputError(
                f"{target}: sent compressed with {packing!r}, which was not asked for",
                code="bad-type",
            )
        marks = (mark(answer.headers.get(name)) for name in ("ETag", "Last-Modified"))
        return Page(str(target), media, charset, raw, *marks)

    def _limited(self, pieces: Iterable[bytes], target: Target) -> Iterator[bytes]:
        size = 0
        for piece in pieces:
            size += len(piece)
            if size > self._max_bytes:
                raise self._too_large(target)
            yield piece

    def _too_large(self, target: Target) -> InputError:
        return InputError(
            f"{target}: more than {self._max_bytes:,} bytes, which is the limit; raise"
            " DETENTE_MAX_BYTES to read it",
            code="too-large",
        )

    def _wait(self, target: Target, pause: float) -> None:
        asked = self._asked.get(target.host)
        left = asked + pause - self._clock() if asked is not None else 0.0
        if left > 0:
            self._sleep(left)
        self._asked[target.host] = self._clock()

    def _pause(self, target: Target) -> float:
        """Seconds between two pages of the server; InputError where the page is not allowed."""
        if target.origin not in self._rules:
            try:
                self._rules[target.origin] = self._ask_robots(target)
            except InputError as error:
                self._rules[target.origin] = error
        rules = self._rules[target.origin]
        if isinstance(rules, InputError):
            raise InputError(
                f"{target}: robots.txt cannot be read, so nothing of this server is"
                f" ({rules.message})",
                code="fetch-failed",
            )
        if not rules.can_fetch(str(target), AGENT):
            raise InputError(
                f"{target}: robots.txt of the server does not allow {AGENT} to read it; save the"
                " page yourself if you may, and give the file",
                code="robots",
            )
        asked = rules.crawl_delay(AGENT) or 0.0
        if asked > LONGEST_PAUSE:
            raise InputError(
                f"{target}: robots.txt of the server asks for {asked:g} seconds between two pages,"
                f" more than the {LONGEST_PAUSE:g} that are waited",
                code="robots",
            )
        return max(self._delay, asked)

    def _ask_robots(self, page: Target) -> Protego:
        """The rules of a server; without the file all is allowed, as RFC 9309 has it."""
        target = Target(page.scheme, page.host, page.port, "/robots.txt")
        for _ in range(REDIRECTS + 1):
            addresses = resolve(target, allow_private=self._allow_private)
            with request(target, addresses, _HEADERS, seconds=self._seconds) as answer:
                if answer.status in _MOVED:
                    target = _next(target, answer)
                    continue
                if answer.status == 200:
                    return Protego.parse(_robots_text(answer, str(target)))
                if 400 <= answer.status < 500 and answer.status not in _LATER:
                    break
                _check_status(target, answer)
        return Protego.parse("")


def parse_url(url: str) -> Target:
    """The parts of an address; InputError "bad-url" where it is none that can be read."""
    try:
        parts = urlsplit(url.strip())
        scheme, port = parts.scheme.lower(), parts.port
        host = (parts.hostname or "").rstrip(".")
        if _UNSURE & set(host):
            raise ValueError("its name has letters with two spellings; write it in ASCII, xn--...")
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError as error:
        raise InputError(f"{url}: no address of the web ({error})", code="bad-url") from error
    if scheme not in PORTS or not host:
        raise InputError(
            f"{url}: no address of the web; it begins with http:// or https:// and a name",
            code="bad-url",
        )
    if parts.username is not None or parts.password is not None:
        raise InputError(
            f"{scheme}://{host}: the address holds a user name or a password; pages behind a login"
            " are not read: save them and give the files",
            code="bad-url",
        )
    path = quote(parts.path or "/", safe=_STAYS)
    if parts.query:
        path += "?" + quote(parts.query, safe=_STAYS + "?[]")
    return Target(scheme, host, PORTS[scheme] if port is None else port, path)


def _next(target: Target, answer: Answer) -> Target:
    location = answer.headers.get("Location", "")
    try:
        joined = urljoin(str(target), location)
    except ValueError as error:
        raise InputError(f"{target}: redirects to {location!r}", code="bad-url") from error
    return parse_url(joined)


def _check_status(target: Target, answer: Answer) -> None:
    status = answer.status
    if status == 200:
        return
    if status >= 500 or status in _LATER:
        after = answer.headers.get("Retry-After", "")
        when = f" in {after} seconds" if after.isdecimal() else " later"
        raise InputError(
            f"{target}: the server answers {status}; try again{when}", code="fetch-failed"
        )
    raise InputError(f"{target}: the server answers {status}; check the address", code="http-error")


def _robots_text(answer: Answer, name: str) -> str:
    raw = bytearray()
    for piece in answer.body:
        raw += piece
        if len(raw) >= ROBOTS_BYTES:
            break
    if answer.headers.get("Content-Encoding", "").strip().lower() in _PACKED:
        raw = bytearray(inflate([bytes(raw)], name, limit=8 * ROBOTS_BYTES))
    return raw[:ROBOTS_BYTES].decode("utf-8-sig", "replace")
