"""Paint the picture part of a tile: the image cut to its frame, paler until it is live, or a quiet placeholder."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPixmap

from desktop.domain.item import UNFINISHED, Item
from desktop.widgets import icons
from desktop.widgets.look import Look
from desktop.widgets.pictures import Pictures

_PALER = {True: 0.55, False: 0.35}  # opacity of what is on its way, and of what failed


class PicturePainter:
    """Paint pictures that were cut to size in the pool."""

    def __init__(self, pictures: Pictures) -> None:
        """Take pixmaps from `pictures`."""
        self._pictures = pictures

    def paint(self, painter: QPainter, place: QRect, item: Item, look: Look, *, radius: float) -> bool:
        """Fill `place`, its upper corners rounded; return whether no better picture is on its way."""
        shape = _rounded_above(QRectF(place), radius)
        painter.fillPath(shape, look.hollow)
        ratio = painter.device().devicePixelRatioF()
        picture, stays = self._pictures.cut(item, frame=place.size(), ratio=ratio)
        if picture is None:
            self._paint_placeholder(painter, place, item, look)
            return stays
        painter.save()
        painter.setClipPath(shape)
        painter.setOpacity(1.0 if item.is_live else _PALER[item.state in UNFINISHED])
        draw_in(painter, place, picture)
        painter.restore()
        return stays

    def _paint_placeholder(self, painter: QPainter, place: QRect, item: Item, look: Look) -> None:
        ratio, edge = painter.device().devicePixelRatioF(), 34
        drawing = icons.pixmap("image", look.muted.name(), edge, ratio)
        painter.setOpacity(0.6)
        x, y = place.center().x() - edge // 2, place.center().y() - edge // 2 - 6
        painter.drawPixmap(x, y, drawing)
        painter.setPen(look.muted)
        kind = item.path.suffix.removeprefix(".").upper()[:5]
        painter.drawText(place.adjusted(0, edge + 14, 0, 0), Qt.AlignmentFlag.AlignCenter, kind)
        painter.setOpacity(1.0)


def draw_in(painter: QPainter, place: QRect, picture: QPixmap) -> None:
    """Draw a picture made for a frame as it is; one made for another frame as large as it fits."""
    size = picture.deviceIndependentSize()
    is_made_for_it = round(size.width()) == place.width() or round(size.height()) == place.height()
    if not is_made_for_it:
        size = size.scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
    corner = QPointF(
        place.left() + (place.width() - size.width()) / 2, place.top() + (place.height() - size.height()) / 2
    )
    if is_made_for_it:
        painter.drawPixmap(corner, picture)
    else:
        painter.drawPixmap(QRectF(corner, size), picture, QRectF(picture.rect()))


def _rounded_above(place: QRectF, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addRoundedRect(place, radius, radius)
    path.addRect(place.adjusted(0, radius, 0, 0))
    return path
