"""Show the gallery as a list with columns: the view for many, for sorting, and for screen readers."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from desktop.models.columns import Column
from desktop.models.filters import GalleryFilter
from desktop.models.gallery import Role
from desktop.widgets import icons, item_views
from desktop.widgets.item_views import LinksOf
from desktop.widgets.look import Look
from desktop.widgets.pictures import Pictures
from desktop.widgets.tile_picture import draw_in

AnyIndex = QModelIndex | QPersistentModelIndex
_WIDTHS = {Column.NAME: 12.0, Column.STATE: 12.5, Column.SIZE: 9.0, Column.SAVING: 4.5, Column.PRESET: 4.5}
"""In heights of a line of text, so that columns grow with the font."""


class ItemList(QTreeView):
    """List items in rows; a click on a heading sorts."""

    opened = Signal(object)  # Item: a double click or Enter

    def __init__(
        self,
        *,
        items: GalleryFilter,
        pictures: Pictures,
        look: Look,
        links_of: LinksOf,
        parent: QWidget | None = None,
    ) -> None:
        """Show `items`; `links_of` gives what is dragged out for the selection."""
        super().__init__(parent)
        self._items, self._links_of = items, links_of
        self._menu: QMenu | None = None
        item_views.arrange(self)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setAccessibleName(self.tr("Gallery as a list"))
        self.rows = _Rows(pictures=pictures, look=look, parent=self)
        self.setItemDelegate(self.rows)
        self.setModel(items)
        self._arrange_header()
        pictures.arrived.connect(self.viewport().update)
        self.activated.connect(lambda index: self.opened.emit(index.data(Role.ITEM)))

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

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:  # noqa: N802  Qt's name
        """Frame the row the keys go to; Qt leaves that to styles, and ours draw none."""
        super().drawRow(painter, option, index)
        if self.hasFocus() and index.row() == self.currentIndex().row():
            painter.save()
            painter.setPen(QPen(self.rows.look.accent, 2))
            painter.drawRect(QRectF(option.rect).adjusted(1, 1, -1, -1))
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


class _Rows(QStyledItemDelegate):
    """Paint a small picture before the name and the state in its colour; the style does the rest."""

    def __init__(self, *, pictures: Pictures, look: Look, parent: QAbstractItemView) -> None:
        super().__init__(parent)
        self.look = look
        self._pictures = pictures
        self._height = parent.fontMetrics().height() + 16

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:  # noqa: N802  Qt's name
        return QSize(super().sizeHint(option, index).width(), self._height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if is_selected:
            painter.fillRect(option.rect, self.look.tint(0.18))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, self.look.hollow)
        place = option.rect.adjusted(8, 0, -8, 0)
        if index.column() == Column.NAME:
            self._paint_picture(
                painter, QRect(place.left(), place.top() + 3, self._height + 2, self._height - 6), index
            )
            place.setLeft(place.left() + self._height + 12)
        elif index.column() == Column.STATE:
            status = index.data(Role.STATUS)
            painter.setPen(self.look.tones[status.tone])
            ratio = painter.device().devicePixelRatioF()
            drawing = icons.pixmap(status.icon, self.look.tones[status.tone].name(), 16, ratio)
            painter.drawPixmap(place.left(), place.center().y() - 7, drawing)
            place.setLeft(place.left() + 22)
        if index.column() != Column.STATE:
            painter.setPen(self.look.text if index.column() == Column.NAME else self.look.muted)
        text = index.data(Qt.ItemDataRole.DisplayRole)
        line = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideMiddle, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, line)
        painter.restore()

    def _paint_picture(self, painter: QPainter, place: QRect, index: AnyIndex) -> None:
        painter.fillRect(place, self.look.hollow)
        ratio = painter.device().devicePixelRatioF()
        picture = self._pictures.cut(index.data(Role.ITEM), frame=place.size(), ratio=ratio)
        if picture is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            draw_in(painter, place, picture)
