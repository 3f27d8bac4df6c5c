"""Who works elsewhere is told once per drop, with buttons that copy the links and show what failed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.domain.item import State
from desktop.domain.reports import DropReport
from desktop.models.filters import ShelfKind
from desktop.services.memory import MemoryDeployment
from desktop.session import Session
from desktop.settings import Settings
from desktop.wiring.telling import Telling
from tests.gui import session_bus
from tests.gui.sample_items import item, live
from tests.gui.stage import ONLINE, opened_over

MIXED = DropReport(drop_id="drop-1", items=(live(1), item(2, state=State.FAILED), live(3)))
LIVE = DropReport(drop_id="drop-1", items=(live(1), live(2)))


class Desktop:
    """The system's notifications, and the person who clicks on them."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.address = address
        self._process = process

    def shown(self) -> dict[str, Any]:
        """Wait for the next message."""
        assert self._process.stdout is not None
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        return told

    def click(self, number: int, action: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{number} {action}\n")
        self._process.stdin.flush()


@pytest.fixture
def desktop_with(tmp_path: Path) -> Iterator[Callable[..., Desktop]]:
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


@pytest.fixture
def session_on(tmp_path: Path, qtbot: QtBot) -> Iterator[Callable[[str], Session]]:
    with ExitStack() as ends:

        def start(bus: str) -> Session:
            home = tmp_path / "home"
            home.mkdir()
            session = opened_over(
                MemoryDeployment(),
                Settings(home=home, owner="tests", user="me"),
                environment={"DBUS_SESSION_BUS_ADDRESS": bus},
            )
            ends.callback(session.close)
            qtbot.waitUntil(lambda: bool(session._links.connection.cdn_url))
            session._links.connection = ONLINE
            session.window.hide()
            return session

        yield start


def telling(session: Session) -> Telling:
    (found,) = session.window.findChildren(Telling)
    return found


def test_a_drop_that_ended_mixed_is_told_with_both_buttons_and_each_does_what_it_says(
    desktop_with: Callable[..., Desktop], session_on: Callable[[str], Session], qtbot: QtBot
) -> None:
    desktop = desktop_with("actions", "body")
    session = session_on(desktop.address)

    telling(session)._on_drop_ended(MIXED)
    qtbot.waitUntil(lambda: telling(session).notifications._line is not None)
    first = desktop.shown()
    desktop.click(first["number"], "copy")
    qtbot.waitUntil(lambda: len(QGuiApplication.clipboard().text().splitlines()) == 2)
    telling(session)._on_drop_ended(MIXED)
    second = desktop.shown()
    desktop.click(second["number"], "show")

    qtbot.waitUntil(lambda: session.window.sidebar._chosen.kind is ShelfKind.FAILED)
    assert first["text"] == "2 images live, 1 failed"
    assert first["actions"] == ["copy", "Copy links", "show", "Show failed", "default", ""]
    assert first["category"] == "transfer.error"
    assert session.window.isVisible()


def test_a_click_beside_the_buttons_of_a_good_drop_copies_its_links(
    desktop_with: Callable[..., Desktop], session_on: Callable[[str], Session], qtbot: QtBot
) -> None:
    desktop = desktop_with("actions")
    session = session_on(desktop.address)
    QGuiApplication.clipboard().setText("before")

    telling(session)._on_drop_ended(LIVE)
    shown = desktop.shown()
    desktop.click(shown["number"], "default")

    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text().endswith("photo-2.jpg"))
    assert shown["actions"] == ["copy", "Copy links", "default", ""]


def test_where_the_system_shows_no_buttons_the_trays_message_is_clicked(
    desktop_with: Callable[..., Desktop], session_on: Callable[[str], Session], qtbot: QtBot
) -> None:
    desktop = desktop_with("body")
    session = session_on(desktop.address)

    with qtbot.waitSignal(telling(session).tray.told) as told:
        telling(session)._on_drop_ended(MIXED)

    assert told.args == ["2 images live, 1 failed\nClick to see what failed."]


@pytest.mark.parametrize("bus", ["", "unix:path=/nowhere/bus", "tcp:host=localhost", "nonsense"])
def test_without_a_bus_that_answers_the_tray_tells_it(
    session_on: Callable[[str], Session], bus: str, qtbot: QtBot
) -> None:
    session = session_on(bus)

    with qtbot.waitSignal(telling(session).tray.told) as told:
        telling(session)._on_drop_ended(LIVE)

    assert told.args == ["2 images live\nClick to copy the links."]


def test_a_bus_that_goes_away_is_no_obstacle_for_the_next_message(
    desktop_with: Callable[..., Desktop], session_on: Callable[[str], Session], qtbot: QtBot
) -> None:
    desktop = desktop_with("actions")
    session = session_on(desktop.address)
    telling(session)._on_drop_ended(LIVE)
    desktop.shown()
    qtbot.waitUntil(lambda: telling(session).notifications._line is not None)

    desktop._process.kill()
    qtbot.waitUntil(lambda: telling(session).notifications._line is None)

    with qtbot.waitSignal(telling(session).tray.told):
        telling(session)._on_drop_ended(LIVE)
