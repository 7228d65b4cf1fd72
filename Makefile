# `make run` analyses seeds/, prints the per-actor table and writes report.html; `make test` runs linter, type check and tests.
# Each sets up what it needs in .venv/ the first time, and again when a requirement changes.

PYTHON ?= python3
BIN := .venv/bin
PIP := -m pip --disable-pip-version-check --quiet

.PHONY: run test lint wheel picture bench clean

run: .venv/.run
	$(BIN)/detente run seeds/ --report report.html

test: lint
	$(BIN)/pytest

lint: .venv/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Builds the wheel, installs it unpinned in an empty environment and runs the seed with it from another folder.
wheel: .venv/.test
	rm -rf build/wheel
	$(BIN)/python -m build --wheel --outdir build/wheel .
	$(PYTHON) -m venv build/wheel/venv
	build/wheel/venv/bin/python $(PIP) install build/wheel/*.whl
	mkdir build/wheel/elsewhere
	cd build/wheel/elsewhere && ../venv/bin/detente run $(CURDIR)/seeds/ && ../venv/bin/detente query \
		"SELECT count(*) AS statements FROM scored_statements" && ../venv/bin/detente report

.venv/.run: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python $(PIP) install --constraint constraints.txt --editable .
	touch $@

.venv/.test: .venv/.run
	$(BIN)/python $(PIP) install --constraint constraints.txt --editable '.[dev]'
	touch $@

# The picture in README.md, of the seed.
picture: run
	chromium --headless --no-sandbox --hide-scrollbars --window-size=1130,1260 --virtual-time-budget=5000 \
		--screenshot=docs/report.png file://$(CURDIR)/report.html

# Takes about half an hour, and needs the corpus beside the project.
bench: .venv/.test
	$(BIN)/python $(PIP) install --constraint constraints.txt --editable '.[peers]'
	$(BIN)/python benchmarks/chain.py --peers

clean:
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
