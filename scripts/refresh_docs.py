"""Write the parts of docs/*.md that follow from the program: `python scripts/refresh_docs.py`.

A part stands between `<!-- generated: NAME -->` and `<!-- /generated -->`; all other words are
written by hand and stay. With --check nothing is written: exit status 1 says what is out of date.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import yaml
from fastapi import FastAPI
from sqlalchemy import Column

from detente._entries import EventType
from detente.archive.asking import LISTS
from detente.cli import main as program
from detente.codebook import PLOVER, load_codebook
from detente.resources import read_json, served_languages
from detente.settings import SETTINGS
from detente.store import _inputs, schema
from detente.store.schema import metadata
from detente.web.api import API, router
from detente.web.api.describing import EXAMPLES, TAGS, described

ROOT = Path(__file__).parents[1]
DOCS = ("docs/api.md", "docs/cli.md", "docs/settings.md", "docs/labels.md", "docs/store.md")
_NAMED = re.compile(r'^ +(?:Column\(|event_column\()?"(\w+)",?')
_PART = re.compile(r"(<!-- generated: (\S+) -->\n).*?(<!-- /generated -->)", re.S)


def commands(
    command: click.Command = program, name: str = "detente", parent: click.Context | None = None
) -> Iterator[tuple[str, click.Command, click.Context]]:
    """All commands with their full names, groups before what is in them."""
    settings = command.context_settings
    context = click.Context(command, info_name=name.split()[-1], parent=parent, **settings)
    yield name, command, context
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            assert found
            yield from commands(found, f"{name} {inner}", context)


def command_part() -> str:
    """A heading for each command, its usage, its help, its options."""
    out = []
    for name, command, context in commands():
        usage = command.get_usage(context).removeprefix("Usage: ")
        out += [f"## {name}", "", "```", " ".join(usage.split()), "```", ""]
        text = "\n\n".join(" ".join(p.split()) for p in (command.help or "").split("\n\n"))
        out += [text.replace("<", "\\<"), ""]
        if isinstance(command, click.Group):
            inner = (f"`{name} {i}`" for i in command.list_commands(context))
            out += [f"Commands: {', '.join(inner)}.", ""]
        options = [p for p in command.params if isinstance(p, click.Option)]
        records = [p.get_help_record(context) for p in options if p.name != "version"]
        for option, help_text in filter(None, records):
            out.append(f"- `{option}`: {' '.join(help_text.split())}".removesuffix(": "))
        out += [""] * bool(options)
    return "\n".join(out)


def setting_part() -> str:
    """A heading for each setting."""
    parts = [
        f"## DETENTE_{name.upper()}\n\n{text} Default: `{default}`.\n"
        for name, default, text in SETTINGS
    ]
    return "\n".join(parts)


def type_part(kind: EventType, quads: dict[int, str]) -> str:
    """The facts of a type and the table of its modes."""
    facts = [f"*{quads[kind.quad]}*", f"intensity {kind.intensity:g}", f"CAMEO {kind.cameo}"]
    out = [kind.definition, "", " · ".join(facts), ""]
    if kind.future:
        out += [f"Still to come: {kind.future['type']}, CAMEO {kind.future['cameo']}.", ""]
    if kind.modes:
        out += ["| mode | intensity | CAMEO |", "|---|---|---|"]
        out += [
            f"| `{mode}` | {facts['intensity']:g} | {facts['cameo']} |"
            for mode, facts in kind.modes.items()
        ]
        out.append("")
    return "\n".join(out)


def context_part() -> str:
    """The names of the contexts, of all languages."""
    names: dict[str, None] = {}
    for code in served_languages():
        path = PLOVER / code / "content.yaml"
        if path.exists():
            names.update(dict.fromkeys(yaml.safe_load(path.read_text("utf-8")).get("contexts", {})))
    return ", ".join(f"`{name}`" for name in sorted(names)) + ".\n"


def diagram_part() -> str:
    """The tables with their keys, and which row belongs to which, as a Mermaid diagram."""
    out = ["```mermaid", "erDiagram"]
    told = {key.column.table.name for t in metadata.tables.values() for key in t.foreign_keys}
    for table in metadata.sorted_tables:
        if not table.foreign_keys and table.name not in told:
            continue  # stands alone
        keys = {key.parent.name: key.column.table.name for key in table.foreign_keys}
        for column, other in sorted(keys.items()):
            one = table.columns[column].primary_key and len(table.primary_key) == 1
            out.append(f"    {other} ||--o{'|' if one else '{'} {table.name} : {column}")
        shown = [c for c in table.columns if c.primary_key or c.name in keys]
        out += [f"    {table.name} {{"] * bool(shown)
        for column in shown:
            marks = ["PK"] * column.primary_key + ["FK"] * (column.name in keys)
            out.append(f"        {_kind(column)} {column.name} {', '.join(marks)}")
        out += ["    }"] * bool(shown)
    return "\n".join([*out, "```", ""])


def table_part() -> str:
    """A heading for each table and a line for each column, with what the source notes on them."""
    notes = _schema_notes()
    out = []
    for table in (metadata.tables[name] for name, column in notes if not column):
        note = notes[table.name, ""]
        out += [f"### {table.name}", ""]
        out += [note[0].upper() + note[1:] + ".", ""] if note else []
        out += ["| column | kind | null | |", "|---|---|---|---|"]
        for column in table.columns:
            null = "yes" if column.nullable else ""
            said = notes.get((table.name, str(column.name)), "")
            out.append(f"| `{column.name}` | {_kind(column)} | {null} | {said} |")
        out.append("")
    return "\n".join(out)


def _schema_notes() -> dict[tuple[str, str], str]:
    """(table, column) -> the comment behind or above it in the source; column "" is the table."""
    found: dict[tuple[str, str], str] = {}
    table, above = "", ""
    sources = (Path(module.__file__ or "") for module in (schema, _inputs))
    for line in (line for source in sources for line in source.read_text("utf-8").splitlines()):
        code, mark, comment = line.partition("# ")
        if mark and not code.strip():
            above = f"{above} {comment}".strip()
            continue
        begun = re.match(r"(\w+) = Table\(", line)
        if begun:
            table = begun[1]
            found[table, ""] = above
        named = _NAMED.match(line)
        if named and table and named[1] != table:
            found[table, named[1]] = comment or above
        above = ""
    return found


def _kind(column: Column[Any]) -> str:
    kind = type(column.type).__name__.lower()
    return {"largebinary": "bytes", "biginteger": "integer"}.get(kind, kind)


def api() -> dict[str, Any]:
    """The description of the API, with its examples."""
    app = FastAPI()
    app.include_router(router, prefix=API)
    return described(app)


def operation_part() -> str:
    """A heading for each operation of the API, by its kind: what it takes, and its example."""
    found, calls = api(), read_json(EXAMPLES)
    out = []
    for tag in TAGS:
        out += [f"## {tag['name'].title()}", "", tag["description"], ""]
        for path, item in found["paths"].items():
            for method, operation in item.items():
                if operation["tags"] == [tag["name"]]:
                    name = operation["operationId"]
                    out += _operation(f"{method.upper()} {path}", operation, calls[name])
    return "\n".join(out)


def _operation(title: str, operation: dict[str, Any], example: dict[str, Any]) -> list[str]:
    listing = operation["tags"] == ["lists"]
    description = operation["summary"] + "." if listing else operation["description"]
    out = [f"### {title}", "", " ".join(description.split()), ""]
    parameters = [] if listing else operation.get("parameters", [])
    for parameter in parameters:
        out.append(f"- `{parameter['name']}`: {parameter['description']}")
    out += [""] * bool(parameters)
    call = f"curl -s 'http://127.0.0.1:8470{example['call']}'"
    if "body" in example:
        call += f" -H 'Content-Type: application/json' -d '{json.dumps(example['body'])}'"
    shown = json.dumps(example["json"], ensure_ascii=False, indent=2)
    return [*out, "```sh", call, "```", "```json", shown, "```", ""]


def parameter_part() -> str:
    """The parameters of the lists, with the lists that take them."""
    found: dict[str, tuple[str, list[str]]] = {}
    for listing in LISTS:
        for parameter in api()["paths"][f"{API}/{listing}"]["get"]["parameters"]:
            _, takes = found.setdefault(parameter["name"], (parameter["description"], []))
            takes.append(listing)
    out = ["| parameter | meaning | lists |", "|---|---|---|"]
    for name, (text, takes) in found.items():
        lists = "all" if takes == [*LISTS] else ", ".join(takes)
        out.append(f"| `{name}` | {text.replace('|', chr(92) + '|')} | {lists} |")
    return "\n".join(out)


def parts() -> dict[str, str]:
    """All generated parts by name."""
    book = load_codebook(served_languages()[0])
    types = {name: type_part(kind, dict(book.quads)) for name, kind in book.types.items()}
    fixed = {"commands": command_part(), "settings": setting_part(), "contexts": context_part()}
    served = {"api-parameters": parameter_part(), "api-operations": operation_part()}
    return {**fixed, **types, **served, "diagram": diagram_part(), "tables": table_part()}


def refreshed(content: str, values: dict[str, str]) -> str:
    """The content with its parts filled anew; KeyError names a part that there is not."""
    return _PART.sub(lambda m: f"{m[1]}\n{values[m[2]].rstrip()}\n\n{m[3]}", content)


def main() -> None:
    """Write or check the documents."""
    values, stale = parts(), []
    for name in DOCS:
        path = ROOT / name
        old = path.read_text("utf-8")
        new = refreshed(old, values)
        if new != old:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(new, "utf-8")
    if "--check" in sys.argv and stale:
        sys.exit(f"out of date: {', '.join(stale)}; run python scripts/refresh_docs.py")


if __name__ == "__main__":
    main()
