"""Keep what was painted of items, so that a frame of a scroll is mostly copying; newest used stay, by bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPixmap

from desktop.domain.item import Hold, Item

Paint = Callable[[QPainter, QRect], bool]
"""Paint into a rectangle whose corner is the origin; return whether it stays like that until the item changes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Kept:
    item: Item
    circumstances: tuple[object, ...]
    pixmap: QPixmap
    stays: bool
    weight: int


class Painted:
    """Hold one picture for each item and part of it."""

    def __init__(self, *, budget: int) -> None:
        """Keep at most `budget` bytes."""
        self._budget = budget
        self._bytes = 0
        self._kept: OrderedDict[tuple[str, int], _Kept] = OrderedDict()

    def draw(  # noqa: PLR0913  what is painted, where, and what it depends on
        self,
        painter: QPainter,
        place: QRect,
        item: Item,
        *,
        part: int = 0,
        on: QColor,
        circumstances: tuple[object, ...],
        paint: Paint,
        amend: Paint | None = None,
    ) -> None:
        """Draw what was painted before in the same circumstances, or let it be painted on the colour `on` and keep it.

        On an opaque ground text is as crisp as on the screen itself. Between two device pixels nothing is kept: there a
        copy would be blurred. What does not stay is painted anew each time, or with `amend` only what may have come.
        """
        ratio = painter.device().devicePixelRatioF()
        if ratio != int(ratio) or item.hold is Hold.RETRY:  # a retry counts its seconds down
            painter.save()
            painter.translate(place.topLeft())
            own = QRect(0, 0, place.width(), place.height())
            painter.fillRect(own, on)
            paint(painter, own)
            painter.restore()
            return
        circumstances = (place.width(), place.height(), ratio, *circumstances)
        kept = self._kept.get((item.job_id, part))
        if kept is not None and kept.item is item and kept.circumstances == circumstances:
            self._kept.move_to_end((item.job_id, part))
            if not kept.stays and amend is not None and _onto(kept.pixmap, painter, place, amend):
                self._keep(item, part, circumstances, kept.pixmap, stays=True)
            painter.drawPixmap(place.topLeft(), kept.pixmap)
            return
        pixmap = _plain(place, ratio, on)
        stays = _onto(pixmap, painter, place, paint)
        painter.drawPixmap(place.topLeft(), pixmap)
        if stays or amend is not None:
            self._keep(item, part, circumstances, pixmap, stays=stays)

    def _keep(self, item: Item, part: int, circumstances: tuple[object, ...], pixmap: QPixmap, *, stays: bool) -> None:
        key = (item.job_id, part)
        before = self._kept.pop(key, None)
        self._bytes -= before.weight if before else 0
        weight = pixmap.width() * pixmap.height() * 4
        self._kept[key] = _Kept(item=item, circumstances=circumstances, pixmap=pixmap, stays=stays, weight=weight)
        self._bytes += weight
        while self._bytes > self._budget and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= oldest.weight


def _plain(place: QRect, ratio: float, colour: QColor) -> QPixmap:
    pixmap = QPixmap(place.size() * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(colour)
    return pixmap


def _onto(pixmap: QPixmap, painter: QPainter, place: QRect, paint: Paint) -> bool:
    own = QPainter(pixmap)
    own.setFont(painter.font())
    stays = paint(own, QRect(0, 0, place.width(), place.height()))
    own.end()
    return stays
