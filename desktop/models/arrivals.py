"""Let many rows into the gallery a few hundred at a time, so that the window can be used while they come."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from PySide6.QtCore import QObject, QTimer

from desktop.domain.item import Item
from desktop.models.gallery import GalleryModel

_SLICE = 400  # rows: about 15 ms


class Arrivals(QObject):
    """Stand before a gallery with the same three verbs; what has not arrived yet is kept up to date here."""

    def __init__(self, gallery: GalleryModel, parent: QObject | None = None) -> None:
        """Begin with nothing on its way."""
        super().__init__(parent)
        self._gallery = gallery
        self._coming: dict[str, Item] = {}
        self._timer = QTimer(self, interval=0, singleShot=True)
        self._timer.timeout.connect(self._let_in)

    def add(self, items: Iterable[Item]) -> None:
        """Let the first rows in now and the others as soon as events were dealt with."""
        self._coming.update((item.job_id, item) for item in items)
        if not self._timer.isActive():
            self._let_in()

    def replace(self, items: Iterable[Item]) -> None:
        """Put newer values in their rows."""
        items = list(items)
        self._coming.update((item.job_id, item) for item in items if item.job_id in self._coming)
        self._gallery.replace(items)

    def remove(self, job_ids: Iterable[str]) -> None:
        """Take rows out, also those that have not arrived."""
        job_ids = list(job_ids)
        for job_id in job_ids:
            self._coming.pop(job_id, None)
        self._gallery.remove(job_ids)

    def close(self) -> None:
        """Let nothing more in."""
        self._timer.stop()

    def _let_in(self) -> None:
        first = list(islice(self._coming.values(), _SLICE))
        for item in first:
            del self._coming[item.job_id]
        self._gallery.add(first)
        if self._coming:
            self._timer.start()
