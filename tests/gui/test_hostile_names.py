"""File names that try something: they are shown as one harmless line, whole and as text."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop.models.columns import Column
from tests.gui.sample_items import live
from tests.gui.stage import Stage

NAMES = {
    "newlines": "first\nsecond\r\nthird.jpg",
    "right to left": "harmless\u202egpj.exe\u2066.jpg",
    "255 bytes": "ä" * 125 + "x.jpg",
    "html": "<b>bold</b><img src='http://example.com/x.png'>&amp;.jpg",
    "control": "bell\x07\x1b[31m.jpg",
    "not unicode": "caf\udce9.jpg",
}


@pytest.fixture(params=NAMES.values(), ids=list(NAMES))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_hostile_name_is_one_line_without_invisible_characters_everywhere(stage: Stage, name: str) -> None:
    stage.model.add([live(1, name=name, path=Path("/x") / name / "y.jpg")])
    index = stage.items.index(0, Column.NAME)

    stage.select(0)
    summary = stage.window.inspector._summary
    shown = [index.data(Qt.ItemDataRole.DisplayRole), index.data(Qt.ItemDataRole.AccessibleTextRole)]
    shown += [label.text().replace("\u200b", "") for label in (summary._name, summary._where)]  # where lines may break

    assert all(shown)
    assert [text for text in shown if any(_is_hidden(sign) for sign in text)] == []


def test_a_hostile_name_is_text_and_never_markup(stage: Stage, name: str) -> None:
    stage.model.add([live(1, name=name)])
    stage.select(0)
    tip = stage.items.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)

    plain = [label for label in stage.window.inspector.findChildren(QLabel) if "bold" in label.text()]

    assert "<b>" not in tip
    assert "<img" not in tip
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in plain)


def test_tiles_and_rows_with_hostile_names_are_painted(stage: Stage, name: str) -> None:
    stage.model.add([live(1, name=name)])

    stage.gallery.viewport().grab()
    stage.actions.list.trigger()
    picture = stage.window.canvas.list.viewport().grab()

    assert not picture.isNull()


def _is_hidden(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
