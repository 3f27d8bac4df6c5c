"""Show everything about the selected image: picture, sizes, links to copy, stages with times, what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.item import Item
from desktop.domain.links import UrlOf
from desktop.domain.reports import Connection
from desktop.models import phrases
from desktop.widgets.actions import Actions
from desktop.widgets.inspector_parts import FailureCard, Portrait, Summary, VariantTable, heading, stages_text
from desktop.widgets.look import Look
from desktop.widgets.pictures import Pictures
from desktop.widgets.place_note import PlaceNote

translate = QCoreApplication.translate


class Inspector(QScrollArea):
    """Follow the selection; report what is to be copied."""

    text_copy_requested = Signal(str)

    def __init__(
        self,
        *,
        actions: Actions,
        pictures: Pictures,
        look: Look,
        url_of: UrlOf,
        parent: QWidget | None = None,
    ) -> None:
        """Build every part once; `show_items` fills them."""
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Inspector"))
        self._items: tuple[Item, ...] = ()
        self._portrait = Portrait(pictures, look)
        self._summary = Summary(look)
        self._failure = FailureCard(actions)
        self._variants = VariantTable(url_of)
        self._variants.copy_requested.connect(self.text_copy_requested)
        self._url_of = url_of
        self._link, self._formats = QLineEdit(readOnly=True), FormatBox(actions)
        self._link.setAccessibleName(self.tr("Link"))
        self._copy, self._open = QPushButton(), QPushButton(self.tr("Open in browser"))
        self._copy.setProperty("rank", "primary")
        self._copy.clicked.connect(actions.copy.trigger)
        self._open.clicked.connect(actions.open.trigger)
        self._place = PlaceNote(actions)
        self._stages_heading, self._stages = heading(self.tr("Stages")), QLabel()
        self._stages.setTextFormat(Qt.TextFormat.RichText)
        self._hint = QLabel(self.tr("Select an image to see its link, sizes and stages."), wordWrap=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setProperty("tone", "muted")
        self._build()
        self._connection: Connection | None = None
        self.show_items(())

    def show_items(self, items: Sequence[Item]) -> None:
        """Show one image whole, several as a sum, none as a hint."""
        if tuple(items) == self._items and self._items:
            return
        self._items = tuple(items)
        one = self._items[0] if len(self._items) == 1 else None
        live = [item for item in self._items if item.is_live]
        self._hint.setVisible(not self._items)
        self._portrait.show_item(one)
        self._summary.show_items(self._items)
        self._failure.show_item(one)
        self._variants.show_outcome(one.outcome if one and one.is_live else None)
        self._show_link(one)
        self._formats.setVisible(bool(live))
        for before, button in pairwise((self._place.button, *self._variants.buttons)):  # what is made late comes last
            self.setTabOrder(before, button)
        self._copy.setVisible(bool(live))
        self._copy.setText(
            self.tr("Copy link") if len(live) == 1 else self.tr("Copy {links}").format(links=phrases.links(len(live)))
        )
        self._open.setVisible(len(live) == 1)
        self._place.show_items(live, self._connection)
        stages = stages_text(one) if one else ""
        self._stages.setText(stages)
        self._stages.setVisible(bool(stages))
        self._stages_heading.setVisible(bool(stages))

    def _show_link(self, item: Item | None) -> None:
        outcome = item.outcome if item is not None and item.is_live else None
        url = self._url_of(outcome, outcome.main) if outcome is not None else ""
        self._link.setVisible(bool(url))
        self._link.setText(url)
        self._link.setCursorPosition(0)
        self._link.setToolTip(url)

    def show_connection(self, connection: Connection) -> None:
        """Know where links work, and on which address they are built."""
        self._connection = connection
        items, self._items = self._items, ()
        self.show_items(items)

    def set_look(self, look: Look) -> None:
        """Paint in other colours."""
        self._summary.look = look
        self._portrait.look = look
        items, self._items = self._items, ()
        self.show_items(items)

    def _copying(self) -> QWidget:
        """Return the format and the button in one row."""
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._formats)
        layout.addWidget(self._copy, 1)
        return row

    def _build(self) -> None:
        body = QWidget()
        body.setObjectName("pane")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(10)
        parts: tuple[QWidget, ...] = (
            self._hint, self._portrait, self._summary, self._failure, self._link, self._copying(), self._open,
            self._place, self._variants, self._stages_heading, self._stages,
        )  # fmt: skip
        for part in parts:
            layout.addWidget(part)
        layout.addStretch()
        self.setWidget(body)


class FormatBox(QComboBox):
    """Choose how links are written, here and everywhere else."""

    def __init__(self, actions: Actions) -> None:
        """Offer the formats of the menu."""
        super().__init__()
        self._actions = actions
        self.setAccessibleName(self.tr("Format of links"))
        self.setToolTip(self.tr("Format of links"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(7)
        self.activated.connect(lambda row: actions.formats.actions()[row].trigger())
        actions.formats_changed.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        self.clear()
        for action in self._actions.formats.actions():
            self.addItem(action.text().replace("&&", "&"))
            if action.isChecked():
                self.setCurrentIndex(self.count() - 1)
