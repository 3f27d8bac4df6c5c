"""Run the programs a user runs, against the real local deployment in an empty home of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

BIN = Path(sys.executable).parent
PATIENCE = 90.0
"""Seconds a drop may take on a loaded machine."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What `pixferry send --json` left: its exit code, its rows, and what it said to the person."""

    code: int
    rows: list[dict[str, Any]]
    said: str


@dataclass(kw_only=True)
class User:
    """A person with a home folder and a terminal."""

    home: Path
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every program this person starts."""
        return {**os.environ, "PIXFERRY_HOME": str(self.home), "PIXFERRY_LINGER": "60", **self.extra}

    def send(self, *arguments: str | Path, patience: float = PATIENCE) -> Sent:
        """Run `pixferry send --json` to its end."""
        command = [str(BIN / "pixferry"), "send", "--json", *map(str, arguments)]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=patience, check=False
        )
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        return Sent(code=done.returncode, rows=rows, said=done.stderr)

    def run(self, *arguments: str | Path, patience: float = PATIENCE) -> subprocess.CompletedProcess[str]:
        """Run one of our programs to its end."""
        command = [str(BIN / str(arguments[0])), *map(str, arguments[1:])]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=patience, check=False
        )

    def stop(self) -> None:
        """End this person's local deployment."""
        self.run("pixferry-worker", "local", "--stop")


@pytest.fixture(scope="module")
def user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[User]:
    """One person for all tests of a module: the first `send` starts the deployment, the others find it."""
    person = User(home=tmp_path_factory.mktemp("home"))
    yield person
    person.stop()
