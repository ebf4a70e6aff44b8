"""Static files: our own and the chart library's, read once; no request reaches the file system.

Each has an address with a digest of its content, `url`, so that browsers may keep it for ever.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/vnd.microsoft.icon",
}
_OWN = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as it is sent."""

    content: bytes
    packed: bytes  # gzip
    kind: str
    digest: str


@cache
def static_files() -> Mapping[str, StaticFile]:
    """All files by their names below /static/."""
    found = {
        path.relative_to(_OWN).as_posix(): path.read_bytes()
        for path in sorted(_OWN.rglob("*"))
        if path.suffix in TYPES
    }
    found["d3.js"] = _d3()
    return MappingProxyType({name: _file(name, content) for name, content in found.items()})


def static_url(name: str) -> str:
    """The address of a static file, for templates; KeyError where there is none."""
    return f"/static/{name}?v={static_files()[name].digest}"


def _d3() -> bytes:
    """D3, from its installed package."""
    return (files("xstatic.pkg.d3") / "data" / "d3.js").read_bytes()


def _file(name: str, content: bytes) -> StaticFile:
    packed = gzip.compress(content, mtime=0)
    digest = hashlib.sha256(content).hexdigest()[:12]
    return StaticFile(content, packed, TYPES[Path(name).suffix], digest)
