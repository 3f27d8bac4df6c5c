"""The gallery keeps the order of drops, replaces rows and tells views sparingly."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.domain.item import Hold, State
from desktop.models.columns import Column
from desktop.models.gallery import GalleryModel, Role
from tests.gui.sample_items import NOW, every_state, item, live


@pytest.fixture
def gallery(qtbot: QtBot) -> Iterator[GalleryModel]:
    del qtbot
    model = GalleryModel(clock=lambda: NOW)
    yield model
    model.close()


def names(gallery: GalleryModel) -> list[str]:
    return [one.job_id for one in gallery.items()]


def test_a_model_that_fills_changes_and_empties_keeps_qts_rules(
    gallery: GalleryModel, qtmodeltester: ModelTester
) -> None:
    qtmodeltester.check(gallery)

    gallery.add(every_state())
    gallery.replace([live(3)])
    gallery.remove(["job-1", "job-2", "job-7"])

    assert gallery.rowCount() == len(every_state()) - 3


def test_the_newest_drop_comes_first_and_each_drop_keeps_its_own_order(gallery: GalleryModel) -> None:
    gallery.add([item(1, drop="old"), item(2, drop="old")])
    gallery.add([item(3, drop="new")])

    gallery.add([item(4, drop="new"), item(5, drop="newest")])

    assert names(gallery) == ["job-5", "job-3", "job-4", "job-1", "job-2"]


def test_a_drop_that_streams_in_late_joins_its_own_rows(gallery: GalleryModel) -> None:
    gallery.add([item(1, drop="old"), item(3, drop="new")])

    gallery.add([item(2, drop="old")])

    assert names(gallery) == ["job-3", "job-1", "job-2"]
    assert gallery.item_of("job-2") is not None


def test_what_was_removed_comes_back_to_its_place(gallery: GalleryModel) -> None:
    gallery.add([live(1), live(2), live(3)])
    gallery.remove(["job-2"])

    gallery.add([live(2)])

    assert names(gallery) == ["job-1", "job-2", "job-3"]


def test_many_that_go_and_come_back_are_told_in_few_steps(gallery: GalleryModel, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(gallery)
    gallery.add([live(n) for n in range(60)])
    told: list[str] = []
    for name in ("rowsInserted", "rowsRemoved", "layoutChanged"):
        getattr(gallery, name).connect(lambda *_, name=name: told.append(name))
    kept = gallery.index_of("job-31")
    follower = QPersistentModelIndex(kept)

    gallery.remove([f"job-{n}" for n in range(0, 60, 2)])
    left = names(gallery)
    gallery.add([live(n) for n in range(0, 60, 2)])

    assert told == ["layoutChanged", "rowsRemoved", "rowsInserted", "layoutChanged"]
    assert left == [f"job-{n}" for n in range(1, 60, 2)]
    assert names(gallery) == [f"job-{n}" for n in range(60)]
    assert follower.data(Role.JOB_ID) == "job-31"


@pytest.mark.parametrize(
    ("sorting", "order"),
    [
        ((Column.NAME, Qt.SortOrder.AscendingOrder), ["job-2", "job-3", "job-1", "job-4"]),
        ((Column.NAME, Qt.SortOrder.DescendingOrder), ["job-4", "job-1", "job-2", "job-3"]),
        ((Column.SIZE, Qt.SortOrder.DescendingOrder), ["job-1", "job-3", "job-4", "job-2"]),
        (None, ["job-4", "job-1", "job-2", "job-3"]),
    ],
)
def test_a_sorted_gallery_takes_new_items_in_at_their_places(
    gallery: GalleryModel, sorting: tuple[Column, Qt.SortOrder] | None, order: list[str]
) -> None:
    gallery.sort_by(sorting)

    gallery.add([item(1, name="b", size=9), item(2, name="A", size=1), item(3, name="a", size=4)])
    gallery.add([item(4, name="c", size=2, drop="newer")])

    assert names(gallery) == order


def test_an_added_item_that_is_already_there_is_replaced(gallery: GalleryModel) -> None:
    gallery.add([item(1)])

    gallery.add([live(1)])

    assert [one.state for one in gallery.items()] == [State.LIVE]


def test_many_changes_in_a_row_are_told_once(gallery: GalleryModel, qtbot: QtBot) -> None:
    gallery.add([item(n) for n in range(10)])
    told: list[tuple[int, int]] = []
    gallery.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))

    with qtbot.waitSignal(gallery.dataChanged):
        for percent in range(50):
            gallery.replace([item(n, state=State.SENDING, fraction=percent / 50) for n in range(2, 6)])

    assert told == [(2, 5)]
    assert gallery.item_at(2).fraction == 49 / 50


def test_news_of_an_item_that_is_not_shown_is_ignored(gallery: GalleryModel) -> None:
    gallery.add([item(1)])

    gallery.replace([live(99)])

    assert names(gallery) == ["job-1"]


def test_counts_follow_every_change(gallery: GalleryModel) -> None:
    gallery.add([item(1), live(2), item(3, state=State.FAILED)])
    gallery.replace([live(1)])
    gallery.remove(["job-2"])

    tally = gallery.tally

    assert (tally.total, tally.live, tally.failed, tally.unfinished) == (2, 1, 1, 0)
    assert tally.saved == 4_800_000 - 300_000


def test_a_retry_counts_its_seconds_down(qtbot: QtBot) -> None:
    now = [NOW]
    gallery = GalleryModel(clock=lambda: now[0])
    gallery.add([item(1, hold=Hold.RETRY, retry_at=NOW + 12, retries=2)])
    before = gallery.index(0, 0).data(Role.STATUS).word

    now[0] += 5
    with qtbot.waitSignal(gallery.dataChanged):
        pass
    after = gallery.index(0, 0).data(Role.STATUS).word
    gallery.close()

    assert (before, after) == ("Retries in 12 s (2/3)", "Retries in 7 s (2/3)")


def test_a_screen_reader_hears_name_state_size_and_saving(gallery: GalleryModel) -> None:
    gallery.add([live(1, name="hero.jpg")])

    text = gallery.index(0, 0).data(11)  # Qt.ItemDataRole.AccessibleTextRole

    assert text == "hero.jpg, Live, 4.6 MB → 293 KB, −94 %"
