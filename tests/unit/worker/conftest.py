"""What jobs of the image worker need: a store in memory, settings with a scratch folder, a photograph."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plugins.pictures import photo, saved
from tests.plugins.published import send, source_of
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


@pytest.fixture
def picture(tmp_path: Path, store: MemoryStore) -> Path:
    """A photograph whose original is in the store."""
    path = saved(photo(400, 300), tmp_path / "picture.jpg", quality=95)
    send(source_of(path), path, store)
    return path
