"""Stand in the system's tray: say how a drop ended while nobody sees the window, and keep the last links at hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from desktop.domain.item import Item
from desktop.widgets import icons

MOST_LINKS = 10
_SHOWN = 8000  # milliseconds; a system may decide otherwise


class Tray(QObject):
    """Show the icon and its menu; a message is one per drop and does what its sentence offers when clicked."""

    window_wanted = Signal()
    link_chosen = Signal(object)  # Item
    told = Signal(str)  # the message as shown

    def __init__(self, window: QWidget, *, add: QAction, pause: QAction, leave: QAction) -> None:
        """Build icon and menu from the window's actions."""
        super().__init__(window)
        self._then: Callable[[], None] | None = None
        self.icon = QSystemTrayIcon(icons.app_icon(), self)
        self.icon.setToolTip("Pixferry")
        self.menu = QMenu(window)
        self._open = QAction(self.tr("&Open Pixferry"), self)
        self._open.triggered.connect(self.window_wanted)
        self._heading = QAction(self.tr("Copy a link"), self)
        self._heading.setEnabled(False)
        self._fixed = (add, pause, leave)
        self._links: list[QAction] = []
        self.show_links(())
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._on_activated)
        self.icon.messageClicked.connect(self._on_message_clicked)

    @property
    def links(self) -> list[QAction]:
        """The entries that copy a link."""
        return self._links

    def appear(self) -> None:
        """Show the icon where this system has a tray."""
        if QSystemTrayIcon.isSystemTrayAvailable():
            self.icon.show()

    def close(self) -> None:
        """Take the icon away."""
        self.icon.hide()

    def show_links(self, items: Sequence[Item]) -> None:
        """Offer the newest live images."""
        for action in self._links:
            action.deleteLater()
        self._links = [self._link(item) for item in items[:MOST_LINKS]]
        add, pause, leave = self._fixed
        self.menu.clear()
        self.menu.addAction(self._open)
        self.menu.addSeparator()
        if self._links:
            self.menu.addAction(self._heading)
            self.menu.addActions(self._links)
            self.menu.addSeparator()
        self.menu.addActions([add, pause])
        self.menu.addSeparator()
        self.menu.addAction(leave)

    def tell(self, title: str, text: str, *, is_trouble: bool, then: Callable[[], None]) -> None:
        """Show one message; `then` follows a click on it."""
        self._then = then
        kind = QSystemTrayIcon.MessageIcon.Warning if is_trouble else QSystemTrayIcon.MessageIcon.Information
        self.icon.showMessage(title, text, kind, _SHOWN)
        self.told.emit(text)

    def _link(self, item: Item) -> QAction:
        action = QAction(" ".join(item.name.split()).replace("&", "&&"), self)
        action.triggered.connect(lambda: self.link_chosen.emit(item))
        return action

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in {QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick}:
            self.window_wanted.emit()

    def _on_message_clicked(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()
