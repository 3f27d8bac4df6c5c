"""Send what appears in the watched folder; the user's clipboard is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.controllers.watch_folder import WatchFolder
from desktop.domain.item import Item
from desktop.models import phrases
from desktop.services.watched import Watched
from desktop.settings import Settings
from desktop.wiring.choosing import Choosing
from desktop.wiring.parts import Parts

if TYPE_CHECKING:
    from desktop.core import Core


class Watching(QObject):
    """Join the watch folder."""

    def __init__(self, parts: Parts, choosing: Choosing) -> None:
        """Follow the setting; nothing is watched before the core is there."""
        super().__init__(parts.window)
        self._parts, self._choosing = parts, choosing
        self._folder = WatchFolder(parts.background, Watched(choosing.settings.home), parent=self)
        self._folder.settled.connect(self._on_settled)
        parts.window.closed.connect(self._folder.close)

    def join_core(self, core: Core) -> None:
        """Begin to watch."""
        core.uploads.items_added.connect(self._on_items_added)
        self._choosing.changed.connect(self._on_changed)
        self._on_changed(self._choosing.settings)

    def _on_changed(self, settings: Settings) -> None:
        self._folder.watch(Path(settings.watch_folder).expanduser() if settings.watch_folder else None)

    def _on_settled(self, paths: Sequence[Path]) -> None:

        def send(core: Core) -> None:
            core.uploads.add(paths)

        self._parts.core(send)
        text = self.tr("Sending {images} from the watched folder")
        self._parts.window.notice.say(text.format(images=phrases.images(len(paths))))

    def _on_items_added(self, items: Sequence[Item]) -> None:
        self._folder.keep(item.path for item in items)
