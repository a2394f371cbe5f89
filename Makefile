# On a fresh machine with python3 (and its venv), make and a C compiler: `make verify` and `make test`.
# EXTRAS=data,smt,gpu adds the CUDA build of JAX.
PYTHON ?= python3
EXTRAS ?= data,smt
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
JOBS ?= auto
COMMA := ,
INSTALLED := .venv/.installed-$(subst $(COMMA),-,$(EXTRAS))

.PHONY: verify test browser readme slow bench-train bench-compare lowest clean

# The report is written whatever the verdicts are; the exit code is that of the verdicts.
verify: $(INSTALLED)
	@mkdir -p report
	@$(BIN)/backproof verify --json report/verify.json --junit report/verify.xml; found=$$?; \
	$(BIN)/backproof report --from report/verify.json --out report && exit $$found

test: $(INSTALLED)-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports --no-cache
	$(BIN)/pytest -n $(JOBS) --dist worksteal -m "not slow and not gpu and not browser"

# The report in a real browser; needs Chromium (apt-get install chromium) and says so where there is none. A file's
# tests stay together, for they share one report.
browser: $(INSTALLED)-browser
	$(BIN)/pytest -n 2 --dist loadfile -m browser -rs tests/browser

# The generated parts of README.md.
readme: $(INSTALLED)-dev
	$(BIN)/python -m backproof.tests.readme

# Long evidence: the kernel's fuzz.
slow: $(INSTALLED)-dev
	$(BIN)/pytest -n $(JOBS) --dist worksteal -m slow -rA

# Networks trained a second, beside others; a C++ compiler for the hand-written reference. ROWS="xor digits" measures
# these again, beside the rows that are there.
bench-train: $(INSTALLED)
	@mkdir -p report
	$(BIN)/python -m backproof.benchmarks.train $(if $(ROWS),--rows $(ROWS)) --json report/bench-train.json

# The pairs and statements of the tests: how they come out, and how soon.
bench-compare: $(INSTALLED)-dev
	$(BIN)/python -m backproof.benchmarks.compare

# The fast tests with the oldest versions that pyproject.toml admits.
lowest: .venv-lowest/.installed
	.venv-lowest/bin/python -m pytest -n $(JOBS) --dist worksteal -m "not slow and not gpu and not browser" --ignore=tests/test_house.py

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv

$(INSTALLED): pyproject.toml | .venv/bin/python
	$(PIP) install -e '.[$(EXTRAS)]'
	@touch $@

$(INSTALLED)-dev: $(INSTALLED)
	$(PIP) install -e '.[$(EXTRAS),dev]'
	@touch $@

$(INSTALLED)-browser: $(INSTALLED)-dev
	$(PIP) install -e '.[$(EXTRAS),dev,browser]'
	@touch $@

.venv-lowest/.installed: pyproject.toml
	$(PYTHON) -m venv .venv-lowest
	.venv-lowest/bin/python -c 'import re, tomllib; p = tomllib.load(open("pyproject.toml", "rb"))["project"]; e = p["optional-dependencies"]; print(*(re.sub(r"\[.*?\]|,.*", "", d).replace(">=", "==") for d in [*p["dependencies"], *e["smt"], *e["data"]]), sep="\n")' > .venv-lowest/lowest.txt
	.venv-lowest/bin/python -m pip --disable-pip-version-check -q install -e '.[data,smt]' -c .venv-lowest/lowest.txt pytest pytest-xdist hypothesis
	@touch $@

clean:
	rm -rf .venv .venv-lowest report build dist *.egg-info
