"""Bytes to text, dates from strings, and the digest that names a document."""

from __future__ import annotations

import codecs
import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Mapping

from detente.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.I)
_XML = re.compile(rb"\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*[\"']([\w.-]+)")
_LATIN = frozenset({"iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii"})
# what pages call Latin-1 is cp1252: browsers read it so, and quotation marks depend on it
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?$", re.S)
_LONE = re.compile(r"[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
UNSEEN = "\u00ad\u200b\u2060\ufeff"  # soft hyphens, spaces without width
_WITHOUT = dict.fromkeys(map(ord, UNSEEN))


def decode(
    raw: bytes,
    name: str,
    *,
    encoding: str | None = None,
    declared: str | None = None,
    html: bool = False,
) -> str:
    """Text of the bytes, line ends as "\\n"; InputError tells what is wrong with them.

    The encoding is `encoding`, else that of a byte order mark, else `declared` (what a server
    says), else what an XML declaration or, with `html`, the page itself says, else UTF-8.
    """
    if not raw.strip():
        raise InputError(f"{name}: the file is empty", code="empty")
    chosen = encoding
    if chosen is None:
        chosen = next((e for mark, e in _MARKS if raw.startswith(mark)), None)
    if chosen is None:
        found = _XML.match(raw) or (_DECLARED.search(raw[:4096]) if html else None)
        chosen = declared or (found[1].decode("ascii") if found else None)
        chosen = "cp1252" if chosen and chosen.lower() in _LATIN else chosen
    try:
        text = raw.decode(chosen or "utf-8")
    except LookupError as error:
        raise InputError(
            f"{name}: the encoding {chosen!r} is not known; name another with --encoding",
            code="bad-encoding",
        ) from error
    except UnicodeDecodeError as error:
        raise _undecodable(raw, name, chosen or "utf-8", error) from error
    except UnicodeError as error:
        raise InputError(
            f"{name}: cannot be read as {chosen} ({error}); name another with --encoding",
            code="bad-encoding",
        ) from error
    if _binary(text):
        raise InputError(
            f"{name}: this is a binary file, not text; give text, HTML or JSON Lines",
            code="binary",
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise InputError(f"{name}: the file is empty", code="empty")
    return text


def _binary(text: str) -> bool:
    sample = text[:20_000]
    return "\x00" in sample or len(_CONTROL.findall(sample)) > len(sample) / 200 + 2


def _undecodable(raw: bytes, name: str, tried: str, error: UnicodeDecodeError) -> InputError:
    sample = raw[:20_000]
    if b"\x00" in sample and not tried.lower().startswith(("utf-16", "utf-32", "utf_")):
        return InputError(
            f"{name}: this is a binary file, not text; give text, HTML or JSON Lines",
            code="binary",
        )
    if error.end >= len(raw) and len(raw) - error.start < 4:
        return InputError(
            f"{name}: the file ends in the middle of a character (byte {error.start:,} of"
            f" {len(raw):,}): it is truncated; fetch it again",
            code="truncated",
        )
    return InputError(
        f"{name}: byte {error.start:,} is not {tried}; if the file is in another encoding, name it"
        " with --encoding (older German files are often cp1252)",
        code="bad-encoding",
    )


def parse_date(value: object, name: str) -> dt.date | None:
    """The day of an ISO date or time stamp, None for nothing; InputError otherwise."""
    if value is None or value == "":
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = str(value).strip()
    found = _DAY.match(text)
    try:
        return dt.date.fromisoformat(found[1] if found else text)
    except ValueError as error:
        raise InputError(
            f"{name}: {text!r} is not a date; write the day of publication as YYYY-MM-DD",
            code="bad-date",
        ) from error


def language_code(value: object) -> str | None:
    """The bare code: "de" of "de", "DE" and "de-AT"; None for nothing."""
    code = str(value or "").strip().lower().replace("_", "-").split("-")[0]
    return code or None


def fact(values: Mapping[str, object], key: str) -> str | None:
    """A fact of a document as a string; None where it is not given or empty."""
    value = values.get(key)
    return None if value is None or value == "" else whole(str(value))


def whole(text: str) -> str:
    """Text with halves of surrogate pairs, which no encoding can hold, as U+FFFD."""
    return _LONE.sub("\ufffd", text)


def plain(text: str) -> str:
    """A text with letters and their accents as one character each (NFC), without soft hyphens and
    the marks that only tell where a line may break."""
    return unicodedata.normalize("NFC", whole(text).translate(_WITHOUT))


def digest(*parts: str | None) -> str:
    """The id of a document that brings none: a digest of its content, however its letters are
    written."""
    joined = "\x1f".join(plain(p or "") for p in parts)
    return hashlib.blake2b(joined.encode(), digest_size=10).hexdigest()
