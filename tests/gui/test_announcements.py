"""A screen reader is told what happens, and finds a name on everything that can be used."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QSlider, QWidget
from pytestqt.qtbot import QtBot

from desktop.models.columns import Column
from desktop.session import Session
from tests.gui.sample_items import every_state, live
from tests.gui.stage import Stage

PATIENCE = 20_000


@pytest.fixture
def heard(whole: Session) -> list[str]:
    """What a screen reader was given to say."""
    said: list[str] = []
    whole.window.notice.announced.connect(said.append)
    return said


def test_an_accepted_drop_and_its_copied_links_are_announced(
    whole: Session, heard: list[str], samples: Path, qtbot: QtBot
) -> None:
    whole.window.paths_dropped.emit([samples / "rocket.jpg", samples / "hubble.jpg"])

    qtbot.waitUntil(lambda: "2 images live · links copied" in heard, timeout=PATIENCE)
    assert heard[0] == "Added 2 images."


def test_a_failure_is_announced_and_stays_until_it_is_dismissed(
    whole: Session, heard: list[str], tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "broken.jpg"
    file.write_text("no image")
    whole.window.notice._timer.setInterval(1)

    whole.window.paths_dropped.emit([file])

    qtbot.waitUntil(lambda: "1 failed" in heard, timeout=PATIENCE)
    whole.window.notice.say("Copied 1 link")
    qtbot.waitUntil(lambda: whole.window.notice.text == "1 failed")


def test_a_copy_by_hand_is_announced(whole: Session, heard: list[str], samples: Path, qtbot: QtBot) -> None:
    whole.window.paths_dropped.emit([samples / "rocket.jpg"])
    qtbot.waitUntil(lambda: whole.gallery.tally.live == 1, timeout=PATIENCE)
    whole.window.gallery.selectAll()

    qtbot.waitUntil(whole.window.actions_.copy.isEnabled)
    qtbot.keyClick(whole.window, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert heard[-1] == "Copied 1 link"


def test_everything_that_can_be_used_has_a_name(stage: Stage) -> None:
    stage.model.add([*every_state(), live(300)])
    stage.select(stage.items.rowCount() - 1)
    kinds = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QSlider)

    parts = [part for part in stage.window.findChildren(QWidget) if isinstance(part, kinds) and part.isVisible()]

    nameless = [type(part).__name__ for part in parts if not _name_of(part) and not part.objectName().startswith("qt_")]
    assert nameless == []
    assert len(parts) > 12


def test_an_images_accessible_text_tells_name_state_sizes_and_saving(stage: Stage) -> None:
    stage.model.add([live(1, name="hero.jpg")])

    heard = stage.items.index(0, Column.NAME).data(Qt.ItemDataRole.AccessibleTextRole)

    assert heard == "hero.jpg, Live, 4.6 MB → 293 KB, −94 %"


def _name_of(part: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(part)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""
