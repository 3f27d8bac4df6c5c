"""Show the gallery as a grid of tiles to select, copy from and drag out; everything else it reports by signals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QItemSelection, QMimeData, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QDrag, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QMenu, QWidget

from desktop.domain.item import Item
from desktop.models.filters import GalleryFilter
from desktop.models.gallery import Role
from desktop.widgets.look import Look
from desktop.widgets.pictures import Pictures
from desktop.widgets.tile_delegate import TileDelegate
from desktop.widgets.verbs import Verb


class GalleryView(QListView):
    """Lay tiles out in columns that fill the width."""

    verb_requested = Signal(object, object)  # Verb, Item: the button on a tile
    selection_changed = Signal(object)  # list[Item] in visual order
    opened = Signal(object)  # Item: a double click or Enter

    def __init__(
        self,
        *,
        items: GalleryFilter,
        pictures: Pictures,
        look: Look,
        links_of: Callable[[Sequence[Item]], QMimeData],
        parent: QWidget | None = None,
    ) -> None:
        """Show `items`; `links_of` gives what is dragged out for the selection."""
        super().__init__(parent)
        self._items = items
        self._links_of = links_of
        self._menu: QMenu | None = None
        self._arrange()
        self.tiles = TileDelegate(pictures=pictures, look=look, parent=self)
        self.setItemDelegate(self.tiles)
        self.setModel(items)
        self.setAccessibleName(self.tr("Gallery"))
        pictures.arrived.connect(lambda _key: self.viewport().update())
        self.activated.connect(lambda index: self.opened.emit(index.data(Role.ITEM)))

    def _arrange(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)  # after setViewMode, which makes tiles movable
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setLayoutMode(QListView.LayoutMode.SinglePass)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionRectVisible(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setAcceptDrops(False)  # the whole window takes drops
        self.setMouseTracking(True)
        self.setViewportMargins(9, 0, 0, 0)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    def selected_items(self) -> list[Item]:
        """Return the selected items in the order the user sees them."""
        return self._items.items_at(self.selectionModel().selectedIndexes())

    def set_menu(self, menu: QMenu) -> None:
        """Show this menu on a right click or the menu key."""
        self._menu = menu

    def menu_place(self) -> QPoint:
        """Return where a menu for the selection opens by key, in global coordinates."""
        return self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())

    def set_look(self, look: Look) -> None:
        """Paint in other colours."""
        self.tiles.look = look
        self.viewport().update()

    def set_local_only(self, is_local_only: bool) -> None:  # noqa: FBT001  a setter's one argument
        """Mark links that only work on this computer."""
        self.tiles.is_local_only = is_local_only
        self.viewport().update()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802  Qt's name
        """Report the selection whole."""
        super().selectionChanged(selected, deselected)
        self.selection_changed.emit(self.selected_items())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Fit the columns to the new width."""
        cell = self.tiles.layout.fit(self.viewport().width() - 1)
        if cell != self.gridSize():
            self.setGridSize(QSize(cell))
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
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid() and not self.selectionModel().isSelected(index):
            self.setCurrentIndex(index)
        if self._menu is not None:
            self._menu.popup(self.menu_place() if by_key else event.globalPos())

    def startDrag(self, supported: Qt.DropAction) -> None:  # noqa: N802  Qt's name
        """Drag the links of live tiles out of the window."""
        del supported
        live = [item for item in self.selected_items() if item.is_live]
        if live:
            drag = QDrag(self)
            drag.setMimeData(self._links_of(live))
            drag.exec(Qt.DropAction.CopyAction)

    def _verb_at(self, index: QModelIndex, position: QPoint) -> Verb | None:
        if not index.isValid():
            return None
        return self.tiles.verb_at(self.visualRect(index), position, index.data(Role.ITEM))
