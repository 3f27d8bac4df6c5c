"""Do what the window hands to a thread: encode a pasted image, fetch one from the web, keep the user's choices."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter

from desktop import settings as choices
from desktop.domain.intake import DEFAULT_MAX_BYTES
from desktop.secrets import S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, secrets_of
from desktop.widgets.settings_dialog import Choice


def as_png(image: QImage) -> bytes:
    """Encode through a writer: unlike `QImage.save` it lets the GUI thread run meanwhile."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(content.data())


def fetched(url: str, *, folder: Path, is_stopped: Callable[[], bool]) -> Path:
    """Fetch an image; the HTTP client is loaded here because that takes longer than a drop may wait."""
    fetch: Callable[..., Path] = importlib.import_module("desktop.services.downloads").fetch
    return fetch(url, folder=folder, most_bytes=DEFAULT_MAX_BYTES, is_stopped=is_stopped)


def save(choice: Choice) -> None:
    """Write the settings, and the bucket's keys where new ones were given."""
    choices.save(choice.settings)
    secrets = secrets_of(choice.settings.home)
    for name, value in (
        (S3_ACCESS_KEY_ID, choice.access_key_id),
        (S3_SECRET_ACCESS_KEY, choice.secret_access_key),
    ):
        if value is not None:
            secrets.write(choice.settings.secret(name), value)
