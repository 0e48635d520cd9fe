# `make run` and `make test` on a bare machine: Python 3.11 or newer, make, and a package registry.
# PYTHON=… chooses the interpreter that .venv is made with.

BIN := .venv/bin
STAMP := .venv/baton-is-set-up
IS_NEW_ENOUGH := -c 'import sys; sys.exit(sys.version_info < (3, 11))'
export UV_COMPILE_BYTECODE := 1
# Without bytecode, importing Dagster takes three times as long, in every command.
unexport PYTHONDONTWRITEBYTECODE

# SQL that has not changed since it was found clean is not read again: sqlfluff takes half a second over a file.
SQL := $(shell find assets pipelines tests -name '*.sql')
SQL_IS_CLEAN := .venv/sql-is-clean

# uv does not read pip's configuration, so an index that is configured for pip is passed on.
INDEX = index="$$($(BIN)/python -m pip config list | sed -n "s/^.*[.]index-url='\(.*\)'$$/\1/p" | tail -n 1)"; \
  test -z "$$index" || export UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$$index}"

.PHONY: help run test format verify report-shots bench scale endure distributed superset check contract keep-landing sql dev setup lock clean distclean

help:
	@echo "make run      set up, run the nightly job, say what was published and how to open it"
	@echo "make test     set up, check format, lint and types, run the tests"
	@echo "make format   put Python and SQL into the house's format"
	@echo "make verify   the tests that take minutes"
	@echo "make report-shots  pictures of the demo's page in data/shots (SHOTS=… elsewhere): screen, dark, phone, paper"
	@echo "make bench    what pulls and nights cost, and how long flow takes for many tickets"
	@echo "make scale    how long pulls and nights of 20 million tickets take, by the vendors' limits (ARGS=\"--tickets …\")"
	@echo "make endure   nights by the thousand in which everything goes wrong, for hours; it goes on where it was"
	@echo "make distributed  nights shared by several workers, one of which is killed, and the same by one process"
	@echo "make superset install Apache Superset into .superset/, import the bundle, draw its dashboards (Chromium)"
	@echo "make sql      a prompt on the published tables (Q=\"select …\" for one answer)"
	@echo "make dev      Dagster's web interface, with the nightly schedule"
	@echo "make check    check organization.yaml"
	@echo "make contract write docs/contract.json and docs/tables anew, from what a small sandbox publishes"
	@echo "make keep-landing  keep what a release lands, for RELEASE=0.2.0; EXPECT=1 says anew what one publishes"
	@echo "make lock     compile requirements.lock anew from pyproject.toml"
	@echo "make clean    remove caches; make distclean: .venv too (data/ stays)"

run: setup
	@$(BIN)/baton run $(ARGS)

test: setup
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/deptry .
	$(MAKE) --no-print-directory $(SQL_IS_CLEAN)
	$(BIN)/pytest -m "not heavy" -n auto $(ARGS)

$(SQL_IS_CLEAN): pyproject.toml $(SQL)
	$(BIN)/sqlfluff lint --disable-progress-bar --processes 2 $(if $(filter pyproject.toml,$?),$(SQL),$?)
	@touch $@

format: setup
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/sqlfluff fix --disable-progress-bar --processes 2 $(SQL)

verify: setup
	$(BIN)/pytest -m heavy -n auto $(ARGS)

# By the test that looks at the page in Chromium (CHROMIUM=… if it is not on the path).
report-shots: setup
	SHOTS="$(or $(SHOTS),data/shots)" $(BIN)/pytest -m heavy tests/whole/page $(ARGS)

bench: setup
	@for each in tests/bench/bench_*.py; do \
	  $(BIN)/python -m tests.bench.$$(basename $$each .py) || exit 1; \
	done
	POLARS_MAX_THREADS=2 $(BIN)/python -u -m tests.bench.flow

scale: setup
	@$(BIN)/python -m tests.bench.scale $(ARGS)

# Hours; it may be stopped, and goes on where it was: ARGS="--nights 10000 --workers 2".
endure: setup
	$(BIN)/python -m tests.whole.endurance $(ARGS)

# PostgreSQL, Redis, S3 and Celery come into an environment of their own.
distributed: setup .distributed/is-set-up
	@.distributed/bin/python -u -m tests.whole.distributed

.distributed/is-set-up: requirements.lock deploy/distributed/requirements.lock tests/whole/distributed/requirements.lock
	@echo "Setting up .distributed …"
	@rm -rf .distributed && $(BIN)/python -m venv .distributed
	@$(INDEX); export VIRTUAL_ENV="$(CURDIR)/.distributed"; \
	  $(BIN)/uv pip install --quiet --require-hashes $(foreach lock,$^,-r $(lock)) && \
	  $(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

superset: setup
	@$(INDEX); $(BIN)/python -m tests.whole.superset.draw

check: setup
	@$(BIN)/baton check $(ARGS)

sql: setup
	@$(BIN)/baton sql $(if $(Q),"$(Q)")

dev: setup
	DAGSTER_HOME="$(CURDIR)" $(BIN)/dg dev

setup: $(STAMP)

# uv comes by pip, at the version and hashes of requirements.lock, and then installs the rest, five times as fast
# as pip would.
$(STAMP): requirements.lock pyproject.toml
	@echo "Setting up .venv …"
	@if ! $(BIN)/python $(IS_NEW_ENOUGH) 2>/dev/null; then \
	  for python in $(or $(PYTHON),python3 python3.13 python3.12 python3.11 python3.14); do \
	    if $$python $(IS_NEW_ENOUGH) 2>/dev/null; then rm -rf .venv && exec $$python -m venv .venv; fi; \
	  done; \
	  echo "Baton needs Python 3.11 or newer; $(or $(PYTHON),python3) is $$($(or $(PYTHON),python3) -V 2>/dev/null || echo not there)." >&2; \
	  echo "Install one, or name it: make PYTHON=/path/to/python3.12 …" >&2; exit 1; \
	fi
	@awk '/^uv==/ {on = 1} on {print} on && !/\\$$/ {exit}' requirements.lock > .venv/uv.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.lock
	@$(INDEX); export VIRTUAL_ENV="$(CURDIR)/.venv"; \
	  $(BIN)/uv pip install --quiet --require-hashes -r requirements.lock && \
	  $(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

# Types are those that tables have: a small organization's night makes them.
contract: setup
	@home="$$(mktemp -d)"; trap 'rm -rf "$$home"' EXIT; unset BATON_ORGANIZATION; \
	  BATON_SANDBOX_TICKETS=400 $(BIN)/baton run --quiet --home "$$home" --organization "" && \
	  $(BIN)/baton contract --home "$$home" --write docs

# The sandbox's invented people and tickets, in tests/whole/releases.
keep-landing: setup
	$(BIN)/python -m tests.worlds.kept_landing $(if $(EXPECT),--expect) $(RELEASE)

lock: setup
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-strip-extras --no-header \
	  --python-version 3.11 --extra mcp --extra otel --extra postgres --extra lake --group dev pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
	  -c requirements.lock deploy/helm/requirements.in -o deploy/helm/requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
	  -c requirements.lock deploy/distributed/requirements.in -o deploy/distributed/requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
	  -c requirements.lock -c deploy/distributed/requirements.lock tests/whole/distributed/requirements.in \
	  -o tests/whole/distributed/requirements.lock

clean:
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info .tmp_dagster_home_* .logs_queue logs
	find assets connectors pipelines tests -name __pycache__ -prune -exec rm -rf {} +

distclean: clean
	rm -rf .venv .superset .distributed
