# Everything a developer or operator starts is here; `make help` lists it.
PYTHON ?= python3
VENV   ?= .venv
PORT   ?= 8000
DATA   ?= academy-demo
BIN    := $(VENV)/bin

# Tests start many processes: what is compiled once need not be compiled by each.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test check fix browser bench-search bench-page bench-hostile bench-relevance bench-insight bench-spreadsheets bench-editing bench-desk bench-clicks bench-gate bench-import bench-mail bench-tickets bench-durability audit messages lock clean

help: ## list what make can do
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-20s %s\n", $$1, $$2}'

demo: $(VENV)/.runs ## fill a demo Academy and serve it on 127.0.0.1 (PORT=8000 DATA=academy-demo)
	@$(BIN)/academy demo --data "$(DATA)" --port "$(PORT)"

test: check browser ## run every check and every test
	$(BIN)/python -m pytest -n 3

check: $(VENV)/.tests ## formatting, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: $(VENV)/.tests ## format, and mend what the linter can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

browser: ## install Chromium for the browser tests where the package manager allows it
	@command -v chromium-headless-shell >/dev/null 2>&1 \
	|| { command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] \
	     && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium-headless-shell >/dev/null; } \
	|| command -v chromium chromium-browser google-chrome >/dev/null 2>&1 \
	|| echo "No Chromium here and none could be installed: the browser tests will be skipped."

bench-search: $(VENV)/.tests ## time the search engines side by side (COLLECTIONS=folder)
	$(BIN)/python -m bench.speed "$(COLLECTIONS)"

bench-page: $(VENV)/.tests ## answers per second of the search page beside an empty page (COLLECTIONS=folder)
	$(BIN)/python -m bench.page "$(COLLECTIONS)"

bench-hostile: $(VENV)/.tests ## send 2,000 hostile queries to a demo Academy
	$(BIN)/python -m bench.hostile

bench-relevance: $(VENV)/.tests ## judge what the search engines find (COLLECTIONS=folder)
	$(BIN)/python -m bench.relevance "$(COLLECTIONS)"

bench-clicks: $(VENV)/.tests browser ## count clicks and typed signs through the gate, beside none
	$(BIN)/python -m bench.clicks

bench-gate: $(VENV)/.tests ## let three people do 3,750 things at the gate in any order
	GATE_EXAMPLES=150 $(BIN)/python -m pytest -q tests/gate/test_state_machine.py

bench-spreadsheets: $(VENV)/.tests ## open what could be calculated in LibreOffice: no cell may become a formula
	$(BIN)/python -m bench.spreadsheets

bench-insight: $(VENV)/.tests ## time the insight pages over a large past, on SQLite and PostgreSQL
	$(BIN)/python -m bench.insight

bench-editing: $(VENV)/.tests ## let two editors save 1,000 times, time previews and publishing, send bombs
	$(BIN)/python -m bench.editing

bench-import: $(VENV)/.tests ## time the import of 5,000 Markdown files and of collections (COLLECTIONS=folder)
	$(BIN)/python -m bench.importing $(COLLECTIONS)

bench-desk: $(VENV)/.tests ## time the desk with 20,000 open tickets, on SQLite and PostgreSQL
	$(BIN)/python -m bench.desk

bench-mail: $(VENV)/.tests ## take the mail server away, kill who sends, let servers be hostile
	$(BIN)/python -m bench.mail

bench-tickets: $(VENV)/.tests ## send 200 keys 50 times at once each, and count tickets
	$(BIN)/python -m bench.tickets

bench-durability: $(VENV)/.tests ## read off the system calls what is on disk before an answer leaves (needs strace)
	$(BIN)/python -m bench.durability

audit: $(VENV)/.tests ## ask for known vulnerabilities of every pinned dependency (needs uv and the network)
	$(BIN)/python -m bench.audit

messages: $(VENV)/.tests ## bring the catalogues up to date with the sentences in code and templates
	$(BIN)/python -m portal.updating_messages

lock: ## pin every dependency by hash (needs uv)
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
	  --extra postgres pyproject.toml packaging.in -o requirements.lock
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
	  --extra test pyproject.toml packaging.in -c requirements.lock -o requirements-test.lock

clean: ## remove what make has made, but no data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info

$(VENV)/.runs: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what the Academy needs …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.tests: requirements-test.lock $(VENV)/.runs
	@echo "Installing what the tests need …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-test.lock
	@touch $@
