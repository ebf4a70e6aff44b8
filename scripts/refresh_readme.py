"""Fill the output in README.md with what the program prints: `python scripts/refresh_readme.py`.

The command is the line that begins with "$ " between `<!-- output -->` and `<!-- /output -->`.
With --check nothing is written: exit status 1 says that the README is out of date.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from pathlib import Path

from click.testing import CliRunner

from detente.cli import main as program

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
_OUTPUT = re.compile(
    r"(<!-- output -->\n```console\n\$ detente ([^\n]+)\n).*?(```\n<!-- /output -->)", re.S
)


def printed(arguments: list[str]) -> str:
    """What the program prints in 80 columns without colour, run in the root of the project."""
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        result = CliRunner().invoke(program, arguments, env={"NO_COLOR": "1", "FORCE_COLOR": None})
    finally:
        os.chdir(before)
    if result.exit_code:
        raise SystemExit(f"detente {' '.join(arguments)}: {result.output}")
    lines = [line.rstrip() for line in result.stdout.splitlines()]
    return "\n".join(lines).strip("\n") + "\n"


def refreshed(content: str) -> str:
    """The README with its outputs printed anew."""
    return _OUTPUT.sub(lambda m: m[1] + printed(shlex.split(m[2])) + m[3], content)


def main() -> None:
    """Write or check the README."""
    old = README.read_text("utf-8")
    new = refreshed(old)
    if new == old:
        return
    if "--check" in sys.argv:
        sys.exit("README.md is out of date; run python scripts/refresh_readme.py")
    README.write_text(new, "utf-8")


if __name__ == "__main__":
    main()
