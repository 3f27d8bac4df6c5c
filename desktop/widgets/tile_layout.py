"""Say where the parts of a tile go, in steps of the user's font size."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFont, QFontMetrics

_MARGIN = 7  # between a card and the edge of its cell
_PADDING = 11  # inside the card, beside the text
_ASPECT = 0.72  # height of the picture, as a share of its width
_BUTTON = 32
SCALES = (0.8, 2.2)


@dataclass(frozen=True, kw_only=True)
class Places:
    """Hold the rectangles of one tile."""

    card: QRect
    picture: QRect
    name: QRect
    status: QRect
    detail: QRect
    button: QRect


class TileLayout:
    """Measure tiles for one font; `cell` is what each takes of the grid."""

    def __init__(self, font: QFont) -> None:
        """Measure the fonts a tile uses."""
        self.font = font
        self.bold = QFont(font)
        self.bold.setWeight(QFont.Weight.DemiBold)
        self.small = QFont(font)
        self.small.setPointSizeF(font.pointSizeF() * 0.92)
        self.metrics = QFontMetrics(self.font)
        self.bold_metrics = QFontMetrics(self.bold)
        self.small_metrics = QFontMetrics(self.small)
        self._line = self.metrics.height() + 4
        self.resize(1.0)
        self.cell = self._cell(self.least)

    def resize(self, scale: float) -> None:
        """Ask for larger or smaller tiles; the next `fit` makes them so."""
        self.scale = min(max(scale, SCALES[0]), SCALES[1])
        self.least = round(max(180, 12 * self.metrics.height()) * self.scale)

    def fit(self, width: int) -> QSize:
        """Spread as many columns as fit over `width` and return the cell."""
        columns = max(1, width // self.least)
        self.cell = self._cell(min(width // columns, round(self.least * 1.4)))
        return self.cell

    def places(self, cell: QRect) -> Places:
        """Return where everything goes in a cell."""
        card = cell.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        picture = QRect(card.left() + 1, card.top() + 1, card.width() - 2, round((card.width() - 2) * _ASPECT))
        line = QRect(card.left() + _PADDING, picture.bottom() + 8, card.width() - 2 * _PADDING, self._line)
        return Places(
            card=card,
            picture=picture,
            name=line,
            status=line.translated(0, self._line + 1),
            detail=line.translated(0, 2 * self._line + 1),
            button=QRect(picture.right() - _BUTTON - 7, picture.top() + 8, _BUTTON, _BUTTON),
        )

    def _cell(self, width: int) -> QSize:
        card = width - 2 * _MARGIN
        return QSize(width, round((card - 2) * _ASPECT) + 3 * self._line + 19 + 2 * _MARGIN)
