"""Why an event is coded as it is: its line, its reasons, and the syntax around its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from detente.formats.notation import event_line, one_line
from detente.types import Assessment, Coding, Event, Evidence, Reason, Sentence

DEPTH = 3  # levels of the tree shown below the head of the trigger


def explain_event(coding: Coding, event: Event) -> str:
    """The event in one-line notation with values, reasons, mentions and tree, as lines of text."""
    repeats = {p.index: p.repeats for p in coding.paragraphs}
    lines = [event_line(event), f"  {_values(event)}"]
    lines += ["  reasons", *_reasons(event.reasons)]
    lines += ["  mentions", *(_mention(m, repeats) for m in event.mentions)]
    sentences = {s.index: s for s in coding.sentences}
    for mention in event.mentions[:1]:
        if sentence := sentences.get(mention.sentence):
            lines += [f"  syntax of sentence {sentence.index}", *_tree(sentence, mention, event)]
    return "\n".join(lines)


def explain_assessment(coding: Coding, item: Assessment) -> str:
    """An assessment with its reasons and mentions, as lines of text."""
    repeats = {p.index: p.repeats for p in coding.paragraphs}
    fields = [f"{item.a} {item.b}", item.tone + (f", {item.trend}" if item.trend else "")]
    if item.said_by:
        fields.append(f"said_by {item.said_by.code}")
    lines = ["  ".join(fields), "  reasons", *_reasons(item.reasons)]
    return "\n".join([*lines, "  mentions", *(_mention(m, repeats) for m in item.mentions)])


def _values(event: Event) -> str:
    values = (
        ("id", event.id),
        ("confidence", f"{event.confidence:.2f}"),
        ("cameo", event.cameo),
        ("quad", event.quad_class),
        ("intensity", event.intensity),
        ("goldstein", event.goldstein),
        ("location", one_line(event.location.name) if event.location else None),
        ("contexts", ", ".join(event.contexts) or None),
    )
    return "  ".join(f"{name} {value}" for name, value in values if value is not None)


def _reasons(reasons: Sequence[Reason]) -> Iterator[str]:
    rows = [
        (
            r.stage,
            one_line(r.rule) + (f" = {r.score:.2f}" if r.score is not None else ""),
            f'"{one_line(r.text)}"' if r.text else "",
            f"{r.start}-{r.end}" if r.start is not None else "",
        )
        for r in reasons
    ]
    yield from _columns(rows) if rows else ["    none recorded"]


def _mention(mention: Evidence, repeats: Mapping[int, int | None]) -> str:
    original = repeats.get(mention.paragraph)
    return (
        f"    paragraph {mention.paragraph}, sentence {mention.sentence}, "
        f'{mention.start}-{mention.end}  "{one_line(mention.trigger)}"  {one_line(mention.rule)}'
        + (f"  (repeats paragraph {original})" if original is not None else "")
    )


def _tree(sentence: Sentence, mention: Evidence, event: Event) -> Iterator[str]:
    """The way from the root to the head of the trigger, and what hangs below that head."""
    inside = {t.index for t in sentence.tokens if mention.start <= t.start and t.end <= mention.end}
    if not inside:
        return
    head = min(inside, key=lambda i: (len(_above(sentence, i)), i))
    above = _above(sentence, head)
    level = {index: depth for depth, index in enumerate([*above, head])}
    order = list(above)
    for depth, index in _below(sentence, head, 0):
        level[index] = len(above) + depth
        order.append(index)
    named = [*event.actor, *event.recipient, *([event.said_by] if event.said_by else [])]
    rows = []
    for index in order:
        token = sentence.tokens[index]
        notes = ["*"] if index in inside else []
        notes += sorted({a.code for a in named if a.start <= token.start < a.end})
        if level[index] == len(above) + DEPTH and sentence.children[index]:
            notes.append("...")
        features = "|".join(f"{k}={v}" for k, v in sorted(token.morph.items()))
        left = "  " * level[index] + one_line(token.text)
        lemma = one_line(token.lemma)
        rows.append((left, token.relation, lemma, token.upos, features, " ".join(notes)))
    yield from _columns(rows)


def _above(sentence: Sentence, index: int) -> list[int]:
    """Heads of a token, the root first."""
    found: list[int] = []
    at = sentence.tokens[index].head
    while at >= 0 and at not in found:
        found.append(at)
        at = sentence.tokens[at].head
    return found[::-1]


def _below(sentence: Sentence, index: int, depth: int) -> Iterator[tuple[int, int]]:
    yield depth, index
    if depth < DEPTH:
        for kid in sentence.children[index]:
            yield from _below(sentence, kid, depth + 1)


def _columns(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Rows with their columns one below the other."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True) if width)
        yield ("    " + "  ".join(cells)).rstrip()
