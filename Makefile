# Two commands: `make run` and `make test`. Everything is installed into .venv on first use.
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= $(shell $(PYTHON) -c "import os; print(max(2, min(4, os.cpu_count() or 2)))")

.PHONY: run test check bench prove twin screens wheel clean
run: .venv/run.stamp ; $(BIN)/goldentime demo
test: .venv/test.stamp ; $(BIN)/python -m web.assets && $(BIN)/pytest -n $(WORKERS) --dist worksteal
check: .venv/test.stamp ; $(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports
bench: .venv/test.stamp ; $(BIN)/python -m benches
prove: .venv/test.stamp ; $(BIN)/python -m benches.prove
twin: .venv/twin.stamp ; $(BIN)/python -m benches.twin
screens: .venv/test.stamp ; $(BIN)/python -m web.assets && $(BIN)/python -m tools.screens
wheel: .venv/run.stamp ; rm -rf build && $(BIN)/python -m web.assets && $(BIN)/pip wheel --quiet --no-deps --wheel-dir dist .
clean: ; rm -rf .venv instance build dist *.egg-info web/static/vendor

.venv/run.stamp: requirements.lock setup.cfg pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

.venv/test.stamp: requirements-test.lock setup.cfg pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-data.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@ .venv/run.stamp

.venv/twin.stamp: .venv/test.stamp requirements-twin.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-twin.lock
	touch $@
