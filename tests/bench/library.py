"""Make the home of somebody with 10,000 published images: a ledger, their files, and thumbnails on disk."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from desktop.domain.item import Item
from desktop.services.ledger import Ledger
from desktop.services.previews import Previews
from tests.gui.sample_items import SAMPLES, live

ITEMS, PER_DROP = 10_000, 100
_CUTS = 40  # different pictures; each has many names
_BOUND = 200  # pixels: the thumbnail of the usual preset


def furnish(home: Path) -> None:
    """Fill the home; every image has a file and a thumbnail of its own."""
    home.mkdir()
    items = _items(home / "photos")
    ledger = Ledger(home)
    ledger.add_items(items)
    ledger.close()
    photos, thumbnails = _cut(home / "cuts")
    (home / "photos").mkdir()
    (home / "thumbnails").mkdir()
    previews = Previews(folder=home / "thumbnails")
    for n, item in enumerate(items):
        assert item.outcome is not None
        os.link(photos[n % _CUTS], item.path)
        os.link(thumbnails[n % _CUTS], previews._place(item.outcome.thumbnail.key))


def _items(folder: Path) -> list[Item]:
    sizes = [300_000 + 7919 * n % 5_000_000 for n in range(ITEMS)]
    names = [f"photo-{n}.{('jpg', 'jpeg')[n % 2]}" for n in range(ITEMS)]  # a search finds every other one
    return [
        live(n, drop=f"drop-{n // PER_DROP}", name=names[n], path=folder / names[n], size=sizes[n])
        for n in range(ITEMS)
    ]


def _cut(folder: Path) -> tuple[list[Path], list[Path]]:
    """Cut photographs, upright and lying, and their thumbnails."""
    folder.mkdir()
    sources = [QImage(str(path)) for path in sorted(SAMPLES.glob("*.jpg"))]
    photos, thumbnails = [], []
    for n in range(_CUTS):
        source = sources[n % len(sources)]
        piece = source.copy(3 * n, n, source.width() - 130 + 2 * n, source.height() - 60 - 2 * n)
        photos.append(folder / f"{n}.jpg")
        thumbnails.append(folder / f"{n}-thumbnail.jpg")
        smooth = Qt.TransformationMode.SmoothTransformation
        small = piece.scaled(_BOUND, _BOUND, Qt.AspectRatioMode.KeepAspectRatio, smooth)
        assert piece.save(str(photos[-1]))
        assert small.save(str(thumbnails[-1]), "JPG", 85)  # type: ignore[call-overload]
    return photos, thumbnails
