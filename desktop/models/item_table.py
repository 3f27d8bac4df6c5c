"""Be a table of items known by their job: what a cell answers, and how one list of rows becomes another.

Thousands of rows that come, go or move at once are told to views in at most four steps, however they are scattered:
what leaves is gathered and removed as one block, what comes is added as one block and then put in order. Selections,
the current item and scroll positions follow their items.
"""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from html import escape
from itertools import count, groupby
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItemModel

from desktop.domain.item import Item
from desktop.models import columns, phrases
from desktop.models.columns import Column
from desktop.models.status import status_of

AnyIndex = QModelIndex | QPersistentModelIndex
_BY_ROWS = QAbstractItemModel.LayoutChangeHint.VerticalSortHint
_WITH_HINT = "QList<QPersistentModelIndex>,QAbstractItemModel::LayoutChangeHint"  # the signals that take one
_MOST_RUNS = 24  # more runs than that are told as one: a view repaints itself once either way


class Role(IntEnum):
    """What a view may ask of a row besides Qt's own roles."""

    ITEM = Qt.ItemDataRole.UserRole + 1
    JOB_ID = Qt.ItemDataRole.UserRole + 2
    STATUS = Qt.ItemDataRole.UserRole + 3


class ItemTable(QStandardItemModel):
    """Hold job ids in the order of the rows; whoever inherits knows the items.

    Qt's own model keeps the empty cells: a view that lays itself out asks for the index of every row, a selection for
    the flags of every cell, and a model that answers that in Python takes 30 ms for ten thousand. Views edit nothing.
    """

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], float] = time.time) -> None:
        """Begin empty; `clock` gives Unix time."""
        super().__init__(0, len(Column), parent)
        self.clock = clock
        self._ids: list[str] = []
        self._found: dict[str, int] | None = {}
        self._coming: list[str] = []
        self.rowsInserted.connect(self._on_rows_inserted)  # the first to hear of it
        self.rowsRemoved.connect(self._on_rows_removed)

    @abstractmethod
    def item_of(self, job_id: str) -> Item | None:
        """Return the item of a job, or None if nobody knows it."""

    @abstractmethod
    def _item(self, job_id: str) -> Item:
        """Return the item of a job in the table."""

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
        if role in _CELL_ROLES and index.column():
            return columns.text_of(self.item_at(index.row()), index.column(), self.clock())
        answer = _ANSWERS.get(role)
        return answer(self.item_at(index.row()), self.clock()) if answer else None

    def item_at(self, row: int) -> Item:
        """Return the item of a row."""
        return self._item(self._ids[row])

    def row_of(self, job_id: str) -> int:
        """Return the row of a job that is in the table."""
        return self._rows[job_id]

    def ids(self, first: int = 0, last: int | None = None) -> list[str]:
        """Return the jobs of the rows from `first` to `last`, both included."""
        return self._ids[first : None if last is None else last + 1]

    def index_of(self, job_id: str) -> QModelIndex:
        """Return where a job is, or an invalid index."""
        row = self._rows.get(job_id)
        return QModelIndex() if row is None else self.index(row, 0)

    def _turn_into(self, ids: list[str]) -> None:
        """Let the rows be these from now on."""
        if ids == self._ids:
            return
        wanted = set(ids)
        gone = [row for row, job_id in enumerate(self._ids) if job_id not in wanted]
        if gone:
            self._gather(gone)
            self._remove(gone[0], len(gone))
        here = wanted.intersection(self._ids)
        fresh = [row for row, job_id in enumerate(ids) if job_id not in here] if len(here) < len(ids) else []
        if fresh:
            is_block = fresh[-1] - fresh[0] < len(fresh) and self._ids == ids[: fresh[0]] + ids[fresh[-1] + 1 :]
            self._insert(fresh[0] if is_block else len(self._ids), [ids[row] for row in fresh])
        if self._ids != ids:
            self._put_in_order(ids)

    def _insert(self, row: int, ids: list[str]) -> None:
        """Let new rows in before `row`."""
        self._coming = ids
        self.insertRows(row, len(ids))

    def _remove(self, first: int, count: int) -> None:
        """Let a block of rows go."""
        self.removeRows(first, count)

    def _on_rows_inserted(self, _parent: QModelIndex, first: int, _last: int) -> None:
        self._ids[first:first] = self._coming
        self._found = None

    def _on_rows_removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        del self._ids[first : last + 1]
        self._found = None

    def _gather(self, rows: Sequence[int]) -> None:
        """Bring rows together at the first of them, so that who loses the current item passes on to a neighbour."""
        first = rows[0]
        if rows[-1] - first >= len(rows):
            together = set(rows)
            rest = [job_id for row, job_id in enumerate(self._ids[first:], first) if row not in together]
            self._put_in_order([*self._ids[:first], *(self._ids[row] for row in rows), *rest])

    def _put_in_order(self, ids: list[str]) -> None:
        """Put the same rows in another order; what views remember of them moves along."""
        self.layoutAboutToBeChanged[_WITH_HINT].emit([], _BY_ROWS)  # type: ignore[index]  # the stubs know no overloads
        before = self.persistentIndexList()
        followed = [self._ids[index.row()] for index in before]
        self._ids, self._found = ids, None
        rows = self._rows
        after = [self.index(rows[job], index.column()) for job, index in zip(followed, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged[_WITH_HINT].emit([], _BY_ROWS)  # type: ignore[index]  # the stubs know no overloads

    def _say_changed(self, job_ids: Iterable[str]) -> None:
        """Tell views that the items of these jobs are others now."""
        places = self._rows
        rows = sorted(places[job_id] for job_id in job_ids if job_id in places)
        runs = list(_runs(rows))
        if len(runs) > _MOST_RUNS:
            runs = [(rows[0], rows[-1])]
        for first, last in runs:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))

    @property
    def _rows(self) -> dict[str, int]:
        """Where each job is: looked up anew once somebody asks, however often rows came and went before."""
        if self._found is None:
            self._found = dict(zip(self._ids, count()))
        return self._found


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


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    for _, run in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
        found = [row for _, row in run]
        yield found[0], found[-1]
