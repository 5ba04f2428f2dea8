# make demo | test | check | fuzz | coverage | mutants | kill | scoreboard | bench | fidelity | schemas | calendar | docs | gitops-demo | gates | lock | clean
# PYTHON=python3.12 make demo   chooses the interpreter of .venv

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

PYTHON ?= $(or $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done),python3)
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv)
LIMIT := $(if $(shell command -v timeout),timeout 900)
JOBS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); echo $$(( n > 7 ? 8 : n + 1 )))  # some tests wait
SPEC ?= specs/quickstart.yaml

# Locks are complete, with versions and hashes (so --no-deps); wheels only: nothing is built while installing.
ifdef UV
INSTALL := $(LIMIT) $(UV) pip install --quiet --python $(BIN)/python --compile-bytecode --no-deps --only-binary :all: --require-hashes -r
PROJECT := $(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
CREATE := $(UV) venv --quiet --python $(PYTHON) $(VENV)
else
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
INSTALL := $(LIMIT) $(PIP) install --timeout 60 --no-deps --only-binary :all: --require-hashes -r
PROJECT := $(PIP) install --no-deps --no-build-isolation -e .
CREATE := $(PYTHON) -m venv $(VENV)
endif

.PHONY: demo test check fuzz coverage mutants kill scoreboard bench fidelity schemas calendar docs gitops-demo gates lock clean

demo: $(VENV)/run.stamp
	$(BIN)/botspec run $(SPEC)

test: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal -m "not slow"

check: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports

fuzz: $(VENV)/dev.stamp
	$(BIN)/python -m tests.properties.fuzz --count 2000

coverage: $(VENV)/dev.stamp
	$(BIN)/python -m tests.coverage $(JOBS)

mutants: $(VENV)/mutants.stamp
	$(BIN)/python -m tests.mutants --sample 300 --seed 1

kill: $(VENV)/dev.stamp
	$(BIN)/python -m tests.faults.kill --all

scoreboard: $(VENV)/dev.stamp
	$(BIN)/python -m tests.faults.scoreboard $(if $(FULL),--full)

gates: $(VENV)/dev.stamp
	$(BIN)/python -m tests.faults.gates --count 10000

bench: $(VENV)/bench.stamp
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.burst
	$(BIN)/python -m benchmarks.latency
	$(BIN)/python -m benchmarks.recovery

fidelity: $(VENV)/bench.stamp
	$(BIN)/python -m tests.fidelity

schemas: $(VENV)/dev.stamp
	$(BIN)/python -m tests.generate.schemas

calendar: $(VENV)/dev.stamp
	$(BIN)/python -m tests.generate.xnys

gitops-demo: $(VENV)/dev.stamp
	@$(BIN)/python -m tests.generate.gitops

docs: schemas fidelity
	$(BIN)/python -m tests.generate.indicators
	$(BIN)/python -m tests.generate.faults
	$(BIN)/python -m tests.generate.readme
	$(BIN)/python -m tests.generate.cookbook
	$(BIN)/python -m tests.generate.newcomer
	$(BIN)/python -m tests.generate.pages
	$(BIN)/python -m tests.generate.gitops --page

# Needs uv. Universal: one lock for all supported Pythons and systems.
COMPILE = uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-annotate --no-header --quiet
lock:
	$(COMPILE) --group build -o requirements/run.lock
	$(COMPILE) --group dev -o requirements/dev.lock
	$(COMPILE) --group dev --extra bench -o requirements/bench.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/venv.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "botspec needs Python 3.11 or newer; say which: make PYTHON=python3.12 demo" >&2; exit 1; }
	@echo "Creating $(VENV) with $$($(PYTHON) --version)"
	@rm -rf $(VENV)
	@$(CREATE) || { rm -rf $(VENV); \
		echo "Could not create $(VENV). On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/run.stamp: requirements/run.lock pyproject.toml | $(VENV)/venv.stamp
	@echo "Installing what botspec needs (only the first time)"
	@$(INSTALL) requirements/run.lock
	@$(PROJECT)
	@$(BIN)/python -m compileall -q botspec
	@touch $@

$(VENV)/dev.stamp: requirements/dev.lock pyproject.toml | $(VENV)/venv.stamp
	@echo "Installing what botspec and its tests need (only the first time)"
	@$(INSTALL) requirements/dev.lock
	@$(PROJECT)
	@$(BIN)/python -m compileall -q botspec
	@touch $(VENV)/run.stamp $@

# Not in a lock: nothing else needs it.
$(VENV)/mutants.stamp: $(VENV)/dev.stamp
	@$(BIN)/python -m pip --version >/dev/null 2>&1 && $(BIN)/python -m pip install --quiet "mutmut>=3.8,<4" \
		|| $(UV) pip install --quiet --python $(BIN)/python "mutmut>=3.8,<4"
	@touch $@

$(VENV)/bench.stamp: requirements/bench.lock $(VENV)/dev.stamp
	@echo "Installing the back-testers to compare with (only the first time)"
	@$(INSTALL) requirements/bench.lock || echo "Some could not be installed: the table will say which." >&2
	@touch $@
