"""Hold the lines of the sidebar with their live counts: the fixed shelves, then the newest drops."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.models import phrases
from desktop.models.filters import Shelf, ShelfKind
from desktop.models.gallery import GalleryModel

translate = QCoreApplication.translate
AnyIndex = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_MOST_DROPS = 30
_FIXED = tuple(Shelf(kind=kind) for kind in ShelfKind if kind is not ShelfKind.DROP)
_ICONS = {
    ShelfKind.ALL: "grid",
    ShelfKind.IN_PROGRESS: "upload",
    ShelfKind.FAILED: "failed",
    ShelfKind.LIVE: "live",
    ShelfKind.TODAY: "today",
    ShelfKind.DROP: "drop",
}


class ShelfRole(IntEnum):
    """What the sidebar asks of a line besides its title."""

    SHELF = Qt.ItemDataRole.UserRole + 1
    COUNT = Qt.ItemDataRole.UserRole + 2
    ICON = Qt.ItemDataRole.UserRole + 3
    IS_HEADING = Qt.ItemDataRole.UserRole + 4


_HEADING: dict[int, Callable[[], Any]] = {
    Qt.ItemDataRole.DisplayRole: lambda: translate("Shelves", "Drops"),
    ShelfRole.IS_HEADING: lambda: True,
}


class Shelves(QAbstractListModel):
    """List the shelves; a line without a shelf is the heading above the drops."""

    def __init__(self, gallery: GalleryModel, parent: QObject | None = None) -> None:
        """Follow the gallery's counts."""
        super().__init__(parent)
        self._gallery = gallery
        self._lines: list[Shelf | None] = list(_FIXED)
        self._answers: dict[int, Callable[[Shelf], Any]] = {
            Qt.ItemDataRole.DisplayRole: self._title,
            Qt.ItemDataRole.AccessibleTextRole: lambda shelf: (
                f"{self._title(shelf)}, {phrases.images(self._count(shelf))}"
            ),
            ShelfRole.SHELF: lambda shelf: shelf,
            ShelfRole.COUNT: self._count,
            ShelfRole.ICON: lambda shelf: _ICONS[shelf.kind],
        }
        gallery.counts_changed.connect(self._on_counts_changed)

    def rowCount(self, parent: AnyIndex = _NO_INDEX) -> int:  # noqa: N802  Qt's name
        """Return how many lines there are, headings included."""
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Let everything be chosen but a heading."""
        if not index.isValid() or self._lines[index.row()] is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  Qt's signature
        """Return a line's title, count, icon name or shelf."""
        if not index.isValid():
            return None
        shelf = self._lines[index.row()]
        if shelf is None:
            return _HEADING[role]() if role in _HEADING else None
        answer = self._answers.get(role)
        return answer(shelf) if answer else None

    def row_of(self, shelf: Shelf) -> int:
        """Return the line of a shelf; the first one if it is gone."""
        return self._lines.index(shelf) if shelf in self._lines else 0

    def _on_counts_changed(self) -> None:
        drops = [Shelf(kind=ShelfKind.DROP, drop_id=drop) for drop in self._gallery.newest_drops(_MOST_DROPS)]
        lines: list[Shelf | None] = [*_FIXED, *([None, *drops] if drops else [])]
        if lines != self._lines:
            self.beginResetModel()
            self._lines = lines
            self.endResetModel()
        else:
            self.dataChanged.emit(self.index(0), self.index(len(lines) - 1))

    def _count(self, shelf: Shelf) -> int:
        return shelf.count(self._gallery.tally, now=self._gallery.clock())

    def _title(self, shelf: Shelf) -> str:
        titles = {
            ShelfKind.ALL: translate("Shelves", "All images"),
            ShelfKind.IN_PROGRESS: translate("Shelves", "In progress"),
            ShelfKind.FAILED: translate("Shelves", "Failed"),
            ShelfKind.LIVE: translate("Shelves", "Live"),
            ShelfKind.TODAY: translate("Shelves", "Today"),
        }
        if shelf.kind is not ShelfKind.DROP:
            return titles[shelf.kind]
        at = self._gallery.drop_time(shelf.drop_id)
        return phrases.moment(at, now=self._gallery.clock()) if at is not None else ""
