"""Let the user choose a part of the gallery; each line shows how many images it holds."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.models.filters import ALL, Shelf, ShelfKind
from desktop.models.shelves import ShelfRole, Shelves
from desktop.models.status import Tone
from desktop.widgets import icons
from desktop.widgets.look import Look

translate = QCoreApplication.translate
AnyIndex = QModelIndex | QPersistentModelIndex


class Sidebar(QListView):
    """List the shelves."""

    shelf_chosen = Signal(object)  # Shelf

    def __init__(self, *, shelves: Shelves, look: Look, parent: QWidget | None = None) -> None:
        """Choose everything at first."""
        super().__init__(parent)
        self._shelves = shelves
        self._chosen = ALL
        self._lines = _Lines(look, self)
        self.setModel(shelves)
        self.setItemDelegate(self._lines)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Shelves"))
        self.setViewportMargins(8, 10, 8, 10)
        longest = translate("Phrases", "Yesterday, {clock}").format(clock="00:00")
        self.setMinimumWidth(max(150, self._lines.width_of(longest)))
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        shelves.modelReset.connect(lambda: self.choose(self._chosen))
        self.choose(ALL)

    def choose(self, shelf: Shelf) -> None:
        """Mark a shelf as chosen."""
        self.setCurrentIndex(self._shelves.index(self._shelves.row_of(shelf)))

    def set_look(self, look: Look) -> None:
        """Paint in other colours."""
        self._lines.look = look
        self.viewport().update()

    def _on_current_changed(self, current: QModelIndex) -> None:
        shelf = current.data(ShelfRole.SHELF)
        if shelf is not None and shelf != self._chosen:
            self._chosen = shelf
            self.shelf_chosen.emit(shelf)


class _Lines(QStyledItemDelegate):
    def __init__(self, look: Look, parent: QListView) -> None:
        super().__init__(parent)
        self.look = look
        self._bold = QFont(parent.font())
        self._bold.setWeight(QFont.Weight.DemiBold)

    def width_of(self, title: str) -> int:
        """Return how wide a line with this title and a count of one or two digits is, in a list with its margins."""
        return QFontMetrics(self._bold).horizontalAdvance(f"{title}0") + 36 + 8 + 10 + 16

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:  # noqa: N802  Qt's name
        is_heading = index.data(ShelfRole.IS_HEADING)
        return QSize(120, option.fontMetrics.height() + (22 if is_heading else 15))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.data(ShelfRole.IS_HEADING):
            painter.setFont(self._bold)
            painter.setPen(self.look.muted)
            place = option.rect.adjusted(10, 0, 0, -5)
            painter.drawText(place, Qt.AlignmentFlag.AlignBottom, index.data(Qt.ItemDataRole.DisplayRole))
        else:
            self._paint_shelf(painter, option, index)
        painter.restore()

    def _paint_shelf(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(Qt.PenStyle.NoPen)
        if is_chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(self.look.tint(0.16) if is_chosen else self.look.hollow)
            painter.drawRoundedRect(QRectF(option.rect).adjusted(0, 1, 0, -1), 7, 7)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.look.accent, 2))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 2, -1, -2), 7, 7)
        shelf, count = index.data(ShelfRole.SHELF), index.data(ShelfRole.COUNT)
        is_alarm = shelf.kind is ShelfKind.FAILED and count > 0
        colour = self.look.tones[Tone.BAD] if is_alarm else (self.look.accent if is_chosen else self.look.muted)
        edge = QRect(option.rect.left() + 10, option.rect.center().y() - 7, 16, 16)
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(edge.topLeft(), icons.pixmap(index.data(ShelfRole.ICON), colour.name(), 16, ratio))
        painter.setFont(self._bold if is_chosen else option.font)
        number = str(count) if count else ""
        painter.setPen(colour if is_alarm else self.look.muted)
        place = option.rect.adjusted(36, 0, -10, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, number)
        painter.setPen(self.look.text)
        place.setRight(place.right() - painter.fontMetrics().horizontalAdvance(number) - 8)
        title = painter.fontMetrics().elidedText(
            index.data(Qt.ItemDataRole.DisplayRole), Qt.TextElideMode.ElideRight, place.width()
        )
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, title)
