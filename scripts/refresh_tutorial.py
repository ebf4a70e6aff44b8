"""Fill docs/tutorial.md with what the program prints: `python scripts/refresh_tutorial.py`.

The commands are the lines that begin with "$ detente" in its console blocks, run one after the
other in a new folder that holds the sample articles as `articles`; what stands below each, to the
next command or the end of the block, is its output. Pictures that the page shows are written anew
into docs. With --check nothing is written: exit status 1 says what is out of date.
"""

from __future__ import annotations

import math
import os
import re
import shlex
import shutil
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

from click.testing import CliRunner

from detente.cli import _progress
from detente.cli import main as program

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "tutorial.md"
ARTICLES = ROOT / "samples" / "tutorial"
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
_COMMAND = re.compile(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", re.M)
_PICTURE = re.compile(r"!\[[^\]]*\]\((images/[^)]+)\)")


def printed(command: str) -> str:
    """What a command prints in 80 columns without colour, run here."""
    environment = {"NO_COLOR": "1", "FORCE_COLOR": None, "COLUMNS": "80", "DETENTE_STORE": None}
    words = shlex.split(command)
    if words[0] != "detente":
        return ""
    with patch.object(_progress, "EVERY", math.inf):  # else a slow machine says how far it is
        result = CliRunner().invoke(program, words[1:], env=environment)
    if result.exit_code:
        raise SystemExit(f"{command}: exit status {result.exit_code}\n{result.output}")
    lines = [line.rstrip() for line in result.output.splitlines()]
    return "".join(f"{line}\n" for line in lines)


def filled(content: str, folder: Path) -> tuple[str, dict[str, bytes]]:
    """The page with its outputs printed anew in `folder`, and the pictures that it shows."""
    shutil.copytree(ARTICLES, folder / "articles")
    before = Path.cwd()
    os.chdir(folder)
    try:
        new = _BLOCK.sub(
            lambda block: (
                "```console\n"
                + _COMMAND.sub(lambda m: f"$ {m[1]}\n{printed(m[1])}", block[1])
                + "```"
            ),
            content,
        )
    finally:
        os.chdir(before)
    pictures = {name: (folder / Path(name).name).read_bytes() for name in _PICTURE.findall(content)}
    return new, pictures


def main() -> None:
    """Write or check the page and its pictures."""
    old = PAGE.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        new, pictures = filled(old, Path(folder))
    stale = [PAGE.name] if new != old else []
    for name, picture in pictures.items():
        path = PAGE.parent / name
        if not path.exists() or path.read_bytes() != picture:
            stale.append(name)
    if "--check" in sys.argv and stale:
        sys.exit(f"out of date: {', '.join(stale)}; run python scripts/refresh_tutorial.py")
    if "--check" not in sys.argv:
        PAGE.write_text(new, "utf-8")
        for name, picture in pictures.items():
            (PAGE.parent / name).parent.mkdir(exist_ok=True)
            (PAGE.parent / name).write_bytes(picture)


if __name__ == "__main__":
    main()
