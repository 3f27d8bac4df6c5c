"""Make every object of the window and join them, theme by theme: the wiring plan, read from top to bottom.

The window comes first, the rows of the ledger second, pictures last. Changing the deployment ends the session and
begins another one in the same process.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QSystemTrayIcon

from desktop.controllers.links import Links
from desktop.models.filters import GalleryFilter
from desktop.models.gallery import GalleryModel
from desktop.models.shelves import Shelves
from desktop.services.background import Background
from desktop.services.previews import Previews
from desktop.settings import Settings
from desktop.widgets.main_window import MainWindow, Models
from desktop.widgets.pictures import Pictures
from desktop.wiring.adding import Adding
from desktop.wiring.choosing import AGAIN, Choosing
from desktop.wiring.destinations import Destinations
from desktop.wiring.leaving import Leaving
from desktop.wiring.linking import Linking
from desktop.wiring.parts import LateCore, Parts
from desktop.wiring.publishing import Publishing
from desktop.wiring.queueing import Queueing
from desktop.wiring.remembering import Remembering
from desktop.wiring.starting import Starting
from desktop.wiring.telling import Telling
from desktop.wiring.watching import Watching

if TYPE_CHECKING:
    from desktop.core import Core

__all__ = ["AGAIN", "Session"]


class Theme(Protocol):
    """Join one theme of the window to the core."""

    def join_core(self, core: Core) -> None:
        """Take the core, once."""


class Session(QObject):
    """Own the window, the models and the core between start and close."""

    anew_wanted = Signal()  # another session is to follow this one

    def __init__(
        self,
        settings: Settings,
        environment: Mapping[str, str],
        *,
        is_hidden: bool = False,
        has_tray: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable,
        find_core: Callable[[], Callable[..., Core]] | None = None,
    ) -> None:
        """Show the window, or with `is_hidden` the tray icon alone where there is a tray.

        The core follows on its own time, made by what `find_core` finds off the GUI thread.
        """
        super().__init__()
        self._settings, self._environment = settings, environment
        self._is_closed = False
        self._background = Background(self)
        self._previews = Previews(folder=settings.home / "thumbnails")
        self._links = Links(
            clipboard=QGuiApplication.clipboard(),
            open_url=QDesktopServices.openUrl,
            link_format=settings.link_format,
            parent=self,
        )
        self._models = self._make_models()
        self.window = MainWindow(
            self._models, url_of=self._links.url_of, links_of=self._links.mime_of, theme=settings.theme
        )
        self._parts = self._make_parts()
        self._remembering = Remembering(self._parts, settings.home)
        self._leaving = Leaving(self._parts, settings.home)
        self._themes = self._join_themes(has_tray)
        self._appear(is_hidden=is_hidden and has_tray(), is_small=is_hidden)
        self._background.run(find_core or _find_core, on_done=self._begin)

    def _make_parts(self) -> Parts:
        return Parts(
            window=self.window,
            gallery=self._models.gallery,
            links=self._links,
            pictures=self._models.pictures,
            background=self._background,
            core=LateCore(),
        )

    def _appear(self, *, is_hidden: bool, is_small: bool) -> None:
        if is_small and not is_hidden:
            self.window.showMinimized()
        elif not is_hidden:
            self.window.show()

    def _join_themes(self, has_tray: Callable[[], bool]) -> tuple[Theme, ...]:
        parts, environment = self._parts, self._environment
        choosing = Choosing(parts, self._settings, environment)
        choosing.anew_wanted.connect(self.anew_wanted)
        self._leaving.hides = lambda: choosing.settings.stays_in_tray and has_tray()
        adding = Adding(parts, choosing)
        self._leaving.unfetched = lambda: adding.unfetched
        bus = environment.get("DBUS_SESSION_BUS_ADDRESS", "")
        return (
            Telling(parts, choosing, come_forward=self.come_forward, bus=bus),
            Queueing(parts),
            Linking(parts, choosing),
            adding,
            Publishing(parts, choosing),
            Watching(parts, choosing),
            Destinations(parts, choosing),
            Starting(parts, choosing, environment),
        )

    @property
    def gallery(self) -> GalleryModel:
        """Every item of the window."""
        return self._models.gallery

    def welcome(self, paths: Sequence[Path]) -> None:
        """Come to the front with what a second start was given."""
        self.come_forward()
        if paths:
            self.window.paths_dropped.emit(list(paths))

    def come_forward(self) -> None:
        """Show the window in front of the others."""
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def close(self) -> None:
        """End the core and every thread; callable twice."""
        if self._is_closed:
            return
        self._is_closed = True
        self._remembering.keep()
        self.window.hide()  # a lane may take a moment to hear the close
        self._leaving.allow()
        self._models.pictures.close()
        self._models.gallery.close()
        if self._parts.core.core is not None:
            self._parts.core.core.close()
        self._background.close()
        self._previews.close()
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(self.window, QEvent.Type.DeferredDelete)  # before the models it looks at

    def _make_models(self) -> Models:
        gallery = GalleryModel(self)
        return Models(
            gallery=gallery,
            items=GalleryFilter(gallery, self),
            shelves=Shelves(gallery, self),
            pictures=Pictures(
                previews=self._previews, background=self._background, url_of=self._links.url_of, parent=self
            ),
        )

    def _begin(self, assemble: Callable[..., Core]) -> None:
        core = assemble(self._settings, self._environment, is_window=True, parent=self)
        for theme in self._themes:
            theme.join_core(core)
        core.start()
        self._parts.core.arrive(core)
        self._background.run(self._previews.trim)


def _find_core() -> Callable[..., Core]:
    """Import what makes the core: that takes longer than showing the window."""
    assemble: Callable[..., Core] = importlib.import_module("desktop.core").assemble
    return assemble
