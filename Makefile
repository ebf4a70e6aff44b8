# One entry point for people and for CI. Everything lives in .venv; nothing else is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: demo test lint corpus gate clean setup

setup: $(STAMP)

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -e '.[dev]'
	touch $(STAMP)

demo: $(STAMP)
	@mkdir -p out
	$(BIN)/detente read samples/grenzgespraeche.txt
	$(BIN)/detente read samples/grenzgespraeche.txt --format html --output out/demo.html
	@echo "The same as a page: out/demo.html"

test: $(STAMP)
	$(BIN)/pytest -n 2 --dist loadfile -m "not alone"
	$(BIN)/pytest -m alone

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check detente tests
	$(BIN)/mypy
	$(BIN)/lint-imports

corpus: $(STAMP)
	$(BIN)/python corpus/check.py
	$(BIN)/python corpus/diversity.py

gate: $(STAMP)
	$(BIN)/python scripts/gate.py

clean:
	rm -rf $(VENV) out .pytest_cache .mypy_cache .ruff_cache
