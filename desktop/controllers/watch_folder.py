"""Watch a folder for new images and report each once nobody writes to it any more. QtCore only, never QtGui.

The system's own news makes a look come sooner; a slow one every few seconds finds what it does not tell (network
folders). Looking happens off the GUI thread.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from desktop.domain.intake import Limits
from desktop.services.background import Background
from desktop.services.watched import Watched, images_among, marks_in

SETTLE_SECONDS = 3.0
RESCAN_SECONDS = 15.0
_NEWS_SECONDS = 0.3


class WatchFolder(QObject):
    """Watch at most one folder."""

    settled = Signal(object)  # list[Path]: new images nobody writes to

    def __init__(
        self,
        background: Background,
        watched: Watched,
        *,
        settle_seconds: float = SETTLE_SECONDS,
        rescan_seconds: float = RESCAN_SECONDS,
        parent: QObject | None = None,
    ) -> None:
        """Watch nothing yet."""
        super().__init__(parent)
        self._background, self._watched = background, watched
        self._settle_seconds, self._rescan_seconds = settle_seconds, rescan_seconds
        self._folder: Path | None = None
        self._since: dict[str, float] = {}
        self._handed: dict[str, Path] = {}
        self._is_looking = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._look)
        self._news = QFileSystemWatcher(self)
        self._news.directoryChanged.connect(lambda _: self._timer.start(round(_NEWS_SECONDS * 1000)))
        self.limits = Limits()

    def watch(self, folder: Path | None) -> None:
        """Watch this folder from now on; what is in it already stays unsent the first time it is watched."""
        if folder == self._folder:
            return
        self._folder = folder
        self._since.clear()
        self._handed.clear()
        if self._news.directories():
            self._news.removePaths(self._news.directories())
        self._timer.start(0)

    def keep(self, paths: Iterable[Path]) -> None:
        """Remember as sent what has a row now: reported before that, it is reported again after a crash."""
        if not self._handed:  # the ten thousand rows of a start are none of ours
            return
        folder, rows = self._folder, set(paths)
        marks = [mark for mark, path in self._handed.items() if path in rows]
        if folder is not None and marks:
            self._background.run(lambda: self._watched.note(folder, marks))

    def close(self) -> None:
        """Watch no more."""
        self._folder = None
        self._timer.stop()

    def _look(self) -> None:
        folder, limits = self._folder, self.limits
        if folder is None or self._is_looking:
            return
        self._is_looking = True
        handed = set(self._handed)

        def look() -> tuple[dict[str, Path], list[str]]:
            if not folder.is_dir():
                return {}, []
            found, folders = marks_in(folder)
            fresh = self._watched.fresh(folder, found)
            return images_among({mark: fresh[mark] for mark in fresh.keys() - handed}, limits), folders

        self._background.run(look, on_done=lambda seen: self._on_seen(folder, *seen), on_error=lambda _: self._again())

    def _on_seen(self, folder: Path, images: dict[str, Path], folders: list[str]) -> None:
        if folder != self._folder:
            self._is_looking = False
            self._timer.start(0)
            return
        if new := sorted(set(folders) - set(self._news.directories())):
            self._news.addPaths(new)
        now = time.monotonic()
        self._since = {mark: self._since.get(mark, now) for mark in images}
        ready = [mark for mark, since in self._since.items() if now - since >= self._settle_seconds]
        for mark in ready:
            self._handed[mark] = images[mark]
            del self._since[mark]
        self._again()
        if ready:
            self.settled.emit(sorted(self._handed[mark] for mark in ready))

    def _again(self) -> None:
        self._is_looking = False
        seconds = min(1.0, self._settle_seconds) if self._since else self._rescan_seconds
        if self._folder is not None:
            self._timer.start(round(seconds * 1000))
