"""Fetch the pictures of tiles: the worker's thumbnail from the CDN, or a scaled preview of a file on this computer.

Thumbnails are kept on disk by key (keys are content-addressed, so a kept one is never stale), the oldest used go
first. An original is never fetched from the CDN. `load` runs in a pool and returns a QImage; pixmaps are the GUI's.
"""

from __future__ import annotations

import contextlib
import hashlib
import uuid
from dataclasses import dataclass
from pathlib import Path

import httpx
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader

_TIMEOUT = 15.0  # seconds
_LARGEST = 8 * 1024 * 1024  # bytes: a thumbnail is far below; whatever is bigger is not one
_NOT_FOUND = ""
_LEAST_KEPT = 0.45  # of an image that is cut to fill a frame


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Name what a tile wants to show: `key` names it for ever, and it comes from `url` or from `path`.

    `edge` bounds the longer side in device pixels (files on disk only; a thumbnail comes as it is). With a `frame`, in
    logical pixels of a screen of that `ratio`, it is cut to fill it; a very long or tall one is fitted into it whole.
    """

    key: str
    url: str = _NOT_FOUND
    path: Path | None = None
    edge: int = 400
    frame: QSize | None = None
    ratio: float = 1.0

    @property
    def name(self) -> str:
        """What is kept in memory is named by this: a picture at one size."""
        if self.frame is not None:
            return f"{self.key}|{self.frame.width()}x{self.frame.height()}@{self.ratio}"
        return f"{self.key}|{self.edge}" if self.path is not None else self.key


class Previews:
    """Load pictures; every method may be called from any thread and blocks it."""

    def __init__(self, *, folder: Path, client: httpx.Client | None = None, budget: int = 256 * 1024 * 1024) -> None:
        """Keep thumbnails in `folder`, at most `budget` bytes of them after `trim`."""
        self._folder = folder
        self._clients = {"cdn": client} if client is not None else {}
        self._budget = budget

    def load(self, picture: Picture) -> QImage | None:
        """Return the picture, or None where there is none to be had now."""
        if picture.path is not None:
            return _read(picture.path, picture)
        kept = self._place(picture.key)
        image = _read(kept, picture) if kept.exists() else None
        if image is not None:
            with contextlib.suppress(OSError):
                kept.touch()
            return image
        return self._fetched(picture, kept) if picture.url else None

    def trim(self) -> None:
        """Let the thumbnails used longest ago go until the rest fits the budget."""
        files = []
        with contextlib.suppress(OSError):
            files = [(entry.stat().st_mtime, entry.stat().st_size, entry) for entry in self._folder.iterdir()]
        total = sum(size for _, size, _ in files)
        for _, size, entry in sorted(files):
            if total <= self._budget:
                return
            with contextlib.suppress(OSError):
                entry.unlink()
            total -= size

    def close(self) -> None:
        """Close connections to the CDN."""
        for client in self._clients.values():
            client.close()

    def _place(self, key: str) -> Path:
        return self._folder / hashlib.sha256(key.encode()).hexdigest()[:40]

    def _fetched(self, picture: Picture, kept: Path) -> QImage | None:
        try:
            content = self._download(picture.url)
        except httpx.HTTPError:
            return None
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            draft = kept.with_name(f"{kept.name}.{uuid.uuid4().hex[:8]}")
            draft.write_bytes(content)
        except OSError:  # a full disk costs the cache, not the tile
            whole = QImage.fromData(content)
            return None if whole.isNull() else whole
        image = _read(draft, picture)
        with contextlib.suppress(OSError):
            if image is None:
                draft.unlink()
            else:
                draft.replace(kept)
        return image

    def _opened(self) -> httpx.Client:
        """Make the client at its first use: reading the system's certificates takes too long for the GUI thread."""
        found = self._clients.get("cdn")
        if found is not None:
            return found
        made = httpx.Client(timeout=_TIMEOUT, follow_redirects=True)
        kept = self._clients.setdefault("cdn", made)
        if kept is not made:  # the other thread was faster
            made.close()
        return kept

    def _download(self, url: str) -> bytes:
        with self._opened().stream("GET", url) as response:
            response.raise_for_status()
            content = b""
            for part in response.iter_bytes():
                content += part
                if len(content) > _LARGEST:
                    return b""
        return content


def fitting(size: QSize, frame: QSize) -> tuple[QSize, QRect]:
    """Return how large an image of `size` is made to fill a frame, and which middle part of it is shown.

    One that would lose more than half of itself is shown whole.
    """
    shares = sorted((frame.width() * size.height(), frame.height() * size.width()))
    fills = shares[0] / max(1, shares[1]) > _LEAST_KEPT
    mode = Qt.AspectRatioMode.KeepAspectRatioByExpanding if fills else Qt.AspectRatioMode.KeepAspectRatio
    scaled = size.scaled(frame, mode).expandedTo(QSize(1, 1))
    part = QRect(0, 0, min(scaled.width(), frame.width()), min(scaled.height(), frame.height()))
    part.moveTo((scaled.width() - part.width()) // 2, (scaled.height() - part.height()) // 2)
    return scaled, part


def _read(path: Path, picture: Picture) -> QImage | None:
    """Decode a file to the size that is wanted through a reader, upright.

    A reader lets the GUI thread run meanwhile; `QImage.fromData` and `QImage.scaled` do not. Never through a device
    made in Python: Qt asks that for an override while it holds the lock of its image formats, and waits for ever for an
    interpreter whose thread waits for that lock.
    """
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    size, edge = reader.size(), picture.edge
    if size.isValid() and picture.frame is not None:
        frame = picture.frame * picture.ratio
        is_sideways = bool(reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90)
        scaled, part = fitting(size, frame.transposed() if is_sideways else frame)
        reader.setScaledSize(scaled)
        reader.setScaledClipRect(part)
    elif size.isValid() and picture.path is not None and max(size.width(), size.height()) > edge:
        reader.setScaledSize(size.scaled(QSize(edge, edge), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    image.setDevicePixelRatio(picture.ratio)
    return None if image.isNull() else image
