# `make` alone lists what there is to make.
PYTHON ?= python3
PORT   ?= 8501
VIDEOS ?= 1000000
ARGS   ?=
SOURCE := app.py $(shell find analytics pages data/samples -type f ! -name '*.pyc')
PY     := .venv/bin/python
PIP    := $(PY) -m pip install --quiet --disable-pip-version-check

# Written once, what Python compiles is not compiled again by each process of a test.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run quick test check format lock sample bench bench-cluster cluster-up cluster-down clean

help:  ## list these
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

run: .venv/.ready  ## open the dashboard on 127.0.0.1:8501 (PORT=… for another)
	@$(PY) -m streamlit run app.py --server.port $(PORT) $(ARGS)

test: .venv/.tests .venv/.ready  ## run all tests, with a browser (ARGS=tests/test_house.py for some)
	@$(PY) tests/browser/get_browser.py
ifeq ($(ARGS),)
	@$(PY) -m pytest -n auto --dist worksteal --ignore tests/browser tests
	@$(PY) -m pytest tests/browser
else
	@$(PY) -m pytest $(ARGS)
endif

quick: .venv/.tests  ## the tests without pages and browser, two cases of each table of cases
	@$(PY) -m pytest -q --quick -n auto --dist worksteal --ignore tests/pages --ignore tests/browser --ignore tests/bench tests $(ARGS)

check: .venv/.tests  ## what a change must pass: format, lint, types, tests
	@$(PY) -m ruff format --check --quiet . || { echo "Run: make format" >&2; exit 1; }
	@$(PY) -m ruff check --quiet --output-format concise .
	@$(PY) -m mypy
	@$(MAKE) --no-print-directory test

format: .venv/.tests  ## bring the code into the house's form
	@$(PY) -m ruff check --quiet --output-format concise --fix . || true
	@$(PY) -m ruff format --quiet .

# Hashes of all wheels, for each system and Python from 3.11 on. What stands in a lock already stays, unless a requirement asks for
# another; UPGRADE=--upgrade takes the newest of what the requirements leave open.
LOCK := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links $(UPGRADE)
lock: .venv/.product  ## write the requirements.lock files anew, after a change of a requirements.txt
	@$(PIP) uv==0.13.9
	@$(LOCK) requirements.txt -o requirements.lock
	@for room in analytics/connect analytics/storage analytics/team analytics/cluster tests; do \
	  $(LOCK) $$room/requirements.txt -c requirements.lock -o $$room/requirements.lock || exit 1; done

sample: .venv/.product  ## make the sample data again, the same to the byte
	@$(PY) data/samples/make_school.py

bench: .venv/.tests  ## time import, questions, settlement and pages (VIDEOS=1000000)
	@$(PY) tests/browser/get_browser.py
	@$(PY) -m tests.bench --videos $(VIDEOS)

bench-cluster: VIDEOS = 10000000
bench-cluster: .venv/.tests .venv/.cluster  ## time an import here and on a Spark cluster of 1 and 2 workers, and what a pull leaves to ask
	@$(PY) -m tests.bench.cluster --videos $(VIDEOS)

cluster-up: .venv/.cluster  ## begin a Spark cluster on this machine's loopback, to try `cluster load` (needs Java 17)
	@$(PY) -m analytics.cluster.daemons up

cluster-down: .venv/.product  ## end it
	@$(PY) -m analytics.cluster.daemons down

clean:  ## remove what make made; your data stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.product: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or later is needed, and $(PYTHON) is not that." \
	       "Install one and name it, for example: make run PYTHON=python3.12" >&2; exit 1; }
	@echo "Installing into .venv, once ..."
	@$(PYTHON) -m venv .venv || { \
	  echo "$(PYTHON) cannot make .venv. On Debian: apt-get install python3-venv, then again." >&2; \
	  exit 1; }
	@$(PIP) --require-hashes -r requirements.lock
	@touch $@

.venv/.ready: .venv/.product $(SOURCE)
	@$(PY) -m compileall -q app.py analytics pages
	@$(PY) -m analytics.ingest.sample || true  # then the first start loads the sample itself
	@touch $@

.venv/.cluster: analytics/cluster/requirements.lock .venv/.product
	@echo "Installing Spark (900 MB), once ..."
	@$(PIP) --require-hashes -r analytics/cluster/requirements.lock
	@touch $@

.venv/.tests: tests/requirements.lock .venv/.product
	@echo "Installing what the tests need, once ..."
	@$(PIP) --require-hashes -r tests/requirements.lock
	@touch $@
