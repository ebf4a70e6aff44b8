"""What the program asks about sides of events, and what the corpus answers.

Shared by `whose.py` (which party) and `members.py` (which actor of it).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from match import Score
from tune import Reader

from detente.resources import MODEL, read_yaml
from detente.stages._whose import Slot
from detente.types import Reading


class Asked(Protocol):
    """A question about a side; `answer` notes what the sides of an event in the corpus say."""

    slot: Slot
    document: str

    def answer(self, gold: dict[str, Any]) -> bool:
        """Whether they answer it."""


Q = TypeVar("Q", bound=Asked)


def answered(
    reader: Reader,
    judge: Any,
    ask: Callable[[Any, Slot, Sequence[Reading]], Q | None],
    *,
    settled: bool,
) -> list[Q]:
    """The questions that `ask` makes each time the class `judge` settles a side, and that the event
    of the corpus answers which the reading became; `settled`: the judge still has its say."""
    asked: list[Q] = []
    original = judge.settle

    def listen(self: Any, slot: Slot, before: Sequence[Reading]) -> Reading:
        case = ask(self, slot, before)
        if case is not None:
            asked.append(case)
        found: Reading = original(self, slot, before) if settled else slot.reading
        return found

    judge.settle = listen
    weights = {k: float(v) for k, v in read_yaml(MODEL / "weights.yaml").items()}
    out = []
    for doc, coding in reader.read(weights):
        assert coding.document.published is not None
        pairs = Score().add(doc["events"], coding.events, coding.document.published)
        for case in asked:
            case.document = doc["id"]
            evidence = case.slot.reading.evidence
            span = (evidence.start, evidence.end)
            told = (
                doc["events"][i]
                for i, j in pairs
                if any((m.start, m.end) == span for m in coding.events[j].mentions)
            )
            if any(case.answer(gold) for gold in told):
                out.append(case)
        asked.clear()
    judge.settle = original
    return out
