# `make` alone lists the targets. Each target creates the environment it needs.
PYTHON ?= python3
RUNTIME := .venv
DEV := .venv-dev

.DEFAULT_GOAL := help
.PHONY: help demo install test check lock clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(RUNTIME)/ready  ## the whole bot on a bundled story: no token, no network
	@$(RUNTIME)/bin/dateline demo

install: $(RUNTIME)/ready  ## dateline itself, as .venv/bin/dateline

test: $(DEV)/ready  ## run the tests
	@$(DEV)/bin/python -m pytest

check: $(DEV)/ready  ## lint, types, import contracts
	@$(DEV)/bin/ruff check .
	@$(DEV)/bin/ruff format --check .
	@$(DEV)/bin/mypy
	@$(DEV)/bin/lint-imports

$(RUNTIME)/ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Dateline needs Python 3.11 or newer: make PYTHON=python3.12 demo")'
	$(PYTHON) -m venv $(RUNTIME)
	$(RUNTIME)/bin/python -m pip install --quiet --require-hashes --only-binary :all: -r requirements.txt
	$(RUNTIME)/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV)/ready: requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Dateline needs Python 3.11 or newer: make PYTHON=python3.12 test")'
	$(PYTHON) -m venv $(DEV)
	$(DEV)/bin/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	$(DEV)/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

lock:  ## renew the pinned requirements (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml build.in -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --extra postgres requirements-dev.in build.in -o requirements-dev.txt

clean:  ## remove the environments and caches
	rm -rf $(RUNTIME) $(DEV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
