"""What was painted of an item is copied; only the part that may have come is painted again."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QPainter, QPixmap
from pytestqt.qtbot import QtBot

from desktop.widgets.painted import Painted
from tests.gui.sample_items import live

PLACE, GROUND = QRect(10, 10, 40, 20), QColor("#ffffff")


class Row:
    """Paints a blue row; its red picture comes once `has_come`."""

    def __init__(self) -> None:
        self.painted: list[str] = []
        self.has_come = False
        self.item = live(1)

    def paint(self, painter: QPainter, place: QRect) -> bool:
        self.painted.append("whole")
        painter.fillRect(place, QColor("#0000ff"))
        return self.amend(painter, place)

    def amend(self, painter: QPainter, place: QRect) -> bool:
        self.painted.append("picture")
        if self.has_come:
            painter.fillRect(QRect(place.topLeft(), place.size() / 2), QColor("#ff0000"))
        return self.has_come

    def drawn(self, keeping: Painted) -> tuple[str, str]:
        """Draw; return the colours where the picture is and in the rest of the row."""
        canvas = QPixmap(60, 40)
        painter = QPainter(canvas)
        keeping.draw(painter, PLACE, self.item, on=GROUND, circumstances=(), paint=self.paint, amend=self.amend)
        painter.end()
        image = canvas.toImage()
        return image.pixelColor(PLACE.topLeft()).name(), image.pixelColor(PLACE.bottomRight() - QPoint(1, 1)).name()


def test_a_picture_that_comes_later_is_added_to_the_row_that_was_painted(qtbot: QtBot) -> None:
    del qtbot
    row, keeping = Row(), Painted(budget=1 << 20)
    before = row.drawn(keeping)

    row.has_come = True
    after = row.drawn(keeping)

    assert (before, after) == (("#0000ff", "#0000ff"), ("#ff0000", "#0000ff"))
    assert row.painted == ["whole", "picture", "picture"]


def test_a_row_whose_picture_is_there_is_only_copied(qtbot: QtBot) -> None:
    del qtbot
    row, keeping = Row(), Painted(budget=1 << 20)
    row.has_come = True
    first = row.drawn(keeping)
    row.painted.clear()

    assert row.drawn(keeping) == first
    assert row.painted == []
