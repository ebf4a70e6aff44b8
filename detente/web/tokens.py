"""Who may come in: a token in a header or a cookie, compared in constant time; guesses are slowed.

A browser gets the cookie from the form of /login. The cookie is made from the token by HMAC, so
it does not tell it, and every cookie is void once the token is another one.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from threading import Lock

from detente.errors import UsageError

COOKIE = "detente_session"
LEAST = 16  # characters of a token: shorter ones can be guessed
_ADDRESSES = 10_000  # that are remembered


def check_token(token: str) -> str:
    """The token; UsageError for one that is too short or cannot stand in a header."""
    if len(token) < LEAST or not token.isascii() or not token.isprintable() or " " in token:
        raise UsageError(
            f"the token must be {LEAST} or more letters, digits and signs of ASCII without blanks;"
            " python -c 'import secrets; print(secrets.token_urlsafe(24))' makes one",
            code="bad-token",
        )
    return token


def cookie_of(token: str) -> str:
    """The value of the cookie that the token gives."""
    return hmac.new(token.encode(), b"detente browser session", hashlib.sha256).hexdigest()


def same(given: str, wanted: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell where they differ."""
    digests = (hashlib.sha256(each.encode("utf-8", "replace")).digest() for each in (given, wanted))
    return hmac.compare_digest(*digests)


def given_by(authorization: str | None, cookies: str | None) -> tuple[str | None, str | None]:
    """(token of the header, value of our cookie) that a request brings."""
    token = None
    if authorization:
        scheme, _, value = authorization.partition(" ")
        token = value.strip() if scheme.lower() == "bearer" else ""
    cookie = None
    if cookies:
        try:
            found = SimpleCookie(cookies).get(COOKIE)
        except CookieError:
            found = None
        cookie = found.value if found else None
    return token, cookie


class Attempts:
    """Counts wrong tokens by address, and locks an address out for a while.

    A locked address is refused with the right token too: otherwise it could go on guessing. Of
    IPv6 all of a /64 network counts as one. `clock` gives seconds.
    """

    def __init__(
        self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._lock = Lock()
        self._failed: OrderedDict[str, list[float]] = OrderedDict()

    def wait_of(self, address: str) -> int:
        """Seconds until an address may try again; 0 where it may now."""
        now = self._clock()
        with self._lock:
            failed = self._recent(_network(address), now)
            if len(failed) < self._most:
                return 0
            return max(1, round(failed[-self._most] + self._seconds - now))

    def fail(self, address: str) -> None:
        """Count a wrong token."""
        now, network = self._clock(), _network(address)
        with self._lock:
            self._failed[network] = [*self._recent(network, now), now][-self._most :]
            self._failed.move_to_end(network)
            while len(self._failed) > _ADDRESSES:
                self._failed.popitem(last=False)

    def _recent(self, network: str, now: float) -> list[float]:
        return [at for at in self._failed.get(network, ()) if now - at < self._seconds]


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)
