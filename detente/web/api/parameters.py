"""The parameters of the lists, described for OpenAPI; `detente.web.asked` makes the query."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from detente.archive.queries import FILTERS, SORTS
from detente.web.api.models import Aux, Status, Tone, Trend

MOST = 500  # rows of a page, as in `Limits`
_WHOLE = 2**31 - 1
_PARTY = "a code (PAK, PAK:GOV, IGO:UNO) or a name in a served language"


def _several(kind: Any, text: str, *examples: str) -> Any:
    """A parameter that may be given several times."""
    note = f"{text} Several: any will do."
    return Annotated[list[kind], Field(description=note, examples=[list(examples)])], []


def _single(kind: Any, text: str, example: Any, **bounds: Any) -> Any:
    examples = None if example is None else [example]
    return Annotated[kind | None, Field(description=text, examples=examples, **bounds)], None


_WORD = Annotated[str, Field(min_length=1, max_length=200)]
_DAY = r"^\d{4}(-\d\d(-\d\d)?)?$"
_KNOWN: dict[str, Any] = {
    "actor": _several(_WORD, f"Who did it: {_PARTY}.", "TUR:GOV"),
    "recipient": _several(_WORD, f"Whom it concerned: {_PARTY}.", "GRC"),
    "dyad": _single(
        str, f"Between two parties, whoever acted: `A,B`, each {_PARTY}.", "GRC,TUR",
        pattern=r"^[^,]+,[^,]+$", max_length=400,
    ),
    "type": _several(_WORD, "Type of event.", "CONSULT"),
    "mode": _several(_WORD, "Mode of the type.", "visit"),
    "aux": (
        Annotated[
            list[Aux | Literal["none"]],
            Field(
                description="Auxiliary modes, all that are given; none: acts that happened.",
                examples=[["none"]],
            ),
        ],
        [],
    ),
    "status": _several(Status, "Done, planned, possible, denied.", "act"),
    "historical": _single(
        bool, "Only (true), or no (false), events that ended over 30 days before they were told.",
        False,
    ),
    "since": _single(
        str, "From this year, month or day on.", "2023-01-01", pattern=_DAY
    ),
    "until": _single(str, "Up to this year, month or day.", "2024", pattern=_DAY),
    "place": _several(_WORD, "Where: a town, an area, a state.", "Athens"),
    "country": _several(_WORD, "In which state: a code or a name.", "GRC"),
    "said_by": _several(
        _WORD, "On whose word; SRC: a source without a name, none: the paper itself.", "none"
    ),
    "min_reports": _single(
        int, "Told by so many independent documents, or more.", 2, ge=0, le=_WHOLE
    ),
    "min_confidence": _single(float, "Of this confidence or more.", 0.5, ge=0, le=1),
    "language": _several(_WORD, "Told in this language.", "de"),
    "publisher": _several(_WORD, "Told by this outlet.", "Beispielblatt"),
    "source": _several(_WORD, "Coded by: detente, or the source of an import.", "detente"),
    "tone": _several(Tone, "Tone of the relation.", "friendly"),
    "trend": _several(Trend, "Where the relation goes.", "improving"),
    "kind": _several(Literal["direct", "indirect"], "Quoted or reported.", "direct"),
    "text": _single(
        str, 'Words in title and text of the document: words, "phrases", begin*, -without.',
        "visit*", min_length=1, max_length=1000,
    ),
    "after": _single(
        str, "Go on after the part that gave this.", None, min_length=1, max_length=2000
    ),
    "limit": _single(
        int,
        f"At most so many rows: 50 of JSON without it, {MOST} at most; of CSV and NDJSON all rows"
        " up to the limit of downloads.",
        10, ge=1, le=MOST,
    ),
}  # fmt: skip


def filters_of(listing: str) -> type[BaseModel]:
    """The parameters of a list; what is not among them is refused."""
    sorts = [sign + key for key in SORTS[listing] for sign in ("-", "")]
    sort: Any = (
        Annotated[
            Literal[tuple(sorts)] | None,
            Field(description="Order; - from the highest or latest down.", examples=[sorts[0]]),
        ],
        None,
    )
    known = {name: _KNOWN[name] for name in FILTERS[listing]}
    made: type[BaseModel] = create_model(
        f"{listing.title()}Parameters",
        __config__=ConfigDict(extra="forbid"),
        **known,
        sort=sort,
        limit=_KNOWN["limit"],
        after=_KNOWN["after"],
    )
    return made
