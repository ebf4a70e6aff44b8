"""Articles for the tests of pages: one with everything in it, and hostile ones."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from detente.types import Coding, Time
from tests.formats.codings import bare, visit
from tests.web.worlds import VISIT, told

SCRIPT = "<script>alert('x')</script>"
VECTORS = (
    SCRIPT,
    "</p></article></main><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)><a xlink:href="javascript:alert(1)">x</a></svg>',
    "' onmouseover='alert(1)",
    "{{ 7*7 }} {% include '/etc/passwd' %} ${7*7} <%= 7*7 %>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62;",
    "<!--<script>--><style>*{display:none}</style>",
)
TRICKS = (
    "safe \u202egnp.exe\u202c zero\u200bwidth \u2066iso\u2069 \ufefftop \u00adsoft tag\U000e0041"
)
CONTROLS = "bell\x07 escape\x1b nextline\x85 noncharacter\ufffe"
DAY = dt.date(2020, 11, 4)


def whole() -> Coding:
    """The visit of `tests/formats/codings.py` with a time expression."""
    coding = visit()
    start = coding.document.text.index("Dienstag")
    time = Time(0, start, start + 8, "Dienstag", "DATE", "2021-03-16", edtf="2021-03-16")
    return replace(coding, times=(time,))


def hostile(number: int, words: str) -> Coding:
    """An article whose title, outlet, address, names and text are all hostile."""
    text = f"{words} Norway's minister visited Tallinn. {words} {'x' * 40}\n\n{words}"
    coding = told(f"hostile-{number}", text, DAY, (VISIT,), publisher=words, title=words)
    event = coding.events[0]
    named = tuple(replace(each, name=words, text=words) for each in event.actor)
    place = replace(event.location, name=words, text=words) if event.location else None
    event = replace(event, actor=named, location=place, said_by=named[0])
    document = replace(
        coding.document,
        url=f"javascript:alert('{words}')",
        language='en" onload="alert(1)',
        source=f"{words}.txt",
    )
    return replace(coding, document=document, events=(event,), warnings=(words,))


def huge() -> Coding:
    """A text without a blank and longer than any page."""
    return bare("x" * 300_000, title="y" * 5_000, published=DAY)
