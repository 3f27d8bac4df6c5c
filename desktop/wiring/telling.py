"""Tell a user who works elsewhere how each drop ended, and keep the last links in the tray."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop.domain.reports import DropReport
from desktop.models import phrases
from desktop.models.filters import Shelf, ShelfKind
from desktop.widgets.tray import MOST_LINKS, Tray
from desktop.wiring.choosing import Choosing
from desktop.wiring.parts import Parts

if TYPE_CHECKING:
    from desktop.core import Core

_SETTLED = 500  # milliseconds: the tray's links follow the gallery in its pauses


class Telling(QObject):
    """Join the tray."""

    def __init__(self, parts: Parts, choosing: Choosing, *, come_forward: Callable[[], None]) -> None:
        """Show the tray icon; `join_core` follows."""
        super().__init__(parts.window)
        self._parts, self._choosing, self._come_forward = parts, choosing, come_forward
        a = parts.window.actions_
        self.tray = Tray(parts.window, add=a.add_files, pause=a.pause, leave=a.quit)
        self.tray.window_wanted.connect(come_forward)
        self.tray.link_chosen.connect(lambda item: parts.links.copy([item]))
        self._links_later = QTimer(self, interval=_SETTLED, singleShot=True)
        self._links_later.timeout.connect(self._show_links)
        parts.gallery.counts_changed.connect(self._on_counts_changed)
        parts.window.closed.connect(self.tray.close)
        self.tray.appear()

    def join_core(self, core: Core) -> None:
        """Hear how drops end."""
        core.uploads.drop_ended.connect(self._on_drop_ended)

    def _on_counts_changed(self) -> None:
        if not self._links_later.isActive():
            self._links_later.start()

    def _show_links(self) -> None:
        live = (item for item in self._parts.gallery.items() if item.is_live)
        self.tray.show_links(list(islice(live, MOST_LINKS)))

    def _on_drop_ended(self, report: DropReport) -> None:
        """Say it once, unless the window says it: what was cancelled by hand needs no message."""
        if self._parts.window.isActiveWindow() or not self._choosing.settings.notifies or not report.items:
            return
        failed, live = len(report.failed), len(report.live)
        text = phrases.drop_ended(live=live, failed=failed, copied=False)
        if live and not failed:
            offer, then = self.tr("Click to copy the links."), lambda: self._parts.links.copy(report.live)
        else:
            offer, then = self.tr("Click to see what failed."), self._show_failed
        self.tray.tell(self.tr("Pixferry"), f"{text}\n{offer}", is_trouble=failed > 0, then=then)

    def _show_failed(self) -> None:
        self._come_forward()
        self._parts.window.sidebar.choose(Shelf(kind=ShelfKind.FAILED))
