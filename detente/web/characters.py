"""Characters of texts that others wrote which a page must not hold, or must not hide."""

from __future__ import annotations

import re

# Characters that HTML does not allow, and halves of a surrogate pair, which UTF-8 cannot hold.
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

# Overrides of direction: what follows reads backwards. In an article they are shown by number.
OVERRIDES = re.compile("[\u202d\u202e]")

# Characters without a shape that change how others read: marks and overrides of direction, zero
# widths, fillers. Joiners are left: some scripts cannot be written without them.
HIDDEN = re.compile(
    "[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def cleaned(text: str) -> str:
    """Text without what HTML does not allow or what turns the direction; U+FFFD in its place."""
    return OVERRIDES.sub("\ufffd", FORBIDDEN.sub("\ufffd", text))
