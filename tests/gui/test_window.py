"""What people do with the window: drop, paste, choose, search, press keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QImage, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from desktop.domain.item import Hold, State
from desktop.domain.reports import Connection, Link
from desktop.models.filters import Shelf, ShelfKind
from desktop.widgets.empty_page import EmptyPage, NothingFoundPage
from tests.gui.sample_items import item, live
from tests.gui.stage import Stage
from worker.contract import Code, Failure


def mime_of(*names: str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(name) for name in names])
    return mime


def drag_over(stage: Stage, mime: QMimeData) -> QDragEnterEvent:
    no_keys, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    event = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, mime, left, no_keys)
    QApplication.sendEvent(stage.window, event)
    return event


def let_go(stage: Stage, mime: QMimeData) -> QDropEvent:
    no_keys, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, mime, left, no_keys)
    QApplication.sendEvent(stage.window, event)
    return event


def told(stage: Stage) -> list[str]:
    labels = stage.window.inspector.findChildren(QLabel)
    return [label.text().replace("\u200b", "") for label in labels if label.isVisible()]


def test_files_dropped_on_the_window_are_reported_in_their_order(stage: Stage) -> None:
    mime = mime_of("/pictures/b.jpg", "/pictures/a.png", "/pictures/holiday")

    drag_over(stage, mime)
    event = let_go(stage, mime)

    assert event.isAccepted()
    assert stage.dropped == [[Path("/pictures/b.jpg"), Path("/pictures/a.png"), Path("/pictures/holiday")]]


def test_while_files_are_dragged_over_the_window_it_says_what_letting_go_will_do(stage: Stage) -> None:
    mime = mime_of(*(f"/p/{n}.jpg" for n in range(128)), "/p/a.psd", "/p/b.psd")

    event = drag_over(stage, mime)

    assert event.isAccepted()
    assert stage.window.overlay.isVisible()
    assert stage.window.overlay.sentence == "Add 128 images (2 skipped: .psd)"
    assert stage.window.overlay.accessibleName().endswith("→ This computer · Web")


def test_the_overlay_goes_when_the_files_are_let_go(stage: Stage) -> None:
    mime = mime_of("/p/holiday", "/p/a.jpg")
    drag_over(stage, mime)
    sentence = stage.window.overlay.sentence

    let_go(stage, mime)

    assert sentence == "Add 1 image and 1 folder"
    assert not stage.window.overlay.isVisible()


def test_text_dragged_over_the_window_is_not_accepted(stage: Stage) -> None:
    mime = QMimeData()
    mime.setText("hello")

    event = drag_over(stage, mime)

    assert not event.isAccepted()
    assert not stage.window.overlay.isVisible()


def test_an_image_on_the_clipboard_is_pasted_with_ctrl_v(stage: Stage, qtbot: QtBot) -> None:
    image = QImage(8, 6, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QApplication.clipboard().setImage(image)

    qtbot.keyClick(stage.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    assert [(one.width(), one.height()) for one in stage.images] == [(8, 6)]
    assert stage.dropped == []


def test_files_on_the_clipboard_are_pasted_as_files(stage: Stage, qtbot: QtBot) -> None:
    QApplication.clipboard().setMimeData(mime_of("/pictures/a.jpg"))

    qtbot.keyClick(stage.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    assert stage.dropped == [[Path("/pictures/a.jpg")]]


def test_an_empty_window_invites_the_first_drop_and_offers_samples(stage: Stage, qtbot: QtBot) -> None:
    (page,) = stage.window.findChildren(EmptyPage)
    buttons = {button.text(): button for button in page.findChildren(QPushButton)}

    with qtbot.waitSignal(stage.actions.add_samples.triggered):
        qtbot.mouseClick(buttons["Try with sample images"], Qt.MouseButton.LeftButton)

    assert page.isVisible()
    assert not stage.window.inspector.isVisible()


def test_the_gallery_takes_the_place_of_the_invitation(stage: Stage) -> None:
    stage.model.add([live(1)])

    assert stage.gallery.isVisible()
    assert stage.window.inspector.isVisible()


def test_a_search_without_a_hit_says_so_and_leads_back(stage: Stage, qtbot: QtBot) -> None:
    stage.model.add([live(1)])
    stage.window.toolbar.search.setText("nothing like it")
    (page,) = stage.window.findChildren(NothingFoundPage)
    is_said = page.isVisible()

    qtbot.mouseClick(stage.window.canvas.show_all, Qt.MouseButton.LeftButton)

    assert is_said
    assert stage.gallery.isVisible()
    assert stage.items.rowCount() == 1


def test_what_is_typed_into_the_search_goes_there_to_its_last_letter(stage: Stage, qtbot: QtBot) -> None:
    stage.model.add([live(1), live(2)])
    stage.window.activateWindow()
    stage.gallery.setFocus()
    stage.actions.search.trigger()

    for letter in "photo 2":
        widget = QApplication.focusWidget()
        assert widget is not None
        qtbot.keyClicks(widget, letter)
        stage.model.add([live(ord(letter))])

    assert stage.window.toolbar.search.text() == "photo 2"


def test_ctrl_f_puts_the_cursor_into_the_search(stage: Stage, qtbot: QtBot) -> None:
    stage.model.add([live(1)])
    stage.window.activateWindow()

    qtbot.keyClick(stage.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)

    qtbot.waitUntil(lambda: stage.window.focusWidget() is stage.window.toolbar.search)


def test_a_shelf_of_the_sidebar_narrows_the_gallery(stage: Stage) -> None:
    stage.model.add([live(1), item(2, state=State.FAILED)])

    stage.window.sidebar.choose(Shelf(kind=ShelfKind.FAILED))

    assert [stage.items.item_at(row).job_id for row in range(stage.items.rowCount())] == ["job-2"]


def test_f9_hides_the_inspector_and_brings_it_back(stage: Stage, qtbot: QtBot) -> None:
    stage.model.add([live(1)])

    qtbot.keyClick(stage.window, Qt.Key.Key_F9)
    is_hidden = not stage.window.inspector.isVisible()
    qtbot.keyClick(stage.window, Qt.Key.Key_F9)

    assert is_hidden
    assert stage.window.inspector.isVisible()


def test_the_selection_stays_on_its_images_when_others_come_and_change(stage: Stage, qtbot: QtBot) -> None:
    stage.model.add([live(1), item(2, state=State.SENDING), live(3)])
    stage.select(1, 2)

    stage.model.add([live(10, drop="newer"), live(11, drop="newer")])
    with qtbot.waitSignal(stage.model.dataChanged):
        stage.model.replace([live(2)])

    assert [one.job_id for one in stage.gallery.selected_items()] == ["job-2", "job-3"]
    assert all(one.is_live for one in stage.gallery.selected_items())


def test_ctrl_a_selects_what_the_filter_shows(stage: Stage, qtbot: QtBot) -> None:
    stage.model.add([live(1), item(2, state=State.FAILED), live(3)])
    stage.window.sidebar.choose(Shelf(kind=ShelfKind.LIVE))

    qtbot.keyClick(stage.window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)

    assert [one.job_id for one in stage.gallery.selected_items()] == ["job-1", "job-3"]


def test_the_status_line_counts_the_selection_and_its_bytes(stage: Stage) -> None:
    stage.model.add([live(1, size=1024), live(2, size=2048)])

    stage.select(0, 1)

    assert stage.window.status._selected.text() == "2 selected · 3 KB"


@pytest.mark.parametrize(
    ("state", "enabled"),
    [
        (State.WAITING, {"cancel"}),
        (State.OPTIMISING, {"cancel"}),
        (State.LIVE, {"copy", "copy_menu", "open", "remove"}),
        (State.FAILED, {"retry", "remove"}),
        (State.REFUSED, {"retry", "remove"}),
        (State.CANCELLED, {"retry", "remove"}),
    ],
)
def test_the_menu_of_a_tile_offers_what_makes_sense_in_its_state(stage: Stage, state: State, enabled: set[str]) -> None:
    stage.model.add([item(1, state=state)])

    stage.select(0)

    names = ("copy", "copy_menu", "open", "retry", "cancel", "remove")
    assert {name for name in names if getattr(stage.actions, name).isEnabled()} == enabled


def test_retry_all_failed_is_offered_when_something_failed(stage: Stage) -> None:
    before = stage.actions.retry_failed.isEnabled()

    stage.model.add([item(1, state=State.FAILED)])

    assert (before, stage.actions.retry_failed.isEnabled()) == (False, True)
    assert stage.window.transfers.isVisible()


def test_every_action_with_a_key_is_in_a_menu_and_no_key_means_two_things(stage: Stage) -> None:
    menus = stage.window.menuBar().findChildren(QMenu)
    listed = {action for menu in menus for action in menu.actions()}
    keyed = [action for action in stage.actions.findChildren(QAction) if not action.shortcut().isEmpty()]

    keys = [QKeySequence(action.shortcut()).toString() for action in keyed]

    assert {action.text() for action in keyed if action not in listed} == set()
    assert len(set(keys)) == len(keys)


def test_a_live_image_is_told_whole_in_the_inspector(stage: Stage) -> None:
    stage.model.add([live(1, name="hero.jpg")])

    stage.select(0)

    shown = told(stage)
    assert "hero.jpg" in shown
    assert "4.6 MB → 293 KB   −94 %   1200 × 800" in shown
    assert any("610 ms" in text and "image@studio" in text for text in shown)
    assert "This link works only on this computer." in shown


def test_a_failed_image_says_why_and_what_to_do(stage: Stage) -> None:
    stage.model.add([item(1, state=State.FAILED, failure=Failure(code=Code.STORAGE_FULL))])

    stage.select(0)

    shown = told(stage)
    assert "The store is full.\nMake room there, then retry." in shown


def test_a_variant_is_copied_with_its_own_button(stage: Stage, qtbot: QtBot) -> None:
    stage.model.add([live(1, name="hero.jpg")])
    stage.select(0)
    buttons = stage.window.inspector.findChildren(QToolButton)
    thumbnail = next(button for button in buttons if "Thumbnail" in button.accessibleName())

    with qtbot.waitSignal(stage.window.inspector.text_copy_requested) as copied:
        thumbnail.click()

    assert copied.args[0].endswith("/hero-thumbnail.jpg")


def test_an_unreachable_deployment_is_said_in_the_status_line(stage: Stage) -> None:
    stage.window.show_connection(Connection(link=Link.OFFLINE, failure=Failure(code=Code.BROKER_UNREACHABLE)))

    assert stage.window.status._connection.text().startswith("The broker cannot be reached.")


def test_what_waits_is_counted_in_the_transfers_bar(stage: Stage) -> None:
    stage.model.add([item(1), item(2, state=State.SENDING), item(3, hold=Hold.PAUSED), item(4, state=State.FAILED)])

    assert stage.window.transfers._counts.text() == "1 active  ·  2 waiting  ·  1 failed"


def test_the_arrow_keys_walk_through_the_tiles(stage: Stage, qtbot: QtBot) -> None:
    stage.model.add([live(1), live(2), live(3)])
    stage.gallery.setFocus()
    stage.gallery.selectionModel().setCurrentIndex(
        stage.items.index(0, 0), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )

    qtbot.keyClick(stage.gallery, Qt.Key.Key_Right)
    qtbot.keyClick(stage.gallery, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)

    assert [one.job_id for one in stage.gallery.selected_items()] == ["job-2", "job-3"]
