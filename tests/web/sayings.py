"""What the program may say: the reasons, notes, warnings and errors that stand in its code.

    for saying in sayings():
        saying.section, saying.shape     # "stages.locate", "{} of the document"

Read from the code itself, so that a new reason without words in other languages fails a test.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CODE = Path(__file__).parents[2] / "detente"
ERRORS = ("UsageError", "StoreError", "InputError")
ACTORS = {"make_actor": -1, "_again": -1}  # functions that give an actor its reason
STAND_INS = {"_implied": -1, "_towards": -1}
NOTES = ("waiting", "several", "remade")  # functions that make notes, perhaps with _note after it
MOST = 64  # forms of one message
# functions of the comparison of two events, and which step they are
STEPS = {
    "_types": "types", "_times": "times", "_follow": "times", "_parties": "sides",
    "_places": "rest", "_meaning": "rest", "judge_views": "times",
}  # fmt: skip

# errors that reach a reader of pages, and those that only a command meets
READERS = ("archive/", "store/", "web/", "corpus/")
INPUTS = ("ingest/", "run.py", "stages/language.py", "resources.py", "archive/adding.py")
COMMANDS = (
    "archive/__init__.py", "archive/frames.py", "archive/exchanging.py", "archive/_event_files.py",
    "corpus/_relation_series.py", "web/serving.py", "web/tokens.py", "web/api/",
)  # fmt: skip
# said by functions of commands that stand beside others
APART = re.compile(
    r"--jobs|--columns: |columns uid|is a statement, of which|no event has an id"
    r"|that coded was ended"
    r"|--store .*(address|another)|there is no folder|no store here|this is a folder|psycopg"
)


@dataclass(frozen=True, slots=True)
class Saying:
    """What is said at a place of the code; what is filled in stands as {}."""

    place: str
    section: str
    shape: str

    @property
    def pattern(self) -> re.Pattern[str]:
        """What it may read like."""
        return re.compile(".+".join(map(re.escape, self.shape.split("{}"))), re.DOTALL)


def sayings() -> Iterator[Saying]:
    """All that the code says and that a page may show."""
    for path in sorted(CODE.rglob("*.py")):
        place = path.relative_to(CODE).as_posix()
        tree = ast.parse(path.read_text("utf-8"))
        found = [pair for node in ast.walk(tree) for pair in _said(node, place)]
        if place == "corpus/_story_judge.py":
            found += _steps(tree)
        elif place.startswith(("corpus/copies.py", "corpus/_copy_translation.py")):
            found += [("copies", node) for node in _reasons_of_copies(tree)]
        given = _given(tree)
        for section, said in found:
            every = given.get(said.id, []) if isinstance(said, ast.Name) else [said]
            for shape in (shape for each in every for shape in _shapes(each)):
                if re.search(r"\w", shape.replace("{}", "")) and not APART.search(shape):
                    yield Saying(f"{place}:{said.lineno}", section, shape)


def _given(tree: ast.Module) -> dict[str, list[ast.expr]]:
    """What names of a module stand for."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
    return found


def _said(node: ast.AST, place: str) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(node, ast.FunctionDef) and place.startswith("archive/"):
        if node.name.strip("_").removesuffix("_note") in NOTES:
            said = [each for each in ast.walk(node) if isinstance(each, ast.JoinedStr)]
            said += [each.value for each in ast.walk(node) if isinstance(each, ast.Return)]
            yield from (("notes", text) for text in said if text and _is_text(text))
    elif isinstance(node, ast.Assign) and _named(node.targets[0]) == "NO_DATE":
        yield "warnings", node.value
    elif isinstance(node, ast.Assign) and _named(node.targets[0]) in ("BY_HAND", "REASON"):
        yield "merges", node.value.args[1] if isinstance(node.value, ast.Call) else node.value
    elif isinstance(node, ast.Call) and node.args:
        yield from _called(node, _named(node.func), place)


def _called(node: ast.Call, name: str, place: str) -> Iterator[tuple[str, ast.expr]]:
    if name == "Reason" and isinstance(node.args[0], ast.Constant) and len(node.args) > 1:
        yield f"stages.{node.args[0].value}", node.args[1]
    elif name in ACTORS:
        yield "stages.actors", node.args[ACTORS[name]]
    elif name in STAND_INS:
        yield "stages.locate", node.args[STAND_INS[name]]
    elif name == "append" and isinstance(node.func, ast.Attribute):
        listed = _named(node.func.value)
        if listed in ("notes", "warnings") and place.startswith(("archive/", "ingest/")):
            yield listed, node.args[0]
    elif name == "Fault" and len(node.args) > 3:
        what, advice = node.args[2:4]
        if isinstance(advice, ast.Constant) and advice.value is None:
            yield "errors", what
        elif all(isinstance(arg, (ast.Constant, ast.JoinedStr)) for arg in (what, advice)):
            joined = ast.JoinedStr([*_values(what), ast.Constant("; "), *_values(advice)])
            yield "errors", ast.copy_location(joined, node)
    elif name in ERRORS:
        if place.startswith(INPUTS):
            yield "failures", node.args[0]
        elif place.startswith(READERS) and not place.startswith(COMMANDS):
            yield "errors", node.args[0]


def _steps(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """What comparisons say that do not refuse: of those that do nothing is kept."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and function.name in STEPS:
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and _named(node.func) == "_Cost":
                    cost, said = node.args
                    if not (isinstance(cost, ast.Constant) and cost.value is None):
                        yield f"steps.{STEPS[function.name]}", said


def _reasons_of_copies(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _named(node.func) == "_link" and len(node.args) == 5:
            yield node.args[4]
        elif isinstance(node, ast.Assign) and _named(node.targets[0]) == "reason":
            yield node.value
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
            yield from (e for e in node.value.elts if isinstance(e, ast.JoinedStr))


def _is_text(node: ast.expr) -> bool:
    constant = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return constant or isinstance(node, ast.JoinedStr)


def _values(node: ast.expr) -> list[ast.expr]:
    return node.values if isinstance(node, ast.JoinedStr) else [node]


def _named(node: ast.expr) -> str:
    return getattr(node, "id", "") or getattr(node, "attr", "")


def _shapes(node: ast.expr) -> list[str]:
    """The forms of a text: {} for what is filled in, one for each way of a choice."""
    if isinstance(node, ast.Constant):
        return [str(node.value)] if node.value is not None else []
    if isinstance(node, ast.JoinedStr):
        shapes = [""]
        for value in node.values:
            piece = value.value if isinstance(value, ast.Constant) else "{}"
            shapes = [shape + str(piece) for shape in shapes]
        return shapes
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        both = [a + b for a in _shapes(node.left) for b in _shapes(node.right)]
        return both[:MOST]
    if isinstance(node, ast.IfExp):
        return [*_shapes(node.body), *_shapes(node.orelse)]
    return ["{}"]
