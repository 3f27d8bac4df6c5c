"""Hold every item the window shows, newest drop first and within a drop in the order it was dropped, or as sorted.

Rows are replaced, never changed in place. What changed is told to views at most ten times a second, as runs of rows.
A row whose sorted value changes finds its new place within two seconds, so that nothing jumps while progress ticks.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.domain.item import Hold, Item
from desktop.models.columns import Column, key_of
from desktop.models.item_table import ItemTable, Role
from desktop.models.tally import Tally

__all__ = ["GalleryModel", "Role"]

_COALESCED = 100  # milliseconds: ten repaints a second
_SETTLED = 2000  # milliseconds until rows whose sorted value changed find their new places
_COUNTDOWN = 1000  # milliseconds: a retry's seconds run down on its tile
_MOST_POSITIONS = 1 << 40  # a place is one number: first the drop, then the position in it


class GalleryModel(ItemTable):
    """Show items as rows; `tally` counts them."""

    counts_changed = Signal()
    told = Signal(object)  # set[str]: the jobs whose rows are others now, once for all of them

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], float] = time.time) -> None:
        """Begin empty; `clock` gives Unix time."""
        super().__init__(parent, clock=clock)
        self.tally = Tally()
        self._items: dict[str, Item] = {}
        self._texts: dict[str, str] = {}
        self._places: dict[str, int] = {}
        self._sorting: tuple[Column, Qt.SortOrder] | None = None
        self._ranks: dict[str, int] = {}
        self._times: dict[str, float] = {}
        self._changed: set[str] = set()
        self._held: set[str] = set()
        self._flush = QTimer(self, interval=_COALESCED, singleShot=True)
        self._flush.timeout.connect(self._tell)
        self._settle = QTimer(self, interval=_SETTLED, singleShot=True)
        self._settle.timeout.connect(self._arrange)
        self._countdown = QTimer(self, interval=_COUNTDOWN)
        self._countdown.timeout.connect(self._tick)

    def item_of(self, job_id: str) -> Item | None:
        """Return the item of a job, or None if it is not in the gallery."""
        return self._items.get(job_id)

    def texts_of(self, job_ids: Iterable[str]) -> Iterator[str]:
        """Go through the case-folded texts a search looks through."""
        return map(self._texts.__getitem__, job_ids)

    def items_of(self, job_ids: Iterable[str]) -> Iterator[Item]:
        """Go through the items of jobs that are in the gallery."""
        return map(self._items.__getitem__, job_ids)

    def items(self) -> Iterator[Item]:
        """Go through every item in the order of the rows."""
        return self.items_of(self._ids)

    def newest_drops(self, most: int) -> list[str]:
        """Return the drops that still have items, newest first."""
        return sorted(self.tally.drops, key=lambda drop: self._ranks[drop])[:most]

    def drop_time(self, drop_id: str) -> float | None:
        """Return when a drop came (Unix time), or None if nothing of it is here."""
        return self._times.get(drop_id) if drop_id in self.tally.drops else None

    @property
    def sorting(self) -> tuple[Column, Qt.SortOrder] | None:
        """The column rows are sorted by, and which way; None for newest first."""
        return self._sorting

    def sort_by(self, sorting: tuple[Column, Qt.SortOrder] | None) -> None:
        """Sort by a column, or with None newest first; equal rows stay newest first."""
        if sorting != self._sorting:
            self._sorting = sorting
            self._arrange()

    def add(self, items: Iterable[Item]) -> None:
        """Take new items in at their places; those already here are replaced."""
        items = list(items)
        self.replace([item for item in items if item.job_id in self._items])
        new = {item.job_id: item for item in items if item.job_id not in self._items}
        for item in new.values():
            self._ranks.setdefault(item.drop_id, -item.position)
            self._times.setdefault(item.drop_id, item.added_at)
            self._items[item.job_id], self._texts[item.job_id] = item, _search_text(item)
            self._places[item.job_id] = self._ranks[item.drop_id] * _MOST_POSITIONS + item.position
            self.tally.add(item)
            self._watch(item)
        if new:
            self._place_rows(sorted(new, key=self._place))
            self.counts_changed.emit()

    def replace(self, items: Iterable[Item]) -> None:
        """Put newer values in the rows of their jobs; items that are not here are ignored."""
        for item in items:
            before = self._items.get(item.job_id)
            if before is None:
                continue
            self.tally.discard(before)
            self._items[item.job_id] = item
            self.tally.add(item)
            self._changed.add(item.job_id)
            self._watch(item)
            if self._sorting is not None and not self._settle.isActive():
                column, _ = self._sorting
                if key_of(item, column) != key_of(before, column):
                    self._settle.start()
        if self._changed and not self._flush.isActive():
            self._flush.start()

    def remove(self, job_ids: Iterable[str]) -> None:
        """Take the rows of jobs out."""
        gone = {job_id for job_id in job_ids if job_id in self._items}
        if not gone:
            return
        self._turn_into([job_id for job_id in self._ids if job_id not in gone])
        for job_id in gone:
            self.tally.discard(self._items.pop(job_id))
            del self._texts[job_id], self._places[job_id]
        self._held -= gone
        self.counts_changed.emit()

    def close(self) -> None:
        """Let no timer run on."""
        for timer in (self._flush, self._countdown, self._settle):
            timer.stop()

    def _item(self, job_id: str) -> Item:
        return self._items[job_id]

    def _place(self, job_id: str) -> int:
        return self._places[job_id]

    def _place_rows(self, new: list[str]) -> None:
        """Let new rows in: as one block where they belong between two neighbours, as they mostly do."""
        first, last = (bisect_left(self._ids, self._place(job_id), key=self._place) for job_id in (new[0], new[-1]))
        if self._sorting is None and first == last:
            self._insert(first, new)
        else:
            self._turn_into(self._in_order([*self._ids, *new]))

    def _arrange(self) -> None:
        """Put all rows in their order; selections and scroll positions of views move with them."""
        self._turn_into(self._in_order(self._ids))

    def _in_order(self, ids: Iterable[str]) -> list[str]:
        ordered = sorted(ids, key=self._places.__getitem__)
        if self._sorting is not None:
            column, order = self._sorting
            keys = {item.job_id: key_of(item, column) for item in self.items_of(ordered)}
            ordered.sort(key=keys.__getitem__, reverse=order is Qt.SortOrder.DescendingOrder)
        return ordered

    def _watch(self, item: Item) -> None:
        if item.hold is Hold.RETRY:
            self._held.add(item.job_id)
        else:
            self._held.discard(item.job_id)
        if self._held and not self._countdown.isActive():
            self._countdown.start()

    def _tick(self) -> None:
        if not self._held:
            self._countdown.stop()
        self._changed |= self._held
        self._tell()

    def _tell(self) -> None:
        changed, self._changed = self._changed & self._items.keys(), set()
        if changed:
            self._say_changed(changed)
            self.told.emit(changed)
            self.counts_changed.emit()


def _search_text(item: Item) -> str:
    return f"{item.name}\n{item.path.parent}\n{item.preset}".casefold()
