"""Look at one image after the other, large, over the window: Space opens and closes it, arrows go on, C compares.

What is published is fetched from the CDN only while somebody looks at it; how it was before comes from the file on
this computer.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from desktop.domain.item import Item
from desktop.models import phrases
from desktop.models.filters import GalleryFilter
from desktop.models.status import status_of
from desktop.widgets import icons
from desktop.widgets.look import Look
from desktop.widgets.magnifier import Magnifier
from desktop.widgets.pictures import Pictures


class QuickLook(QWidget):
    """Cover the window; the gallery's current item moves along."""

    def __init__(
        self,
        window: QWidget,
        *,
        items: GalleryFilter,
        pictures: Pictures,
        view: Callable[[], QAbstractItemView],
        look: Look,
    ) -> None:
        """Begin hidden; `view` gives the view whose current item is looked at."""
        super().__init__(window)
        self._window = window
        self._items, self._pictures, self._view = items, pictures, view
        self._item: Item | None = None
        self._before: QPixmap | None = None
        self._after: QPixmap | None = None
        self.magnifier = Magnifier(look)
        self._buttons: dict[QToolButton, str] = {}
        self._name, self._note = QLabel(), QLabel()
        for label in (self._name, self._note):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Quick look"))
        self._lay_out()
        window.installEventFilter(self)
        self.hide()

    def set_look(self, look: Look) -> None:
        """Paint in other colours."""
        self.magnifier.look = look
        for button, name in self._buttons.items():
            button.setIcon(self._drawn(name))
        self.update()

    def toggle(self) -> None:
        """Open on the current item, or close."""
        if self.isVisible():
            self.leave()
        elif self._view().currentIndex().isValid():
            self.setGeometry(self._window.rect())
            self.show()
            self.raise_()
            self.setFocus()
            self._compare.setChecked(False)
            self._show_row(self._view().currentIndex().row())

    def leave(self) -> None:
        """Close and let the pictures go."""
        self.hide()
        self._item = self._before = self._after = None
        self.magnifier.show_pictures(None)
        self._view().setFocus()

    def step(self, by: int) -> None:
        """Go to another image in the order of the gallery; at an end stay."""
        row = self._view().currentIndex().row() + by
        if 0 <= row < self._items.rowCount():
            self._view().setCurrentIndex(self._items.index(row, 0))
            self._show_row(row)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Keep covering the window."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._window.rect())
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Do everything by key."""
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if is_shifted and event.key() in _STEPS and self._compare.isChecked():
            self.magnifier.set_divider(self.magnifier.divider + 0.05 * _STEPS[event.key()])
        elif event.key() in _STEPS:
            self.step(_STEPS[event.key()])
        elif event.key() in self._keys:
            self._keys[event.key()]()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Cover what is below."""
        del event
        QPainter(self).fillRect(self.rect(), self.magnifier.look.canvas)

    def _lay_out(self) -> None:
        self._compare = self._button("compare", self.tr("Compare with the original (C)"), lambda: None)
        self._compare.setCheckable(True)
        self._compare.toggled.connect(lambda _on: self._show_pictures())
        zoom, key = self.magnifier, Qt.Key
        bar = QHBoxLayout()
        bar.addWidget(self._name)
        bar.addWidget(self._note, 1)
        for button in (
            self._button("previous", self.tr("Previous (Left)"), lambda: self.step(-1)),
            self._button("next", self.tr("Next (Right)"), lambda: self.step(1)),
            self._button("farther", self.tr("Zoom out (−)"), lambda: zoom.zoom_by(-1)),
            self._button("nearer", self.tr("Zoom in (+)"), lambda: zoom.zoom_by(1)),
            self._compare,
            self._button("cancel", self.tr("Close (Space)"), self.leave),
        ):
            bar.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 12, 18, 18)
        layout.addLayout(bar)
        layout.addWidget(self.magnifier, 1)
        self._note.setProperty("tone", "muted")
        self._note.setContentsMargins(14, 0, 0, 0)
        self._keys: dict[int, Callable[[], None]] = {
            key.Key_Space: self.leave, key.Key_Escape: self.leave, key.Key_Return: self.leave,
            key.Key_Enter: self.leave, key.Key_Plus: lambda: zoom.zoom_by(1), key.Key_Equal: lambda: zoom.zoom_by(1),
            key.Key_Minus: lambda: zoom.zoom_by(-1), key.Key_0: zoom.fit, key.Key_C: self._compare.click,
        }  # fmt: skip

    def _button(self, name: str, title: str, act: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setIcon(self._drawn(name))
        self._buttons[button] = name
        button.setToolTip(title)
        button.setAccessibleName(title)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # every one has a key, and arrows go from image to image
        button.clicked.connect(act)
        return button

    def _drawn(self, name: str) -> QIcon:
        look = self.magnifier.look
        return icons.icon(name, look.text, disabled=look.faint)

    def _show_row(self, row: int) -> None:
        item = self._item = self._items.item_at(row)
        self._before = self._after = None
        self.magnifier.fit()
        self._name.setText(phrases.name(item.name))
        place = self.tr("{row} of {count}").format(row=row + 1, count=self._items.rowCount())
        self._note.setText(f"{status_of(item, now=item.changed_at).sentence}  ·  {place}")
        self._compare.setEnabled(False)
        self._pictures.load_original(item, lambda found: self._on_loaded(item, before=found))
        self._pictures.load_published(item, lambda found: self._on_loaded(item, after=found))
        self._show_pictures()

    def _on_loaded(self, item: Item, *, before: QPixmap | None = None, after: QPixmap | None = None) -> None:
        if self._item is not item or not self.isVisible():
            return
        self._before, self._after = before or self._before, after or self._after
        self._compare.setEnabled(self._before is not None and self._after is not None)
        self._show_pictures()

    def _show_pictures(self) -> None:
        if self._item is None:
            return
        small = self._pictures.pixmap(self._item, edge=400)
        is_comparing = self._compare.isChecked() and self._compare.isEnabled()
        self.magnifier.show_pictures(
            self._after or self._before or small, before=self._before if is_comparing else None
        )


_STEPS: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
