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
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader

_TIMEOUT = 15.0  # seconds
_LARGEST = 8 * 1024 * 1024  # bytes: a thumbnail is far below; whatever is bigger is not one
_NOT_FOUND = ""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Name what a tile wants to show: `key` names it for ever, and it comes from `url` or from `path`.

    `edge` bounds the longer side in device pixels (files on disk only; a thumbnail comes as it is).
    """

    key: str
    url: str = _NOT_FOUND
    path: Path | None = None
    edge: int = 400


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
            return _scaled(picture.path, picture.edge)
        kept = self._place(picture.key)
        image = _read(kept) if kept.exists() else None
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
        image = _read(draft)
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


def _read(path: Path) -> QImage | None:
    """Decode a file through a reader: unlike `QImage.fromData` it lets the GUI thread run meanwhile.

    Never through a device made in Python: Qt asks that for an override while it holds the lock of its image formats,
    and waits for ever for an interpreter whose thread waits for that lock.
    """
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    image = reader.read()
    return None if image.isNull() else image


def _scaled(path: Path, edge: int) -> QImage | None:
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > edge:
        reader.setScaledSize(size.scaled(QSize(edge, edge), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image
