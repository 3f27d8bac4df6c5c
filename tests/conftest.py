"""Load the fixtures every folder of tests shares."""

from __future__ import annotations

pytest_plugins = ["tests.plugins.servers"]
