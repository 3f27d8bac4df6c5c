"""Show the gallery as a list with columns: the view for many, for sorting, and for screen readers."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QCursor, QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QHeaderView,
    QMenu,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from desktop.models.columns import Column
from desktop.widgets import item_views
from desktop.widgets.item_rows import Cell, ItemRows
from desktop.widgets.item_views import Shown
from desktop.widgets.look import Look

AnyIndex = QModelIndex | QPersistentModelIndex
_WIDTHS = {Column.NAME: 12.0, Column.STATE: 12.5, Column.SIZE: 9.0, Column.SAVING: 4.5, Column.PRESET: 4.5}
"""In heights of a line of text, so that columns grow with the font."""


class ItemList(QTreeView):
    """List items in rows; a click on a heading sorts."""

    opened = Signal(object)  # Item: a double click or Enter

    def __init__(self, shown: Shown, parent: QWidget | None = None) -> None:
        """Show items."""
        super().__init__(parent)
        self._items, self._links_of = shown.items, shown.links_of
        self._menu: QMenu | None = None
        self._cells: tuple[Cell, ...] = ()
        self._pointer: QPoint | None = None
        item_views.arrange(self)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setAccessibleName(self.tr("Gallery as a list"))
        self.rows = ItemRows(pictures=shown.pictures, look=shown.look, parent=self)
        self.setItemDelegate(self.rows)
        item_views.fill(self, shown, self.opened.emit)
        self._arrange_header()

    def show_sorting(self, column: int, order: Qt.SortOrder) -> None:
        """Point at the column the rows are sorted by; -1 for none."""
        header = self.header()
        header.blockSignals(True)  # noqa: FBT003  Qt's signature
        header.setSortIndicator(column, order)
        header.blockSignals(False)  # noqa: FBT003  Qt's signature
        header.viewport().update()

    def set_menu(self, menu: QMenu) -> None:
        """Show this menu on a right click or the menu key."""
        self._menu = menu

    def set_look(self, look: Look) -> None:
        """Paint in other colours."""
        self.rows.look = look
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  Qt's name
        """Select an item for the keys that follow."""
        super().focusInEvent(event)
        item_views.choose_current(self, event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Know once for all rows where the columns and the pointer are."""
        header = self.header()
        cells = tuple(
            Cell(column=column, left=header.sectionViewportPosition(column), width=header.sectionSize(column))
            for column in Column
        )
        if cells != self._cells:  # the same object is compared in no time, for each row
            self._cells = cells
        viewport = self.viewport()
        self._pointer = viewport.mapFromGlobal(QCursor.pos()) if viewport.underMouse() else None
        super().paintEvent(event)

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:  # noqa: N802  Qt's name
        """Paint a row whole, and frame the one the keys go to."""
        place, row = option.rect, index.row()
        self.rows.paint_row(
            painter,
            QRect(0, place.top(), self.viewport().width(), place.height()),
            self._items.item_at(row),
            self._cells,
            now=self._items.clock(),
            is_selected=self.selectionModel().isSelected(index),
            is_hovered=self._pointer is not None and place.top() <= self._pointer.y() <= place.bottom(),
        )
        if self.hasFocus() and row == self.currentIndex().row():
            painter.save()
            painter.setPen(QPen(self.rows.look.accent, 2))
            painter.drawRect(QRectF(place).adjusted(1, 1, -1, -1))
            painter.restore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802  Qt's name
        """Open the menu of the selection."""
        item_views.open_menu(self, self._menu, event)

    def startDrag(self, supported: Qt.DropAction) -> None:  # noqa: N802  Qt's name
        """Drag the selection's links out."""
        del supported
        item_views.drag_out(self, self._items.items_at(self.selectionModel().selection()), self._links_of)

    def _arrange_header(self) -> None:
        header = self.header()
        header.setSectionsMovable(False)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)  # before sorting is on, so that nothing is sorted
        for column, width in _WIDTHS.items():
            header.resizeSection(column, round(width * self.fontMetrics().height()))
        self.setSortingEnabled(True)
