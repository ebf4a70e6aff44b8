"""The command `detente serve`: what it prints, what it refuses, how it ends."""

from __future__ import annotations

import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import httpx2
import pytest
from click.testing import CliRunner

from detente.cli import _serve, main
from detente.web import serving
from tests.web.servers import served

TOKEN = "a-long-token-of-the-tests"


def failed(*arguments: str, **environment: str) -> str:
    """What the command prints when it refuses."""
    clean = {"DETENTE_TOKEN": None, **environment}
    result = CliRunner().invoke(main, ["serve", *arguments], env=clean)
    assert result.exit_code == 2, result.output
    assert result.output.startswith("detente: ")
    return result.output


def test_it_serves_and_ends_quietly(world_file: str) -> None:
    with served(world_file) as server:
        assert server.line.startswith(f"Détente at {server.address}/")
        answer = httpx2.get(f"{server.address}/api/v1/events?limit=1")
        assert answer.status_code == 200
        assert "server" not in answer.headers
        assert httpx2.get(server.address, headers={"host": "evil.example"}).status_code == 421
        assert server.interrupt() == (0, "", "")


def test_with_a_token_from_the_environment_all_must_give_it(world_file: str) -> None:
    with served(world_file, "--edit", DETENTE_TOKEN=TOKEN) as server:
        assert TOKEN not in server.line
        assert httpx2.get(f"{server.address}/api/v1/").status_code == 401
        headers = {"authorization": f"Bearer {TOKEN}"}
        answer = httpx2.get(f"{server.address}/api/v1/", headers=headers)
        assert answer.json()["edit"] is True


def test_the_address_of_the_client_is_told_by_a_proxy_of_this_machine(world_file: str) -> None:
    with served(world_file, "--token", TOKEN) as server:
        wrong = {"authorization": "Bearer wrong", "x-forwarded-for": "192.0.2.1"}
        for _ in range(10):
            assert httpx2.get(f"{server.address}/api/v1/", headers=wrong).status_code == 401
        assert httpx2.get(f"{server.address}/api/v1/", headers=wrong).status_code == 429
        other = {"authorization": f"Bearer {TOKEN}", "x-forwarded-for": "192.0.2.2"}
        assert httpx2.get(f"{server.address}/api/v1/", headers=other).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n",
        b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999\r\n\r\n",
    ],
    ids=range(8),
)
def test_what_is_no_request_is_refused(crude: str, sent: bytes) -> None:
    host, _, port = crude.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=30) as own:
        own.sendall(sent)
        answer = own.recv(4096)
    assert answer.startswith(b"HTTP/1.1 4") or answer == b""


@pytest.fixture(scope="module")
def crude(world_file: str) -> Iterator[str]:
    """The address of a server that is sent all sorts of bytes, and must live on."""
    with served(world_file) as server:
        yield server.address
        assert httpx2.get(f"{server.address}/api/v1/").status_code == 200
        assert server.interrupt()[0] == 0


def test_a_taken_port_is_named_with_a_free_one(world_file: str) -> None:
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        own.listen()
        port = own.getsockname()[1]
        said = failed("--store", world_file, "--port", str(port))
    assert f"port {port} is taken" in said
    assert "--port" in said and "[port-taken]" in said


def test_what_cannot_be_served_is_refused(world_file: str, tmp_path: Path) -> None:
    assert "[no-store]" in failed("--store", str(tmp_path / "none.db"))
    assert "[token-needed]" in failed("--store", world_file, "--host", "0.0.0.0")
    assert "[token-needed]" in failed("--store", world_file, "--host", "::")
    assert "[bad-token]" in failed("--store", world_file, "--token", "short")
    assert "[bad-token]" in failed("--store", world_file, DETENTE_TOKEN="short")
    away = ("--store", world_file, "--host", "192.0.2.1", "--token", TOKEN)
    assert "[bad-host]" in failed(*away)


def test_missing_packages_are_named(world_file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for missing in ("no_such_package_here", "no_such_package_here.part"):
        monkeypatch.setattr(_serve, "_NEEDED", ("json", missing))
        said = failed("--store", world_file)
        assert "pip install 'detente[web]'" in said
        assert "[missing-extra]" in said


def test_the_packages_that_are_looked_for_are_those_of_the_extra() -> None:
    root = Path(__file__).parents[2]
    extras = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    names = {line.partition(">")[0] for line in extras["optional-dependencies"]["web"]}
    known = packages_distributions()
    found = {known[name.partition(".")[0]][0].lower() for name in _serve._NEEDED}
    assert found == names


def test_a_browser_is_opened_where_asked(world_file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(serving, "show", opened.append)
    monkeypatch.setattr(serving, "serve", lambda site, own, ready: ready())
    result = CliRunner().invoke(main, ["serve", "--store", world_file, "--port", "0", "--open"])
    assert result.exit_code == 0
    assert len(opened) == 1
    assert opened[0] in result.output


def test_other_commands_do_not_load_the_server() -> None:
    code = (
        "import sys; from detente.cli import main; main(['--help'], standalone_mode=False);"
        "sys.exit(' '.join({'fastapi', 'starlette', 'uvicorn', 'pydantic'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.strip() == ""
