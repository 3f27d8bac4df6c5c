"""The program may begin in the tray and stay there: it starts with the system, and closing only hides it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.services.memory import MemoryDeployment
from desktop.session import Session
from desktop.settings import Settings
from desktop.widgets.settings_dialog import SettingsDialog
from desktop.wiring.telling import Telling
from tests.gui.stage import opened_over

Open = Callable[..., Session]


@pytest.fixture
def open_session(tmp_path: Path, qtbot: QtBot) -> Iterator[Open]:
    del qtbot
    opened: list[Session] = []

    def make(*, has_tray: bool, is_hidden: bool = False, **choices: bool) -> Session:
        home = tmp_path / "home"
        home.mkdir(exist_ok=True)
        settings = Settings(home=home, owner="tests", user="me", **choices)  # type: ignore[arg-type]
        environment = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
        session = opened_over(
            MemoryDeployment(), settings, environment=environment, has_tray=has_tray, is_hidden=is_hidden
        )
        opened.append(session)
        return session

    yield make
    for session in opened:
        session.close()


@pytest.fixture
def entry(tmp_path: Path) -> Path:
    return tmp_path / "config" / "autostart" / "pixferry.desktop"


def test_started_with_the_system_it_begins_in_the_tray_and_a_click_there_shows_the_window(open_session: Open) -> None:
    session = open_session(has_tray=True, is_hidden=True)
    was_visible = session.window.isVisible()

    (telling,) = session.window.findChildren(Telling)
    telling.tray.window_wanted.emit()

    assert (was_visible, session.window.isVisible()) == (False, True)


def test_without_a_tray_it_begins_as_a_small_window_that_can_be_found(open_session: Open) -> None:
    session = open_session(has_tray=False, is_hidden=True)

    assert session.window.isMinimized()


def test_closing_the_window_hides_it_in_the_tray_and_quit_ends_it(open_session: Open, qtbot: QtBot) -> None:
    session = open_session(has_tray=True, stays_in_tray=True)
    gone: list[bool] = []
    session.window.closed.connect(lambda: gone.append(True))

    session.window.close()
    hidden = (session.window.isVisible(), list(gone))
    session.window.actions_.quit.trigger()

    qtbot.waitUntil(lambda: gone == [True])
    assert hidden == (False, [])


def test_where_there_is_no_tray_closing_ends_it_whatever_was_chosen(open_session: Open, qtbot: QtBot) -> None:
    session = open_session(has_tray=False, stays_in_tray=True)

    with qtbot.waitSignal(session.window.closed):
        session.window.close()


def test_the_choice_to_start_with_the_system_is_kept_where_the_system_looks(
    open_session: Open, entry: Path, qtbot: QtBot
) -> None:
    session = open_session(has_tray=True)
    session.window.actions_.settings.trigger()
    (dialog,) = session.window.findChildren(SettingsDialog)

    dialog.general.starts.click()
    dialog._ok.click()

    qtbot.waitUntil(entry.exists)
    assert "--hidden" in entry.read_text("utf-8")


def test_an_entry_the_user_took_away_by_hand_comes_back_while_it_is_wanted(
    open_session: Open, entry: Path, qtbot: QtBot
) -> None:
    open_session(has_tray=True, starts_with_system=True)

    qtbot.waitUntil(entry.exists)


def test_an_entry_that_cannot_be_written_is_said(open_session: Open, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "config").write_text("a file where a folder should be")

    session = open_session(has_tray=True, starts_with_system=True)

    qtbot.waitUntil(lambda: "could not be set to start with the system" in session.window.notice.text)
