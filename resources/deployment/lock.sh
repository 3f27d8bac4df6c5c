#!/bin/sh
# Resolve every package again into the two lock files: versions and hashes, no index address.
set -eu
cd "$(dirname "$0")/../.."
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
.venv/bin/python -m venv "$room"
"$room/bin/pip" install --quiet --disable-pip-version-check uv
resolve() {
    "$room/bin/uv" pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
        --python-version 3.11 pyproject.toml "$@"
}
resolve --all-extras -o requirements.lock
resolve --extra build --extra worker --constraint requirements.lock -o worker/requirements.lock
