# Two commands on a fresh machine: `make demo` and `make test`. Both set up what they need.
PYTHON ?= python3
AXE := tests/reports/node_modules/.ready
VENV := .venv
BIN := $(VENV)/bin
OUT := out

.PHONY: demo test spark-test lint types wheel-test quality speed bounds health docs check schemas snapshots clean

demo: $(VENV)/.ready
	@echo
	@$(BIN)/copydesk check samples/nightly.jsonl samples/two-stories --report $(OUT)/demo || test $$? -eq 1
	@echo
	@echo "The sample is full of defects, so it fails. Open $(OUT)/demo/index.html in a browser."

test: $(VENV)/.ready-dev $(if $(shell command -v npm),$(AXE))
	$(BIN)/python -m pytest -n 2

# Beside the environment, not in it: where Spark is installed, Great Expectations imports it, which takes seconds each time.
spark-test: $(VENV)/.ready-spark
	PYTHONPATH=$(VENV)/spark COPYDESK_SPARK=required $(BIN)/python -m pytest tests/integrations/test_spark.py

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.ready-dev
	$(BIN)/mypy -p copydesk

# Builds the wheel, installs it into an environment of its own, and runs the main job from another folder.
wheel-test: $(VENV)/.ready-dev
	$(BIN)/python tests/wheel/run.py

# Detection on labelled real pages, where they lie beside the repository; its floors only rise.
quality: $(VENV)/.ready-dev
	$(BIN)/python benchmarks/quality.py
	$(BIN)/python benchmarks/fixing.py

# copydesk beside its peers, which it installs: an hour. `make speed QUICK=1` takes minutes and writes no results.
speed: $(VENV)/.ready-peers
	$(BIN)/python benchmarks/speed.py $(if $(QUICK),--quick --out $(OUT)/speed.md)

# What is too much in one respect, at its real size.
bounds: $(VENV)/.ready
	$(BIN)/python benchmarks/bounds.py

# How soon rules on trends see a breakage, and how often they cry wolf: simulated years, some minutes.
health: $(VENV)/.ready
	$(BIN)/python benchmarks/health.py --out benchmarks/results/health.md
	$(BIN)/python benchmarks/health_limit.py --out benchmarks/results/health_limit.md

# The documentation as a site, in out/site.
docs: $(VENV)/.ready-dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

# What CI checks.
check: test lint types wheel-test quality

# Accepts new snapshots, published schemas and pages of the documentation; read the change like code.
snapshots: $(VENV)/.ready-dev
	$(BIN)/python -m copydesk.schemas
	$(BIN)/python -m copydesk.catalogue
	$(BIN)/python -m pytest tests/reports --snapshot-update

$(VENV)/.ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "copydesk needs Python 3.11 or newer; name one with: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
		{ echo "This Python cannot make environments; on Debian: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade --constraint constraints.txt pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group dev --group docs
	@touch $@

$(VENV)/.ready-spark: $(VENV)/.ready-dev
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --target $(VENV)/spark --group spark
	@touch $@

# axe-core, for the tests of accessibility; without npm they are skipped, and in CI they fail.
$(AXE): tests/reports/package-lock.json
	npm ci --prefix tests/reports --ignore-scripts --no-audit --no-fund --silent
	@touch $@

$(VENV)/.ready-peers: $(VENV)/.ready benchmarks/requirements.txt
	$(BIN)/python -m pip install --quiet --requirement benchmarks/requirements.txt
	@touch $@

clean:
	rm -rf $(VENV) $(OUT) dist tests/reports/node_modules
