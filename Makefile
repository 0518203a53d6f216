# One recipe a habit. `make run` and `make test` do all set-up themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ONLY ?=
export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport PYTHONDONTWRITEBYTECODE # set in many images; each process would then compile 2,400 modules anew

.DEFAULT_GOAL := help
.PHONY: help identity run test check bench proof docs lock format clean

help: ## Show the recipes.
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

run: $(VENV)/.run ## Build everything, run the demo once, start Ninefold.
	@$(BIN)/python -m ninefold.cli.main demo --once
	@exec $(BIN)/python -m ninefold.cli.main up

test: $(VENV)/.test ## Run the ordinary suite, its database tests on SQLite and PostgreSQL side by side.
	@$(BIN)/python -m tests

check: $(VENV)/.test ## Lint, types, import contracts.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@PYTHONPATH=src $(BIN)/mypy
	@PYTHONPATH=src $(BIN)/lint-imports --no-cache --no-logo

bench: $(VENV)/.test ## Measure, write bench/results.json (ONLY=name for one).
	@$(BIN)/python -m bench $(ONLY)

proof: $(VENV)/.test ## Run the long proofs, write proof/results.json (ONLY="name …" for some).
	@$(BIN)/python -m proof $(ONLY)

identity: $(VENV)/.run requirements/identity.lock ## Install what finds people who may be one.
	@$(BIN)/python -m uv pip install -q --python $(BIN)/python --require-hashes -r requirements/identity.lock
	@echo "Installed. The worker compares people once a day; ninefold candidates does it now."

docs: $(VENV)/.docs ## Generate the reference pages and build the documentation into site/.
	@$(BIN)/python -m docs.generate
	@$(BIN)/sphinx-build -q -W -b html docs site

lock: $(VENV)/.run ## Compile requirements/*.in into locks with hashes.
	@for name in uv base test docs analytics-python spark fuzz identity fitting; do \
		$(BIN)/uv pip compile -q --generate-hashes --no-header --no-annotate --universal --python-version 3.11 \
			requirements/$$name.in -o requirements/$$name.lock || exit 1; done

format: $(VENV)/.test ## Format and mend what can be mended.
	@$(BIN)/ruff check -q --fix . ; $(BIN)/ruff format -q .

clean: ## Remove environment, caches and built documents; your data stays.
	rm -rf $(VENV) .cache site

$(VENV)/.uv: requirements/uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Ninefold needs Python 3.11 or later: make run PYTHON=python3.11")'
	@$(PYTHON) -c 'import venv, ensurepip' || { echo "Python lacks venv; on Debian: apt-get install python3-venv"; exit 1; }
	@echo "Making the environment in $(VENV) …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --require-hashes -r requirements/uv.lock
	@touch $@

$(VENV)/.run: $(VENV)/.uv requirements/base.lock pyproject.toml
	@echo "Fetching what Ninefold needs, pinned by hash; that takes a minute or more …"
	@$(BIN)/python -m uv pip install -q --python $(BIN)/python --require-hashes -r requirements/base.lock
	@$(BIN)/python -m uv pip install -q --python $(BIN)/python --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements/test.lock
	@echo "Fetching what the tests need (pinned by hash) …"
	@$(BIN)/python -m uv pip install -q --python $(BIN)/python --require-hashes -r requirements/test.lock
	@touch $@

$(VENV)/.docs: $(VENV)/.run requirements/docs.lock
	@$(BIN)/python -m uv pip install -q --python $(BIN)/python --require-hashes -r requirements/docs.lock
	@touch $@
