"""Read what a drop or the clipboard holds for us: paths on this computer, addresses, or an image without a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

# Only what the overlay counts by; what is really taken is decided by the files' content, off this thread.
_IMAGE_SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".jfif", ".png", ".webp", ".gif", ".avif", ".heic", ".heif", ".tif", ".tiff", ".bmp"}
)


_MOST_URLS = 50
_LONGEST_TEXT = 20_000


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """Hold what came: paths, or else addresses of images on the web, or else an image."""

    paths: tuple[Path, ...] = ()
    urls: tuple[str, ...] = ()
    image: QImage | None = None

    @property
    def images(self) -> int:
        """How many paths look like images by their name; an address may always be one."""
        return sum(path.suffix.lower() in _IMAGE_SUFFIXES for path in self.paths) + len(self.urls)

    @property
    def folders(self) -> int:
        """How many paths may be folders: they have no suffix. The disk is not asked while the pointer moves."""
        return sum(not path.suffix for path in self.paths)


def holds_something(mime: QMimeData) -> bool:
    """Return whether there is anything for us, without reading it."""
    return mime.hasUrls() or mime.hasImage() or bool(_written(mime))


def read(mime: QMimeData) -> Incoming:
    """Return the paths; where there are none the addresses, unless only the image that came along is known to be one.

    A browser gives both: the file behind an address is as its author made it, the image is decoded and grows.
    """
    paths = tuple(Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile())
    if paths:
        return Incoming(paths=paths)
    urls = tuple(url.toString() for url in mime.urls() if _is_on_the_web(url)) or _written(mime)
    image = mime.imageData() if mime.hasImage() else None
    if isinstance(image, QImage) and not image.isNull() and not all(_is_named_as_image(url) for url in urls or [""]):
        return Incoming(image=image)
    return Incoming(urls=urls[:_MOST_URLS])


def _written(mime: QMimeData) -> tuple[str, ...]:
    """Return the addresses of a text that holds nothing else."""
    lines = mime.text().split() if mime.hasText() and len(mime.text()) < _LONGEST_TEXT else []
    return tuple(lines) if lines and all(_is_on_the_web(QUrl(line)) for line in lines) else ()


def _is_on_the_web(url: QUrl) -> bool:
    return url.isValid() and url.scheme() in {"http", "https"} and bool(url.host())


def _is_named_as_image(url: str) -> bool:
    return PurePosixPath(QUrl(url).path()).suffix.lower() in _IMAGE_SUFFIXES
