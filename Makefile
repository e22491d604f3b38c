# Every target makes .venv by itself. Needs only a Python of 3.11 or later:
#   make test                      python3
#   make test PYTHON=python3.13    another one (after `make clean`, when .venv is already there)
#   make test SLOW=1               the slow tests too
#   make test PYTEST_FLAGS="-x -k paging"

PYTHON ?= python3
PYTEST_FLAGS ?= -q -n auto --dist loadfile $(if $(SLOW),,-m "not slow")

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed.stamp

.PHONY: help generate test site-test quick types lint schemas pictures snapshots corpus documents bench soak clean
.DEFAULT_GOAL := help

help:
	@echo "make generate    bring generated/ in step with specs/ and templates/"
	@echo "make test        mypy and pyright, both strict, then pytest"
	@echo "make site-test   the documentation site in a browser (Debian's Chromium is installed where there is none)"
	@echo "make quick       ruff, and the tests that most changes break: under a minute"
	@echo "make types       mypy and pyright alone"
	@echo "make lint        ruff: rules and format; the layers of runtime and generator"
	@echo "make schemas     renew the schemas for editors and the table of extensions"
	@echo "make snapshots   accept what the golden files now should be"
	@echo "make corpus      generate from real specs of every kind, use what comes out, report"
	@echo "make documents   do the same with hundreds of small documents of another generator's tests"
	@echo "make pictures    draw the pictures of the README anew"
	@echo "make bench       measure against other clients and generators"
	@echo "make soak        play hostile servers for SECONDS (1800), with another seed each time"
	@echo "make clean       remove .venv, caches and build output"

generate: $(STAMP)
	@$(BIN)/adwright generate

test: types
	@$(BIN)/pytest $(PYTEST_FLAGS)

# Needs a browser: one that is there or that BROWSER names; without one it fails and says so.
#   make site-test SCREENSHOTS=DIR      keeps screenshots
#   make site-test LARGE=FILE           makes and searches the site of a document of yours, too
site-test: $(STAMP)
	@$(if $(SCREENSHOTS),SCREENSHOTS="$(SCREENSHOTS)") $(if $(LARGE),LARGE="$(LARGE)") $(BIN)/pytest -q -rP -n 0 -p no:cacheprovider \
		tests/documentation/in_browser.py

# What a change of a template, a keyword or a rule breaks first; no type checkers, no servers, no fuzzing.
QUICK := $(patsubst %,tests/functional/test_%.py,actions bodies clients docs documents inheritance media paging \
	parameters params replies views waits) tests/lint tests/diff/test_cases.py tests/commands/test_messages.py \
	tests/test_generated.py tests/test_golden.py tests/test_layers.py

quick: $(STAMP)
	@$(BIN)/ruff check
	@$(BIN)/pytest -q -n auto --dist loadfile -m "not slow" -k "not pyright and not mypy" $(QUICK)

# Side by side: each of them has use for one core.
types: $(STAMP)
	@$(BIN)/mypy & mypy=$$!; $(BIN)/pyright --pythonpath $(BIN)/python; pyright=$$?; wait $$mypy && exit $$pyright

lint: $(STAMP)
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/lint-imports --no-cache pyproject.toml

# Sessions are played against the offline doubles.
pictures: $(STAMP)
	@for each in docs/pictures/*.py; do $(BIN)/python $$each || exit; done

schemas: $(STAMP)
	@$(BIN)/python -m adwright.config_schema
	@$(BIN)/python -m adwright.extensions

# One process: snapshots are reported unused by a worker that did not run their tests.
snapshots: $(STAMP)
	@$(BIN)/pytest -q --snapshot-update tests/test_golden.py -k expected

$(STAMP): pyproject.toml .ci/constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "adwright needs Python 3.11 or later; choose one with PYTHON=...")'
	@test -x $(BIN)/python || { echo "making $(VENV) with $$($(PYTHON) --version)"; $(PYTHON) -m venv $(VENV); }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c .ci/constraints.txt -e '.[generate,dev]'
	@touch $@

# Every spec of the corpus from end to end, with a table of what came of it; takes most of an hour.
#   make corpus CORPUS=DIR IDS="galaxy figma"     DIR keeps what was fetched
corpus: $(STAMP)
	@$(BIN)/python -m tests.corpus.run $(if $(CORPUS),--folder $(CORPUS)) $(IDS)

# Every document that datamodel-code-generator tests itself with, out of its source distribution; takes some minutes.
#   make documents NAMES="discriminator allof"     those with such words in their names
documents: $(STAMP)
	@$(BIN)/python -m tests.corpus.documents $(if $(CORPUS),--folder $(CORPUS)) $(NAMES)

# Others' generators get an environment of their own, so that nothing of theirs comes into .venv.
#   make bench BENCHMARKS=calls     one of them; `generators` takes most of an hour and writes benchmarks/RESULTS.md.
#   benchmarks/peers.py needs a folder, see there
BENCH_VENV := .bench-venv
BENCH_STAMP := $(BENCH_VENV)/installed.stamp
BENCHMARKS ?= generators calls in_step judging command_line

bench: $(BENCH_STAMP)
	@for each in $(wildcard $(BENCHMARKS:%=benchmarks/%.py)); do \
		echo "== $$each"; $(BENCH_VENV)/bin/python $$each || exit; done

$(BENCH_STAMP): pyproject.toml benchmarks/requirements.txt
	@test -x $(BENCH_VENV)/bin/python || $(PYTHON) -m venv $(BENCH_VENV)
	@$(BENCH_VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r benchmarks/requirements.txt -e '.[cli,generate]'
	@touch $@

# What holds of every call and of every bulk, for so many seconds altogether, against servers that answer by dice;
# a failure tells the seed to play it again with. Then so many calls of every kind, by which memory must not grow.
#   make soak SECONDS=60 SEED=7 CALLS=2000
SECONDS ?= 1800
SEED ?= $(shell date +%s)
CALLS ?= 20000

soak: $(STAMP)
	@echo "SEED=$(SEED)"
	@SOAK_SECONDS=$(SECONDS) SOAK_SEED=$(SEED) SOAK_CALLS=$(CALLS) $(BIN)/pytest -q -rP -n 0 -o faulthandler_timeout=0 -p no:cacheprovider \
		-m "not slow" tests/runtime/test_invariants.py tests/runtime/test_soak.py tests/runtime/test_memory.py

clean:
	@rm -rf $(VENV) $(BENCH_VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find generator generated templates tests -name __pycache__ -type d -prune -exec rm -rf {} +
