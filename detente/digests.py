"""Short names made of what they stand for: the same in every process and database."""

from __future__ import annotations

import hashlib


def short_digest(text: str) -> str:
    """Sixteen hexadecimal digits that stand for a text."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
