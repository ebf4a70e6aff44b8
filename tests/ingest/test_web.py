"""Pages of the web: what is fetched, how politely, and what is refused."""

from __future__ import annotations

import gzip
import socket
import time
import tracemalloc
import zlib
from http.server import BaseHTTPRequestHandler

import pytest

from detente import __version__
from detente.errors import InputError
from detente.ingest import Failure
from detente.ingest._connect import is_public, resolve
from detente.ingest.web import parse_url
from detente.types import Document
from tests.ingest.sites import LIMIT, PAGE, SENTENCES, Site, fetcher, read, refused, serving

# what is read


def test_a_page_becomes_a_document(site: Site) -> None:
    url = site.page("/a.html")
    (document,) = read(url)
    assert isinstance(document, Document)
    assert all(s.strip() in document.text for s in SENTENCES)
    assert (document.title, document.url, document.source) == ("Ein Abkommen", url, url)
    assert str(document.published) == "2022-02-23"
    assert site.asked == ["/robots.txt", "/a.html"]


def test_we_say_who_we_are_and_send_nothing_else_of_the_user(site: Site) -> None:
    site.page("/a", Set_Cookie="a=b")
    site.page("/b")
    read(site.url + "/a", site.url + "/b")
    for headers in site.headers:
        assert headers["User-Agent"] == f"detente/{__version__}"
        assert headers["Host"] == f"127.0.0.1:{site.port}"
        assert not {"Cookie", "Referer", "Authorization"} & set(headers)


def test_the_server_tells_the_encoding(site: Site) -> None:
    page = PAGE.replace('<meta charset="utf-8">', "")
    url = site.page("/a", page.encode("cp1252"), Content_Type="text/html; charset=ISO-8859-1")
    (document,) = read(url)
    assert isinstance(document, Document) and "Ministerpräsidentin" in document.text


def test_plain_text_is_taken_whole_and_cannot_name_itself(site: Site) -> None:
    text = "---\nid: another\n---\nNorway condemned the attack."
    (document,) = read(site.page("/a", text, Content_Type="text/plain"))
    assert isinstance(document, Document)
    assert document.text == text and document.id != "another"


def test_the_address_of_the_page_is_kept_or_the_one_that_it_states(site: Site) -> None:
    stated = PAGE.replace("<title>", '<link rel="canonical" href="/the/real/one"><title>')
    odd = PAGE.replace("<title>", '<link rel="canonical" href="javascript:x()"><title>')
    items = read(site.page("/a?utm=1", stated), site.page("/b", odd))
    assert [d.url for d in items if isinstance(d, Document)] == [
        site.url + "/the/real/one",
        site.url + "/b",
    ]


def test_order_is_kept_and_one_failure_stops_nothing(site: Site) -> None:
    urls = [site.page(f"/{n}", f"Text {n}.", Content_Type="text/plain") for n in range(6)]
    items = read(*urls[:3], site.url + "/none", *urls[3:])
    assert [i.text if isinstance(i, Document) else i.error.code for i in items] == [
        *("Text 0.", "Text 1.", "Text 2.", "http-error", "Text 3.", "Text 4.", "Text 5."),
    ]


@pytest.mark.parametrize("packing", ["gzip", "deflate", "bare"])
def test_compressed_pages(site: Site, packing: str) -> None:
    raw = PAGE.encode()
    bare = zlib.compressobj(wbits=-15)
    body = {
        "gzip": gzip.compress(raw),
        "deflate": zlib.compress(raw),
        "bare": bare.compress(raw) + bare.flush(),
    }[packing]
    url = site.page("/a", body, Content_Encoding="gzip" if packing == "gzip" else "deflate")
    assert fetcher().fetch(url).raw == raw


# what is refused


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/a", "file:///etc/passwd", "http://", "http:///a", "http://[::1", "xy://",
        "https://user:secret@example.org/", "http://example.org:99999/", "gopher://example.org/",
        "http://fa\u00df.example/",
    ],
)  # fmt: skip
def test_no_address_of_the_web(url: str) -> None:
    error = refused(url)
    assert error.code == "bad-url"
    assert "secret" not in error.message
    (item,) = read(url)
    assert isinstance(item, Failure) and item.error.code == "bad-url"


def test_addresses_are_brought_into_one_form() -> None:
    assert str(parse_url("HTTP://Example.ORG:80/ä b?q=ü#part")) == (
        "http://example.org/%C3%A4%20b?q=%C3%BC"
    )
    assert str(parse_url("https://bücher.example")) == "https://xn--bcher-kva.example/"
    assert str(parse_url("https://a.example./x%20y?b[]=1&c")) == "https://a.example/x%20y?b[]=1&c"
    assert str(parse_url("http://[2001:db8::1]:81/")) == "http://[2001:db8::1]:81/"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.1", "240.0.0.1", "192.0.2.1",
        "198.18.0.1", "::", "::1", "fe80::1", "fe80::1%2", "fc00::1", "fd12::1", "fec0::1",
        "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::",
        "2002:0a00:0001::", "64:ff9b::7f00:1", "64:ff9b::c0a8:101",
        "2001:0:5ef5:79fb:0:0:80ff:fffe",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]"])
def test_a_private_address_is_refused_in_every_spelling(site: Site, host: str) -> None:
    error = refused(f"http://{host}:{site.port}/a", allow_private=False)
    assert error.code == "private-address" and "--allow-private" in error.message
    assert site.asked == []


Found = list[tuple[int, int, int, str, tuple[str, int]]]


def answers(monkeypatch: pytest.MonkeyPatch, *replies: list[str]) -> list[str]:
    """A name `news.test` that is resolved to each reply in turn; the names that were looked up."""
    real, asked, left = socket.getaddrinfo, [], list(replies)

    def fake(host: str, port: int, *args: object, **options: object) -> object:
        if host != "news.test":
            return real(host, port, *args, **options)  # type: ignore[arg-type]
        asked.append(host)
        reply = left.pop(0) if len(left) > 1 else left[0]
        found: Found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in reply]
        return found

    monkeypatch.setattr(socket, "getaddrinfo", fake)
    return asked


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, ["93.184.216.34", "10.0.0.1"])
    assert refused("http://news.test/", allow_private=False).code == "private-address"


def test_the_name_is_resolved_once_and_that_address_is_used(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.page("/a")
    # an address that nothing answers at comes second: a second look-up would end there
    asked = answers(monkeypatch, ["127.0.0.1"], ["127.0.0.1"], ["203.0.113.1"])
    page = fetcher(seconds=3).fetch(f"http://news.test:{site.port}/a")
    assert page.raw.decode() == PAGE
    assert asked == ["news.test"] * 2  # for the page and for robots.txt
    assert site.headers[-1]["Host"] == f"news.test:{site.port}"


def test_a_name_that_turns_private_later_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, ["8.8.8.8"], ["127.0.0.1"])
    target = parse_url("http://news.test/")
    assert resolve(target, allow_private=False) == ("8.8.8.8",)
    with pytest.raises(InputError, match="private-address"):
        resolve(target, allow_private=False)


def test_a_redirect_to_a_private_address_is_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the first host passes as public, though the test serves it here
    from detente.ingest import _connect

    monkeypatch.setattr(_connect, "is_public", lambda address: address == "127.0.0.1")
    answers(monkeypatch, ["10.0.0.1"])
    url = site.page("/a", status=302, Location="http://news.test/secret")
    assert refused(url, allow_private=False).code == "private-address"


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/", "http://[", ""])
def test_a_redirect_to_no_page(site: Site, target: str) -> None:
    error = refused(site.page("/a", status=302, Location=target))
    assert error.code == ("http-error" if target == "" else "bad-url")


def test_redirects_are_followed_and_counted(site: Site) -> None:
    for n in range(9):
        site.page(f"/{n}", status=301, Location=f"{n + 1}")
    site.page("/9")
    assert fetcher().fetch(site.url + "/4").url == site.url + "/9"
    error = refused(site.url + "/3")
    assert error.code == "http-error" and "5 redirects" in error.message


def test_a_body_that_is_too_large_is_not_read(site: Site) -> None:
    told = site.page("/told", b"", Content_Length=str(LIMIT + 1))
    assert refused(told).code == "too-large"
    sent = 0

    def endless(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        while sent < 100 * LIMIT:
            handler.wfile.write(b"x" * 65536)
            sent += 65536

    site.pages["/endless"] = endless
    error = refused(site.url + "/endless")
    assert error.code == "too-large" and "DETENTE_MAX_BYTES" in error.message
    assert sent < 50 * LIMIT


@pytest.mark.parametrize("layers", [1, 2])
def test_a_bomb_is_not_unpacked(site: Site, layers: int) -> None:
    body = b"\0" * 100_000_000
    for _ in range(layers):
        body = gzip.compress(body, 1)
    url = site.page("/a", body, Content_Encoding=", ".join(["gzip"] * layers))
    tracemalloc.start()
    try:
        error = refused(url)
        assert tracemalloc.get_traced_memory()[1] < 5 * LIMIT
    finally:
        tracemalloc.stop()
    assert error.code == ("too-large" if layers == 1 else "bad-type")


@pytest.mark.parametrize("where", ["head", "body", "chunks"])
def test_a_server_that_drips_is_left(site: Site, where: str) -> None:
    stop = time.monotonic() + 4

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
        if where == "body":
            handler.wfile.write(b"\r\n")
        if where == "chunks":
            handler.wfile.write(b"Transfer-Encoding: chunked\r\n\r\n")
        while time.monotonic() < stop:
            handler.wfile.write({"head": b"X-A: b\r\n", "chunks": b"1\r\nx\r\n"}.get(where, b"x"))
            time.sleep(0.05)

    site.page("/robots.txt", "")
    site.pages["/a"] = drip
    start = time.monotonic()
    error = refused(site.url + "/a", seconds=0.5)
    assert error.code == "fetch-failed" and "0.5 seconds" in error.message
    assert time.monotonic() - start < 3


def test_a_body_that_breaks_off_is_no_page(site: Site) -> None:
    url = site.page("/a", PAGE[:500], Content_Length="5000")
    assert refused(url).code == "fetch-failed"


def test_what_is_no_page(site: Site) -> None:
    error = refused(site.page("/a.pdf", b"%PDF", Content_Type="application/pdf"))
    assert error.code == "bad-type" and "application/pdf" in error.message
    assert refused(site.page("/b", b"x", Content_Encoding="br")).code == "bad-type"


@pytest.mark.parametrize(
    ("status", "code"),
    [(404, "http-error"), (401, "http-error"), (500, "fetch-failed"), (429, "fetch-failed")],
)
def test_what_the_server_refuses(site: Site, status: int, code: str) -> None:
    error = refused(site.page("/a", status=status, Retry_After="120"))
    assert error.code == code and str(status) in error.message
    assert ("120 seconds" in error.message) == (code == "fetch-failed")


def test_no_server_and_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as gone:
        url = gone.url
    assert refused(url).code == "fetch-failed"

    def none(*args: object, **options: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", none)
    assert refused("http://nothing.test/").code == "fetch-failed"
