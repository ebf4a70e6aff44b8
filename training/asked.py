"""What the program asks about sides of events, and what the corpus answers.

Shared by `whose.py` (which party), `members.py` (which actor of it), `whom.py` (which recipient).
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

    document: str

    @property
    def reading(self) -> Reading:
        """That of which it is asked."""

    def answer(self, gold: dict[str, Any]) -> bool:
        """Whether they answer it."""


Q = TypeVar("Q", bound=Asked)


def answered(
    reader: Reader,
    judge: Any,
    ask: Callable[[Any, Any, Sequence[Reading]], Q | None],
    *,
    settled: bool,
    worded: bool = False,
) -> list[Q]:
    """The questions that `ask` makes each time the class `judge` settles a side (of a `Slot` or a
    reading), and that the event of the corpus answers which the reading became, or, if `worded`,
    one of its type that the same words tell; `settled`: the judge still has its say."""
    asked: list[Q] = []
    original = judge.settle

    def listen(self: Any, side: Slot | Reading, before: Sequence[Reading]) -> Reading:
        case = ask(self, side, before)
        if case is not None:
            asked.append(case)
        unsettled = side.reading if isinstance(side, Slot) else side
        found: Reading = original(self, side, before) if settled else unsettled
        return found

    judge.settle = listen
    weights = {k: float(v) for k, v in read_yaml(MODEL / "weights.yaml").items()}
    out = []
    for doc, coding in reader.read(weights):
        assert coding.document.published is not None
        pairs = Score().add(doc["events"], coding.events, coding.document.published)
        for case in asked:
            case.document = doc["id"]
            evidence = case.reading.evidence
            span = (evidence.start, evidence.end)
            told = [
                doc["events"][i]
                for i, j in pairs
                if any((m.start, m.end) == span for m in coding.events[j].mentions)
            ]
            if worded and not told:
                told = [e for e in doc["events"] if _tells(case.reading, e)]
            if any(case.answer(gold) for gold in told):
                out.append(case)
        asked.clear()
    judge.settle = original
    return out


def _tells(reading: Reading, event: dict[str, Any]) -> bool:
    """Whether an event of the corpus is of the type of a reading and told by some of its words."""
    start, end = event["spans"]["trigger"]
    within = start < reading.evidence.end and reading.evidence.start < end
    return bool(within and event["event_type"] == reading.event_type)
