"""Paint the picture part of a tile: the image cut to its frame, paler until it is live, or a quiet placeholder."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPixmap

from desktop.domain.item import UNFINISHED, Item
from desktop.widgets import icons
from desktop.widgets.look import Look
from desktop.widgets.pictures import Pictures

_MOST_FITTED = 240  # tiles cut to size and kept: more than any screen shows
_PALER = {True: 0.55, False: 0.35}  # opacity of what is on its way, and of what failed
_LEAST_KEPT = 0.45  # an image that would lose more than half of itself is shown whole


class PicturePainter:
    """Paint pictures and keep what was cut to size."""

    def __init__(self, pictures: Pictures) -> None:
        """Take pixmaps from `pictures`."""
        self._pictures = pictures
        self._fitted: OrderedDict[tuple[int, int, int, float], QPixmap] = OrderedDict()

    def paint(self, painter: QPainter, place: QRect, item: Item, look: Look, *, radius: float) -> None:
        """Fill `place`, its upper corners rounded."""
        ratio = painter.device().devicePixelRatioF()
        shape = _rounded_above(QRectF(place), radius)
        painter.fillPath(shape, look.hollow)
        picture = self._pictures.pixmap(item, edge=round(max(place.width(), place.height()) * ratio))
        if picture is None:
            self._paint_placeholder(painter, place, item, look)
            return
        cut = self._cut(picture, place.size(), ratio)
        size = cut.deviceIndependentSize()
        corner = QPointF(
            place.left() + (place.width() - size.width()) / 2, place.top() + (place.height() - size.height()) / 2
        )
        painter.save()
        painter.setClipPath(shape)
        painter.setOpacity(1.0 if item.is_live else _PALER[item.state in UNFINISHED])
        painter.drawPixmap(corner, cut)
        painter.restore()

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

    def _cut(self, picture: QPixmap, size: QSize, ratio: float) -> QPixmap:
        key = (picture.cacheKey(), size.width(), size.height(), ratio)
        if key in self._fitted:
            self._fitted.move_to_end(key)
            return self._fitted[key]
        self._fitted[key] = fitted(picture, size, ratio)
        if len(self._fitted) > _MOST_FITTED:
            self._fitted.popitem(last=False)
        return self._fitted[key]


def fitted(picture: QPixmap, size: QSize, ratio: float) -> QPixmap:
    """Return the picture filling `size` (logical pixels), its middle kept; a very long or tall one is shown whole."""
    target = size * ratio
    shares = sorted((target.width() * picture.height(), target.height() * picture.width()))
    fills = shares[0] / max(1, shares[1]) > _LEAST_KEPT
    mode = Qt.AspectRatioMode.KeepAspectRatioByExpanding if fills else Qt.AspectRatioMode.KeepAspectRatio
    scaled = picture.scaled(target, mode, Qt.TransformationMode.SmoothTransformation)
    x, y = max(0, scaled.width() - target.width()) // 2, max(0, scaled.height() - target.height()) // 2
    cut = scaled.copy(x, y, min(scaled.width(), target.width()), min(scaled.height(), target.height()))
    cut.setDevicePixelRatio(ratio)
    return cut


def _rounded_above(place: QRectF, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addRoundedRect(place, radius, radius)
    path.addRect(place.adjusted(0, radius, 0, 0))
    return path
