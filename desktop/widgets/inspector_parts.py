"""Build the parts of the inspector: portrait, summary, failure, table of variants, stages."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop.domain.item import Hold, Item
from desktop.domain.links import UrlOf
from desktop.errors import explain
from desktop.models import phrases
from desktop.models.status import status_of
from desktop.widgets.actions import Actions
from desktop.widgets.look import Look
from desktop.widgets.pictures import Pictures
from worker.contract import Outcome, Role, Stage, Variant

translate = QCoreApplication.translate
_EDGE = 520  # device pixels of the portrait's longer side


def heading(text: str) -> QLabel:
    """Return the title above a part."""
    label = QLabel(text)
    label.setProperty("tone", "heading")
    label.setContentsMargins(0, 8, 0, 0)
    return label


class Portrait(QWidget):
    """Show one picture as large as the pane allows, whole."""

    def __init__(self, pictures: Pictures, look: Look) -> None:
        """Begin hidden."""
        super().__init__()
        self.look = look
        self._pictures = pictures
        self._item: Item | None = None
        self.setFixedHeight(190)
        pictures.arrived.connect(self.update)

    def show_item(self, item: Item | None) -> None:
        """Show the picture of an item; nothing hides the part."""
        self._item = item
        self.setVisible(item is not None)
        self.setAccessibleName(phrases.name(item.name) if item else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Paint the picture in the middle."""
        del event
        if self._item is None:
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        frame = QPainterPath()
        frame.addRoundedRect(QRectF(self.rect()), 10, 10)
        painter.fillPath(frame, self.look.hollow)
        picture = self._pictures.pixmap(self._item, edge=_EDGE)
        if picture is None:
            return
        painter.setClipPath(frame)
        limit = (self.size() * self.devicePixelRatioF()).boundedTo(picture.size())
        size = picture.size().scaled(limit, Qt.AspectRatioMode.KeepAspectRatio) / self.devicePixelRatioF()
        corner = QPointF((self.width() - size.width()) / 2, (self.height() - size.height()) / 2)
        painter.drawPixmap(QRectF(corner, size.toSizeF()), picture, QRectF(picture.rect()))

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Ask for the usual size of a pane."""
        return QSize(270, 190)


class Summary(QWidget):
    """Name the image, its state, and its size before and after."""

    def __init__(self, look: Look) -> None:
        """Begin empty."""
        super().__init__()
        self.look = look
        self._name, self._status, self._sizes, self._where = QLabel(), QLabel(), QLabel(), QLabel()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for label in (self._name, self._status, self._sizes, self._where):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            layout.addWidget(label)
        font = self._name.font()
        font.setPointSizeF(font.pointSizeF() * 1.2)
        font.setBold(True)
        self._name.setFont(font)
        self._where.setProperty("tone", "muted")

    def show_items(self, items: Sequence[Item]) -> None:
        """Describe one image, or several together."""
        self.setVisible(bool(items))
        if len(items) == 1:
            self._show_one(items[0])
        elif items:
            self._name.setText(phrases.images(len(items)))
            self._status.setText(translate("Summary", "{count} live").format(count=sum(i.is_live for i in items)))
            self._status.setStyleSheet("")
            self._sizes.setText(phrases.size(sum(item.size for item in items)))
            self._where.clear()

    def _show_one(self, item: Item) -> None:
        status = status_of(item, now=item.changed_at)
        self._name.setText(_breakable(phrases.name(item.name)))
        self._status.setText(status.word)
        self._status.setStyleSheet(f"color: {self.look.tones[status.tone].name()}; font-weight: 600;")
        sizes = phrases.size(item.size) if item.size else ""
        if item.outcome is not None and item.is_live:
            out = item.outcome
            pixels = f"{out.main.width} × {out.main.height}"
            before, after = phrases.size(out.bytes_in), phrases.size(out.bytes_out)
            sizes = "   ".join(part for part in (f"{before} → {after}", status.saving, pixels) if part)
        self._sizes.setText(sizes)
        self._where.setText(_breakable(phrases.name(str(item.path.parent))))


class FailureCard(QFrame):
    """Say what went wrong and what to do, with a button that does it."""

    def __init__(self, actions: Actions) -> None:
        """Begin hidden."""
        super().__init__()
        self.setObjectName("trouble")
        self._sentence, self._code = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._retry = QPushButton(self.tr("Retry"))
        self._retry.clicked.connect(actions.retry.trigger)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        for widget in (self._sentence, self._code, self._retry):
            layout.addWidget(widget)
        self._code.setProperty("tone", "muted")
        for label in (self._sentence, self._code):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def show_item(self, item: Item | None) -> None:
        """Explain an item's failure; hide where there is none."""
        failure = item.failure if item else None
        self.setVisible(failure is not None)
        if item is None or failure is None:
            return
        advice = explain(failure)
        self._sentence.setText(f"{advice.sentence}\n{advice.next_step}")
        self._code.setText(" · ".join(_breakable(part) for part in (failure.code, failure.detail) if part))
        self._retry.setVisible(item.is_ended and advice.retry_helps and item.hold is not Hold.RETRY)


class VariantTable(QWidget):
    """List every published file with a button that copies its link."""

    copy_requested = Signal(str)

    def __init__(self, url_of: UrlOf) -> None:
        """Begin empty."""
        super().__init__()
        self._url_of = url_of
        self.buttons: list[QToolButton] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2)
        self._grid.setHorizontalSpacing(8)
        self._grid.setColumnStretch(1, 1)

    def show_outcome(self, outcome: Outcome | None) -> None:
        """Fill the table."""
        while (entry := self._grid.takeAt(0)) is not None:
            widget = entry.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons.clear()
        self.setVisible(outcome is not None)
        if outcome is None:
            return
        self._grid.addWidget(heading(self.tr("Files")), 0, 0, 1, 3)
        for row, variant in enumerate(outcome.files, 1):
            self._add_row(row, outcome, variant)

    def _add_row(self, row: int, outcome: Outcome, variant: Variant) -> None:
        kind = variant.content_type.removeprefix("image/").upper()
        role = {Role.MAIN: self.tr("Image"), Role.THUMBNAIL: self.tr("Thumbnail"), Role.VARIANT: kind}[variant.role]
        details = QLabel(f"{variant.width} × {variant.height} · {phrases.size(variant.bytes)}")
        details.setProperty("tone", "muted")
        button = QToolButton()
        button.setText(self.tr("Copy"))
        button.setProperty("rank", "small")
        url = self._url_of(outcome, variant)
        button.setToolTip(url)
        button.setEnabled(bool(url))
        button.setAccessibleName(self.tr("Copy link of {file}").format(file=f"{role} {variant.width}"))
        button.clicked.connect(lambda: self.copy_requested.emit(url))
        self.buttons.append(button)
        for column, widget in enumerate((QLabel(role), details, button)):
            self._grid.addWidget(widget, row, column)


def stages_text(item: Item) -> str:
    """Return the stages a worker went through with their times, and who did it, as a small table of rich text."""
    outcome = item.outcome
    if outcome is None or not item.is_live or not outcome.stages:
        return ""
    words = {
        Stage.QUEUED: translate("Stages", "Queued"),
        Stage.FETCHING: translate("Stages", "Fetching"),
        Stage.OPTIMISING: translate("Stages", "Optimising"),
        Stage.THUMBNAILS: translate("Stages", "Thumbnails"),
        Stage.PUBLISHING: translate("Stages", "Publishing"),
    }
    rows = [(words[step.stage], phrases.seconds(step.seconds)) for step in outcome.stages]
    if outcome.worker:
        rows.append((translate("Stages", "Worker"), _breakable(outcome.worker)))
    return (
        '<table cellspacing="0" cellpadding="2">'
        + "".join(f"<tr><td>{a}&nbsp;&nbsp;&nbsp;</td><td>{escape(b)}</td></tr>" for a, b in rows)
        + "</table>"
    )


def _breakable(text: str) -> str:
    """Let long names and paths wrap at their joints; line breaks of hostile names become spaces."""
    text = " ".join(text.split())
    for joint in "/\\-_.@":
        text = text.replace(joint, f"{joint}\u200b")
    return text
