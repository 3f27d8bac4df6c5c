"""Open the window as it was left: place, size, view, order, columns, selection. Kept in a small file of its own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QItemSelection, QItemSelectionModel, QObject, QSettings, Qt

from desktop.models.gallery import Role
from desktop.wiring.parts import Parts

_MOST_SELECTED = 500


class Remembering(QObject):
    """Read the file once before the window shows, and write it once when it closes: both are below 10 KB."""

    def __init__(self, parts: Parts, home: Path) -> None:
        """Put everything back that does not need rows; the selection follows with them."""
        super().__init__(parts.window)
        self._window, self._gallery, self._items = parts.window, parts.gallery, parts.window.gallery.items
        self._file = QSettings(str(home / "window.ini"), QSettings.Format.IniFormat)
        self._restore()
        self._wanted = set(self._texts("selection"))
        self._current = str(self._file.value("current", ""))
        self._gallery.rowsInserted.connect(self._select)

    def keep(self) -> None:
        """Write how the window is now."""
        window, canvas, file = self._window, self._window.canvas, self._file
        column, order = self._gallery.sorting or (-1, Qt.SortOrder.AscendingOrder)
        kept = {
            "geometry": window.saveGeometry(),
            "split": window.split.saveState(),
            "columns": canvas.list.header().saveState(),
            "view": "list" if canvas.view is canvas.list else "grid",
            "tiles": f"{canvas.grid.tile_scale:.3f}",
            "sort": f"{int(column)} {'down' if order is Qt.SortOrder.DescendingOrder else 'up'}",
            "inspector": str(window.actions_.inspector.isChecked()),
            "sidebar": str(window.actions_.sidebar.isChecked()),
            "selection": " ".join(item.job_id for item in window.gallery.selected_items()[:_MOST_SELECTED]),
            "current": canvas.view.currentIndex().data(Role.JOB_ID) or "",
        }
        for name, value in kept.items():
            file.setValue(name, value)
        file.sync()

    def _restore(self) -> None:
        window, canvas, file = self._window, self._window.canvas, self._file
        for name, restore in (
            ("columns", canvas.list.header().restoreState),
            ("geometry", window.restoreGeometry),
            ("split", window.split.restoreState),
        ):
            if isinstance(state := file.value(name), QByteArray):
                restore(state)
        if file.value("view") == "list":
            canvas.show_view(canvas.list)
        for name, action in (("inspector", window.actions_.inspector), ("sidebar", window.actions_.sidebar)):
            action.setChecked(file.value(name) != "False")
        scale, sorting = self._texts("tiles"), self._texts("sort")
        if scale and scale[0].replace(".", "", 1).isdigit():
            canvas.set_tile_scale(float(scale[0]))
        if len(sorting) == 2 and sorting[0].isdigit():  # noqa: PLR2004  a column and a direction
            down, up = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder
            canvas.sort(min(int(sorting[0]), self._gallery.columnCount() - 1), down if sorting[1] == "down" else up)

    def _texts(self, name: str) -> list[str]:
        return str(self._file.value(name, "")).split()

    def _select(self) -> None:
        """Select again what came in; the item that was current comes into sight."""
        if not (self._wanted or self._current):
            return
        view, selection = self._window.canvas.view, QItemSelection()
        for job_id in [job_id for job_id in self._wanted if self._gallery.item_of(job_id) is not None]:
            self._wanted.discard(job_id)
            index = self._items.index_of(job_id)
            selection.select(index, index)
        current = self._items.index_of(self._current)
        flags = QItemSelectionModel.SelectionFlag
        if current.isValid():
            self._current = ""
            view.selectionModel().setCurrentIndex(current, flags.NoUpdate)
            view.scrollTo(current)
        view.selectionModel().select(selection, flags.Select | flags.Rows)
