"""What the window offers for published images: delete them from the CDN, restore them, apply another preset."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.item import State
from desktop.widgets.delete_question import ask_delete
from desktop.widgets.menus import tile_menu
from desktop.widgets.verbs import Verb, verb_of
from tests.gui.sample_items import item, live, outcome, variant
from tests.gui.stage import PRESETS, Stage
from worker.contract import Role


def button(box: QMessageBox, text: str) -> QPushButton:
    return next(found for found in box.findChildren(QPushButton) if found.text().replace("&", "") == text)


@pytest.fixture
def confirmed() -> list[bool]:
    return []


@pytest.fixture
def question(stage: Stage, confirmed: list[bool]) -> QMessageBox:
    one = live(1)
    both = [
        dataclasses.replace(one, outcome=outcome(one, variants=(variant("a-640.jpg", role=Role.VARIANT),))),
        live(2),
    ]
    return ask_delete(stage.window, both, url_of=stage.url_of, on_confirmed=lambda: confirmed.append(True))


def test_deleting_names_host_files_and_links_and_that_caches_may_keep_them(question: QMessageBox) -> None:
    said = question.informativeText()

    assert "Delete 2 images from 127.0.0.1:9?" in question.text()
    assert "(5 files)" in said
    assert "http://127.0.0.1:9/cdn/images/0123456789abcdef-0123456789ab/photo-1.jpg" in said
    assert "A CDN and browsers may keep showing copies for a while." in said


def test_deleting_is_modal_to_the_window_and_needs_more_than_the_return_key(
    question: QMessageBox, confirmed: list[bool], qtbot: QtBot
) -> None:
    is_modal = question.isModal()

    qtbot.keyClick(question, Qt.Key.Key_Return)

    assert is_modal
    assert confirmed == []


def test_only_its_own_button_deletes(question: QMessageBox, confirmed: list[bool], qtbot: QtBot) -> None:
    qtbot.mouseClick(button(question, "Delete from the CDN"), Qt.MouseButton.LeftButton)

    assert confirmed == [True]


def test_a_hostile_name_is_shown_as_text_not_as_markup(stage: Stage) -> None:
    one = live(1)
    hostile = dataclasses.replace(one, outcome=outcome(one, main=variant("<b>x&y.jpg")))

    box = ask_delete(stage.window, [hostile], url_of=stage.url_of, on_confirmed=lambda: None)

    assert "<b>x" not in box.informativeText()
    box.reject()


def test_shift_del_is_there_for_live_images_alone(stage: Stage) -> None:
    stage.model.add([live(1), item(2, state=State.FAILED)])

    stage.select(1)
    for_failed = stage.actions.delete.isEnabled()
    stage.select(0)

    assert not for_failed
    assert stage.actions.delete.isEnabled()
    assert stage.actions.delete.shortcut().toString() == "Shift+Del"


def test_a_deleted_image_offers_restore_on_its_tile_and_in_its_menu(stage: Stage) -> None:
    gone = item(1, state=State.UNPUBLISHED)
    stage.model.add([gone])

    stage.select(0)

    assert verb_of(gone) is Verb.RESTORE
    assert stage.actions.retry.isEnabled()
    assert stage.actions.retry.text() == "&Restore to the CDN"
    assert not stage.actions.copy.isEnabled()


def test_the_menu_offers_the_presets_the_images_were_not_made_with(stage: Stage, qtbot: QtBot) -> None:
    stage.actions.set_presets(PRESETS)
    stage.model.add([live(1)])
    stage.select(0)
    menu = tile_menu(stage.window, stage.actions)
    menu.aboutToShow.emit()
    (presets,) = [found for found in menu.findChildren(QMenu) if found.title() == "Apply another preset"]

    with qtbot.waitSignal(stage.actions.preset_requested) as asked:
        presets.actions()[1].trigger()

    assert [(action.text(), action.isEnabled()) for action in presets.actions()] == [
        ("Web", False),
        ("Responsive", True),
    ]
    assert asked.args == ["responsive"]
