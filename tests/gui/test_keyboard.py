"""Everything is done without a mouse: from adding a file to its link, and back out of every question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop import language
from desktop.models import phrases
from desktop.services.memory import MemoryDeployment
from desktop.session import Session
from desktop.settings import Settings
from desktop.widgets.close_question import ask_to_stay
from desktop.widgets.delete_question import ask_delete
from desktop.widgets.keys_dialog import KeysDialog
from desktop.widgets.look import look_of
from desktop.widgets.menus import tile_menu
from desktop.widgets.settings_dialog import SettingsDialog
from tests.gui.sample_items import every_state, live
from tests.gui.stage import PRESETS, Stage

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


@pytest.mark.parametrize("page", ["destination", "links", "sending", "general"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_field_of_the_settings_is_reached_with_tab_and_shows_it(
    stage: Stage, qtbot: QtBot, page: str, theme: str
) -> None:
    stage.window.set_look(look_of(theme))
    dialog = SettingsDialog(Settings(watch_folder="/pictures"), formats=phrases.link_formats(), parent=stage.window)
    dialog.destination.own_bucket.setChecked(True)
    dialog.pages.setCurrentWidget(getattr(dialog, page))
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    first, unseen, seen = focused(), [], []

    for _ in range(30):
        widget = focused()
        seen.append(widget)
        if isinstance(widget, QPlainTextEdit):
            widget.setCursorWidth(0)  # a blinking cursor is no picture of the focus
        with_focus = dialog.grab().toImage()
        widget.clearFocus()
        if dialog.grab().toImage() == with_focus:
            unseen.append(f"{type(widget).__name__} {widget.accessibleName()}")
        widget.setFocus()
        press(qtbot, KEY.Key_Tab)
        if focused() is first:
            break
    dialog.reject()

    assert unseen == []
    fields = [field for field in getattr(dialog, page).findChildren(QLineEdit) if field.isVisibleTo(dialog)]
    assert {field for field in fields if field.isEnabled()} <= {
        *seen, *(spin for widget in seen for spin in widget.findChildren(QLineEdit))
    }  # fmt: skip


def mnemonics(texts: list[str]) -> list[str]:
    keys = [QKeySequence.mnemonic(text).toString() for text in texts]
    return [key for key, count in Counter(key for key in keys if key).items() if count > 1]


@pytest.fixture(params=["en", "de"])
def spoken(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    before = QLocale()
    language.speak(qapp, request.param)
    yield request.param
    language.speak(qapp, "en")
    QLocale.setDefault(before)


def test_no_letter_means_two_things_in_one_menu(spoken: str, stage: Stage) -> None:
    del spoken
    stage.actions.set_presets(PRESETS)
    bar = stage.window.menuBar()
    menus = [*bar.findChildren(QMenu), tile_menu(stage.window, stage.actions)]
    stage.model.add([live(1), live(2)])

    clashes: dict[str, list[str]] = {}
    for rows in ((0,), (0, 1)):
        stage.select(*rows)
        clashes |= {menu.title(): found for menu in menus if (found := mnemonics([a.text() for a in menu.actions()]))}

    assert mnemonics([action.text() for action in bar.actions()]) == []
    assert clashes == {}


@pytest.mark.parametrize("page", ["destination", "links", "sending", "general"])
def test_no_letter_means_two_things_in_the_settings(spoken: str, stage: Stage, page: str) -> None:
    del spoken
    dialog = SettingsDialog(Settings(), formats=phrases.link_formats(), parent=stage.window)
    dialog.destination.own_bucket.setChecked(True)
    dialog.pages.setCurrentWidget(getattr(dialog, page))
    dialog.open()
    pages = dialog.pages

    shown = [widget for widget in dialog.findChildren(QWidget) if widget.isVisible() and hasattr(widget, "text")]
    texts = [widget.text() for widget in shown if not isinstance(widget, QLineEdit)]
    texts += [pages.tabText(n) for n in range(pages.count())]
    dialog.reject()

    assert mnemonics(texts) == []


def test_f1_lists_every_key_of_the_menus_and_of_the_close_look(whole: Session, qtbot: QtBot) -> None:
    qtbot.keyClick(whole.window, KEY.Key_F1)

    (dialog,) = whole.window.findChildren(KeysDialog)
    shown = [
        label.text() for label in dialog.findChildren(type(dialog.findChildren(QWidget)[0])) if hasattr(label, "text")
    ]
    qtbot.keyClick(dialog, KEY.Key_Escape)

    assert {"Ctrl+O", "Ctrl+Shift+C", "Shift+Del", "Space", "F9", "← →"} <= set(shown)
    assert not dialog.isVisible()


def test_return_deletes_nothing_but_the_button_that_does_is_reached_with_tab(stage: Stage, qtbot: QtBot) -> None:
    done: list[str] = []
    box = ask_delete(stage.window, [live(1)], url_of=stage.url_of, on_confirmed=lambda: done.append("deleted"))
    qtbot.keyClick(box, KEY.Key_Return)
    is_harmless = done == []
    box = ask_delete(stage.window, [live(1)], url_of=stage.url_of, on_confirmed=lambda: done.append("deleted"))
    qtbot.waitUntil(box.isActiveWindow)

    press(qtbot, KEY.Key_Tab)
    reached = focused()
    press(qtbot, KEY.Key_Space)

    assert is_harmless
    assert isinstance(reached, QPushButton)
    assert reached.text() == "&Delete from the CDN"
    assert done == ["deleted"]
