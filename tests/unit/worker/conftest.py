"""What jobs of the image worker need: a store in memory, settings with a scratch folder, a photograph."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plugins.pictures import photo, saved
from worker.settings import WorkerSettings
from worker.storage.memory import MemoryStore


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def settings(tmp_path: Path) -> WorkerSettings:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    return WorkerSettings(scratch=scratch)


@pytest.fixture
def holiday(tmp_path: Path) -> Path:
    return saved(photo(1400, 1000), tmp_path / "Été à Paris.jpg", quality=95)
