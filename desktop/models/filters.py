"""Show of the gallery what a shelf of the sidebar holds and a search finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QItemSelection, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt

from desktop.domain.item import UNFINISHED, Item
from desktop.models import phrases
from desktop.models.columns import Column
from desktop.models.gallery import GalleryModel
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


class GalleryFilter(QSortFilterProxyModel):
    """Let through what is on the chosen shelf and holds every word of the search."""

    def __init__(self, gallery: GalleryModel, parent: QObject | None = None) -> None:
        """Show everything at first."""
        super().__init__(parent)
        self._gallery = gallery
        self._shelf = ALL
        self._is_on_shelf = ALL.predicate(now=gallery.clock())
        self._words: tuple[str, ...] = ()
        self.setSourceModel(gallery)

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
        self.beginFilterChange()
        self._shelf = shelf
        self._is_on_shelf = shelf.predicate(now=self._gallery.clock())
        self.endFilterChange()

    def set_search(self, text: str) -> None:
        """Show only items whose name, folder or preset holds every word."""
        self.beginFilterChange()
        self._words = tuple(text.casefold().split())
        self.endFilterChange()

    def filterAcceptsRow(self, row: int, parent: QModelIndex | QPersistentModelIndex) -> bool:  # noqa: N802  Qt's name
        """Decide on precomputed text and the item itself, without a trip through `data`."""
        del parent
        if not self._is_on_shelf(self._gallery.item_at(row)):
            return False
        text = self._gallery.text_at(row)
        return all(word in text for word in self._words)

    def item_at(self, row: int) -> Item:
        """Return the item a view shows in a row."""
        return self._gallery.item_at(self.mapToSource(self.index(row, 0)).row())

    def index_of(self, job_id: str) -> QModelIndex:
        """Return where a job is shown, or an invalid index."""
        return self.mapFromSource(self._gallery.index_of(job_id))

    def items_at(self, selection: QItemSelection) -> list[Item]:
        """Return the items of a selection in the order the user sees them."""
        runs = [selection.at(n) for n in range(selection.count())]
        rows = {row for run in runs for row in range(run.top(), run.bottom() + 1)}
        return [self.item_at(row) for row in sorted(rows)]

    @property
    def sorting(self) -> tuple[Column, Qt.SortOrder] | None:
        """The column rows are sorted by, and which way; None for newest first."""
        return self._gallery.sorting

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Let the gallery sort itself: comparing through indexes would take seconds; no column: newest first."""
        self._gallery.sort_by((Column(column), order) if column >= 0 else None)
