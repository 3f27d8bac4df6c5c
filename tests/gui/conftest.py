"""Give every test of the window a stage of its own, or a whole session over a deployment in memory."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.services.memory import MemoryDeployment
from desktop.session import Session
from desktop.settings import Settings
from tests.gui import session_bus
from tests.gui.session_desktop import Desktop
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


@pytest.fixture
def desktop_with(tmp_path: Path) -> Iterator[Callable[..., Desktop]]:
    """Start a session's bus whose notifications have some abilities."""
    with ExitStack() as ends:

        def start(*abilities: str) -> Desktop:
            command = [sys.executable, session_bus.__file__, str(tmp_path / "bus"), *abilities]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            ends.callback(process.communicate)
            ends.callback(process.kill)
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            return Desktop(process, f"unix:path={tmp_path / 'bus'}")

        yield start
