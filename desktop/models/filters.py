"""Show of the gallery what a shelf of the sidebar holds and a search finds."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QItemSelection, QModelIndex, QObject, Qt

from desktop.domain.item import UNFINISHED, Item
from desktop.models import phrases
from desktop.models.columns import Column
from desktop.models.gallery import GalleryModel
from desktop.models.item_table import ItemTable
from desktop.models.tally import FAILED_STATES, Tally


class ShelfKind(StrEnum):
    """The ways the sidebar divides the gallery."""

    ALL = "all"
    IN_PROGRESS = "in-progress"
    FAILED = "failed"
    LIVE = "live"
    TODAY = "today"
    DROP = "drop"


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """Name one line of the sidebar; `drop_id` only for a drop's own."""

    kind: ShelfKind
    drop_id: str = ""

    def predicate(self, *, now: float) -> Callable[[Item], bool]:
        """Return the test an item passes to be on this shelf."""
        today = phrases.day(now)
        tests: dict[ShelfKind, Callable[[Item], bool]] = {
            ShelfKind.ALL: lambda _item: True,
            ShelfKind.IN_PROGRESS: lambda item: item.state in UNFINISHED,
            ShelfKind.FAILED: lambda item: item.state in FAILED_STATES,
            ShelfKind.LIVE: lambda item: item.is_live,
            ShelfKind.TODAY: lambda item: phrases.day(item.added_at) == today,
            ShelfKind.DROP: lambda item: item.drop_id == self.drop_id,
        }
        return tests[self.kind]

    def count(self, tally: Tally, *, now: float) -> int:
        """Return how many items are on this shelf."""
        counts: dict[ShelfKind, Callable[[], int]] = {
            ShelfKind.ALL: lambda: tally.total,
            ShelfKind.IN_PROGRESS: lambda: tally.unfinished,
            ShelfKind.FAILED: lambda: tally.failed,
            ShelfKind.LIVE: lambda: tally.live,
            ShelfKind.TODAY: lambda: tally.days[phrases.day(now)],
            ShelfKind.DROP: lambda: tally.drops[self.drop_id],
        }
        return counts[self.kind]()


ALL = Shelf(kind=ShelfKind.ALL)


class GalleryFilter(ItemTable):
    """Let through what is on the chosen shelf and holds every word of the search.

    Not a proxy of Qt's: one asks Python about each row, which takes ten thousand of them too long for a keystroke.
    """

    def __init__(self, gallery: GalleryModel, parent: QObject | None = None) -> None:
        """Show everything at first."""
        super().__init__(parent, clock=gallery.clock)
        self._gallery = gallery
        self._shelf = ALL
        self._is_on_shelf = ALL.predicate(now=gallery.clock())
        self._words: tuple[str, ...] = ()
        gallery.rowsInserted.connect(self._on_inserted)
        gallery.rowsAboutToBeRemoved.connect(self._on_leaving)
        gallery.layoutChanged.connect(self._show)
        gallery.told.connect(self._on_told)
        self._show()

    @property
    def shelf(self) -> Shelf:
        """The chosen shelf."""
        return self._shelf

    @property
    def is_searching(self) -> bool:
        """Whether a search narrows the view."""
        return bool(self._words)

    def set_shelf(self, shelf: Shelf) -> None:
        """Show another shelf."""
        self._shelf = shelf
        self._is_on_shelf = shelf.predicate(now=self._gallery.clock())
        self._show()

    def set_search(self, text: str) -> None:
        """Show only items whose name, folder or preset holds every word."""
        self._words = tuple(text.casefold().split())
        self._show()

    def item_of(self, job_id: str) -> Item | None:
        """Return the item of a job, shown or not; None if it is not in the gallery."""
        return self._gallery.item_of(job_id)

    def items_at(self, selection: QItemSelection) -> list[Item]:
        """Return the items of a selection in the order the user sees them."""
        runs = [selection.at(n) for n in range(selection.count())]
        rows = {row for run in runs for row in range(run.top(), run.bottom() + 1)}
        return list(self._gallery.items_of([self._ids[row] for row in sorted(rows)]))

    @property
    def sorting(self) -> tuple[Column, Qt.SortOrder] | None:
        """The column rows are sorted by, and which way; None for newest first."""
        return self._gallery.sorting

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Let the gallery sort itself; no column: newest first."""
        self._gallery.sort_by((Column(column), order) if column >= 0 else None)

    def _item(self, job_id: str) -> Item:
        item = self._gallery.item_of(job_id)
        assert item is not None  # noqa: S101  a row leaves here before the gallery forgets its item
        return item

    def _show(self) -> None:
        self._turn_into(self._accepted(self._gallery.ids()))

    def _accepted(self, ids: list[str]) -> list[str]:
        if self._shelf.kind is not ShelfKind.ALL:
            ids = [item.job_id for item in self._gallery.items_of(ids) if self._is_on_shelf(item)]
        for word in self._words:
            ids = [job_id for job_id, text in zip(ids, self._gallery.texts_of(ids), strict=True) if word in text]
        return ids

    @property
    def _shows_all(self) -> bool:
        return self._shelf.kind is ShelfKind.ALL and not self._words

    def _on_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        came = self._accepted(self._gallery.ids(first, last))
        if came:
            self._insert(first if self._shows_all else bisect_left(self._ids, first, key=self._gallery.row_of), came)

    def _on_leaving(self, _parent: QModelIndex, first: int, last: int) -> None:
        start = bisect_left(self._ids, first, key=self._gallery.row_of)
        end = bisect_left(self._ids, last + 1, key=self._gallery.row_of)
        if end > start:
            self._remove(start, end - start)

    def _on_told(self, changed: set[str]) -> None:
        """Let rows that belong elsewhere now come and go, and tell views of the others."""
        rows = self._rows
        if not self._shows_all and any((job_id in rows) is not bool(self._accepted([job_id])) for job_id in changed):
            self._show()
        self._say_changed(changed)
