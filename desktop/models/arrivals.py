"""Let many rows into the gallery, or out of it, a few at a time: the window can be used while they come and go."""

from __future__ import annotations

import time
from collections.abc import Iterable
from itertools import islice

from PySide6.QtCore import QObject, QTimer

from desktop.domain.item import Item
from desktop.models.gallery import GalleryModel

_LEAST, _MOST = 100, 800  # rows at a time
_MANY = 2000  # rows: whoever brings so many has taken a turn's time already
_LEAVING = 500  # rows that go at a time
_PAUSE = 10  # milliseconds in between, for paints and keys
_TURN_SECONDS = 0.008
"""So long the gallery may take for what it is given at a time; the next time it is given less or more."""


class Arrivals(QObject):
    """Stand before a gallery with the same three verbs; what has not arrived yet is kept up to date here."""

    def __init__(self, gallery: GalleryModel, parent: QObject | None = None) -> None:
        """Begin with nothing on its way."""
        super().__init__(parent)
        self._gallery = gallery
        self._coming: dict[str, Item] = {}
        self._leaving: dict[str, None] = {}
        self._slice = 2 * _LEAST
        self._timer = QTimer(self, interval=_PAUSE, singleShot=True)
        self._timer.timeout.connect(self._go_on)

    def add(self, items: Iterable[Item]) -> None:
        """Let the first rows in now and the others as soon as events were dealt with; of thousands also the first."""
        for item in items:
            self._coming[item.job_id] = item
            self._leaving.pop(item.job_id, None)
        if self._timer.isActive():
            return
        if len(self._coming) < _MANY:
            self._let_in()
        else:
            self._timer.start()

    def replace(self, items: Iterable[Item]) -> None:
        """Put newer values in their rows."""
        items = list(items)
        self._coming.update((item.job_id, item) for item in items if item.job_id in self._coming)
        self._gallery.replace(items)

    def remove(self, job_ids: Iterable[str]) -> None:
        """Take rows out, also those that have not arrived; many follow once events were dealt with."""
        for job_id in job_ids:
            self._coming.pop(job_id, None)
            self._leaving[job_id] = None
        if len(self._leaving) <= _LEAVING:
            self._let_out()
        elif not self._timer.isActive():
            self._timer.start()

    def close(self) -> None:
        """Let nothing more in."""
        self._timer.stop()

    def _go_on(self) -> None:
        if self._leaving:
            self._let_out()
        else:
            self._let_in()

    def _let_out(self) -> None:
        first = list(islice(self._leaving, _LEAVING))
        for job_id in first:
            del self._leaving[job_id]
        self._gallery.remove(first)
        if self._leaving or self._coming:
            self._timer.start()

    def _let_in(self) -> None:
        first = list(islice(self._coming.values(), self._slice))
        for item in first:
            del self._coming[item.job_id]
        began = time.monotonic()
        if first:
            self._gallery.add(first)
            self._timer.start()  # also behind the last ones: a drop that streams in is let in a few times a second
        is_slow = time.monotonic() - began > _TURN_SECONDS
        self._slice = max(_LEAST, self._slice // 2) if is_slow else min(_MOST, self._slice + _LEAST)
