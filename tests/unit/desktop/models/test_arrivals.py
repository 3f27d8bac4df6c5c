"""Many rows come a few at a time, in their order, and none is stale when it is there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.item import State
from desktop.models.arrivals import Arrivals
from desktop.models.gallery import GalleryModel
from tests.gui.sample_items import NOW, item, live


@pytest.fixture
def gallery(qtbot: QtBot) -> Iterator[GalleryModel]:
    del qtbot
    model = GalleryModel(clock=lambda: NOW)
    yield model
    model.close()


def test_the_first_rows_are_there_at_once_and_the_rest_follow(gallery: GalleryModel, qtbot: QtBot) -> None:
    arrivals = Arrivals(gallery)

    arrivals.add([live(n) for n in range(1000)])
    first = gallery.rowCount()

    assert 0 < first < 1000
    qtbot.waitUntil(lambda: gallery.rowCount() == 1000)
    assert [one.position for one in gallery.items()] == list(range(1000))


def test_whoever_brings_thousands_of_rows_waits_for_none_of_them(gallery: GalleryModel, qtbot: QtBot) -> None:
    arrivals = Arrivals(gallery)

    arrivals.add([live(n) for n in range(3000)])
    at_once = gallery.rowCount()

    assert at_once == 0
    qtbot.waitUntil(lambda: gallery.rowCount() == 3000)


def test_a_row_that_changed_before_it_arrived_arrives_changed(gallery: GalleryModel, qtbot: QtBot) -> None:
    arrivals = Arrivals(gallery)
    arrivals.add([item(n) for n in range(600)])

    arrivals.replace([live(599)])
    arrivals.remove(["job-598"])

    qtbot.waitUntil(lambda: gallery.rowCount() == 599)
    last = gallery.item_of("job-599")
    assert last is not None
    assert (last.state, gallery.item_of("job-598")) == (State.LIVE, None)


def test_many_rows_leave_a_few_at_a_time_and_one_that_is_brought_back_stays(
    gallery: GalleryModel, qtbot: QtBot
) -> None:
    arrivals = Arrivals(gallery)
    gallery.add([live(n) for n in range(3000)])

    arrivals.remove([f"job-{n}" for n in range(0, 3000, 2)])
    at_once = gallery.rowCount()
    arrivals.add([live(2998)])

    assert at_once == 3000
    qtbot.waitUntil(lambda: gallery.rowCount() == 1501)
    assert gallery.item_of("job-2998") is not None
