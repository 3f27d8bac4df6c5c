"""Paint a tile whole: picture, name, state, the two legs of progress, sizes, and the button a hovering pointer gets."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from desktop.domain.item import Item
from desktop.models import phrases
from desktop.models.gallery import Role
from desktop.models.status import Status, Tone, legs_of
from desktop.widgets import icons
from desktop.widgets.look import Look
from desktop.widgets.painted import Painted
from desktop.widgets.pictures import Pictures
from desktop.widgets.tile_layout import TileLayout
from desktop.widgets.tile_picture import PicturePainter
from desktop.widgets.verbs import Verb, verb_of
from worker.contract import Outcome

AnyIndex = QModelIndex | QPersistentModelIndex
_RADIUS = 10.0
_KEPT = 48 * 1024 * 1024  # bytes of painted tiles: some screens of them


class TileDelegate(QStyledItemDelegate):
    """Paint items from the model's ITEM and STATUS roles; nothing is a widget."""

    def __init__(self, *, pictures: Pictures, look: Look, parent: QAbstractItemView) -> None:
        """Paint with the pictures at hand in the colours of `look`."""
        super().__init__(parent)
        self._view = parent
        self.look = look
        self.is_only_here: Callable[[Outcome], bool] = lambda _: False
        self.layout = TileLayout(parent.font())
        self._pictures = pictures
        self._picture = PicturePainter(pictures)
        self._painted = Painted(budget=_KEPT)

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:  # noqa: N802  Qt's name
        """Return the one size all tiles have."""
        del option, index
        return self.layout.cell

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paint one tile, or copy it as it was painted before."""
        item, state = index.data(Role.ITEM), option.state
        is_special = state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus)
        if is_special:  # one or two tiles: they change at once
            self._paint_tile(painter, option.rect, index, state)
            return
        self._painted.draw(
            painter,
            option.rect,
            item,
            on=self.look.canvas,
            circumstances=(
                bool(state & QStyle.StateFlag.State_Selected),
                self._is_marked(item),
                self.look,
                self._pictures.asked_anew,
            ),
            paint=lambda own, place: self._paint_tile(own, place, index, state),
        )

    def _paint_tile(self, painter: QPainter, place: QRect, index: AnyIndex, state: QStyle.StateFlag) -> bool:
        item, status = index.data(Role.ITEM), index.data(Role.STATUS)
        places = self.layout.places(place)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_card(painter, places.card, state)
        stays = self._picture.paint(painter, places.picture, item, self.look, radius=_RADIUS - 1)
        self._paint_marks(painter, places.picture, item)
        self._paint_name(painter, places.name, item)
        self._paint_status(painter, places.status, status)
        legs = legs_of(item) if status.tone is not Tone.BAD else None
        if legs is not None:
            self._paint_legs(painter, places.detail, legs, status)
        else:
            self._paint_detail(painter, places.detail, status)
        if state & QStyle.StateFlag.State_MouseOver:
            self._paint_chip(painter, places.button, verb_of(item).icon)
        painter.restore()
        return stays

    def verb_at(self, rect: QRect, position: QPoint, item: Item) -> Verb | None:
        """Return what a click at `position` on the tile at `rect` asks for, or None if it just selects."""
        return verb_of(item) if self.layout.places(rect).button.contains(position) else None

    def helpEvent(  # noqa: N802  Qt's name
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: AnyIndex
    ) -> bool:
        """Say what the button under the pointer does; elsewhere the model's tooltip appears."""
        if event.type() is QEvent.Type.ToolTip and index.isValid():
            verb = self.verb_at(option.rect, event.pos(), index.data(Role.ITEM))
            text = verb.title if verb is not None else self._mark_at(option.rect, event.pos(), index.data(Role.ITEM))
            if text:
                QToolTip.showText(event.globalPos(), text, view)
                return True
        return super().helpEvent(event, view, option, index)

    def _mark_at(self, rect: QRect, position: QPoint, item: Item) -> str:
        if self._is_marked(item) and _mark_place(self.layout.places(rect).picture).contains(position):
            return self.tr("This link works only on this computer.")
        return ""

    def _paint_card(self, painter: QPainter, card: QRect, state: QStyle.StateFlag) -> None:
        frame = QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setBrush(self.look.surface)
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        has_focus = bool(state & QStyle.StateFlag.State_HasFocus) and self._view.hasFocus()
        if is_selected or has_focus:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(frame, _RADIUS, _RADIUS)
            painter.setBrush(self.look.tint(0.14) if is_selected else Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.look.accent, 2) if is_selected else QPen(self.look.border, 1))
        else:
            hovered = bool(state & QStyle.StateFlag.State_MouseOver)
            painter.setPen(QPen(self.look.faint if hovered else self.look.border, 1))
        painter.drawRoundedRect(frame, _RADIUS, _RADIUS)
        if has_focus:  # a ring around the card: also a tile that is selected shows where the keys go
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.look.accent, 2))
            ring = frame.adjusted(-4, -4, 4, 4)
            painter.drawRoundedRect(ring, _RADIUS + 4, _RADIUS + 4)

    def _paint_marks(self, painter: QPainter, picture: QRect, item: Item) -> None:
        if self._is_marked(item):
            self._paint_chip(painter, _mark_place(picture), "computer")

    def _is_marked(self, item: Item) -> bool:
        """Whether the tile says that its link works on this computer alone."""
        return item.outcome is not None and item.is_live and self.is_only_here(item.outcome)

    def _paint_chip(self, painter: QPainter, chip: QRect, icon: str) -> None:
        painter.setPen(QPen(self.look.border, 1))
        painter.setBrush(self.look.surface)
        painter.drawRoundedRect(QRectF(chip), chip.height() / 2, chip.height() / 2)
        edge = QRect(0, 0, 16, 16)
        edge.moveCenter(chip.center())
        _draw_icon(painter, edge, icon, self.look.text)

    def _paint_name(self, painter: QPainter, place: QRect, item: Item) -> None:
        painter.setPen(self.look.text)
        painter.setFont(self.layout.bold)
        text = self.layout.bold_metrics.elidedText(phrases.name(item.name), Qt.TextElideMode.ElideMiddle, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)

    def _paint_status(self, painter: QPainter, place: QRect, status: Status) -> None:
        colour, edge = self.look.tones[status.tone], 16
        _draw_icon(painter, QRect(place.left(), place.center().y() - edge // 2, edge, edge), status.icon, colour)
        text = place.adjusted(edge + 6, 0, 0, 0)
        painter.setFont(self.layout.font)
        painter.setPen(colour)
        word = self.layout.metrics.elidedText(status.word, Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, word)

    def _paint_detail(self, painter: QPainter, place: QRect, status: Status) -> None:
        place = QRect(place)
        if status.saving:
            painter.setFont(self.layout.bold)
            painter.setPen(self.look.tones[status.tone])
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, status.saving)
            place.setRight(place.right() - self.layout.bold_metrics.horizontalAdvance(status.saving) - 6)
        painter.setFont(self.layout.small)
        painter.setPen(self.look.muted)
        line = self.layout.small_metrics.elidedText(status.detail, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, line)

    def _paint_legs(self, painter: QPainter, place: QRect, legs: tuple[float, float], status: Status) -> None:
        """Draw you → store and worker → CDN as two bars, each ending in the icon of where it leads."""
        edge, gap, height = 14, 5, 5
        width = (place.width() - 2 * edge - 3 * gap) // 2
        x = place.left()
        for fraction, icon in zip(legs, ("cloud", "globe"), strict=True):
            bar = QRectF(x, place.center().y() - height / 2 + 1, width, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.look.hollow)
            painter.drawRoundedRect(bar, height / 2, height / 2)
            is_full = fraction >= 1
            if fraction > 0:
                painter.setBrush(self.look.tones[Tone.HELD if status.tone is Tone.HELD else Tone.ACTIVE])
                painter.drawRoundedRect(
                    QRectF(bar.topLeft(), QSizeF(max(height, round(width * fraction)), height)), 2.5, 2.5
                )
            target = QRect(x + width + gap, place.center().y() - edge // 2 + 1, edge, edge)
            _draw_icon(painter, target, icon, self.look.tones[Tone.ACTIVE] if is_full else self.look.muted)
            x = target.right() + gap + 1


def _mark_place(picture: QRect) -> QRect:
    return QRect(picture.left() + 8, picture.top() + 8, 28, 24)


def _draw_icon(painter: QPainter, place: QRect, name: str, colour: QColor) -> None:
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(place.topLeft(), icons.pixmap(name, colour.name(), place.width(), ratio))
