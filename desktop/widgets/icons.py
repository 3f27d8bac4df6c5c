"""Draw our own icons in any colour and at any resolution; the drawings are SVG files in resources/icons."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources

_FOLDER = Path(resources.__file__).parent / "icons"
_SIZES = (16, 20, 24, 32, 48)


def file_of(name: str) -> Path:
    """Return the file of a drawing, for style sheets."""
    return _FOLDER / f"{name}.svg"


@lru_cache(maxsize=512)
def pixmap(name: str, colour: str, edge: int, ratio: float = 1.0) -> QPixmap:
    """Return an icon of `edge` logical pixels for a screen of that device-pixel ratio; `colour` as `#rrggbb`."""
    picture = QPixmap(QSize(edge, edge) * ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    _renderer(name, colour).render(painter, QRectF(0, 0, edge * ratio, edge * ratio))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def icon(name: str, colour: QColor, *, disabled: QColor | None = None) -> QIcon:
    """Return an icon for actions and buttons in one colour, paler where the action is not available."""
    result = QIcon()
    pale = disabled or QColor(colour.red(), colour.green(), colour.blue())
    for edge in _SIZES:
        result.addPixmap(pixmap(name, colour.name(), edge), QIcon.Mode.Normal)
        result.addPixmap(pixmap(name, pale.name(), edge), QIcon.Mode.Disabled)
    return result


def app_icon() -> QIcon:
    """Return the application's own icon."""
    result = QIcon()
    for edge in (16, 24, 32, 48, 64, 128, 256):
        result.addPixmap(pixmap("pixferry", "#000000", edge))
    return result


@lru_cache(maxsize=256)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    drawing = file_of(name).read_bytes().replace(b"currentColor", colour.encode())
    return QSvgRenderer(QByteArray(drawing))
