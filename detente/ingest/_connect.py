"""One request to one address that was checked before: the only module that opens connections.

The name of a server is resolved once, every address it has is checked, and the connection goes to
an address of that list, so that a name which answers differently the second time (DNS rebinding)
gains nothing. Certificates are checked against the name. Proxies are not used: with one, the
address that is connected to could not be checked.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import monotonic

import certifi
import urllib3.exceptions
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.response import HTTPResponse

from detente.errors import InputError

PORTS = {"http": 80, "https": 443}
PIECE = 1 << 16  # bytes of a body that are read at once
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # IPv6 addresses that stand for IPv4 ones
_FAULTS = (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: `host` in ASCII, `path` with its query, percent-encoded."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """Scheme, host and, where it is not the usual one, port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"

    def __str__(self) -> str:
        return self.origin + self.path


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: `headers` by name in any case, the body undecoded, as it comes."""

    status: int
    headers: Mapping[str, str]
    body: Iterator[bytes]


def resolve(target: Target, *, allow_private: bool) -> tuple[str, ...]:
    """The addresses of the host, in the order of the system's resolver.

    InputError "private-address" if any of them is no public one, unless that is allowed;
    "fetch-failed" if the name has none.
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise InputError(
            f"{target}: the name {target.host} cannot be resolved ({error}); check the address and"
            " the connection to the network",
            code="fetch-failed",
        ) from error
    addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
    private = [a for a in addresses if not is_public(a)]
    if private and not allow_private:
        raise InputError(
            f"{target}: {target.host} is {private[0]}, which is no public address; to read from"
            " your own network give --allow-private",
            code="private-address",
        )
    return addresses


def is_public(text: str) -> bool:
    """Whether anybody on the Internet would reach the same machine at this address."""
    address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if address.is_site_local:
            return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


@contextmanager
def request(
    target: Target, addresses: tuple[str, ...], headers: Mapping[str, str], *, seconds: float
) -> Iterator[Answer]:
    """The answer to a GET request.

    All of it, from the first byte sent to the last received, may take `seconds`. InputError
    "fetch-failed" where the server cannot be reached, breaks off or takes longer.
    """
    end = monotonic() + seconds
    connection = _connect(target, addresses, end)
    late = threading.Event()
    watch = threading.Timer(max(0.0, end - monotonic()), _stop, (connection.sock, late))
    watch.daemon = True
    watch.start()
    response: HTTPResponse | None = None
    try:
        with _told(target, late, seconds):
            connection.request(
                "GET",
                target.path,
                headers={"Host": target.origin.partition("//")[2], **headers},
                preload_content=False,
                decode_content=False,
            )
            response = connection.getresponse()
        yield Answer(response.status, response.headers, _body(response, target, late, seconds))
    finally:
        watch.cancel()
        if response is not None:
            response.close()
        connection.close()


def _connect(target: Target, addresses: tuple[str, ...], end: float) -> HTTPConnection:
    fault: Exception | None = None
    for address in addresses:
        left = end - monotonic()
        if left <= 0:
            break
        connection = _connection(target, address, left)
        try:
            connection.connect()
        except _FAULTS as error:
            connection.close()
            fault = error
        else:
            return connection
    raise InputError(
        f"{target}: no connection ({_reason(fault)}); try again later", code="fetch-failed"
    ) from fault


def _connection(target: Target, address: str, seconds: float) -> HTTPConnection:
    if target.scheme == "http":
        return HTTPConnection(address, target.port, timeout=seconds)
    return HTTPSConnection(
        address,
        target.port,
        timeout=seconds,
        cert_reqs="CERT_REQUIRED",
        ca_certs=certifi.where(),
        server_hostname=target.host,
    )


def _stop(open_socket: object, late: threading.Event) -> None:
    late.set()
    if isinstance(open_socket, socket.socket):
        with suppress(OSError):
            # the plain method: that of an encrypted socket would take it from under the reader
            socket.socket.shutdown(open_socket, socket.SHUT_RDWR)


def _body(
    response: HTTPResponse, target: Target, late: threading.Event, seconds: float
) -> Iterator[bytes]:
    with _told(target, late, seconds):
        while piece := response.read(PIECE, decode_content=False):
            yield piece


@contextmanager
def _told(target: Target, late: threading.Event, seconds: float) -> Iterator[None]:
    """Faults of the connection as InputErrors; an end that we made ourselves is one, too."""
    fault: Exception | None = None
    try:
        yield
    except _FAULTS as error:
        fault = error
    if late.is_set():
        raise InputError(
            f"{target}: not read within {seconds:g} seconds; try again later or raise"
            " DETENTE_FETCH_SECONDS",
            code="fetch-failed",
        ) from fault
    if fault is not None:
        raise InputError(
            f"{target}: the server broke off ({_reason(fault)}); try again later",
            code="fetch-failed",
        ) from fault


def _reason(fault: Exception | None) -> str:
    if fault is None:
        return "no address answered in time"
    inner = fault.args[-1] if fault.args else fault
    text = str(inner if isinstance(inner, Exception) else fault)
    return text.rpartition(": ")[2] or type(fault).__name__
