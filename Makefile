# make run    opens the window (without a display: sends the sample images and prints their links)
# make test   lint, types, import rules and every test
# Each sets up .venv first; nothing else is needed than make and Python 3.11 or newer.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test bench install lint types imports unit soak lock bundle clean

run: install
	@sh resources/deployment/run.sh

test: lint types imports unit

install:
	@command -v "$(PYTHON)" >/dev/null || { echo "Pixferry needs Python 3.11 or newer; no $(PYTHON) was found."; exit 1; }
	@"$(PYTHON)" resources/deployment/choose_python.py

lint: install
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo "Not formatted as above; run: $(BIN)/ruff format"; exit 1; }

types: install
	@$(BIN)/mypy

imports: install
	@$(BIN)/lint-imports

# Nothing is skipped because a server is missing: Valkey and rclone come with the packages, Debian's Redis from Debian.
unit: install
	@$(BIN)/python resources/deployment/debian_redis.py
	@QT_QPA_PLATFORM=offscreen $(BIN)/pytest --numprocesses 3 --dist loadfile

# Five minutes of random kills with 1,000 images, then a look at every object, then the tests that take minutes.
# SOAK='--images 60 --seconds 45' is shorter.
soak: install
	@$(BIN)/python -m tests.faults.soak $(SOAK)
	@QT_QPA_PLATFORM=offscreen $(BIN)/pytest -m soak

# Figures of the window: with 10,000 images, with 200 photos on their way through a real deployment, with 5,000 at the
# workers. Every program runs; one whose figures are not kept fails the whole at the end.
BENCHES := window_scale window_pauses polling

bench: install
	@failed=; for program in $(BENCHES); do \
		QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.bench.$$program || failed="$$failed $$program"; \
	done; test -z "$$failed" || { echo "Not kept:$$failed"; exit 1; }

# Resolve every package again; uv lives in an environment of its own and is thrown away with it.
lock: install
	@sh resources/deployment/lock.sh

bundle: install
	@$(BIN)/python resources/deployment/bundle.py

clean:
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
