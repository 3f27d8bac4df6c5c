"""Tell a user who works elsewhere how each drop ended, and keep the last links in the tray."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop.domain.reports import DropReport
from desktop.models import phrases
from desktop.models.filters import Shelf, ShelfKind
from desktop.services.notifications import Notifications, Told
from desktop.widgets.tray import MOST_LINKS, Tray
from desktop.wiring.choosing import Choosing
from desktop.wiring.parts import Parts

if TYPE_CHECKING:
    from desktop.core import Core

_COPY, _SHOW = "copy", "show"  # what the buttons of a message are called
_SETTLED = 500  # milliseconds: the tray's links follow the gallery in its pauses


class Telling(QObject):
    """Join the tray and the system's notifications."""

    def __init__(self, parts: Parts, choosing: Choosing, *, come_forward: Callable[[], None], bus: str = "") -> None:
        """Show the tray icon; `join_core` follows. `bus` is the address of the session's D-Bus, where there is one."""
        super().__init__(parts.window)
        self.notifications = Notifications(parts.background, bus=bus, parent=self)
        parts.window.closed.connect(self.notifications.close)
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
        failed, live = len(report.troubled), len(report.live)
        if not failed and not live:
            return
        text = phrases.drop_ended(live=live, failed=failed, copied=False)
        told = Told(
            title=self.tr("Pixferry"),
            text=text,
            buttons={
                **({_COPY: self.tr("Copy links")} if live else {}),
                **({_SHOW: self.tr("Show failed")} if failed else {}),
            },
            body=_SHOW if failed else _COPY,
            is_trouble=failed > 0,
        )
        self.notifications.tell(
            told,
            chosen=lambda name: self._on_chosen(name, report),
            refused=lambda: self._tell_by_tray(told, report),
        )

    def _tell_by_tray(self, told: Told, report: DropReport) -> None:
        """Say it where nobody shows buttons: a click does what the sentence offers."""
        offer = self.tr("Click to see what failed.") if told.is_trouble else self.tr("Click to copy the links.")
        self.tray.tell(
            told.title,
            f"{told.text}\n{offer}",
            is_trouble=told.is_trouble,
            then=lambda: self._on_chosen(told.body, report),
        )

    def _on_chosen(self, name: str, report: DropReport) -> None:
        if name == _COPY:
            self._parts.links.copy(report.live)
        elif name == _SHOW:
            self._show_failed()

    def _show_failed(self) -> None:
        self._come_forward()
        self._parts.window.sidebar.choose(Shelf(kind=ShelfKind.FAILED))
