# The two commands of a newcomer are `make demo` and `make test`; `make help` lists the rest.
# Everything lives in .venv in this folder; delete it to begin anew.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# What a user's own shell may have set must not reach these commands. Images of containers like to forbid Python to keep
# what it compiled: each command that tests start anew then compiles all of Plumbline, which takes a second.
unexport PLUMBLINE_HOME DJANGO_SETTINGS_MODULE PYTHONPATH VIRTUAL_ENV PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# A lock is complete: nothing is resolved, so no release made after it can be chosen. What comes as source is built by the
# locked build tools, in the same way by every pip.
LOCKED := $(PIP) install --quiet --no-deps --no-build-isolation --use-pep517 --require-hashes
# Stamps: a file is made when its step has succeeded, so the second run does nothing.
MADE := $(VENV)/.plumbline-made
BUILD := $(VENV)/.plumbline-build
RUN := $(VENV)/.plumbline-run
DEV := $(VENV)/.plumbline-dev

PYTHON ?=
SERVE ?= 1
# One process more than there are cores: a test often waits for a command, a browser or Spark that it started.
JOBS ?= $(shell cores=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); echo $$(( cores < 8 ? cores + 1 : 8 )))
PYTEST ?=
# What `make quick` and `make coverage` take for the change: what differs from this commit or tag.
SINCE ?=
# A file's tests stay in one process; the tests themselves say in which order files are begun.
SPREAD := -n $(JOBS) --dist loadfile --no-loadscope-reorder
NAME ?=

.PHONY: help
help:
	@echo "make demo            load the Chicago world, print the graded wards, serve the pages on this machine"
	@echo "make demo SERVE=0    the same, stopping after the table"
	@echo "make test            every check and every test"
	@echo "make quick           the tests of what you changed, in seconds; ALL=1 for all that need no browser"
	@echo "make coverage        which lines the tests run, of the packages changed since the newest tag"
	@echo "make lint            ruff, mypy and the contracts between the floors"
	@echo "make docs            the documentation, into docs/_build/html"
	@echo "make bench NAME=...  one benchmark or all, as JSON; without NAME, their list"
	@echo "make wheelhouse      dist/wheelhouse: what a machine without network installs from"
	@echo "make lock            resolve the lock files anew (needs uv)"
	@echo "make clean           remove what the commands above made, but for .venv"

# ------------------------------------------------------------------------------------------------------- environment
# An environment that works is kept, whoever made it.
$(MADE):
	@if $(BIN)/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then exit 0; fi; \
	for try in $(if $(PYTHON),"$(PYTHON)",python3 python3.13 python3.12 python3.11 python); do \
	    "$$try" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && python=$$try && break; \
	done; \
	if [ -z "$${python:-}" ]; then \
	    echo "Plumbline needs Python 3.11 or newer, and none was found$(if $(PYTHON), at $(PYTHON),)." >&2; \
	    echo "Install one, or name it: make $(or $(MAKECMDGOALS),demo) PYTHON=/path/to/python3" >&2; exit 1; \
	fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	    echo "$$python cannot make virtual environments: its venv module is missing." >&2; \
	    echo "On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; \
	fi; \
	echo "Making $(VENV) with $$("$$python" --version)"; \
	"$$python" -m venv --clear $(VENV)
	@touch $@

# setuptools alone, with its hashes: the lines of it in the lock, up to the first that does not go on.
$(BUILD): $(MADE) requirements.lock
	@echo "Installing what builds packages into $(VENV)"
	@sed -n '/^setuptools==/,/[^\\]$$/p' requirements.lock > $(VENV)/build.lock
	@$(LOCKED) --only-binary :all: -r $(VENV)/build.lock
	@touch $@

$(RUN): $(BUILD) requirements.lock pyproject.toml
	@echo "Installing Plumbline and the packages it needs into $(VENV)"
	@$(LOCKED) -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(RUN) requirements-dev.lock
	@echo "Installing the packages for tests and documentation into $(VENV)"
	@$(LOCKED) -r requirements-dev.lock
	@touch $@

# -------------------------------------------------------------------------------------------------------------- demo
.PHONY: demo
demo: $(RUN)
	@$(BIN)/plumb demo --home .home/demo $(if $(filter 0 no false,$(SERVE)),--no-serve)

# ------------------------------------------------------------------------------------------------------------- checks
.PHONY: test quick coverage lint docs bench
# The second store first, so that the closing line is the count of all tests on SQLite. Beside it types, contracts and the
# documentation, on what its processes leave of the machine while they wait; what they said is told when it is done.
# What touches the store runs on PostgreSQL too, on a throwaway server; without one on this machine it is skipped.
# COVER=1 counts the lines that run, in the run that is made anyway.
COVER ?=
# By another name: make would do a line that names it even where it is only asked what it would do.
THIS := $(MAKE)
COUNTED := $(if $(COVER),--cov --cov-report=term --cov-fail-under=80,)
test: $(DEV)
	@$(BIN)/ruff check .
	@said="$$(mktemp)"; $(THIS) lint docs > "$$said" 2>&1 & beside=$$!; \
	trap 'kill $$beside 2>/dev/null || true; rm -f "$$said"' EXIT; \
	$(BIN)/python -m pytest --store postgresql $(SPREAD) $(PYTEST); \
	code=0; wait $$beside || code=$$?; cat "$$said"; exit $$code
	@$(BIN)/python -m pytest $(SPREAD) $(COUNTED) $(PYTEST)

quick: $(DEV)
ifdef ALL
	@$(BIN)/python -m pytest -q $(SPREAD) -m "not browser and not slow" $(PYTEST)
else
	@$(BIN)/ruff check --quiet .
	@touched="$$($(BIN)/python -m tests.touched tests $(SINCE))"; if [ -z "$$touched" ]; then \
	    echo "No test belongs to what was changed."; else \
	    $(BIN)/python -m pytest -q -m "not browser and not slow" $$touched $(PYTEST); fi
endif

# The tests of a package must run this share of its lines and branches, commands in processes of their own not counted
# (with them it was 97 in a hundred). Counting costs a third of the time, so `make test` does it only if asked.
coverage: $(DEV)
	@packages="$$($(BIN)/python -m tests.touched packages $(SINCE))"; if [ -z "$$packages" ]; then \
	    echo "No package was changed."; else \
	    tests=""; counted=""; for each in $$packages; do counted="$$counted --cov=plumbline.$$each"; \
	        if [ -d tests/$$each ]; then tests="$$tests tests/$$each"; fi; done; \
	    $(BIN)/python -m pytest -q $(SPREAD) -m "not browser" $$tests $$counted \
	        --cov-report=term --cov-fail-under=80 $(PYTEST); fi

lint: $(DEV)
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

# Sphinx warns of a page only when it reads it: what a failed build has read is thrown away, or the next would pass.
docs: $(DEV)
	@$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html || { rm -rf docs/_build; exit 1; }
	@echo "Documentation: docs/_build/html/index.html"

bench: $(RUN)
	@$(BIN)/plumb bench $(NAME) --json

# -------------------------------------------------------------------------------------------------------------- upkeep
.PHONY: wheelhouse lock clean
wheelhouse: $(RUN)
	@$(BIN)/python deploy/wheelhouse.py dist/wheelhouse

UV ?= uv
RESOLVE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links pyproject.toml -

# setuptools builds the package itself and what comes as source; it is locked with the rest so that an install asks for
# nothing unlocked.
lock:
	echo 'setuptools>=77' | $(RESOLVE) -o requirements.lock >/dev/null
	echo 'setuptools>=77' | $(RESOLVE) --extra dev --extra docs --extra postgresql --extra spark -c requirements.lock -o requirements-dev.lock >/dev/null

clean:
	rm -rf .home build dist docs/_build htmlcov .coverage* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find . -path ./$(VENV) -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
