# The two commands: `make run` and `make test`. Both set up .venv first, which takes no time when nothing changed.
#
#   make run             imports the sample company's mails and shows what became of them
#   make test            the tests, and full branch coverage of the rules
#   make check           formatting, linters, types, import contracts
#   make setup           .venv alone (PYTHON=/path/to/python3 chooses the interpreter)
#   make lock            writes the lock files anew after a change of pyproject.toml
#   make texts           brings the translations in step with the texts in the code
#   make reference       writes docs/commands.md and the manual pages anew after a change of the command line
#   make licences        writes LICENSES-THIRD-PARTY.md anew after a change of the lock files
#   make screenshots     draws every page of the window in all its looks, and the pictures of README and guides anew
#   make bench-import    and bench-search, bench-memory, bench-growth, bench-start, bench-window, bench-list,
#                        bench-responsive, bench-processor, bench-severa: see benchmarks/README.md
#   make package         the .deb and the .tar.gz in dist/ (on Linux; other systems: packaging/README.md)
#   make test-package    those, and the .deb tested in a root with nothing but what it declares to need (as root)
#   make clean           removes what all these made, .venv too
#
# More arguments: make test ARGS='-k owner', make bench-import ARGS='--mails 1000 --rounds 1',
# make lock ARGS=--upgrade

MAKEFLAGS += --no-print-directory
SHELL := /bin/sh
BIN := .venv/bin
ARGS :=
export PYTHON

.PHONY: help setup run test package test-package check lint types contracts lock licences reference screenshots texts \
	clean bench-import bench-search bench-memory bench-growth bench-start bench-window bench-list bench-responsive \
	bench-processor bench-severa

help:
	@sed -n 's/^#   //p' Makefile

setup:
	@tools/setup.sh

# The others call set-up too, and hear of it only when it has something to do.
.PHONY: ready ready-for-tests
ready:
	@tools/setup.sh --quiet

ready-for-tests:
	@tools/setup.sh --quiet tests

run: ready
	@tools/run_sample.sh

# The core's own tests cover all of it, which is recorded; all others run without that, which takes time.
# With ARGS only some tests run, and nothing is said about coverage.
test: ready-for-tests
ifeq ($(strip $(ARGS)),)
	$(BIN)/python -m pytest tests/core --cov --cov-report=
	$(BIN)/python -m coverage report --fail-under=100
	$(BIN)/python -m pytest --ignore=tests/core
else
	$(BIN)/python -m pytest $(ARGS)
endif

check: lint types contracts

lint: ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: ready
	$(BIN)/mypy

contracts: ready
	$(BIN)/lint-imports

lock:
	tools/lock.sh $(ARGS)

licences: ready
	$(BIN)/python -m tools.licences

texts: ready
	$(BIN)/python -m tools.texts

reference: ready
	$(BIN)/python -m tools.reference

screenshots: ready-for-tests
	$(BIN)/python -m tools.screenshots $(ARGS)

bench-import bench-search bench-memory bench-growth bench-start: ready
	$(BIN)/python -m benchmarks.$(subst -,_,$@) $(ARGS)

bench-window bench-list bench-responsive bench-processor bench-severa: ready-for-tests
	$(BIN)/python -m benchmarks.$(subst -,_,$@) $(ARGS)

package: ready
	tools/debian_packages.sh package
	packaging/build.sh
	packaging/linux/package.sh

test-package: package
	packaging/linux/test_package.sh

clean:
	rm -rf .venv .sample build dist htmlcov .coverage .coverage.* .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache resources/translations/*/LC_MESSAGES/*.mo
	find severa_desktop tests tools benchmarks -name __pycache__ -type d -exec rm -rf {} +
