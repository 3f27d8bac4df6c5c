"""How people look at many images: as a grid or a list, sorted, larger or smaller, with one selection."""

from __future__ import annotations

import dataclasses
import re

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.item import Item, State
from desktop.models.columns import Column
from tests.gui.sample_items import item, live, outcome
from tests.gui.stage import Stage

CTRL = Qt.KeyboardModifier.ControlModifier


def shown(stage: Stage) -> list[str]:
    return [stage.items.item_at(row).job_id for row in range(stage.items.rowCount())]


def click_heading(stage: Stage, qtbot: QtBot, column: Column) -> None:
    header = stage.window.canvas.list.header()
    middle = header.sectionViewportPosition(column) + header.sectionSize(column) // 2
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(middle, header.height() // 2))


def saved(number: int, *, share: float) -> Item:
    one = live(number, size=1_000_000)
    main = dataclasses.replace(outcome(one).main, bytes=round(1_000_000 * (1 - share)))
    return dataclasses.replace(one, outcome=outcome(one, main=main))


def test_ctrl_2_shows_the_same_images_and_the_same_selection_as_a_list(stage: Stage, qtbot: QtBot) -> None:
    stage.model.add([live(1), live(2), live(3)])
    stage.select(0, 2)

    qtbot.keyClick(stage.window, Qt.Key.Key_2, CTRL)

    chosen = stage.window.canvas.list.selectionModel().selectedRows()
    assert stage.window.canvas.list.isVisible()
    assert sorted(index.row() for index in chosen) == [0, 2]
    assert [one.job_id for one in stage.gallery.selected_items()] == ["job-1", "job-3"]


def test_ctrl_1_goes_back_to_tiles_with_what_was_selected_in_the_list(stage: Stage, qtbot: QtBot) -> None:
    stage.model.add([live(1), live(2), live(3)])
    qtbot.keyClick(stage.window, Qt.Key.Key_2, CTRL)
    place = stage.window.canvas.list.visualRect(stage.items.index(1, 0)).center()
    qtbot.mouseClick(stage.window.canvas.list.viewport(), Qt.MouseButton.LeftButton, pos=place)

    qtbot.keyClick(stage.window, Qt.Key.Key_1, CTRL)

    assert stage.gallery.isVisible()
    assert stage.gallery.selectionModel().isSelected(stage.items.index(1, 0))
    assert stage.actions.copy.isEnabled()


def test_a_row_of_the_list_tells_name_state_sizes_saving_and_preset(stage: Stage) -> None:
    stage.model.add([live(1, name="hero.jpg")])

    cells = [stage.items.index(0, column).data() for column in Column]

    assert cells[:5] == ["hero.jpg", "Live", "4.6 MB → 293 KB", "−94 %", "web"]
    assert re.search(r"\d:\d\d", cells[5])


def test_a_click_on_the_heading_sorts_and_the_third_click_shows_newest_first_again(stage: Stage, qtbot: QtBot) -> None:
    stage.model.add([live(1, name="b.jpg"), live(2, name="c.jpg"), live(3, name="A.jpg")])
    stage.actions.list.trigger()

    orders = []
    for _ in range(3):
        click_heading(stage, qtbot, Column.NAME)
        orders.append(shown(stage))

    assert orders == [["job-3", "job-1", "job-2"], ["job-2", "job-1", "job-3"], ["job-1", "job-2", "job-3"]]


@pytest.mark.parametrize(
    ("title", "order"),
    [("Name", ["job-3", "job-2", "job-1"]), ("Saving", ["job-2", "job-3", "job-1"])],
)
def test_the_view_menu_sorts_by_name_and_by_saving(stage: Stage, title: str, order: list[str]) -> None:
    stage.model.add(
        [
            dataclasses.replace(saved(1, share=0.1), name="c.jpg"),
            dataclasses.replace(saved(2, share=0.9), name="b.jpg"),
            dataclasses.replace(saved(3, share=0.5), name="a.jpg"),
        ]
    )

    next(action for action in stage.actions.sorts.actions() if action.text().replace("&", "") == title).trigger()

    assert shown(stage) == order


def test_what_is_selected_stays_selected_when_the_order_changes(stage: Stage) -> None:
    stage.model.add([live(n, size=n * 1000) for n in range(1, 6)])
    stage.select(0, 4)

    stage.window.canvas.sort(Column.SIZE, Qt.SortOrder.DescendingOrder)

    assert shown(stage)[0] == "job-5"
    assert {one.job_id for one in stage.gallery.selected_items()} == {"job-1", "job-5"}


def test_an_image_that_goes_live_finds_its_place_in_the_order_a_little_later(stage: Stage, qtbot: QtBot) -> None:
    stage.model.add([saved(1, share=0.3), item(2, state=State.PUBLISHING)])
    stage.window.canvas.sort(Column.SAVING, Qt.SortOrder.DescendingOrder)

    stage.model.replace([saved(2, share=0.9)])
    at_once = shown(stage)

    assert at_once == ["job-1", "job-2"]
    qtbot.waitUntil(lambda: shown(stage) == ["job-2", "job-1"])


def test_new_images_come_in_at_their_place_of_a_sorted_list(stage: Stage) -> None:
    stage.model.add([live(1, name="a.jpg"), live(2, name="c.jpg")])
    stage.window.canvas.sort(Column.NAME, Qt.SortOrder.AscendingOrder)

    stage.model.add([live(3, name="b.jpg", drop="drop-2")])

    assert shown(stage) == ["job-1", "job-3", "job-2"]


def test_ctrl_plus_and_ctrl_minus_change_the_size_of_tiles_and_the_slider_follows(stage: Stage, qtbot: QtBot) -> None:
    stage.model.add([live(n) for n in range(20)])
    before, slider = stage.gallery.gridSize().width(), stage.window.toolbar.tile_slider

    for _ in range(4):
        qtbot.keyClick(stage.window, Qt.Key.Key_Plus, CTRL)
    larger, at = stage.gallery.gridSize().width(), slider.value()
    slider.setValue(slider.minimum())

    assert (larger > before, at > 100) == (True, True)
    assert stage.gallery.gridSize().width() < larger


def test_in_the_list_the_arrow_keys_walk_and_a_screen_reader_hears_each_cell(stage: Stage, qtbot: QtBot) -> None:
    stage.model.add([live(1), live(2)])
    stage.actions.list.trigger()
    view = stage.window.canvas.list
    view.setFocus()
    view.setCurrentIndex(stage.items.index(0, 0))

    qtbot.keyClick(view, Qt.Key.Key_Down)

    heard = stage.items.index(1, Column.STATE).data(Qt.ItemDataRole.AccessibleTextRole)
    assert [one.job_id for one in stage.gallery.selected_items()] == ["job-2"]
    assert heard == "Live"
    assert QApplication.focusWidget() is view
