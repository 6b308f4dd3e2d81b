# Sidan: the few commands a newcomer needs. Run `make` to see them.

.DEFAULT_GOAL := help
.NOTPARALLEL:
# Where the environment forbids it, each of the hundreds of processes here would compile all that it loads, every time.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help install dress demo stack test prepare servers browser lint format generate bench-flow bench-matching clean

BIN := .venv/bin

help: ## Show this list
	@echo "Sidan 四单. Say: make <what>"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1\t\2/' | expand -t 14

install: .venv/installed ## Make .venv and install everything Sidan needs into it

# The stamp: installed again only when one of these files has changed.
.venv/installed: requirements.lock pyproject.toml scripts/install
	@scripts/install || { echo "The install did not finish. The lines above say why; mend that and say 'make install' again." >&2; exit 1; }
	@touch $@

dress: install ## Fetch what pages are dressed in (npm) and compile their English; without npm they stay plain
	@scripts/dress

demo: install dress ## Run all four services with the Jingchuan demonstration; ARGS="…" is passed on
	@$(BIN)/sidan demo $(ARGS)

stack: install dress servers ## Run it like production, without Docker: RabbitMQ, PostgreSQL, nginx, web and worker apart
	@$(BIN)/python -m tests.stack $(ARGS)

test: prepare dress lint ## Check everything: style, types, walls between the rooms, all tests
	@echo "Running the tests …"
	@$(BIN)/pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder $(ARGS)

# The programs of the machine and the libraries have nothing to wait for each other for.
prepare:
	@$(MAKE) --silent servers browser & \
	$(MAKE) --silent install; libraries=$$?; \
	wait $$! && exit $$libraries

servers: ## Install RabbitMQ, PostgreSQL, nginx and promtool, if they are not here
	@scripts/install-servers

browser: ## Install npm, and the Chromium that tries out the pages, if they are not here
	@scripts/install-npm
	@scripts/install-browser

lint: install ## Check style, types and who imports whom; changes nothing
	@$(BIN)/ruff check --quiet || { echo "ruff found the above. 'make format' mends most of it." >&2; exit 1; }
	@$(BIN)/ruff format --check --quiet || { echo "Some files are laid out differently. 'make format' mends it." >&2; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>&1

format: install ## Lay out the code and mend what can be mended by machine
	@$(BIN)/ruff check --fix --quiet || true
	@$(BIN)/ruff format

generate: install ## Write the generated files again: OpenAPI, AsyncAPI, tables and pictures in the README
	@$(BIN)/sidan generate

bench-flow: .venv/bench servers ## Measure Sidan beside what could be taken instead (over an hour); ARGS="…" is passed on
	@$(BIN)/python -m benchmarks.flow $(ARGS)

bench-matching: install servers ## Measure how good and how fast matching is (about half an hour); ARGS="…" is passed on
	@$(BIN)/python -m benchmarks.matching $(ARGS)

# All that requirements.lock names, and the peers and the client of the benchmarks besides.
.venv/bench: .venv/installed benchmarks/requirements.lock
	@echo "Installing what is measured beside Sidan …"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r benchmarks/requirements.lock
	@touch $@

clean: ## Remove .venv, node_modules and the caches; what the demo keeps in var/ stays
	@rm -rf .venv node_modules build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -not -path './node_modules/*' -prune -exec rm -rf {} +
	@echo "Clean. 'make install' makes .venv again."
