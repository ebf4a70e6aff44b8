"""The one-line notation, and the reasons and tree of `detente explain`."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from detente.formats.explain import DEPTH, explain_event
from detente.formats.notation import event_line, one_line
from detente.formats.table import print_table
from detente.types import Coding, Event
from tests.builders import sentence
from tests.formats.codings import visit


def test_an_event_in_one_line() -> None:
    first, second, third = (event_line(e) for e in visit().events)
    assert first == ('CONSULT/visit  NOR:GOV > EST:GOV  2021-03-16  "besuchte am Dienstag Tallinn"')
    assert second == (
        'COOPERATE  NOR:GOV EST:GOV  -  [future]  said_by NOR:GOV  "planen ein Manöver"'
    )
    assert third == ('ACCUSE  NOR:GOV > EST:GOV  2016/..  [historical, negation]  "lobte Estland"')


def test_an_event_of_which_nothing_is_known_has_a_line() -> None:
    event = replace(visit().events[0], actor=(), recipient=(), date=None, mode=None)
    assert event_line(event).startswith("CONSULT  -  -  ")
    alone = replace(event, recipient=visit().events[0].recipient)
    assert event_line(alone).startswith("CONSULT  - > EST:GOV  -  ")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("two\n lines\tand  blanks", "two lines and blanks"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\u202egnirts", "gnirts"),
        ("a\x00b\x07", "ab"),
        ("Größe „so“ 東京", "Größe „so“ 東京"),
        ("", ""),
    ],
)
def test_what_a_terminal_may_see(text: str, shown: str) -> None:
    assert one_line(text) == shown


def explained(coding: Coding, event: Event) -> list[str]:
    return explain_event(coding, event).splitlines()


def test_reasons_show_stage_rule_score_words_and_offsets() -> None:
    lines = explained(visit(), visit().events[0])
    assert lines[0] == event_line(visit().events[0])
    assert "id 0000000000000001" in lines[1]
    at = lines.index("  reasons")
    assert lines[at + 1].split() == [
        "events", "consult.verb.test", "=", "0.75", '"besuchte', "am", "Dienstag", 'Tallinn"',
        "30-38",
    ]  # fmt: skip


def test_an_event_without_reasons_says_so() -> None:
    assert "    none recorded" in explained(visit(), visit().events[1])


def test_mentions_in_repeats_name_the_original() -> None:
    lines = [line for line in explained(visit(), visit().events[0]) if "paragraph" in line]
    assert len(lines) == 2
    assert lines[1].endswith("(repeats paragraph 0)")
    assert "repeats" not in lines[0]


def test_the_tree_shows_relations_lemmas_and_parties() -> None:
    lines = explained(visit(), visit().events[0])
    tree = [line[4:].split() for line in lines[lines.index("  syntax of sentence 0") + 1 :]]
    assert tree[0][:4] == ["besuchte", "root", "besuchen", "VERB"]
    assert tree[0][-1] == "*"
    by_word = {row[0]: row for row in tree}
    assert by_word["Außenminister"][1] == "nsubj"
    assert by_word["Außenminister"][-1] == "NOR:GOV"
    assert by_word["Tallinn"][-1] == "*"
    assert "lobte" in by_word


def test_a_trigger_below_the_root_is_shown_with_the_way_to_it() -> None:
    coding = visit()
    lines = explained(coding, coding.events[2])
    tree = lines[lines.index("  syntax of sentence 0") + 1 :]
    assert tree[0].startswith("    besuchte")
    assert tree[1].startswith("      lobte")
    assert tree[2].startswith("        und")
    assert not any("Dienstag" in line for line in tree)  # beside the way, not on it


def test_a_deep_tree_is_cut() -> None:
    rows = "a a VERB 0 root\n" + "".join(f"w{i} _ NOUN {i} nmod\n" for i in range(1, 9))
    deep = sentence(rows)
    coding = visit()
    mention = replace(coding.events[0].mentions[0], start=0, end=1)
    event = replace(coding.events[0], mentions=(mention,), actor=(), recipient=())
    lines = explained(replace(coding, sentences=(deep,)), event)
    tree = lines[lines.index("  syntax of sentence 0") + 1 :]
    assert len(tree) == DEPTH + 1
    assert tree[-1].endswith("...")


def test_a_sentence_that_is_not_there_is_no_fault() -> None:
    assert "  mentions" in explained(replace(visit(), sentences=()), visit().events[0])


def test_neither_explain_nor_table_passes_control_characters() -> None:
    coding = visit()
    bad = "be\x1b[2Jsuchte\u202e [bold]x[/bold]"
    mention = replace(coding.events[0].mentions[0], trigger=bad, rule="r\x1b]0;t\x07")
    event = replace(coding.events[0], mentions=(mention,))
    document = replace(coding.document, title="T\x1b[31m")
    coding = replace(coding, document=document, events=(event,), warnings=("w\x1b[0m",))
    out = io.StringIO()
    print_table(coding, Console(file=out, width=100, highlight=False))
    for shown in (explain_event(coding, event), out.getvalue()):
        assert not {"\x1b", "\x07", "\u202e"} & set(shown)
    assert "[bold]x[/bold]" in " ".join(out.getvalue().split())
