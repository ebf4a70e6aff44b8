"""The fixtures `target` and `store` are in `databases.py`; `tests/conftest.py` makes them known."""
