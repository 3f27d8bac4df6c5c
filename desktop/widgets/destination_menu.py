"""Choose among named destinations under the toolbar's "To", add one, give one another name or forget it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

translate = QCoreApplication.translate
_LONGEST_TITLE = 40


class DestinationMenu(QMenu):
    """List the destinations by their titles; report what is chosen, added, renamed or forgotten by name."""

    chosen = Signal(str)  # name; empty for the first one
    added = Signal(str)  # a new title
    renamed = Signal(str)  # another title for the present one
    forgotten = Signal(str)

    def __init__(self, settings: QAction, parent: QWidget) -> None:
        """Begin with the first destination alone."""
        super().__init__(parent)
        self._settings = settings
        self._present = ""
        self._titles: Mapping[str, str] = {"": ""}
        self.offer("", self._titles)

    def offer(self, present: str, titles: Mapping[str, str]) -> None:
        """Show these destinations, the present one marked; an empty title is that of the first one."""
        self._present, self._titles = present, dict(titles)
        self.clear()
        group = QActionGroup(self)
        for name in sorted(titles, key=lambda name: titles[name].casefold()):
            entry = QAction(title_of(titles[name]).replace("&", "&&"), group, checkable=True, checked=name == present)
            entry.triggered.connect(lambda _checked, name=name: self.chosen.emit(name))
            self.addAction(entry)
        self.addSeparator()
        self.addAction(self._settings)
        self.addAction(self.tr("&Add a destination…"), self._ask_new)
        shown = title_of(titles[present]).replace("&", "&&")
        self.addAction(self.tr("&Rename “{name}”…").format(name=shown), self._ask_title)
        if present:
            self.addAction(self.tr("&Forget “{name}”").format(name=shown), lambda: self.forgotten.emit(present))

    def _ask_new(self) -> None:
        question = self.tr("Name, for example the site its images are for")
        self._ask(self.tr("Add a destination"), question, self.add_named, text="")

    def _ask_title(self) -> None:
        title = title_of(self._titles[self._present])
        self._ask(self.tr("Rename a destination"), self.tr("Its name from now on"), self.rename, text=title)

    def _ask(self, title: str, question: str, answered: Callable[[str], None], *, text: str) -> None:
        dialog = QInputDialog(self.parentWidget())
        dialog.setWindowTitle(title)
        dialog.setLabelText(question)
        dialog.setTextValue(text)
        dialog.textValueSelected.connect(answered)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def add_named(self, text: str) -> None:
        """Report a title no destination has yet; a known one is chosen instead."""
        title = _clean(text)
        known = next((name for name, one in self._titles.items() if one == title), None)
        if known is not None and title:
            self.chosen.emit(known)
        elif title:
            self.added.emit(title)

    def rename(self, text: str) -> None:
        """Report another title for the present destination; one that is taken or empty changes nothing."""
        title = _clean(text)
        if title and title not in self._titles.values():
            self.renamed.emit(title)


def title_of(title: str) -> str:
    """Return what people read for a destination."""
    return title or translate("DestinationMenu", "First destination")


def _clean(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_TITLE].strip()
