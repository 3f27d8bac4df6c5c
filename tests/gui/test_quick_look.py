"""How people look closely: Space, arrows, zoom, and the original beside what was published."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from desktop.domain.item import Item, State
from tests.gui.sample_items import live
from tests.gui.stage import Stage

KEY = Qt.Key


def photo(folder: Path, number: int, *, kept: bool = True) -> Item:
    """A live image whose original is 80 × 60 on disk and blue, and was published 40 × 30 and red."""
    path = folder / f"photo-{number}.png"
    if kept:
        image = QImage(80, 60, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.blue)
        image.save(str(path), "PNG")  # type: ignore[call-overload]
    return live(number, path=path, name=path.name)


@pytest.fixture
def folder(stage: Stage, tmp_path: Path) -> Path:
    """Put what the CDN would send into the window's own disk cache, by its key."""
    published = QImage(40, 30, QImage.Format.Format_RGB32)
    published.fill(Qt.GlobalColor.red)
    (tmp_path / "thumbnails").mkdir()
    for number in range(1, 4):
        key = f"images/0123456789abcdef-0123456789ab/photo-{number}.jpg"
        published.save(str(stage.previews._place(key)), "PNG")  # type: ignore[call-overload]
    return tmp_path


def look_at(stage: Stage, qtbot: QtBot, row: int) -> None:
    stage.gallery.setFocus()
    stage.gallery.setCurrentIndex(stage.items.index(row, 0))
    qtbot.keyClick(stage.gallery, KEY.Key_Space)
    qtbot.waitUntil(lambda: stage.window.quick_look._after is not None)


def colour_at(stage: Stage, share: float) -> str:
    magnifier = stage.window.quick_look.magnifier
    frame = magnifier.frame()
    place = QPoint(round(frame.left() + share * frame.width()), round(frame.bottom()) - 3)
    return magnifier.grab().toImage().pixelColor(place).name()


def test_space_shows_the_published_image_large_and_space_closes_it(stage: Stage, folder: Path, qtbot: QtBot) -> None:
    stage.model.add([photo(folder, 1)])

    look_at(stage, qtbot, 0)
    shown = (stage.window.quick_look.isVisible(), colour_at(stage, 0.5))
    qtbot.keyClick(stage.window.quick_look, KEY.Key_Space)

    assert shown == (True, "#ff0000")
    assert not stage.window.quick_look.isVisible()


def test_the_arrow_keys_go_to_the_next_and_the_previous_image_and_stop_at_the_ends(
    stage: Stage, folder: Path, qtbot: QtBot
) -> None:
    stage.model.add([photo(folder, n) for n in (1, 2, 3)])
    look_at(stage, qtbot, 1)

    names = []
    for key in (KEY.Key_Right, KEY.Key_Right, KEY.Key_Left, KEY.Key_Left, KEY.Key_Left):
        qtbot.keyClick(stage.window.quick_look, key)
        names.append(stage.window.quick_look._name.text())

    assert names == ["photo-3.png", "photo-3.png", "photo-2.png", "photo-1.png", "photo-1.png"]
    assert [one.job_id for one in stage.gallery.selected_items()] == ["job-1"]


def test_c_compares_with_the_original_and_the_divider_is_dragged(stage: Stage, folder: Path, qtbot: QtBot) -> None:
    stage.model.add([photo(folder, 1)])
    look_at(stage, qtbot, 0)
    qtbot.waitUntil(stage.window.quick_look._compare.isEnabled)
    magnifier = stage.window.quick_look.magnifier

    qtbot.keyClick(stage.window.quick_look, KEY.Key_C)
    halves = (colour_at(stage, 0.25), colour_at(stage, 0.75))
    place = QPoint(round(magnifier.frame().left() + 0.9 * magnifier.frame().width()), magnifier.height() // 2)
    qtbot.mouseClick(magnifier, Qt.MouseButton.LeftButton, pos=place)

    assert halves == ("#0000ff", "#ff0000")
    assert magnifier.divider == pytest.approx(0.9, abs=0.02)
    assert colour_at(stage, 0.75) == "#0000ff"


def test_without_the_original_there_is_nothing_to_compare_with(stage: Stage, folder: Path, qtbot: QtBot) -> None:
    stage.model.add([photo(folder, 1, kept=False)])
    look_at(stage, qtbot, 0)

    qtbot.keyClick(stage.window.quick_look, KEY.Key_C)

    assert not stage.window.quick_look._compare.isEnabled()
    assert colour_at(stage, 0.25) == "#ff0000"


def test_plus_zooms_in_and_zero_shows_the_whole_image_again(stage: Stage, folder: Path, qtbot: QtBot) -> None:
    stage.model.add([photo(folder, 1)])
    look_at(stage, qtbot, 0)
    magnifier = stage.window.quick_look.magnifier
    whole = magnifier.frame()

    for _ in range(3):
        qtbot.keyClick(stage.window.quick_look, KEY.Key_Plus)
    near = magnifier.frame()
    qtbot.keyClick(stage.window.quick_look, KEY.Key_0)

    assert near.width() == pytest.approx(whole.width() * 1.25**3)
    assert magnifier.frame() == whole


def test_nothing_is_fetched_from_the_cdn_before_somebody_looks(stage: Stage, folder: Path) -> None:
    stage.model.add([photo(folder, 1)])
    main = "images/0123456789abcdef-0123456789ab/photo-1.jpg"
    stage.gallery.viewport().repaint()
    pictures = stage.pictures

    asked = {*pictures._wanted, *pictures._loading, *pictures._missing, *pictures._ready}

    assert asked
    assert not [name for name in asked if name.startswith(main)]


def test_a_double_click_looks_closely_too(stage: Stage, folder: Path, qtbot: QtBot) -> None:
    stage.model.add([photo(folder, 1)])
    middle = stage.gallery.tiles.layout.places(stage.gallery.visualRect(stage.items.index(0, 0))).name.center()
    qtbot.mouseClick(stage.gallery.viewport(), Qt.MouseButton.LeftButton, pos=middle)

    qtbot.mouseDClick(stage.gallery.viewport(), Qt.MouseButton.LeftButton, pos=middle)

    assert stage.window.quick_look.isVisible()


def test_an_image_that_is_still_on_its_way_is_shown_from_its_file(stage: Stage, folder: Path, qtbot: QtBot) -> None:
    waiting = dataclasses.replace(photo(folder, 1), outcome=None, state=State.WAITING)
    stage.model.add([waiting])
    stage.gallery.setCurrentIndex(stage.items.index(0, 0))

    stage.actions.look.trigger()

    qtbot.waitUntil(lambda: stage.window.quick_look._before is not None)
    assert colour_at(stage, 0.5) == "#0000ff"
