"""Hold the middle of the window: the items as a grid or a list, the invitation, or that nothing was found."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMenu, QPushButton, QStackedWidget, QWidget

from desktop.models.columns import Column
from desktop.models.filters import GalleryFilter
from desktop.widgets import item_views
from desktop.widgets.actions import Actions
from desktop.widgets.empty_page import EmptyPage, NothingFoundPage
from desktop.widgets.gallery_view import GalleryView
from desktop.widgets.item_list import ItemList
from desktop.widgets.item_views import LinksOf, Shown
from desktop.widgets.look import Look
from desktop.widgets.pictures import Pictures


class Canvas(QStackedWidget):
    """Show one page at a time; grid and list share one model and one selection."""

    tile_scale_changed = Signal(float)

    def __init__(
        self, *, items: GalleryFilter, pictures: Pictures, actions: Actions, look: Look, links_of: LinksOf
    ) -> None:
        """Build every page; the grid is the view at first."""
        super().__init__()
        self.setObjectName("canvas")
        self._items, self._actions = items, actions
        self.show_all = QPushButton(self.tr("Show all images"))
        shown = Shown(items=items, pictures=pictures, look=look, links_of=links_of)
        self.grid, self.list = GalleryView(shown), ItemList(shown)
        own = self.list.selectionModel()
        self.list.setSelectionModel(self.grid.selectionModel())
        own.deleteLater()
        self._empty = EmptyPage(actions=actions, look=look)
        self._nothing = NothingFoundPage(show_all=self.show_all)
        for page in (self.grid, self.list, self._empty, self._nothing):
            self.addWidget(page)
        self.view: QAbstractItemView = self.grid
        self.list.opened.connect(self.grid.opened)
        self.list.header().sortIndicatorChanged.connect(lambda *_: self._show_sorting())
        actions.grid.triggered.connect(lambda: self.show_view(self.grid))
        actions.list.triggered.connect(lambda: self.show_view(self.list))
        actions.larger.triggered.connect(lambda: self.set_tile_scale(self.grid.tile_scale * 1.15))
        actions.smaller.triggered.connect(lambda: self.set_tile_scale(self.grid.tile_scale / 1.15))
        actions.sort_requested.connect(self.sort)

    def show_view(self, view: QAbstractItemView) -> None:
        """Show the items as a grid or a list; the selection and the current item stay in sight."""
        had_focus = self.view.hasFocus() or view.hasFocus()
        is_shown = self.currentWidget() in (self.grid, self.list)
        self.view = view
        (self._actions.list if view is self.list else self._actions.grid).setChecked(True)
        if is_shown:
            self.setCurrentWidget(view)
        if had_focus:
            view.setFocus()
        view.scrollTo(view.currentIndex())

    def show_page(self, *, is_empty: bool) -> None:
        """Show items, the invitation, or that nothing was found."""
        self._nothing.explain(is_searching=self._items.is_searching, look=self._empty.look)
        page: QWidget = self._empty if is_empty else (self.view if self._items.rowCount() else self._nothing)
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        self.setCurrentWidget(page)
        if had_focus:
            page.setFocus()

    def take_focus(self) -> None:
        """Let the keys go to what is shown."""
        page = self.currentWidget()
        if page is not None:
            page.setFocus()

    def set_tile_scale(self, scale: float) -> None:
        """Make tiles larger or smaller."""
        before = self.grid.tile_scale
        self.grid.set_tile_scale(scale)
        if self.grid.tile_scale != before:
            self.tile_scale_changed.emit(self.grid.tile_scale)

    def sort(self, column: int, order: Qt.SortOrder) -> None:
        """Sort by a column; -1 shows the newest drop first."""
        self._items.sort(column, order)
        self._show_sorting()

    def set_look(self, look: Look) -> None:
        """Paint in other colours."""
        self.grid.set_look(look)
        self.list.set_look(look)
        self._empty.look = look

    def set_menu(self, menu: QMenu) -> None:
        """Show this menu on a right click in either view."""
        self.grid.set_menu(menu)
        self.list.set_menu(menu)

    def menu_place(self) -> QPoint:
        """Return where a menu for the selection opens by key, in global coordinates."""
        return item_views.menu_place(self.view)

    def _show_sorting(self) -> None:
        column, order = self._items.sorting or (-1, Qt.SortOrder.AscendingOrder)
        self.list.show_sorting(column, order)
        self._actions.show_sorting(Column(column) if column >= 0 else None)
