"""Who works elsewhere is told once per drop, with buttons that copy the links and show what failed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

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
from tests.gui.sample_items import item, live
from tests.gui.session_desktop import Desktop
from tests.gui.stage import ONLINE, opened_over

MIXED = DropReport(drop_id="drop-1", items=(live(1), item(2, state=State.FAILED), live(3)))
LIVE = DropReport(drop_id="drop-1", items=(live(1), live(2)))


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
