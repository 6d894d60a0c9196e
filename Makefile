# neshast: everything is done from here.
#
#   make run        read the sample reports and show what was found   (REPORTS=files or folders)
#   make test       the tests
#   make test-stanza  those of the stanza engine, with Stanza and torch (1 GB)
#   make lint       ruff, mypy, import-linter
#   make evaluate   scores on the annotated reports; fails below a floor   (GOLD=folder: only shown)
#   make baselines  the same scores for what other libraries can do
#   make bench      the benchmark       (times what make baselines installs, if it is there)
#   make bench-archive  20,000 records indexed, searched and linked
#   make fuzz       the properties with new cases, a million strings through dates and time expressions, a million files through readers
#   make chaos      runs in bulk, killed 150 times: what they lost
#   make soak       runs in bulk over 200,000 documents: memory, and what they cost
#   make models     the trained models, from their recipes
#   make setup      only the virtual environment in .venv      (PYTHON=python3.12)
#
# Packages are installed again only when pyproject.toml has changed.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PYTHON ?=
REPORTS ?= corpora/samples/reports.jsonl
RECORDS ?= records.jsonl
GOLD ?=

.PHONY: help setup run test test-stanza lint evaluate baselines bench bench-archive fuzz chaos soak models
.NOTPARALLEL:
.DELETE_ON_ERROR:

help:
	@sed -n 's/^#   //p' Makefile

setup: $(VENV)/.installed

run: $(VENV)/.installed
	$(BIN)/neshast extract $(REPORTS) -o $(RECORDS)
	@$(BIN)/neshast table $(RECORDS)

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest

test-stanza: $(VENV)/.installed-stanza
	$(BIN)/python -m pytest -m stanza

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PYTHONPATH=pipeline $(BIN)/lint-imports --no-cache

evaluate: $(VENV)/.installed
	@$(if $(GOLD),$(BIN)/neshast evaluate $(GOLD),$(BIN)/python evaluation/score.py)

baselines: $(VENV)/.installed-baselines
	$(BIN)/python -W ignore evaluation/baselines.py

bench: $(VENV)/.installed-test
	$(BIN)/python -W ignore evaluation/bench.py --json evaluation/speed.json

bench-archive: $(VENV)/.installed
	$(BIN)/python evaluation/bench_archive.py --json evaluation/archive.json

fuzz: $(VENV)/.installed-test
	$(BIN)/python -m pytest -q -m hypothesis --hypothesis-profile=default
	$(BIN)/python evaluation/fuzz.py
	$(BIN)/python evaluation/fuzz_reading.py
	$(BIN)/python evaluation/fuzz_reading.py --parsers --count 20000 -o evaluation/fuzz_parsers.json

chaos: $(VENV)/.installed-test
	PYTHONPATH=tests $(BIN)/python evaluation/chaos.py

soak: $(VENV)/.installed-test
	PYTHONPATH=tests $(BIN)/python evaluation/soak.py

models: $(VENV)/.installed-models
	@test -f models/recipes/build.py || { echo "make models: no recipe in models/recipes yet" >&2; exit 2; }
	$(BIN)/python models/recipes/build.py

$(VENV)/pyvenv.cfg:
	@python=; \
	for candidate in $(PYTHON) python3.11 python3.12 python3.13 python3; do \
	  if $$candidate -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' >/dev/null 2>&1; \
	  then python=$$candidate; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "neshast needs Python 3.11, 3.12 or 3.13: install one, or name it with make PYTHON=/path/to/python" >&2; \
	  exit 1; \
	fi; \
	$$python -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.installed: pyproject.toml | $(VENV)/pyvenv.cfg
	@echo "Installing neshast into $(VENV): a few minutes, this first time"
	@$(PIP) -e .
	@touch $@

$(VENV)/.installed-test: pyproject.toml $(VENV)/.installed
	@echo "Installing what the tests need"
	@$(PIP) -e '.[test]'
	@touch $@

$(VENV)/.installed-stanza: pyproject.toml $(VENV)/.installed-test
	@echo "Installing Stanza and torch"
	@$(PIP) -e '.[stanza]'
	@touch $@

$(VENV)/.installed-baselines: pyproject.toml $(VENV)/.installed
	@echo "Installing the libraries to compare with"
	@$(PIP) -e '.[baselines]'
	@touch $@

$(VENV)/.installed-models: pyproject.toml $(VENV)/.installed
	@echo "Installing what makes the models"
	@$(PIP) -e '.[models]'
	@touch $@

$(VENV)/.installed-dev: pyproject.toml $(VENV)/.installed
	@echo "Installing the linters"
	@$(PIP) -e '.[dev]'
	@touch $@
