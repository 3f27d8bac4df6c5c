"""Read what a drop or the clipboard holds for us: paths on this computer, or an image without a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

# Only what the overlay counts by; what is really taken is decided by the files' content, off this thread.
_IMAGE_SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".jfif", ".png", ".webp", ".gif", ".avif", ".heic", ".heif", ".tif", ".tiff", ".bmp"}
)


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """Hold what came: paths, or else an image."""

    paths: tuple[Path, ...] = ()
    image: QImage | None = None

    @property
    def images(self) -> int:
        """How many paths look like images by their name."""
        return sum(path.suffix.lower() in _IMAGE_SUFFIXES for path in self.paths)

    @property
    def folders(self) -> int:
        """How many paths may be folders: they have no suffix. The disk is not asked while the pointer moves."""
        return sum(not path.suffix for path in self.paths)


def holds_something(mime: QMimeData) -> bool:
    """Return whether there is anything for us, without reading it."""
    return mime.hasUrls() or mime.hasImage()


def read(mime: QMimeData) -> Incoming:
    """Return the paths, or the image where there are none."""
    paths = tuple(Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile())
    if paths or not mime.hasImage():
        return Incoming(paths=paths)
    image = mime.imageData()
    return Incoming(image=image if isinstance(image, QImage) and not image.isNull() else None)
