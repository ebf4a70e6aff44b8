"""Which language a document is in."""

from __future__ import annotations

from functools import cache
from typing import Any

from detente.errors import InputError
from detente.resources import served_languages

SAMPLE = 4000  # characters looked at
# ISO 639-1 codes of languages with news in number; they compete for a text
CANDIDATES = [
    "ar", "bg", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu",
    "id", "it", "ja", "ko", "lt", "lv", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv",
    "tr", "uk", "ur", "vi", "zh",
]  # fmt: skip
SURE = 0.8


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = set(identifier.labels) if hasattr(identifier, "labels") else set(CANDIDATES)
    identifier.set_languages([c for c in CANDIDATES if c in known])
    return identifier


def detect_language(text: str, *, name: str = "text") -> str:
    """ISO 639-1 code of the served language that `text` is in.

    InputError where it is in another language or too short to tell: the message names the
    document, what was found and the languages served.
    """
    served = served_languages()
    found, score = _identifier().classify(text[:SAMPLE])
    if found in served and score >= SURE:
        return str(found)
    listed = ", ".join(served)
    if found in served or score < SURE:
        raise InputError(
            f"{name}: the language cannot be told for sure (best guess {found!r}, {score:.2f});"
            f" give it with --language ({listed})",
            code="language-unsure",
        )
    raise InputError(
        f"{name}: the text looks like language {found!r}, which is not served;"
        f" served are: {listed}",
        code="language-not-served",
    )
