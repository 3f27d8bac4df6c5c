"""List every key by the menu its action is in, and the keys of the close look, which has no menu."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QVBoxLayout,
)

translate = QCoreApplication.translate
_COLUMNS = 3

Group = tuple[str, list[tuple[str, str]]]  # a title, and what each key does with that key


class KeysDialog(QDialog):
    """Show the keys in columns."""

    def __init__(self, window: QMainWindow) -> None:
        """Read the window's menu bar."""
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setPalette(window.palette())
        self.setWindowTitle(translate("Dialogs", "Keyboard shortcuts"))
        groups: list[Group] = [(_plain(entry.text()), list(_keyed(entry))) for entry in window.menuBar().actions()]
        groups.append((translate("Dialogs", "Quick look"), _keys_of_quick_look()))
        columns, close = QHBoxLayout(), QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        columns.setSpacing(40)
        for share in _shared([group for group in groups if group[1]]):
            columns.addLayout(_column(share))
        close.buttons()[0].setIcon(QIcon())
        close.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 20, 22, 16)
        layout.setSpacing(18)
        layout.addLayout(columns)
        layout.addWidget(close)


def _shared(groups: Sequence[Group]) -> list[list[Group]]:
    """Deal the groups out to columns of about the same length, in their order."""
    most = sum(len(keys) + 2 for _, keys in groups) / _COLUMNS
    columns: list[list[Group]] = [[] for _ in range(_COLUMNS)]
    filled = 0.0
    for group in groups:
        middle = filled + (len(group[1]) + 2) / 2
        columns[min(int(middle / most), _COLUMNS - 1)].append(group)
        filled += len(group[1]) + 2
    return columns


def _column(groups: Iterable[Group]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(18)
    for title, keys in groups:
        grid = QGridLayout()
        grid.setHorizontalSpacing(22)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(0, 1)
        heading = QLabel(title)
        heading.setProperty("tone", "heading")
        grid.addWidget(heading, 0, 0, 1, 2)
        for row, (words, key) in enumerate(keys, 1):
            cap = QLabel(key)
            cap.setProperty("tone", "key")
            grid.addWidget(QLabel(words), row, 0)
            grid.addWidget(cap, row, 1, Qt.AlignmentFlag.AlignRight)
        column.addLayout(grid)
    column.addStretch()
    return column


def _keyed(menu_entry: QAction) -> Iterable[tuple[str, str]]:
    menu = menu_entry.menu()
    for action in menu.actions() if isinstance(menu, QMenu) else ():
        key = _native(action.shortcut())
        if key:
            yield _plain(action.text()), key


def _keys_of_quick_look() -> list[tuple[str, str]]:
    return [
        (translate("Dialogs", "Previous and next image"), "← →"),
        (translate("Dialogs", "Nearer, further, whole"), "+ − 0"),
        (translate("Dialogs", "Compare with the original"), "C"),
        (translate("Dialogs", "Back to the gallery"), f"{_native('Space')}  {_native('Esc')}"),
    ]


def _native(key: QKeySequence | str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def _plain(text: str) -> str:
    return text.replace("&", "").rstrip("…")
