"""Paint the rows of the list: a small picture before the name, the state in its colour, the other cells quietly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from desktop.domain.item import Item
from desktop.models import phrases
from desktop.models.columns import Column, text_of
from desktop.models.status import Status, status_of
from desktop.widgets import icons
from desktop.widgets.lines import Lines
from desktop.widgets.look import Look
from desktop.widgets.painted import Painted
from desktop.widgets.pictures import Pictures
from desktop.widgets.tile_picture import draw_in

AnyIndex = QModelIndex | QPersistentModelIndex
_KEPT = 16 * 1024 * 1024  # bytes of painted rows: some screens of them
_CENTRED = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_FROM_STATUS: dict[Column, Callable[[Status], str]] = {
    Column.STATE: lambda status: status.word,
    Column.SAVING: lambda status: status.saving,
}
"""What comes from an item's status, which is found once for a row."""
_ALIKE = frozenset({Column.STATE, Column.SAVING, Column.PRESET, Column.ADDED})
"""What says the same in many rows."""
_MARGIN = 8  # pixels on either side of a cell
_ICON = 16  # pixels
_MINUTE = 60


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Say where a column is: its left edge and width in the row."""

    column: Column
    left: int
    width: int


class ItemRows(QStyledItemDelegate):
    """Paint whole rows: asked cell by cell, through Qt, a screen of them takes a frame's time."""

    def __init__(self, *, pictures: Pictures, look: Look, parent: QAbstractItemView) -> None:
        """Paint with the pictures at hand in the colours of `look`."""
        super().__init__(parent)
        self.look = look
        self._pictures = pictures
        self._painted = Painted(budget=_KEPT)
        self._metrics = parent.fontMetrics()
        self._height = self._metrics.height() + 16
        self._lines = Lines(parent.font())
        self._moments: dict[tuple[float, int], str] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:  # noqa: N802  Qt's name
        """Return the one height all rows have."""
        return QSize(super().sizeHint(option, index).width(), self._height)

    def paint_row(  # noqa: PLR0913  what is painted, where, and how it is
        self,
        painter: QPainter,
        place: QRect,
        item: Item,
        cells: Sequence[Cell],
        *,
        now: float,
        is_selected: bool,
        is_hovered: bool,
    ) -> None:
        """Paint a row as of `now` (Unix time), or copy it as it was painted before."""
        self._painted.draw(
            painter,
            place,
            item,
            on=self.look.canvas,
            circumstances=(
                cells, is_selected, is_hovered, self.look, self._pictures.asked_anew, phrases.day(now),
            ),
            paint=lambda own, row: self._paint(
                own, row, item, cells, now=now, ground=(is_selected, is_hovered)
            ),
            amend=lambda own, _row: self._paint_picture(own, cells[0].left + _MARGIN, item),
        )  # fmt: skip

    def _paint(  # noqa: PLR0913  as above
        self,
        painter: QPainter,
        row: QRect,
        item: Item,
        cells: Sequence[Cell],
        *,
        now: float,
        ground: tuple[bool, bool],
    ) -> bool:
        is_selected, is_hovered = ground
        if is_selected:
            painter.fillRect(row, self.look.tint(0.18))
        elif is_hovered:
            painter.fillRect(row, self.look.hollow)
        stays, status = True, status_of(item, now=now)
        for cell in cells:
            left, width = cell.left + _MARGIN, cell.width - 2 * _MARGIN
            if width <= 0:
                continue
            painter.setPen(self.look.muted)
            if cell.column is Column.NAME:
                stays = self._paint_picture(painter, left, item)
                painter.setPen(self.look.text)
                left, width = left + self._height + 12, width - self._height - 12
            elif cell.column is Column.STATE:
                self._paint_icon(painter, left, status)
                painter.setPen(self.look.tones[status.tone])
                left, width = left + _ICON + 6, width - _ICON - 6
            text = self._text(item, cell.column, status, now)
            if cell.column in _ALIKE:
                self._lines.draw(painter, QPoint(left, 0), text, width=width, height=row.height())
            else:
                line = self._metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, width)
                painter.drawText(left, 0, width, row.height(), _CENTRED, line)
        return stays

    def _text(self, item: Item, column: Column, status: Status, now: float) -> str:
        from_status = _FROM_STATUS.get(column)
        if from_status is not None:
            return from_status(status)
        if column is not Column.ADDED:
            return text_of(item, column, now)
        moment = (item.added_at // _MINUTE, phrases.day(now))
        if moment not in self._moments:
            self._moments[moment] = text_of(item, column, now)
        return self._moments[moment]

    def _paint_picture(self, painter: QPainter, left: int, item: Item) -> bool:
        frame = QRect(left, 3, self._height + 2, self._height - 6)
        painter.fillRect(frame, self.look.hollow)
        ratio = painter.device().devicePixelRatioF()
        picture, stays = self._pictures.cut(item, frame=frame.size(), ratio=ratio)
        if picture is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            draw_in(painter, frame, picture)
        return stays

    def _paint_icon(self, painter: QPainter, left: int, status: Status) -> None:
        colour = self.look.tones[status.tone]
        drawing = icons.pixmap(status.icon, colour.name(), _ICON, painter.device().devicePixelRatioF())
        painter.drawPixmap(left, (self._height - 1) // 2 - 7, drawing)
