"""Pages of the web: robots, pauses between pages, certificates."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import certifi
import pytest

from detente.ingest import Failure
from tests.ingest.sites import PAGE, Site, fetcher, read, refused, serving
from tests.ingest.test_web import answers

# manners


def test_robots_are_honoured_and_asked_once(site: Site) -> None:
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: detente\nDisallow: /no\nAllow: /no/yes$\n"
    site.page("/robots.txt", rules, Content_Type="text/plain")
    for path in ("/a", "/no", "/no/yes", "/no/yes/but"):
        site.page(path)
    items = read(*(site.url + p for p in ("/a", "/no", "/no/yes", "/no/yes/but")))
    assert [i.error.code if isinstance(i, Failure) else "" for i in items] == [
        *("", "robots", "", "robots"),
    ]
    assert site.asked == ["/robots.txt", "/a", "/no/yes"]


def test_a_redirect_does_not_lead_around_robots(site: Site) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /no", Content_Type="text/plain")
    site.page("/no")
    assert refused(site.page("/a", status=302, Location="/no")).code == "robots"
    assert "/no" not in site.asked


@pytest.mark.parametrize(
    ("status", "allowed"), [(404, True), (403, True), (410, True), (500, False), (429, False)]
)
def test_robots_that_cannot_be_read(site: Site, status: int, allowed: bool) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /", status=status)
    url = site.page("/a")
    if allowed:
        assert fetcher().fetch(url).raw
    else:
        assert refused(url).code == "fetch-failed"
        assert site.asked == ["/robots.txt"]


def test_robots_of_endless_length_are_cut(site: Site) -> None:
    site.page("/robots.txt", b"User-agent: *\nDisallow: /no\n" + b"# x\n" * 1_000_000)
    site.page("/a")
    assert fetcher().fetch(site.url + "/a").raw
    assert refused(site.url + "/no").code == "robots"


def pauses(site: Site, robots: str, delay: float, count: int = 3) -> list[float]:
    now, slept = 100.0, []

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds
        slept.append(seconds)

    site.page("/robots.txt", robots, Content_Type="text/plain")
    client = fetcher(delay=delay, sleep=sleep, clock=lambda: now)
    for n in range(count):
        client.fetch(site.page(f"/{n}"))
    return slept


def test_pages_of_a_host_have_a_pause_between_them(site: Site) -> None:
    assert pauses(site, "", 1.0) == [1.0, 1.0]


def test_the_server_can_ask_for_a_longer_pause(site: Site) -> None:
    assert pauses(site, "User-agent: *\nCrawl-delay: 7", 1.0) == [7.0, 7.0]


def test_the_user_can_ask_for_a_longer_pause_than_the_server(site: Site) -> None:
    assert pauses(site, "User-agent: *\nCrawl-delay: 2", 5.0) == [5.0, 5.0]


def test_a_pause_of_hours_is_not_waited(site: Site) -> None:
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 86400", Content_Type="text/plain")
    assert refused(site.page("/a")).code == "robots"


def test_redirects_on_a_host_wait_too(site: Site) -> None:
    slept: list[float] = []
    client = fetcher(delay=2.0, sleep=slept.append, clock=lambda: 0.0)
    site.page("/b")
    client.fetch(site.page("/a", status=302, Location="/b"))
    assert slept == [2.0]


# encryption


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[tuple[Site, Path]]:
    if which("openssl") is None:
        pytest.skip("needs the program openssl to make a certificate")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    words = ["req", "-x509", "-nodes", "-days", "2", "-newkey", "ec"]
    words += ["-pkeyopt", "ec_paramgen_curve:prime256v1"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(["openssl", *words, *names, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with serving(lambda plain: context.wrap_socket(plain, server_side=True)) as site:
        site.page("/a")
        yield site, certificate


def test_certificates_are_checked_against_the_name(
    secure: tuple[Site, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    site, certificate = secure
    url = f"https://localhost:{site.port}/a"
    unknown = refused(url)
    assert unknown.code == "fetch-failed" and "certificate" in unknown.message
    monkeypatch.setattr(certifi, "where", lambda: str(certificate))
    assert fetcher().fetch(url).raw.decode() == PAGE
    answers(monkeypatch, ["127.0.0.1"])
    wrong = refused(f"https://news.test:{site.port}/a")
    assert wrong.code == "fetch-failed"
    assert site.asked == ["/robots.txt", "/a"]
