"""Draw lines of text that many rows have alike: each is cut to its width and laid out once."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QStaticText, QTransform

_MOST = 2000  # lines


class Lines:
    """Keep lines laid out in one font."""

    def __init__(self, font: QFont) -> None:
        """Begin with none."""
        self._font = font
        self._metrics = QFontMetrics(font)
        self._kept: dict[tuple[str, int], QStaticText] = {}

    def draw(self, painter: QPainter, corner: QPoint, text: str, *, width: int, height: int) -> None:
        """Draw a text in the middle of a height, shortened in its own middle where it is wider than `width`."""
        line = self._kept.get((text, width))
        if line is None:
            line = self._lay_out(text, width)
        top = corner.y() + (height - self._metrics.height()) // 2
        painter.drawStaticText(corner.x(), top, line)

    def _lay_out(self, text: str, width: int) -> QStaticText:
        if len(self._kept) >= _MOST:
            self._kept.clear()
        line = QStaticText(self._metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, width))
        line.setTextFormat(Qt.TextFormat.PlainText)
        line.prepare(QTransform(), self._font)
        self._kept[text, width] = line
        return line
