"""Hold every item the window shows, newest drop first and within a drop in the order it was dropped, or as sorted.

Rows are replaced, never changed in place. What changed is told to views at most ten times a second, as runs of rows.
A row whose sorted value changes finds its new place within two seconds, so that nothing jumps while progress ticks.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from html import escape
from itertools import groupby
from operator import itemgetter
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from desktop.domain.item import Hold, Item
from desktop.models import columns, phrases
from desktop.models.columns import Column
from desktop.models.status import status_of
from desktop.models.tally import Tally

AnyIndex = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_COALESCED = 100  # milliseconds: ten repaints a second
_SETTLED = 2000  # milliseconds until rows whose sorted value changed find their new places
_COUNTDOWN = 1000  # milliseconds: a retry's seconds run down on its tile


class Role(IntEnum):
    """What a view may ask of a row besides Qt's own roles."""

    ITEM = Qt.ItemDataRole.UserRole + 1
    JOB_ID = Qt.ItemDataRole.UserRole + 2
    STATUS = Qt.ItemDataRole.UserRole + 3


class GalleryModel(QAbstractTableModel):
    """Show items as rows; `tally` counts them."""

    counts_changed = Signal()

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], float] = time.time) -> None:
        """Begin empty; `clock` gives Unix time."""
        super().__init__(parent)
        self.tally = Tally()
        self.clock = clock
        self._items: list[Item] = []
        self._texts: list[str] = []
        self._keys: list[Any] = []
        self._sorting: tuple[Column, Qt.SortOrder] | None = None
        self._rows: dict[str, int] = {}
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

    def rowCount(self, parent: AnyIndex = _NO_INDEX) -> int:  # noqa: N802  Qt's name
        """Return how many items there are."""
        return 0 if parent.isValid() else len(self._items)

    def columnCount(self, parent: AnyIndex = _NO_INDEX) -> int:  # noqa: N802  Qt's name
        """Return how many columns the list has."""
        return 0 if parent.isValid() else len(Column)

    def headerData(  # noqa: N802  Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401  Qt's signature
        """Return the heading of a column."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return columns.titles()[Column(section)]
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  Qt's signature
        """Return an item, or what Qt's own roles want of it."""
        if not index.isValid():
            return None
        if index.column() and role in _CELL_ROLES:
            return columns.text_of(self._items[index.row()], index.column(), self.clock())
        answer = _ANSWERS.get(role)
        return answer(self._items[index.row()], self.clock()) if answer else None

    def item_at(self, row: int) -> Item:
        """Return the item of a row."""
        return self._items[row]

    def text_at(self, row: int) -> str:
        """Return the case-folded text a search looks through."""
        return self._texts[row]

    def item_of(self, job_id: str) -> Item | None:
        """Return the item of a job, or None if it is not in the gallery."""
        row = self._rows.get(job_id)
        return None if row is None else self._items[row]

    def index_of(self, job_id: str) -> QModelIndex:
        """Return where a job is, or an invalid index."""
        row = self._rows.get(job_id)
        return QModelIndex() if row is None else self.index(row, 0)

    def items(self) -> Iterator[Item]:
        """Go through every item in the order of the rows."""
        return iter(self._items)

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
        self.replace([item for item in items if item.job_id in self._rows])
        new = [item for item in items if item.job_id not in self._rows]
        for item in new:
            self._ranks.setdefault(item.drop_id, -item.position)
            self._times.setdefault(item.drop_id, item.added_at)
        new.sort(key=self._key)
        runs = [
            (row, list(run)) for row, run in groupby(new, key=lambda item: bisect_left(self._keys, self._key(item)))
        ]
        for row, run in reversed(runs):
            self._insert_run(row, run)
        if new:
            self.counts_changed.emit()

    def replace(self, items: Iterable[Item]) -> None:
        """Put newer values in the rows of their jobs; items that are not here are ignored."""
        for item in items:
            row = self._rows.get(item.job_id)
            if row is None:
                continue
            self.tally.discard(self._items[row])
            self._items[row] = item
            self.tally.add(item)
            self._changed.add(item.job_id)
            self._watch(item)
            if self._sorting is not None and not self._settle.isActive() and self._key(item) != self._keys[row]:
                self._settle.start()
        if self._changed and not self._flush.isActive():
            self._flush.start()

    def remove(self, job_ids: Iterable[str]) -> None:
        """Take the rows of jobs out."""
        rows = sorted({self._rows[job_id] for job_id in job_ids if job_id in self._rows})
        for first, last in reversed(list(_runs(rows))):
            self._remove_run(first, last)
        if rows:
            self.counts_changed.emit()

    def close(self) -> None:
        """Let no timer run on."""
        for timer in (self._flush, self._countdown, self._settle):
            timer.stop()

    def _key(self, item: Item) -> Any:  # noqa: ANN401  whatever compares
        place = (self._ranks[item.drop_id], item.position)
        if self._sorting is None:
            return place
        return columns.key_of(item, *self._sorting), place

    def _arrange(self) -> None:
        """Put all rows in their order; selections and scroll positions of views move with them."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        followed = [self._items[index.row()].job_id for index in before]
        keyed = [(self._key(item), item, text) for item, text in zip(self._items, self._texts, strict=True)]
        keyed.sort(key=itemgetter(0))
        for place, column in enumerate((self._keys, self._items, self._texts)):
            column[:] = [row[place] for row in keyed]
        self._reindex(0)
        after = [self.index(self._rows[job], index.column()) for job, index in zip(followed, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _insert_run(self, row: int, run: list[Item]) -> None:
        self.beginInsertRows(QModelIndex(), row, row + len(run) - 1)
        self._items[row:row] = run
        self._texts[row:row] = [_search_text(item) for item in run]
        self._keys[row:row] = [self._key(item) for item in run]
        self._reindex(row)
        for item in run:
            self.tally.add(item)
            self._watch(item)
        self.endInsertRows()

    def _remove_run(self, first: int, last: int) -> None:
        self.beginRemoveRows(QModelIndex(), first, last)
        for item in self._items[first : last + 1]:
            self.tally.discard(item)
            del self._rows[item.job_id]
            self._held.discard(item.job_id)
        for column in (self._items, self._texts, self._keys):
            del column[first : last + 1]
        self._reindex(first)
        self.endRemoveRows()

    def _reindex(self, start: int) -> None:
        self._rows.update((item.job_id, row) for row, item in enumerate(self._items[start:], start))

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
        rows = sorted(self._rows[job_id] for job_id in self._changed if job_id in self._rows)
        self._changed.clear()
        for first, last in _runs(rows):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))
        if rows:
            self.counts_changed.emit()


def _status_line(item: Item, now: float) -> str:
    return status_of(item, now=now).sentence


_ANSWERS: dict[int, Callable[[Item, float], Any]] = {
    Role.ITEM: lambda item, _: item,
    Role.JOB_ID: lambda item, _: item.job_id,
    Role.STATUS: lambda item, now: status_of(item, now=now),
    Qt.ItemDataRole.DisplayRole: lambda item, _: phrases.name(item.name),
    Qt.ItemDataRole.ToolTipRole: lambda item, now: (
        f"<p>{escape(phrases.name(item.name))}<br>{escape(_status_line(item, now))}</p>"
    ),
    Qt.ItemDataRole.AccessibleTextRole: lambda item, now: f"{phrases.name(item.name)}, {_status_line(item, now)}",
}
_CELL_ROLES = frozenset({Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole})


def _search_text(item: Item) -> str:
    return f"{item.name}\n{item.path.parent}\n{item.preset}".casefold()


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    for _, run in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
        found = [row for _, row in run]
        yield found[0], found[-1]
