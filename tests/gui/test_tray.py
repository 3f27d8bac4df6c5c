"""The tray tells who works elsewhere how a drop ended, and keeps the last links at hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.domain.item import State
from desktop.domain.reports import DropReport
from desktop.session import Session
from desktop.settings import Deployment, Settings
from desktop.widgets.tray import MOST_LINKS, Tray
from desktop.wiring.telling import Telling
from tests.gui.sample_items import item, live
from tests.gui.stage import ONLINE, Stage


@pytest.fixture
def tray(stage: Stage) -> Tray:
    a = stage.actions
    return Tray(stage.window, add=a.add_files, pause=a.pause, leave=a.quit)


@pytest.fixture
def session(qtbot: QtBot, tmp_path: object) -> Iterator[Session]:
    home = tmp_path / "home"  # type: ignore[operator]
    home.mkdir()
    settings = Settings(home=home, deployment=Deployment.TEAM, broker_url="redis://127.0.0.1:1/0", owner="t", user="me")
    opened = Session(settings, {})
    qtbot.waitExposed(opened.window)
    opened._links.connection = ONLINE
    yield opened
    opened.close()


def telling(session: Session) -> Telling:
    (found,) = session.window.findChildren(Telling)
    return found


def end(session: Session, *states: State) -> list[str]:
    """Let a drop end and return the messages the tray showed for it."""
    said: list[str] = []
    theme = telling(session)
    theme.tray.told.connect(said.append)
    items = tuple(item(n, state=state) for n, state in enumerate(states, 1))
    theme._on_drop_ended(DropReport(drop_id="drop-1", items=items))
    return said


def test_the_menu_holds_the_last_ten_links_newest_first(tray: Tray) -> None:
    tray.show_links([live(n) for n in range(14)])

    assert [action.text() for action in tray.links] == [f"photo-{n}.jpg" for n in range(MOST_LINKS)]


def test_a_link_of_the_menu_is_copied(tray: Tray, qtbot: QtBot) -> None:
    one = live(7)
    tray.show_links([one])

    with qtbot.waitSignal(tray.link_chosen) as chosen:
        tray.links[0].trigger()

    assert chosen.args == [one]


def test_without_links_the_menu_still_opens_adds_pauses_and_quits(tray: Tray) -> None:
    assert [action.text() for action in tray.menu.actions() if not action.isSeparator()] == [
        "&Open Pixferry",
        "Add &files…",
        "&Pause sending",
        "&Quit",
    ]


def test_a_click_on_a_message_does_what_it_offers_once(tray: Tray) -> None:
    done: list[str] = []
    tray.tell("Pixferry", "3 images live", is_trouble=False, then=lambda: done.append("copied"))

    tray.icon.messageClicked.emit()
    tray.icon.messageClicked.emit()

    assert done == ["copied"]


def test_an_ended_drop_is_told_once_while_another_window_is_active(session: Session) -> None:
    session.window.clearFocus()
    session.window.hide()

    assert end(session, State.LIVE, State.LIVE, State.FAILED) == ["2 images live, 1 failed\nClick to see what failed."]


def test_what_was_cancelled_by_hand_is_no_failure_and_alone_no_news(session: Session) -> None:
    session.window.hide()

    assert end(session, State.CANCELLED, State.CANCELLED) == []
    assert end(session, State.LIVE, State.CANCELLED) == ["1 image live\nClick to copy the links."]


def test_nothing_is_told_while_the_window_is_active(session: Session, qtbot: QtBot) -> None:
    session.window.activateWindow()
    qtbot.waitUntil(session.window.isActiveWindow)

    assert end(session, State.LIVE) == []


def test_the_trays_links_follow_the_gallery(session: Session, qtbot: QtBot) -> None:
    session.gallery.add([live(1), item(2, state=State.FAILED), live(3)])
    tray = telling(session).tray
    qtbot.waitUntil(lambda: len(tray.links) == 2)

    session._links.connection = ONLINE
    tray.links[0].trigger()

    assert QGuiApplication.clipboard().text().endswith("photo-1.jpg")
