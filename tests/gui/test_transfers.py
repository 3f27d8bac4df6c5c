"""What the strip and the status line tell while images are on their way, and how the list is cleared."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.services.memory import MemoryDeployment
from desktop.session import Session
from tests.gui.sample_items import live
from tests.gui.stage import Stage

PATIENCE = 20_000


@pytest.fixture
def photos(samples: Path) -> list[Path]:
    return sorted(samples.glob("*.jpg"))


def test_the_speed_is_shown_while_images_leave_and_goes_when_none_does(stage: Stage) -> None:
    stage.window.show_pace(2_516_582.4, None)
    shown = stage.window.transfers._speed.text()

    stage.window.show_pace(0.0, None)

    assert shown == "↑ 2.4 MB/s"
    assert stage.window.transfers._speed.text() == ""


def test_the_time_left_stands_behind_the_connection(stage: Stage) -> None:
    stage.window.show_pace(0.0, 118.0)
    shown = stage.window.status._connection.text()

    stage.window.show_pace(0.0, None)

    assert shown.endswith("  ·  about 2 min left")
    assert "left" not in stage.window.status._connection.text()


def test_saved_bytes_of_all_live_images_are_summed(stage: Stage) -> None:
    stage.model.add([live(n, size=1_000_000_000) for n in range(2)])

    assert stage.window.status._saved.text() == "Saved 1.7 GB"


def test_clear_done_takes_what_is_live_out_of_the_list_and_ctrl_z_brings_it_back(
    whole: Session, deployment: MemoryDeployment, photos: list[Path], tmp_path: Path, qtbot: QtBot
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_text("no image")
    whole.window.paths_dropped.emit([*photos, broken])
    qtbot.waitUntil(lambda: whole.gallery.tally.live == len(photos), timeout=PATIENCE)
    qtbot.waitUntil(lambda: whole.gallery.tally.failed == 1 and whole.window.actions_.clear_done.isEnabled())

    whole.window.actions_.clear_done.trigger()
    qtbot.waitUntil(lambda: [item.name for item in whole.gallery.items()] == ["broken.jpg"], timeout=PATIENCE)
    said = whole.window.notice.text
    qtbot.keyClick(whole.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    qtbot.waitUntil(lambda: whole.gallery.rowCount() == len(photos) + 1, timeout=PATIENCE)
    assert said == f"Removed {len(photos)} images from the list; the links stay."
    assert deployment.unpublished == []


def test_clear_done_leaves_alone_what_the_search_does_not_show(
    whole: Session, photos: list[Path], qtbot: QtBot
) -> None:
    whole.window.paths_dropped.emit(photos)
    qtbot.waitUntil(lambda: whole.gallery.tally.live == len(photos), timeout=PATIENCE)
    whole.window.toolbar.search.setText("rocket")

    whole.window.actions_.clear_done.trigger()

    qtbot.waitUntil(lambda: whole.gallery.rowCount() == len(photos) - 1, timeout=PATIENCE)
    assert "rocket.jpg" not in {item.name for item in whole.gallery.items()}
