"""Do what the window hands to a thread: encode a pasted image, fetch one from the web, keep the user's choices."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter

from desktop import settings as choices
from desktop.domain.intake import DEFAULT_MAX_BYTES
from desktop.domain.trouble import TroubleError
from desktop.secrets import S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, secrets_of
from desktop.widgets.settings_dialog import Choice
from worker.contract import Failure


def as_png(image: QImage) -> bytes:
    """Encode through a writer: unlike `QImage.save` it lets the GUI thread run meanwhile."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(content.data())


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """Hold what came of some addresses: files in their order, and why the others did not come."""

    paths: tuple[Path, ...]
    failures: tuple[Failure, ...]


def fetched(urls: Sequence[str], *, folder: Path, is_stopped: Callable[[], bool]) -> Fetched:
    """Fetch one after the other; the HTTP client is loaded here because that takes longer than a drop may wait."""
    fetch: Callable[..., Path] = importlib.import_module("desktop.services.downloads").fetch
    paths, failures = [], []
    for url in urls:
        try:
            paths.append(fetch(url, folder=folder, most_bytes=DEFAULT_MAX_BYTES, is_stopped=is_stopped))
        except TroubleError as error:
            failures.append(error.failure)
    return Fetched(paths=tuple(paths), failures=tuple(failures))


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
