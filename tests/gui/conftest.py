"""Give every test of the window a stage of its own, or a whole session over a deployment in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.services.memory import MemoryDeployment
from desktop.session import Session
from desktop.settings import Settings
from tests.gui.stage import Stage, opened_over


@pytest.fixture
def stage(qtbot: QtBot, tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path / "thumbnails")
    qtbot.waitExposed(made.window)
    yield made
    made.close()


@pytest.fixture
def deployment() -> MemoryDeployment:
    """A queue, a worker and a store in memory; it works by itself."""
    return MemoryDeployment()


@pytest.fixture
def whole(deployment: MemoryDeployment, qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    """The whole program over that deployment."""
    home = tmp_path / "whole"
    home.mkdir()
    session = opened_over(deployment, Settings(home=home, owner="tests", user="me"))
    qtbot.waitExposed(session.window)
    yield session
    session.close()
