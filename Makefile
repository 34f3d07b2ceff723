# Two commands: `make run` starts the line in practice mode; `make test` runs the whole gate.
# The first of these that our packages can be installed for; `make PYTHON=...` names another.
PYTHON ?= $(shell for one in python3 python3.14 python3.13 python3.12 python3.11; do $$one -c '$(FITS)' 2>/dev/null && echo $$one && break; done)
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))
VENV := .venv
BIN := $(VENV)/bin
# What is published as source only is built with the builder that is pinned, not with one that pip fetches.
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-build-isolation --use-pep517
WEB := api/web
KEPT := -o "addopts=-q --strict-markers --strict-config" -o cache_dir=$(CURDIR)/$(VENV)/.failed
# Files of stories lie in memory where there is room: a story that waits for a disk proves nothing more.
ROOM := $(shell test "$$(df --output=avail -k /dev/shm 2>/dev/null | tail -1)" -gt 4000000 2>/dev/null && echo TMPDIR=/dev/shm)
# Hundreds of processes of ours start in the tests; none needs to compile all of it anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test load weak-line lock clean debian check-python check-browser

run: $(VENV)/.ready $(WEB)/vendor/.ready
	@exec $(BIN)/python -m tests.fakes.practice

# What waits for the network, or works on one processor, does not wait for its neighbour.
test:
	@$(MAKE) --no-print-directory -j3 debian $(VENV)/.ready-test $(WEB)/vendor/.ready
	@$(MAKE) --no-print-directory -j2 check-python check-browser
	@# If browser stories alone failed, they are told once more, one after the other; both runs are printed. Anything else that fails, fails at once.
	$(ROOM) $(BIN)/python -m pytest $(KEPT) -n 3 --dist loadfile --no-loadscope-reorder || { ! grep -qE '"tests/(api|bot|content|fakes|house|load|vectors)/' $(VENV)/.failed/v/cache/lastfailed && $(ROOM) $(BIN)/python -m pytest $(KEPT) --last-failed --last-failed-no-failures none; }

debian:
	@tests/system-packages

check-python:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python -m content check
	$(BIN)/mypy

check-browser:
	cd $(WEB) && PATH="$(CURDIR)/$(BIN):$$PATH" node node_modules/typescript/bin/tsc -p jsconfig.json
	PATH="$(CURDIR)/$(BIN):$$PATH" node --no-warnings --test --test-concurrency=2 tests/web/*.test.js

load: $(VENV)/.ready-test
	$(BIN)/python -m tests.load

weak-line: $(VENV)/.ready-test $(WEB)/vendor/.ready
	$(if $(STORIES),,$(ROOM) $(BIN)/python -m tests.load.weak_line.talks $(SEED:%=--seed %))
	$(ROOM) $(BIN)/python -m tests.load.weak_line $(SEED:%=--seed %) $(STORIES)

# The packages that the line needs, each pinned with its hashes. A Node without npm, as Debian has it, is none.
$(VENV)/.ready: requirements-build.lock requirements.lock requirements-node.lock
	@$(or $(PYTHON),false) -c '$(FITS)' || { echo "Quietline needs Python 3.11, 3.12, 3.13 or 3.14. Install one of them, or name it: make PYTHON=python3.13 run" >&2; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV)
	@echo "Getting the Python packages ..."
	@$(INSTALL) -r requirements-build.lock && $(INSTALL) -r requirements.lock
	@node -e 'process.exit(+process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null && npm --version >/dev/null 2>&1 || { echo "Getting Node from a Python package ..."; $(INSTALL) -r requirements-node.lock; }
	@touch $@

# The same, and what the tests need.
$(VENV)/.ready-test: requirements-test.lock $(VENV)/.ready
	@echo "Getting the packages that the tests need ..."
	@$(INSTALL) -r requirements-test.lock
	@touch $@

# The browser packages, bundled once; their hashes are committed.
$(WEB)/vendor/.ready: $(WEB)/package-lock.json $(WEB)/bundle-vendor.mjs $(WEB)/vendor.sha256 | $(VENV)/.ready
	@echo "Getting the browser packages ..."
	@cd $(WEB) && export PATH="$(CURDIR)/$(BIN):$$PATH" && npm ci --loglevel=error --no-progress --no-update-notifier >/dev/null && node bundle-vendor.mjs
	@touch $@

# After changing a requirements*.in file.
lock:
	$(BIN)/python -m pip install --quiet uv
	for name in requirements-build requirements requirements-test requirements-node; do $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header --no-annotate $$name.in -o $$name.lock; done

clean:
	rm -rf $(VENV) $(WEB)/node_modules $(WEB)/vendor
