"""Dialogs and menus are used without a mouse: Tab reaches every field, and no letter means two things."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop import language
from desktop.models import phrases
from desktop.session import Session
from desktop.settings import Settings
from desktop.widgets.delete_question import ask_delete
from desktop.widgets.keys_dialog import KeysDialog
from desktop.widgets.look import look_of
from desktop.widgets.menus import tile_menu
from desktop.widgets.settings_dialog import SettingsDialog
from tests.gui.sample_items import live
from tests.gui.stage import PRESETS, Stage

KEY = Qt.Key


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(qtbot: QtBot, *keys: Qt.Key) -> None:
    """Press keys wherever the focus is, as a hand on the keyboard does."""
    for key in keys:
        qtbot.keyClick(focused(), key)


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
