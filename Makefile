# Two commands on a fresh machine with python3 (and venv), make and a C compiler: make verify, make test.
PYTHON ?= python3
BIN := .venv/bin
JOBS ?= $(shell nproc 2>/dev/null || echo 2)

.PHONY: verify test slow clean
verify: .venv/.installed
	@mkdir -p report
	$(BIN)/backproof verify --jobs $(JOBS) --json report/verify.json --junit report/verify.xml
	@echo report/verify.json

test: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports --no-cache
	$(BIN)/pytest -n $(JOBS) -m "not slow and not gpu and not browser"

slow: .venv/.dev
	$(BIN)/pytest -m slow -s

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.installed: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[data,smt]'
	@touch $@

.venv/.dev: .venv/.installed
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[data,smt,dev]'
	@touch $@

clean:
	rm -rf .venv report build *.egg-info
