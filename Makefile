# Thin on purpose: the virtual environment from the lock file, then the `course` command.
# `make serve` builds the book and serves it; `make test` runs every test.

PORT ?= 8000
PYTHON ?= python3.11
READY := .venv/.ready
PY := .venv/bin/python
KITS := pyproject.toml $(wildcard instructor/pyproject.toml)

# Jupyter, IPython and the test browser keep their files here too, and not in the home folder.
export IPYTHONDIR := $(CURDIR)/.venv/home-ipython
export JUPYTER_CONFIG_DIR := $(CURDIR)/.venv/home-jupyter-config
export JUPYTER_DATA_DIR := $(CURDIR)/.venv/home-jupyter-data
export JUPYTER_RUNTIME_DIR := $(CURDIR)/.venv/home-jupyter-runtime
export XDG_CONFIG_HOME := $(CURDIR)/.venv/home-config

.DEFAULT_GOAL := help
.PHONY: help serve build test engine check bench lock clean

help:
	@echo "make serve   set up, build the book and serve it on http://127.0.0.1:$(PORT)/ (another port: PORT=8001)"
	@echo "make test    set up and run every test, those in a real browser too"
	@echo "make engine  build the book with Sphinx alone in an environment of its own, and compare"
	@echo "make check   check the sources and the built site"
	@echo "make bench   measure against the stock tools; writes _build/bench.json"
	@echo "make lock    resolve requirements.lock anew from each pyproject.toml"
	@echo "make clean   remove what was built (not the virtual environment)"

serve: $(READY)
	@$(PY) -m sitekit.cli serve --port "$(PORT)"

build: $(READY)
	@$(PY) -m sitekit.cli build

test: $(READY)
	@./tests/browser.sh $(PY)
	@./tests/sandbox.sh $(PY)
	@$(PY) -m sitekit.cli build
	@$(PY) -m pytest -n 2 --dist loadfile $(ARGS)

engine: $(READY)
	@$(PY) -m sitekit.cli build
	@$(PY) -m pytest -m engine tests/site/test_sphinx_alone.py

check: $(READY)
	@$(PY) -m sitekit.cli check

bench: $(READY)
	@./tests/browser.sh $(PY)
	@./tests/sandbox.sh $(PY)
	@$(PY) benchmarks/run.py

lock: UV = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-header --no-emit-index-url --no-emit-find-links
lock:
	@command -v uv >/dev/null || { echo "make lock needs uv (pip install uv)" >&2; exit 1; }
	$(UV) --all-extras -o requirements.lock $(KITS)
	$(UV) -o book/sphinx/requirements.lock book/sphinx/requirements.in

clean:
	rm -rf _build

# The stamp is written last, so that a set-up that was cut short is done again.
$(READY): requirements.lock $(KITS)
	@PYTHON="$(PYTHON)" ./setup.sh
	@touch $@
