"""Do what the grid and the list of items do alike: open the menu of a selection, drag its links out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QDrag, QFocusEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QMenu

from desktop.domain.item import Item
from desktop.models.filters import GalleryFilter
from desktop.models.gallery import Role
from desktop.widgets.look import Look
from desktop.widgets.pictures import Pictures

LinksOf = Callable[[Sequence[Item]], QMimeData]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What the grid and the list are given alike; `links_of` gives what is dragged out for items."""

    items: GalleryFilter
    pictures: Pictures
    look: Look
    links_of: LinksOf


def arrange(view: QAbstractItemView) -> None:
    """Set up what both views do alike; the whole window takes drops, not they."""
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    view.setDragEnabled(True)
    view.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
    view.setAcceptDrops(False)
    view.setMouseTracking(True)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)


def fill(view: QAbstractItemView, shown: Shown, opened: Callable[[Item], None]) -> None:
    """Show the items, paint anew what pictures came for, and report what a double click or Enter opens."""
    view.setModel(shown.items)
    shown.pictures.arrived.connect(view.viewport().update)
    view.activated.connect(lambda index: opened(index.data(Role.ITEM)))


def choose_current(view: QAbstractItemView, event: QFocusEvent) -> None:
    """Select the current item when the keys come to a view in which nothing is selected: the next key acts on it."""
    is_by_key = event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}
    if is_by_key and not view.selectionModel().hasSelection() and view.model().rowCount():
        current = view.currentIndex()
        view.setCurrentIndex(current if current.isValid() else view.model().index(0, 0))


def menu_place(view: QAbstractItemView) -> QPoint:
    """Return where a menu for the selection opens by key, in global coordinates."""
    return view.viewport().mapToGlobal(view.visualRect(view.currentIndex()).center())


def open_menu(view: QAbstractItemView, menu: QMenu | None, event: QContextMenuEvent) -> None:
    """Open the menu for the selection, or for the item under the pointer."""
    by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
    index = view.currentIndex() if by_key else view.indexAt(event.pos())
    if index.isValid() and not view.selectionModel().isSelected(index):
        view.setCurrentIndex(index)
    if menu is not None:
        menu.popup(menu_place(view) if by_key else event.globalPos())


def drag_out(view: QAbstractItemView, items: Sequence[Item], links_of: LinksOf) -> None:
    """Drag the links of live items out of the window."""
    live = [item for item in items if item.is_live]
    if live:
        drag = QDrag(view)
        drag.setMimeData(links_of(live))
        drag.exec(Qt.DropAction.CopyAction)
