# `make run` and `make test` set everything up first; nothing outside this folder is touched.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.runs
STAMP := $(VENV)/.installed
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
PLAYER := tests/player
PLAYER_STAMP := $(PLAYER)/node_modules/.package-lock.json

.PHONY: setup run test check bench
.DEFAULT_GOAL := run

setup: $(STAMP)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Dharna needs Python 3.11 or newer; name one with: make setup PYTHON=/path/to/python3.11" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

# Who only looks at maps needs neither what tests are made with nor a cluster's engine.
$(RUN_STAMP): pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) -e '.[all]'
	@touch $(RUN_STAMP)

$(STAMP): pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) -e '.[all,spark,dev]'
	@touch $(RUN_STAMP) $(STAMP)

# What checks the player's JavaScript; without npm those tests are skipped, and nothing is shipped.
$(PLAYER_STAMP): $(PLAYER)/package.json $(PLAYER)/package-lock.json
	@if command -v npm >/dev/null; then cd $(PLAYER) && npm ci --silent --no-audit --no-fund; fi

run: $(RUN_STAMP)
	$(BIN)/dharna run

# In the order of their names, which puts browsers and clusters, few tests and long ones, before the quick.
test: setup $(PLAYER_STAMP)
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup
	$(INSTALL) -e '.[bench]'
	$(BIN)/python -m bench
