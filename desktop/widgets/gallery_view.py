"""Show the gallery as a grid of tiles to select, copy from and drag out; everything else it reports by signals."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QListView, QMenu, QWidget

from desktop.domain.item import Item
from desktop.domain.reports import Connection
from desktop.models.filters import GalleryFilter
from desktop.models.gallery import Role
from desktop.widgets import item_views
from desktop.widgets.item_views import Shown
from desktop.widgets.look import Look
from desktop.widgets.tile_delegate import TileDelegate
from desktop.widgets.verbs import Verb


class GalleryView(QListView):
    """Lay tiles out in columns that fill the width."""

    verb_requested = Signal(object, object)  # Verb, Item: the button on a tile
    selection_changed = Signal(object)  # list[Item] in visual order
    opened = Signal(object)  # Item: a double click or Enter

    def __init__(self, shown: Shown, parent: QWidget | None = None) -> None:
        """Show items."""
        super().__init__(parent)
        self._items, self._links_of = shown.items, shown.links_of
        self._menu: QMenu | None = None
        self._arrange()
        self.tiles = TileDelegate(pictures=shown.pictures, look=shown.look, parent=self)
        self.setItemDelegate(self.tiles)
        item_views.fill(self, shown, self.opened.emit)
        self.setAccessibleName(self.tr("Gallery"))

    def _arrange(self) -> None:
        item_views.arrange(self)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)  # after setViewMode, which makes tiles movable
        self.setDragEnabled(True)  # after setMovement, which turns it off
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setLayoutMode(QListView.LayoutMode.SinglePass)
        self.setUniformItemSizes(True)
        self.setSelectionRectVisible(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportMargins(9, 0, 0, 0)

    @property
    def items(self) -> GalleryFilter:
        """What the view shows."""
        return self._items

    @property
    def tile_scale(self) -> float:
        """How large tiles are; 1 as they come."""
        return self.tiles.layout.scale

    def set_tile_scale(self, scale: float) -> None:
        """Make tiles larger or smaller."""
        self.tiles.layout.resize(scale)
        self._fit()
        self.scrollTo(self.currentIndex())

    def selected_items(self) -> list[Item]:
        """Return the selected items in the order the user sees them."""
        return self._items.items_at(self.selectionModel().selection())

    def set_menu(self, menu: QMenu) -> None:
        """Show this menu on a right click or the menu key."""
        self._menu = menu

    def set_look(self, look: Look) -> None:
        """Paint in other colours."""
        self.tiles.look = look
        self.viewport().update()

    def show_connection(self, connection: Connection) -> None:
        """Mark links that only work on this computer."""
        self.tiles.is_only_here = connection.is_only_here
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  Qt's name
        """Select an item for the keys that follow."""
        super().focusInEvent(event)
        item_views.choose_current(self, event)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802  Qt's name
        """Report the selection whole."""
        super().selectionChanged(selected, deselected)
        self.selection_changed.emit(self.selected_items())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Fit the columns to the new width."""
        self._fit()
        super().resizeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """Let a tile's button act without changing the selection."""
        index = self.indexAt(event.position().toPoint())
        verb = self._verb_at(index, event.position().toPoint())
        if verb is not None and event.button() is Qt.MouseButton.LeftButton:
            self.verb_requested.emit(verb, index.data(Role.ITEM))
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """Open the item, unless both clicks were on its button."""
        position = event.position().toPoint()
        if self._verb_at(self.indexAt(position), position) is None:
            super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """Show a hand over a tile's button."""
        position = event.position().toPoint()
        over = self._verb_at(self.indexAt(position), position) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802  Qt's name
        """Open the menu for the selection, or for the tile under the pointer."""
        item_views.open_menu(self, self._menu, event)

    def startDrag(self, supported: Qt.DropAction) -> None:  # noqa: N802  Qt's name
        """Drag the links of live tiles out of the window."""
        del supported
        item_views.drag_out(self, self.selected_items(), self._links_of)

    def _fit(self) -> None:
        cell = self.tiles.layout.fit(self.viewport().width() - 1)
        if cell != self.gridSize():
            self.setGridSize(QSize(cell))

    def _verb_at(self, index: QModelIndex, position: QPoint) -> Verb | None:
        if not index.isValid():
            return None
        return self.tiles.verb_at(self.visualRect(index), position, index.data(Role.ITEM))
