# make build   makes .venv, installs, validates the dataset and writes all exports and the site into public/
# make test    the same .venv, and the tests
#
# Each stands on its own. Python is the first of python3.11 … python3 that is 3.11 or newer; PYTHON=… chooses another.

VENV := .venv
PY := $(VENV)/bin/python
PIP_INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt
KB := $(VENV)/bin/vmbo-mbo-kb

# Only these decide what is installed: the code itself is read from the checkout.
INSTALLS := pyproject.toml constraints.txt vmbo_mbo_kb/_version.py
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev

# An editable install holds absolute paths: a checkout that was copied or moved installs anew, or it would
# quietly run the code of the place it came from.
$(shell [ ! -d $(VENV) ] || [ "$$(cat $(VENV)/.checkout 2>/dev/null)" = "$$(pwd -P)" ] || \
	rm -f $(INSTALLED) $(INSTALLED_DEV))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL: # both installs go into one .venv
.PHONY: help build test lint schema rules bench constraints clean distclean

help:
	@echo 'make build        install into .venv, validate the dataset, write all exports and the site into public/'
	@echo 'make test         install into .venv, run the tests (ARGS="-k word" to choose)'
	@echo 'make lint         ruff, mypy, and whether the dataset is in normal form'
	@echo 'make schema       write schema/ anew from the model'
	@echo 'make rules        write docs/rules/ anew from the rules and their examples'
	@echo 'make bench        run the benchmarks (ARGS=--short for a quick round)'
	@echo 'make constraints  resolve constraints.txt anew'
	@echo 'make clean        remove what was built; distclean removes .venv too'

build: $(INSTALLED)
	$(KB) build --out public

test: $(INSTALLED_DEV)
	$(PY) -m pytest -n auto --dist loadgroup $(ARGS)

lint: $(INSTALLED_DEV)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	@rm -rf $(VENV)/typecheck && mkdir -p $(VENV)/typecheck/vmbo_mbo_kb
	@cd $(VENV)/typecheck/vmbo_mbo_kb && ln -s ../../../vmbo_mbo_kb/* ../../../exporters .
	$(PY) -m mypy
	$(KB) format --check

schema: $(INSTALLED)
	$(KB) schema

rules: $(INSTALLED)
	$(KB) rule --pages docs/rules

bench: $(INSTALLED_DEV)
	$(PY) -m benchmarks $(ARGS)

# $(call find_python,test): sets $py to the wanted Python, or stops.
define find_python
py=; for candidate in $(if $(PYTHON),"$(PYTHON)",python3.11 python3.12 python3.13 python3.14 python3); do \
	if "$$candidate" -c 'import sys; sys.exit(not ($(1)))' 2>/dev/null; then py=$$candidate; break; fi; \
done; \
if [ -z "$$py" ]; then echo 'No suitable Python found ($(2)); name one: make PYTHON=/path/to/python3' >&2; exit 1; fi
endef

$(PY):
	@$(call find_python,sys.version_info >= (3$(comma) 11),3.11 or newer); \
	echo "Making $(VENV) with $$py"; \
	"$$py" -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }

comma := ,

$(INSTALLED): $(INSTALLS) | $(PY)
	@echo 'Installing vmbo-mbo-kb into $(VENV)'
	@$(PIP_INSTALL) -e '.[site]'
	@pwd -P > $(VENV)/.checkout
	@touch $@

$(INSTALLED_DEV): $(INSTALLS) | $(PY)
	@echo 'Installing vmbo-mbo-kb[dev] into $(VENV)'
	@$(PIP_INSTALL) -e '.[dev]'
	@pwd -P > $(VENV)/.checkout
	@touch $(INSTALLED) $@

# Made with the oldest Python that is supported: what it can install, the newer ones can too.
constraints:
	@$(call find_python,sys.version_info[:2] == (3$(comma) 11),3.11: the pins are made for the oldest supported one); \
	work=$$(mktemp -d) && trap 'rm -rf "$$work"' EXIT && \
	"$$py" -m venv "$$work/venv" && \
	"$$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check -e '.[dev]' && \
	sed -n '/^#/p' constraints.txt > "$$work/constraints.txt" && \
	"$$work/venv/bin/python" -m pip freeze --exclude-editable > "$$work/frozen" && \
	LC_ALL=C sort -f "$$work/frozen" >> "$$work/constraints.txt" && \
	cp "$$work/constraints.txt" constraints.txt

clean:
	rm -rf public build dist *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -path ./$(VENV) -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean
	rm -rf $(VENV)
