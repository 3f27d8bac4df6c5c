"""Tiles are painted in every state, from pictures made off this thread, and their button does the next thing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from desktop.domain.item import Item, State
from desktop.widgets.look import look_of
from desktop.widgets.verbs import Verb
from tests.gui.sample_items import every_state, item, live
from tests.gui.stage import Stage

FLAGS = QStyle.StateFlag.State_Enabled | QStyle.StateFlag.State_MouseOver


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    image = QImage(900, 600, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff0000"))
    file = tmp_path / "red.jpg"
    image.save(str(file))
    return file


def painted(stage: Stage, row: int, *, flags: QStyle.StateFlag = FLAGS, ratio: float = 1.0) -> QImage:
    cell = stage.gallery.tiles.layout.cell
    canvas = QImage(cell * ratio, QImage.Format.Format_ARGB32)
    canvas.setDevicePixelRatio(ratio)
    canvas.fill(QColor("#00ff00"))
    option = QStyleOptionViewItem()
    option.rect, option.state, option.font = QRect(QPoint(0, 0), cell), flags, stage.gallery.font()
    painter = QPainter(canvas)
    stage.gallery.tiles.paint(painter, option, stage.items.index(row, 0))
    painter.end()
    return canvas


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_every_state_is_painted_in_light_and_dark_at_any_resolution(stage: Stage, theme: str, ratio: float) -> None:
    stage.window.set_look(look_of(theme))
    stage.model.add(every_state())

    pictures = [painted(stage, row, ratio=ratio) for row in range(stage.items.rowCount())]

    middle = pictures[0].rect().center()
    assert all(picture.pixelColor(middle) != QColor("#00ff00") for picture in pictures)
    assert len({bytes(picture.constBits()) for picture in pictures}) == len(pictures)


def test_a_file_on_this_computer_is_shown_before_it_is_live(stage: Stage, photo: Path, qtbot: QtBot) -> None:
    stage.model.add([item(1, state=State.SENDING, path=photo)])

    qtbot.waitUntil(lambda: stage.pictures.pixmap(stage.items.item_at(0), edge=300) is not None)

    picture = stage.pictures.pixmap(stage.items.item_at(0), edge=300)
    assert picture is not None
    assert picture.size() == QSize(300, 200)


def test_what_cannot_be_read_here_has_a_quiet_placeholder(stage: Stage, tmp_path: Path, qtbot: QtBot) -> None:
    heic = tmp_path / "phone.heic"
    heic.write_bytes(b"\0\0\0\x18ftypheic")
    stage.model.add([item(1, state=State.SENDING, path=heic)])

    with qtbot.waitSignal(stage.pictures.arrived):
        stage.pictures.pixmap(stage.items.item_at(0), edge=300)

    assert stage.pictures.pixmap(stage.items.item_at(0), edge=300) is None
    assert not painted(stage, 0).isNull()


def test_a_refused_file_is_never_decoded(stage: Stage, photo: Path) -> None:
    stage.model.add([item(1, state=State.REFUSED, path=photo)])

    stage.pictures.pixmap(stage.items.item_at(0), edge=300)

    assert not stage.pictures._wanted
    assert not stage.pictures._loading


@pytest.mark.parametrize(
    ("one", "verb"),
    [
        (live(1), Verb.COPY),
        (item(1, state=State.FAILED), Verb.RETRY),
        (item(1, state=State.CANCELLED), Verb.RETRY),
        (item(1, state=State.SENDING), Verb.CANCEL),
    ],
    ids=["live", "failed", "cancelled", "sending"],
)
def test_the_button_on_a_tile_asks_for_what_is_wanted_next(stage: Stage, qtbot: QtBot, one: Item, verb: Verb) -> None:
    stage.model.add([one, live(2)])
    stage.select(1)
    button = stage.gallery.tiles.layout.places(stage.gallery.visualRect(stage.items.index(0, 0))).button

    with qtbot.waitSignal(stage.gallery.verb_requested) as asked:
        qtbot.mouseClick(stage.gallery.viewport(), Qt.MouseButton.LeftButton, pos=button.center())

    assert asked.args == [verb, one]
    assert [chosen.job_id for chosen in stage.gallery.selected_items()] == ["job-2"]


def test_a_click_beside_the_button_selects(stage: Stage, qtbot: QtBot) -> None:
    stage.model.add([live(1), live(2)])
    name = stage.gallery.tiles.layout.places(stage.gallery.visualRect(stage.items.index(1, 0))).name

    qtbot.mouseClick(stage.gallery.viewport(), Qt.MouseButton.LeftButton, pos=name.center())

    assert [chosen.job_id for chosen in stage.gallery.selected_items()] == ["job-2"]


def test_tiles_fill_the_width_and_grow_with_the_font(stage: Stage) -> None:
    layout = stage.gallery.tiles.layout
    narrow = layout.fit(800)
    wide = layout.fit(1000)

    assert 0 <= 800 - narrow.width() * (800 // narrow.width()) < 10
    assert wide.width() >= layout.least
    assert layout.least >= 12 * layout.metrics.height()


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_picture_of_another_size_stands_in_until_the_right_one_is_there(
    stage: Stage, photo: Path, qtbot: QtBot, ratio: float
) -> None:
    sending = item(1, state=State.SENDING, path=photo)
    small, large = QSize(90, 60), QSize(240, 160)
    qtbot.waitUntil(lambda: stage.pictures.cut(sending, frame=small, ratio=ratio)[1])

    first, is_last = stage.pictures.cut(sending, frame=large, ratio=ratio)
    qtbot.waitUntil(lambda: stage.pictures.cut(sending, frame=large, ratio=ratio)[1])
    then, _ = stage.pictures.cut(sending, frame=large, ratio=ratio)

    assert not is_last
    assert first is not None
    assert then is not None
    assert (first.size(), then.size()) == (small * ratio, large * ratio)
    assert then.deviceIndependentSize() == large


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_tile_that_is_copied_looks_as_if_it_were_painted_anew(stage: Stage, photo: Path, ratio: float) -> None:
    plain = QStyle.StateFlag.State_Enabled
    stage.model.add([*every_state(), live(200, path=photo)])

    first = [painted(stage, row, flags=plain, ratio=ratio) for row in range(stage.items.rowCount())]
    again = [painted(stage, row, flags=plain, ratio=ratio) for row in range(stage.items.rowCount())]
    chosen = painted(stage, 0, flags=plain | QStyle.StateFlag.State_Selected, ratio=ratio)

    assert again == first
    assert chosen != first[0]


def test_a_tile_is_painted_anew_when_its_item_or_its_picture_is_another(
    stage: Stage, photo: Path, qtbot: QtBot
) -> None:
    plain, middle = QStyle.StateFlag.State_Enabled, stage.gallery.tiles.layout.places(
        QRect(QPoint(0, 0), stage.gallery.tiles.layout.cell)
    ).picture.center()  # fmt: skip
    sending = item(1, state=State.SENDING, path=photo)
    stage.model.add([sending])
    hollow = painted(stage, 0, flags=plain)

    qtbot.waitUntil(lambda: painted(stage, 0, flags=plain).pixelColor(middle).red() > 200)
    pale = painted(stage, 0, flags=plain)
    stage.model.replace([live(1, path=photo)])
    bright = painted(stage, 0, flags=plain)

    assert hollow != pale
    assert bright.pixelColor(middle).green() < pale.pixelColor(middle).green()
