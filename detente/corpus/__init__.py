"""Beyond one document: pure functions over many codings (copies, stories, relations)."""
