"""The whole program behind the window, without a server: what is dropped waits, what is copied is copied."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from desktop.domain.item import Hold, State
from desktop.session import Session
from desktop.settings import Deployment, Settings, load
from tests.gui.sample_items import CDN, live
from tests.gui.stage import ONLINE

NO_BROKER = "redis://127.0.0.1:1/0"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", deployment=Deployment.TEAM, broker_url=NO_BROKER, owner="tests", user="me")


@pytest.fixture
def session(qtbot: QtBot, settings: Settings) -> Iterator[Session]:
    settings.home.mkdir()
    opened = Session(settings, {})
    qtbot.waitExposed(opened.window)
    yield opened
    opened.close()


@pytest.fixture
def photos(samples: Path) -> list[Path]:
    return sorted(samples.glob("*.jpg"))


def names(session: Session) -> list[str]:
    return [one.name for one in session.gallery.items()]


def select(session: Session, *rows: int) -> None:
    selection = session.window.gallery.selectionModel()
    for row in rows:
        index = session.window.gallery.model().index(row, 0)
        selection.select(index, QItemSelectionModel.SelectionFlag.Select)


def test_ctrl_c_puts_the_links_on_the_clipboard_in_the_order_seen(session: Session, qtbot: QtBot) -> None:
    session._links.connection = ONLINE
    session.gallery.add([live(1, drop="old"), live(2, drop="new"), live(3, drop="new")])
    select(session, 2, 0)

    qtbot.keyClick(session.window, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    folder = f"{CDN}/images/0123456789abcdef-0123456789ab"
    assert QGuiApplication.clipboard().text() == f"{folder}/photo-2.jpg\n{folder}/photo-1.jpg"
    assert session.window.notice.text == "Copied 2 links"


def test_a_format_of_the_menu_copies_in_that_format(session: Session) -> None:
    session._links.connection = ONLINE
    session.gallery.add([live(1)])
    select(session, 0)

    next(action for action in session.window.actions_.copy_as if action.text() == "BBCode").trigger()

    assert QGuiApplication.clipboard().text().startswith("[img]http://")


def test_a_drop_on_the_very_first_window_is_kept_and_waits_for_the_network(
    session: Session, photos: list[Path], qtbot: QtBot
) -> None:
    session.window.paths_dropped.emit(photos)

    qtbot.waitUntil(lambda: len(names(session)) == len(photos), timeout=20_000)
    qtbot.waitUntil(lambda: all(one.hold is Hold.NETWORK for one in session.gallery.items()), timeout=20_000)

    assert names(session) == [photo.name for photo in photos]


def test_what_was_dropped_is_there_again_after_closing_and_opening(
    session: Session, settings: Settings, photos: list[Path], qtbot: QtBot
) -> None:
    session.window.paths_dropped.emit(photos)
    qtbot.waitUntil(lambda: len(names(session)) == len(photos), timeout=20_000)
    session.close()

    again = Session(settings, {})
    try:
        qtbot.waitUntil(lambda: len(names(again)) == len(photos), timeout=20_000)
        found = names(again)
    finally:
        again.close()

    assert found == [photo.name for photo in photos]


def test_the_window_opens_as_it_was_left(
    session: Session, settings: Settings, photos: list[Path], qtbot: QtBot
) -> None:
    session.window.paths_dropped.emit(photos)
    qtbot.waitUntil(lambda: len(names(session)) == len(photos), timeout=20_000)
    session.window.resize(790, 633)
    session.window.actions_.list.trigger()
    session.window.actions_.sidebar.trigger()
    session.window.canvas.sort(0, Qt.SortOrder.DescendingOrder)
    session.window.canvas.list.header().resizeSection(1, 222)
    session.window.canvas.set_tile_scale(1.5)
    select(session, 1, 2)
    chosen = [one.name for one in session.window.gallery.selected_items()]
    session.close()

    again = Session(settings, {})
    try:
        window = again.window
        qtbot.waitUntil(lambda: len(names(again)) == len(photos), timeout=20_000)
        found = [one.name for one in window.gallery.selected_items()]
        kept = (window.height(), window.canvas.list.isVisible(), window.sidebar.isVisible())
        columns = (window.canvas.list.header().sectionSize(1), window.canvas.grid.tile_scale)
    finally:
        again.close()

    assert kept == (633, True, False)
    assert columns == (222, 1.5)
    assert (len(found), found) == (2, chosen)
    assert found == sorted(found, reverse=True)


def test_a_file_of_the_window_that_makes_no_sense_is_no_obstacle(qtbot: QtBot, settings: Settings) -> None:
    settings.home.mkdir()
    (settings.home / "window.ini").write_text("[General]\ngeometry=nonsense\nsort=99 up\ntiles=many\ncolumns=@x(")

    opened = Session(settings, {})
    qtbot.waitExposed(opened.window)
    is_visible = opened.window.isVisible()
    opened.close()

    assert is_visible


def test_closing_with_images_on_their_way_asks_once_and_remembers(
    session: Session, settings: Settings, photos: list[Path], qtbot: QtBot
) -> None:
    session.window.paths_dropped.emit(photos)
    qtbot.waitUntil(lambda: len(names(session)) == len(photos), timeout=20_000)
    gone: list[bool] = []
    session.window.closed.connect(lambda: gone.append(True))

    session.window.actions_.quit.trigger()
    box = session.window.findChild(QMessageBox)
    assert box is not None
    asked = (session.window.isVisible(), box.isVisible(), list(gone))
    box.checkBox().click()
    next(button for button in box.buttons() if button.text() == "&Close").click()

    qtbot.waitUntil(lambda: gone == [True])
    assert asked == (True, True, [])
    session.close()
    again = Session(settings, {})
    qtbot.waitUntil(lambda: len(names(again)) == len(photos), timeout=20_000)
    again.window.close()
    assert not again.window.isVisible()
    again.close()


def test_staying_keeps_the_window_open(session: Session, photos: list[Path], qtbot: QtBot) -> None:
    session.window.paths_dropped.emit(photos)
    qtbot.waitUntil(lambda: len(names(session)) == len(photos), timeout=20_000)
    session.window.close()

    box = session.window.findChild(QMessageBox)
    assert box is not None
    next(button for button in box.buttons() if button.text() == "&Stay").click()

    assert session.window.isVisible()


def test_a_pasted_image_becomes_a_row(session: Session, qtbot: QtBot) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.green)
    QGuiApplication.clipboard().setImage(image)

    qtbot.keyClick(session.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    qtbot.waitUntil(lambda: names(session) == ["pasted.png"], timeout=20_000)


def test_a_cancelled_image_is_removed_with_del_and_comes_back_with_ctrl_z(
    session: Session, photos: list[Path], qtbot: QtBot
) -> None:
    session.window.paths_dropped.emit(photos[:1])
    qtbot.waitUntil(lambda: len(names(session)) == 1, timeout=20_000)
    session.window.gallery.selectAll()
    session.window.actions_.cancel.trigger()
    qtbot.waitUntil(lambda: session.gallery.item_at(0).state is State.CANCELLED, timeout=20_000)
    qtbot.waitUntil(session.window.actions_.remove.isEnabled)

    qtbot.keyClick(session.window, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: names(session) == [], timeout=20_000)
    qtbot.keyClick(session.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    qtbot.waitUntil(lambda: names(session) == [photos[0].name], timeout=20_000)


def test_retry_all_failed_also_tries_a_refused_file_that_is_an_image_by_now(
    session: Session, photos: list[Path], tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "photo.jpg"
    file.write_text("not yet an image")
    session.window.paths_dropped.emit([file])
    qtbot.waitUntil(lambda: [one.state for one in session.gallery.items()] == [State.REFUSED], timeout=20_000)
    qtbot.waitUntil(session.window.actions_.retry_failed.isEnabled)
    file.write_bytes(photos[0].read_bytes())

    qtbot.keyClick(
        session.window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )

    qtbot.waitUntil(lambda: session.gallery.item_at(0).hold is Hold.NETWORK, timeout=20_000)
    qtbot.waitUntil(lambda: not session.window.actions_.retry_failed.isEnabled())


def test_what_was_skipped_is_still_said_when_the_drop_ends_at_once(
    session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "broken.jpg").write_text("no image")
    (folder / "notes.txt").write_text("skipped")

    session.window.paths_dropped.emit([folder])

    qtbot.waitUntil(lambda: "1 failed" in session.window.notice.text, timeout=20_000)
    assert session.window.notice.text == "1 failed · 1 other file was skipped"


def test_sending_is_paused_and_resumed_with_one_key(session: Session, photos: list[Path], qtbot: QtBot) -> None:
    session.window.paths_dropped.emit(photos)
    qtbot.waitUntil(lambda: len(names(session)) == len(photos), timeout=20_000)

    qtbot.keyClick(session.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    paused = session.window.actions_.pause.text()
    qtbot.keyClick(session.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)

    assert paused == "&Resume sending"
    assert session.window.actions_.pause.text() == "&Pause sending"


def test_the_chosen_preset_and_format_are_kept_for_the_next_start(
    session: Session, settings: Settings, qtbot: QtBot
) -> None:
    session.window.toolbar.preset_chosen.emit("responsive")
    session.window.actions_.format_chosen.emit("markdown")

    qtbot.waitUntil((settings.home / "settings.json").exists, timeout=20_000)
    session.close()

    kept = load({"PIXFERRY_HOME": str(settings.home)}).settings
    assert (kept.preset, kept.link_format) == ("responsive", "markdown")


def test_without_a_display_the_command_says_so_and_what_to_do_instead(tmp_path: Path) -> None:
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}

    ended = subprocess.run(
        [sys.executable, "-m", "desktop"],
        env={**environment, "PIXFERRY_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == 3
    assert ended.stderr.startswith("There is no display for the window")
    assert "pixferry send FILE" in ended.stderr
    assert "Traceback" not in ended.stderr
