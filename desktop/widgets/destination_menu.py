"""Choose among named destinations under the toolbar's "To"."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

translate = QCoreApplication.translate
_LONGEST_NAME = 40


class DestinationMenu(QMenu):
    """List the destinations; report what is chosen, added or forgotten."""

    chosen = Signal(str)  # name; empty for the unnamed one
    added = Signal(str)  # a new name
    forgotten = Signal(str)

    def __init__(self, settings: QAction, parent: QWidget) -> None:
        """Begin with the unnamed destination alone."""
        super().__init__(parent)
        self._settings = settings
        self._names: tuple[str, ...] = ("",)
        self.offer("", ("",))

    def offer(self, present: str, names: Sequence[str]) -> None:
        """Show these names, the present one marked."""
        self._names = tuple(names)
        self.clear()
        group = QActionGroup(self)
        for name in names:
            entry = QAction(_title(name), group, checkable=True, checked=name == present)
            entry.triggered.connect(lambda _checked, name=name: self.chosen.emit(name))
            self.addAction(entry)
        self.addSeparator()
        self.addAction(self._settings)
        self.addAction(self.tr("&Add a destination…"), self._ask_name)
        if present:
            text = self.tr("&Forget “{name}”").format(name=_title(present))
            self.addAction(text, lambda: self.forgotten.emit(present))

    def _ask_name(self) -> None:
        dialog = QInputDialog(self.parentWidget())
        dialog.setWindowTitle(self.tr("Add a destination"))
        dialog.setLabelText(self.tr("Name, for example the site its images are for"))
        dialog.textValueSelected.connect(self.add_named)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def add_named(self, text: str) -> None:
        """Report a name nobody has yet; a known one is chosen instead."""
        name = " ".join(text.split())[:_LONGEST_NAME]
        if name in self._names:
            self.chosen.emit(name)
        elif name:
            self.added.emit(name)


def _title(name: str) -> str:
    return name.replace("&", "&&") if name else translate("DestinationMenu", "First destination")
