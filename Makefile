# Two commands do everything on a fresh machine: make demo, make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export HF_HUB_OFFLINE := 1
export TOKENIZERS_PARALLELISM := false

.DEFAULT_GOAL := help
.PHONY: help demo test check format notebooks benchmarks clean

help:  ## say what each command does
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(BIN)/.installed  ## install, run the invented example study offline, say where its report is
	$(BIN)/thematica demo thematica-demo

test: check  ## everything that must hold: format, lint, types, import contracts, tests, doctests, README

check: $(BIN)/.installed-dev  ## the same as test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q

format: $(BIN)/.installed-dev  ## put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

notebooks: $(BIN)/.installed-dev  ## run every notebook; an error in a cell is an error here
	$(BIN)/python notebooks/run.py

benchmarks: $(BIN)/.installed-dev  ## the quick run of the benchmarks on invented data; benchmarks/README.md has the whole
	$(BIN)/python -m benchmarks.coding --quick
	$(BIN)/python -m benchmarks.candidates --quick
	$(BIN)/python -m benchmarks.identity --quick
	$(BIN)/python -m benchmarks.saturation --quick
	$(BIN)/python -m benchmarks.agreement --quick
	$(BIN)/python -m benchmarks.statistics --quick
	$(BIN)/python -m benchmarks.near_codes --quick
	$(BIN)/python -m benchmarks.match --quick
	$(BIN)/python -m benchmarks.reading --quick

clean:  ## delete what was installed and made here
	rm -rf $(VENV) thematica-demo build dist

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(BIN)/.installed: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $@

$(BIN)/.installed-dev: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@ $(BIN)/.installed
