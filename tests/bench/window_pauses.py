"""Drop many photos on the real window with the real local deployment and measure how long it ever stands still.

    QT_QPA_PLATFORM=offscreen python -m tests.bench.window_pauses [HOW_MANY [FOLDER]]

FOLDER holds the photos; without it they are cut from the sample images. Ends with 1 if a photo did not end live or
the GUI thread paused for more than 100 ms.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication

from desktop.app import favour_the_window
from desktop.session import Session
from desktop.settings import load
from tests.bench.pulse import Pulse
from tests.gui.sample_items import SAMPLES

ALLOWED = 100  # milliseconds
PATIENCE = 600.0  # seconds


def cut_photos(count: int, folder: Path) -> list[Path]:
    """Cut windows of real photographs, enlarged to what a phone makes; every one differs."""
    sources = [QImage(str(path)) for path in sorted(SAMPLES.glob("*.jpg"))]
    made = []
    for n in range(count):
        source = sources[n % len(sources)]
        width, height = source.width() - 40, source.height() - 40
        piece = source.copy(QRect(n // len(sources) % 40, n // len(sources) * 7 % 40, width, height))
        file = folder / f"photo-{n:03}.jpg"
        smooth = Qt.TransformationMode.SmoothTransformation
        piece.scaled(2400, 1800, Qt.AspectRatioMode.KeepAspectRatioByExpanding, smooth).save(str(file), "JPG", 90)  # type: ignore[call-overload]
        made.append(file)
    return made


def drop(window: object, photos: list[Path]) -> None:
    """Let go of the photos over the window as a file manager does."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(photo)) for photo in photos])
    left, no_keys, copy = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    for event in (
        QDragEnterEvent(QPoint(60, 60), copy, mime, left, no_keys),
        QDropEvent(QPointF(60, 60), copy, mime, left, no_keys),
    ):
        QApplication.sendEvent(window, event)  # type: ignore[arg-type]


def wait(condition: object, application: QApplication) -> bool:
    """Let the event loop run until the condition holds."""
    end = time.monotonic() + PATIENCE
    timer = QTimer(interval=100)
    timer.timeout.connect(lambda: application.quit() if condition() or time.monotonic() > end else None)  # type: ignore[operator]
    timer.start()
    application.exec()
    timer.stop()
    return time.monotonic() < end


def main(count: int, folder: str | None) -> int:
    favour_the_window()
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    with tempfile.TemporaryDirectory() as scratch:
        chosen = sorted(path for path in Path(folder).iterdir() if path.is_file()) if folder else []
        photos = chosen[:count] or cut_photos(count, Path(scratch))
        environment = {**os.environ, "PIXFERRY_HOME": f"{scratch}/home", "PIXFERRY_LINGER": "1"}
        session = Session(load(environment).settings, environment)
        tally = session.gallery.tally
        wait(lambda: session.window.connection and session.window.connection.cdn_url, application)
        pulse, began = Pulse(), time.monotonic()
        drop(session.window, photos)
        wait(lambda: tally.total == len(photos) and not tally.unfinished, application)
        spent = time.monotonic() - began
        pulse.stop()
        live = tally.live
        session.close()
    sys.stdout.write(
        f"{live} of {len(photos)} photos live in {spent:.1f} s; longest pauses of the GUI thread: "
        f"{', '.join(pulse.longest(5))} (allowed: {ALLOWED} ms)\n"
    )
    return 0 if live == len(photos) and pulse.worst <= ALLOWED else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200, sys.argv[2] if len(sys.argv) > 2 else None))
