"""Limits of collation for small worlds."""

from __future__ import annotations

import pytest

from detente.archive import _collate_copies, _collate_pairs, _collate_translations, collating
from detente.corpus import _copy_translation, _story_keys
from detente.corpus import copies as copying


@pytest.fixture
def crowded(monkeypatch: pytest.MonkeyPatch) -> None:
    """All limits so low that small worlds reach them."""
    for module in (copying, _collate_copies):
        monkeypatch.setattr(module, "HOLDERS", 5)
    monkeypatch.setattr(copying, "STOCK_HOLDERS", 3)
    for module in (_copy_translation, _collate_translations):
        monkeypatch.setattr(module, "HOLDERS", 2)
    for module in (_story_keys, _collate_pairs):
        monkeypatch.setattr(module, "NEIGHBOURS", 2)
    monkeypatch.setattr(_collate_pairs, "CROWDED", 5)
    for name, value in (("DOCUMENTS", 4), ("EVENTS", 12), ("STORIES", 6), ("ORDERED", 9)):
        monkeypatch.setattr(collating, name, value)
