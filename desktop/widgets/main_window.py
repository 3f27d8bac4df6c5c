"""Hold the parts of the window together: bars around a gallery, a sidebar, an inspector, one place for every drop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget

from desktop.domain.item import Item
from desktop.domain.links import UrlOf
from desktop.domain.reports import Connection
from desktop.models.filters import ALL, GalleryFilter
from desktop.models.gallery import GalleryModel
from desktop.models.shelves import Shelves
from desktop.widgets import incoming, menus
from desktop.widgets.actions import Actions
from desktop.widgets.banner import Banner
from desktop.widgets.canvas import Canvas
from desktop.widgets.drop_overlay import DropOverlay
from desktop.widgets.inspector import Inspector
from desktop.widgets.look import Look, look_of
from desktop.widgets.notice import Notice
from desktop.widgets.pictures import Pictures
from desktop.widgets.quick_look import QuickLook
from desktop.widgets.sidebar import Sidebar
from desktop.widgets.status_line import StatusLine
from desktop.widgets.style import sheet_of
from desktop.widgets.toolbar import Toolbar, destination_of
from desktop.widgets.transfers import TransfersBar


@dataclass(frozen=True, kw_only=True)
class Models:
    """What the window shows."""

    gallery: GalleryModel
    items: GalleryFilter
    shelves: Shelves
    pictures: Pictures


class MainWindow(QMainWindow):
    """Show the models; report drops, pastes and closing. Everything else is in the actions' signals."""

    paths_dropped = Signal(object)  # list[Path]
    image_dropped = Signal(object)  # QImage
    urls_dropped = Signal(object)  # list[str], http or https
    closed = Signal()

    def __init__(
        self,
        models: Models,
        *,
        url_of: UrlOf,
        links_of: Callable[[Sequence[Item]], QMimeData],
        theme: str = "system",
    ) -> None:
        """Build every part; `url_of` gives the link of a file, `links_of` what is dragged out for items."""
        super().__init__()
        self._theme, self._models = theme, models
        look = look_of(theme)
        self.connection: Connection | None = None
        self.may_close: Callable[[], bool] = lambda: True
        self.setWindowTitle("Pixferry")
        self.setAcceptDrops(True)
        self.actions_ = Actions(self)
        self.toolbar = Toolbar(self.actions_)
        self.canvas = Canvas(
            items=models.items, pictures=models.pictures, actions=self.actions_, look=look, links_of=links_of
        )
        self.gallery = self.canvas.grid
        self.sidebar = Sidebar(shelves=models.shelves, look=look)
        self.inspector = Inspector(actions=self.actions_, pictures=models.pictures, look=look, url_of=url_of)
        self.transfers, self.status = TransfersBar(self.actions_), StatusLine(look)
        self.banner = Banner(self.actions_, look)
        self._lay_out()
        self.overlay, self.notice = DropOverlay(look, self), Notice(look, self.canvas)
        self.quick_look = QuickLook(
            self, items=models.items, pictures=models.pictures, view=lambda: self.canvas.view, look=look
        )
        self._join()
        self.set_look(look)
        self.refresh_page()
        self.canvas.take_focus()  # keys work at once, and Tab goes on from here

    def set_look(self, look: Look) -> None:
        """Paint everything in the colours of a look."""
        self.look = look
        self.setPalette(look.palette())
        self.setStyleSheet(sheet_of(look))
        self.actions_.set_look(look)
        for part in (self.toolbar, self.canvas, self.sidebar, self.inspector, self.quick_look):
            part.set_look(look)
        for page in (self.overlay, self.status, self.banner, self.notice):
            page.look = look
        if self.connection is not None:
            self.show_connection(self.connection)

    def show_connection(self, connection: Connection) -> None:
        """Tell every part how the deployment is."""
        self.connection = connection
        self.toolbar.set_connection(connection, self.look)
        self.status.show_connection(connection)
        self.banner.show_connection(connection)
        self.inspector.show_connection(connection)
        self.gallery.show_connection(connection)

    def refresh_page(self) -> None:
        """Show tiles, the invitation, or that nothing was found."""
        is_empty = not self._models.gallery.rowCount()
        self.canvas.show_page(is_empty=is_empty)
        self.inspector.setVisible(self.actions_.inspector.isChecked() and not is_empty)

    def show_counts(self, *, is_paused: bool) -> None:
        """Bring everything that counts up to date."""
        tally = self._models.gallery.tally
        self.transfers.show_counts(tally, is_paused=is_paused)
        self.status.show_saved(tally)
        selection = self.gallery.selected_items()
        self.actions_.follow(selection, tally)
        self.inspector.show_items(selection)

    def show_pace(self, bytes_per_second: float, seconds_left: float | None) -> None:
        """Tell how fast images leave and how long the rest may take, where that is known."""
        self.transfers.show_speed(bytes_per_second)
        self.status.show_left(seconds_left)

    def take(self, mime: QMimeData) -> None:
        """Report what a drop or the clipboard holds."""
        came = incoming.read(mime)
        if came.paths:
            self.paths_dropped.emit(list(came.paths))
        elif came.urls:
            self.urls_dropped.emit(list(came.urls))
        elif came.image is not None:
            self.image_dropped.emit(came.image)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  Qt's name
        """Say what letting go will do; a tile of our own dragged about is no drop."""
        if event.source() is None and incoming.holds_something(event.mimeData()):
            came = incoming.read(event.mimeData())
            self.overlay.announce(came, target=self._target())
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802  Qt's name
        """Take the veil away."""
        self.overlay.hide()
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  Qt's name
        """Report the drop; reading and looking at files happens elsewhere."""
        self.overlay.hide()
        event.acceptProposedAction()
        self.take(event.mimeData())

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  Qt's name
        """Report that the user is done, unless something is to be asked first."""
        if not self.may_close():
            event.ignore()
            return
        event.accept()
        self.closed.emit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        """Follow the system from light to dark and back."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.ThemeChange and look_of(self._theme) != self.look:
            self.set_look(look_of(self._theme))

    def _target(self) -> str:
        where = destination_of(self.connection) if self.connection else self.tr("This computer")
        return f"{where} · {self.toolbar.preset_title}"

    def _lay_out(self) -> None:
        split = self.split = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False, handleWidth=1)
        for part, stretch in ((self.sidebar, 0), (self.canvas, 1), (self.inspector, 0)):
            split.addWidget(part)
            split.setStretchFactor(split.count() - 1, stretch)
        self.inspector.setMinimumWidth(264)
        split.setSizes([180, 756, 304])
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setSpacing(0)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.banner)
        layout.addWidget(split, 1)
        layout.addWidget(self.transfers)
        self.setCentralWidget(body)
        self.addToolBar(self.toolbar)
        self.setStatusBar(self.status)
        self.resize(1240, 780)
        self.setMinimumSize(760, 480)

    def _join(self) -> None:
        a, items = self.actions_, self._models.items
        menus.fill_menu_bar(self.menuBar(), a)
        self.canvas.set_menu(menus.tile_menu(self.gallery, a))
        a.inspector.toggled.connect(lambda _on: self.refresh_page())
        a.sidebar.toggled.connect(self.sidebar.setVisible)
        a.select_all.triggered.connect(self.gallery.selectAll)
        a.paste.triggered.connect(lambda: self.take(QGuiApplication.clipboard().mimeData()))
        self.canvas.addAction(a.look)
        a.look.triggered.connect(self.quick_look.toggle)
        self.gallery.opened.connect(lambda _item: self.quick_look.toggle())
        self.gallery.selection_changed.connect(self.status.show_selection)
        self.gallery.selection_changed.connect(self.inspector.show_items)
        self.gallery.selection_changed.connect(lambda chosen: a.follow(chosen, self._models.gallery.tally))
        self.toolbar.search_changed.connect(items.set_search)
        self.toolbar.tile_scale_chosen.connect(self.canvas.set_tile_scale)
        self.canvas.tile_scale_changed.connect(self.toolbar.show_tile_scale)
        self.sidebar.shelf_chosen.connect(items.set_shelf)
        self.canvas.show_all.clicked.connect(self.toolbar.search.clear)
        self.canvas.show_all.clicked.connect(lambda: self.sidebar.choose(ALL))
        for signal in (items.rowsInserted, items.rowsRemoved, items.modelReset):
            signal.connect(lambda *_: self.refresh_page())
        self.toolbar.search_changed.connect(lambda _text: self.refresh_page())
        self.sidebar.shelf_chosen.connect(lambda _shelf: self.refresh_page())
