"""Shelves and searches show what they say, and their counts agree with what they show."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.domain.item import State
from desktop.models.columns import Column
from desktop.models.filters import ALL, GalleryFilter, Shelf, ShelfKind
from desktop.models.gallery import GalleryModel, Role
from desktop.models.shelves import ShelfRole, Shelves
from tests.gui.sample_items import NOW, every_state, item, live

DAY = 86_400


@pytest.fixture
def gallery(qtbot: QtBot) -> Iterator[GalleryModel]:
    del qtbot
    model = GalleryModel(clock=lambda: NOW)
    yield model
    model.close()


def shown(items: GalleryFilter) -> list[str]:
    return [items.item_at(row).name for row in range(items.rowCount())]


def test_a_filtered_gallery_keeps_qts_rules(gallery: GalleryModel, qtmodeltester: ModelTester) -> None:
    items = GalleryFilter(gallery)
    qtmodeltester.check(items)

    gallery.add(every_state())
    items.set_shelf(Shelf(kind=ShelfKind.FAILED))
    items.set_search("photo")

    assert items.rowCount() == 2


def test_a_search_finds_every_word_in_name_or_folder_whatever_the_case(gallery: GalleryModel) -> None:
    items = GalleryFilter(gallery)
    gallery.add([item(1, name="Hero Berlin.jpg"), item(2, name="hero-paris.jpg"), item(3, name="cat.png")])

    items.set_search("berlin HERO")
    found = shown(items)
    items.set_search("")

    assert found == ["Hero Berlin.jpg"]
    assert len(shown(items)) == 3


def test_an_item_leaves_the_progress_shelf_when_it_is_live(gallery: GalleryModel, qtbot: QtBot) -> None:
    items = GalleryFilter(gallery)
    items.set_shelf(Shelf(kind=ShelfKind.IN_PROGRESS))
    gallery.add([item(1), item(2, state=State.SENDING)])

    with qtbot.waitSignal(items.rowsRemoved):
        gallery.replace([live(2)])

    assert shown(items) == ["photo-1.jpg"]


@pytest.mark.parametrize("kind", list(ShelfKind))
def test_the_count_of_a_shelf_is_what_it_shows(gallery: GalleryModel, kind: ShelfKind) -> None:
    items, shelf = GalleryFilter(gallery), Shelf(kind=kind, drop_id="drop-1" if kind is ShelfKind.DROP else "")
    gallery.add(every_state())
    gallery.add([live(500, drop="old", added_at=NOW - 3 * DAY)])

    items.set_shelf(shelf)

    assert shelf.count(gallery.tally, now=NOW) == items.rowCount() > 0


def test_the_sidebar_lists_the_newest_drops_under_a_heading(gallery: GalleryModel, qtmodeltester: ModelTester) -> None:
    shelves = Shelves(gallery)
    qtmodeltester.check(shelves)

    gallery.add([live(1, drop="old", added_at=NOW - DAY), live(2, drop="new")])
    lines = [shelves.index(row) for row in range(shelves.rowCount())]

    assert [line.data() for line in lines[:6]] == ["All images", "In progress", "Failed", "Live", "Today", "Drops"]
    assert [line.data().partition(",")[0] for line in lines[6:]] == ["Today", "Yesterday"]
    assert [line.data(ShelfRole.COUNT) for line in lines] == [2, 0, 0, 2, 1, None, 1, 1]
    assert lines[0].data(ShelfRole.SHELF) == ALL


def test_a_selection_follows_its_items_through_searches_orders_and_removals(
    gallery: GalleryModel, qtmodeltester: ModelTester
) -> None:
    items = GalleryFilter(gallery)
    qtmodeltester.check(items)
    chosen = QItemSelectionModel(items)
    gallery.add([live(n, name=f"photo-{n:02}.jpg") for n in range(40)])
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for row in (3, 13, 21, 33):
        chosen.select(items.index(row, 0), flags)

    items.set_search("3")
    items.set_search("")
    items.sort(Column.NAME, Qt.SortOrder.DescendingOrder)
    gallery.remove([f"job-{n}" for n in range(1, 40, 4)])

    assert [one.job_id for one in items.items_at(chosen.selection())] == ["job-3"]
    assert shown(items) == [f"photo-{n:02}.jpg" for n in range(39, -1, -1) if n % 4 != 1]


def test_who_loses_the_current_item_among_many_passes_on_to_a_neighbour(gallery: GalleryModel) -> None:
    items = GalleryFilter(gallery)
    chosen = QItemSelectionModel(items)
    gallery.add([live(n) for n in range(40)])
    chosen.setCurrentIndex(items.index(10, 0), QItemSelectionModel.SelectionFlag.NoUpdate)

    gallery.remove([f"job-{n}" for n in range(10, 40, 3)])

    assert chosen.currentIndex().data(Role.JOB_ID) == "job-9"


def test_selected_items_come_in_the_order_the_user_sees(gallery: GalleryModel) -> None:
    items = GalleryFilter(gallery)
    gallery.add([live(1), live(2), live(3)])

    selection = QItemSelection(items.index(2, 0), items.index(2, 5))
    selection.select(items.index(0, 0), items.index(0, 5))

    chosen = items.items_at(selection)

    assert [one.job_id for one in chosen] == ["job-1", "job-3"]
