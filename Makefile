# make run           the window; where there is no screen the same run without one, and poolscope.png
# make test          all tests
# make check         format, lint, types, layers; each of these also alone
# make soak          long trials with many accidents (20 minutes); make soak-long: what needs longer
# make pictures      the pictures of the README and of the gallery
# make translations  the sources' texts into resources/translations/*.ts, and the .qm files of those
# Each makes .venv by itself. Another interpreter: make PYTHON=python3.13 run
# Some tests only: make test TESTS=tests/gui. System packages by sudo, where this is not root: make SUDO=sudo test

PYTHON ?= python3
TESTS ?=
SUDO ?=
WINDOWS := $(filter Windows_NT,$(OS))
BIN := .venv/$(if $(WINDOWS),Scripts,bin)
PY := $(BIN)/python$(if $(WINDOWS),.exe)
INSTALL := $(PYTHON) -m pip --python $(PY) install --quiet --disable-pip-version-check

# Installs the Debian packages $missing where that can be done, else says which they are: $(call debian,WHAT FOR)
debian = [ -z "$$missing" ] && exit; \
	if [ -n "$(SUDO)" -o "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    $(SUDO) apt-get -qq update \
	        && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends $$missing >/dev/null \
	        || echo "Not everything could be installed: $(1) may be skipped."; \
	else \
	    echo "For the $(1) install (Debian's names): $$missing"; \
	fi

.PHONY: run test check format lint types layers soak soak-long pictures translations screen brokers clean

run: .venv/run
	$(PY) main.py

test: .venv/dev screen brokers
	$(PY) -m pytest -n 2 --dist loadfile $(TESTS)

check: format lint types layers

format: .venv/dev
	$(PY) -m ruff format --check .

lint: .venv/dev
	$(PY) -m ruff check .

types: .venv/dev
	$(PY) -m mypy

layers: .venv/dev
	$(BIN)/lint-imports

soak: .venv/dev
	$(PY) -m tests.soak

soak-long: .venv/dev
	$(PY) -m tests.soak --long

pictures: .venv/run
	$(PY) -m docs.pictures

translations: .venv/run
	$(PY) -m docs.translations

# What the tests of real windows need beyond Python packages; without it they are skipped.
screen: .venv/run
	@missing=$$($(PY) -m gui.shell.screen); $(call debian,tests of real windows)

# What the tests of brokers need: two message servers, a JDK, Java's client of one of them; without it they are skipped.
brokers:
	@missing=; \
	command -v redis-server >/dev/null || missing=redis-server; \
	[ -e /usr/lib/rabbitmq/bin/rabbitmq-server ] || missing="$$missing rabbitmq-server"; \
	command -v javac >/dev/null || missing="$$missing default-jdk-headless"; \
	[ -e /usr/share/java/amqp-client.jar ] || missing="$$missing librabbitmq-client-java"; \
	$(call debian,tests of brokers)

# A virtual environment without its own pip, because Debian's venv module cannot make one with it.
$(PY):
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Poolscope needs Python 3.11 or newer: make PYTHON=…")'
	$(PYTHON) -m venv --without-pip .venv

.venv/run: requirements.txt | $(PY)
	$(INSTALL) -r requirements.txt
	touch $@

.venv/dev: requirements-dev.txt requirements.txt | $(PY)
	$(INSTALL) -r requirements-dev.txt
	touch .venv/run $@

clean:
	rm -rf .venv build poolscope.egg-info
