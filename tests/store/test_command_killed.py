"""The command itself, killed while it adds: what it reported is stored, and it goes on."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.test_killing import stored


@pytest.mark.model
def test_the_real_command_killed(tmp_path: Path) -> None:
    articles = tmp_path / "articles.jsonl"
    texts = [  # more than are coded in the second after which the first are told
        " ".join(
            f"Der polnische Außenminister besuchte am {day}. {month} Kiew. Er traf den ukrainischen"
            " Präsidenten und kritisierte Russland."
            for day in range(first, first + 6)
        )
        for month in ("Januar", "März", "Mai", "Juli")
        for first in range(1, 25)
    ]
    rows = [{"text": text, "published": "2021-08-30"} for text in texts]
    articles.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    store = tmp_path / "store.db"
    command = [
        *(sys.executable, "-m", "detente", "add", "articles.jsonl", "--store", "store.db"),
        *("--jobs", "2", "--verbose", "--no-collate"),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as process:
        assert process.stdout
        reported = [process.stdout.readline().split()[0]]
        process.send_signal(signal.SIGKILL)
        # the end of its output comes when the processes that code have ended too
        reported += [line.split()[0] for line in process.stdout if line.endswith("\n")]
    found = stored(str(store))
    assert set(reported) <= set(found)
    assert len(found) < len(texts)
    again = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=True)
    assert f"{len(texts) - len(found)} added, {len(found)} known, 0 failed" in again.stdout
    assert len(set(stored(str(store)))) == len(texts)
