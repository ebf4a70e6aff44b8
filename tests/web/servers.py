"""A real server in a process of its own, for tests that need one."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds until a server must have begun, or ended


@dataclass
class Served:
    """A running `detente serve`."""

    process: subprocess.Popen[str]
    line: str  # that it printed

    @property
    def address(self) -> str:
        found = re.search(r"http://\S+:\d+", self.line)
        assert found, self.line
        return found[0]

    def interrupt(self) -> tuple[int, str, str]:
        """End it as Ctrl-C does; exit status and what it printed since."""
        self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out, err


@contextmanager
def served(store: str, *options: str, **environment: str) -> Iterator[Served]:
    """`detente serve` on a free port of the loopback address; ended at the end."""
    command = [sys.executable, "-m", "detente", "serve", "--store", store, "--port", "0", *options]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout and process.stderr
    try:
        ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
        line = process.stdout.readline() if ready else ""
        assert line, process.communicate(timeout=5)[1] if process.poll() is not None else "nothing"
        yield Served(process, line)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
