"""Everything is done without a mouse: from adding a file to its link, and back out of every question."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.services.memory import MemoryDeployment
from desktop.session import Session
from desktop.widgets.close_question import ask_to_stay
from desktop.widgets.look import look_of
from tests.gui.sample_items import every_state, live
from tests.gui.stage import Stage

PATIENCE = 20_000
CTRL, KEY = Qt.KeyboardModifier.ControlModifier, Qt.Key


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(qtbot: QtBot, *keys: Qt.Key) -> None:
    """Press keys wherever the focus is, as a hand on the keyboard does."""
    for key in keys:
        qtbot.keyClick(focused(), key)


def test_a_file_is_added_by_keys_and_its_link_copied_removed_and_brought_back(
    whole: Session, samples: Path, qtbot: QtBot
) -> None:
    whole.window.activateWindow()
    qtbot.waitUntil(whole.window.isActiveWindow)

    qtbot.keyClick(focused(), KEY.Key_O, CTRL)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    field = focused()
    assert isinstance(field, QLineEdit)
    field.setCompleter(None)  # type: ignore[arg-type]  # its popup takes the keyboard of the whole test
    qtbot.keyClicks(field, str(samples / "rocket.jpg"))
    press(qtbot, KEY.Key_Return)
    qtbot.waitUntil(lambda: whole.gallery.tally.live == 1, timeout=PATIENCE)
    whole.window.activateWindow()  # as a window manager does when a dialog closes
    qtbot.waitUntil(lambda: QApplication.focusWidget() is whole.window.gallery)
    qtbot.waitUntil(lambda: "link copied" in whole.window.notice.text)
    qtbot.keyClick(focused(), KEY.Key_A, CTRL)
    QGuiApplication.clipboard().setText("before")
    qtbot.keyClick(focused(), KEY.Key_C, CTRL)
    copied = QGuiApplication.clipboard().text()
    press(qtbot, KEY.Key_Delete)
    qtbot.waitUntil(lambda: whole.gallery.rowCount() == 0, timeout=PATIENCE)
    qtbot.keyClick(focused(), KEY.Key_Z, CTRL)

    qtbot.waitUntil(lambda: whole.gallery.rowCount() == 1, timeout=PATIENCE)
    assert copied.endswith("/rocket.jpg")
    assert whole.window.findChildren(QFileDialog) == []


def test_escape_answers_the_close_question_with_stay(
    whole: Session, deployment: MemoryDeployment, samples: Path, qtbot: QtBot
) -> None:
    deployment.works_by_itself = False
    whole.window.paths_dropped.emit([samples / "rocket.jpg"])
    qtbot.waitUntil(lambda: whole.gallery.tally.unfinished == 1, timeout=PATIENCE)
    whole.window.close()
    (box,) = whole.window.findChildren(QMessageBox)

    qtbot.keyClick(box, KEY.Key_Escape)

    qtbot.waitUntil(lambda: not box.isVisible())
    assert whole.window.isVisible()


def test_return_on_the_close_question_stays_too(stage: Stage, qtbot: QtBot) -> None:
    box = ask_to_stay(stage.window, 3)

    qtbot.keyClick(box, KEY.Key_Return)

    assert box.buttonRole(box.clickedButton()) is QMessageBox.ButtonRole.RejectRole


def test_tab_goes_through_the_window_from_the_gallery_around_and_back(stage: Stage, qtbot: QtBot) -> None:
    stage.model.add([*every_state(), live(300)])
    stage.actions.follow([], stage.model.tally)
    qtbot.waitUntil(stage.window.transfers.isVisible)
    stage.window.activateWindow()
    stage.gallery.setFocus()
    stage.select(stage.items.rowCount() - 1)
    qtbot.waitUntil(lambda: all(button.isVisible() for button in stage.window.inspector._variants.buttons))

    ways = []
    for _ in range(60):
        press(qtbot, KEY.Key_Tab)
        ways.append(focused())
        if focused() is stage.gallery:
            break

    parts = [part for widget in ways if (part := part_of(stage, widget))]
    assert ways[-1] is stage.gallery
    assert [part for n, part in enumerate(parts) if n == 0 or parts[n - 1] != part] == [
        "inspector", "transfers", "toolbar", "sidebar", "gallery",
    ]  # fmt: skip
    assert {widget.accessibleName() for widget in ways} >= {"Preset", "Search", "Shelves", "Copy link of Image 1200"}


@pytest.mark.parametrize("view", ["grid", "list"])
def test_tab_into_the_gallery_selects_an_item_so_that_the_next_key_acts_on_it(stage: Stage, view: str) -> None:
    stage.model.add([live(1), live(2)])
    getattr(stage.actions, view).trigger()
    stage.window.activateWindow()
    stage.window.sidebar.setFocus(Qt.FocusReason.TabFocusReason)
    assert stage.gallery.selected_items() == []

    stage.window.canvas.view.setFocus(Qt.FocusReason.TabFocusReason)

    assert len(stage.gallery.selected_items()) == 1


def part_of(stage: Stage, widget: QWidget) -> str:
    window = stage.window
    parts = {"toolbar": window.toolbar, "sidebar": window.sidebar, "gallery": window.canvas,
             "inspector": window.inspector, "transfers": window.transfers}  # fmt: skip
    return next((name for name, part in parts.items() if part is widget or part.isAncestorOf(widget)), "")


def picture_of(widget: QWidget) -> QImage:
    return widget.window().grab().toImage()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_whatever_has_the_focus_shows_it(stage: Stage, qtbot: QtBot, theme: str) -> None:
    stage.window.set_look(look_of(theme))
    stage.model.add([*every_state(), live(300)])
    stage.window.activateWindow()
    stage.select(stage.items.rowCount() - 1)
    stage.window.quick_look.hide()
    stage.gallery.setFocus()
    stage.gallery.selectionModel().setCurrentIndex(
        stage.items.index(0, 0), stage.gallery.selectionModel().SelectionFlag.NoUpdate
    )
    qtbot.waitUntil(stage.window.transfers.isVisible)

    unseen = []
    for _ in range(60):
        widget = focused()
        with_focus = picture_of(widget)
        widget.clearFocus()
        if picture_of(widget) == with_focus:
            unseen.append(f"{type(widget).__name__} {widget.accessibleName()}")
        widget.setFocus()
        press(qtbot, KEY.Key_Tab)
        if focused() is stage.gallery:
            break

    assert unseen == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_row_of_the_list_shows_the_focus(stage: Stage, theme: str) -> None:
    stage.window.set_look(look_of(theme))
    stage.model.add([live(1), live(2)])
    stage.actions.list.trigger()
    view = stage.window.canvas.list
    view.setFocus()
    view.setCurrentIndex(stage.items.index(1, 0))
    with_focus = picture_of(view)

    view.clearFocus()

    assert picture_of(view) != with_focus
