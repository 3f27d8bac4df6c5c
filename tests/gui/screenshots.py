"""Paint the window in its main states into PNG files, to be looked at: `python -m tests.gui.screenshots FOLDER`."""

from __future__ import annotations

import dataclasses
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QMimeData, QTimer, QUrl
from PySide6.QtWidgets import QApplication

from desktop.domain.item import Hold, Item, State
from desktop.domain.reports import Connection, Link
from desktop.models.filters import GalleryFilter
from desktop.models.gallery import GalleryModel
from desktop.models.shelves import Shelves
from desktop.services.background import Background
from desktop.services.previews import Previews
from desktop.widgets import incoming
from desktop.widgets.main_window import MainWindow, Models
from desktop.widgets.pictures import Pictures
from tests.gui.sample_items import SAMPLES, item, live, outcome
from worker.contract import Code, Description, Failure, PresetDescription

PRESETS = (
    PresetDescription(name="web", title="Web", summary="Optimised image and thumbnail", fingerprint="0123456789ab"),
    PresetDescription(name="responsive", title="Responsive", summary="Five widths, AVIF and JPEG", fingerprint="b"),
)
DESCRIPTION = Description(
    presets=PRESETS, default_preset="web", max_bytes=1, content_types=(), cdn_url="", pipeline_version=1,
    worker_version="1", local_only=True,
)  # fmt: skip
ONLINE = Connection(link=Link.ONLINE, description=DESCRIPTION, workers=2, queued=4)


def photos() -> list[Path]:
    return sorted(path for path in SAMPLES.iterdir() if path.suffix in {".jpg", ".png"})


def mixed() -> list[Item]:
    """A drop with a bit of everything."""
    names = ["hero.jpg", "market-stall.jpg", "cat.png", "harbour-at-dawn-final-v3.jpg", "logo.png", "menu.jpg"]
    states: list[dict[str, Any]] = [
        {"state": State.SENDING, "fraction": 0.62}, {"state": State.OPTIMISING, "fraction": 0.4},
        {"state": State.PUBLISHING, "fraction": 0.85}, {"state": State.QUEUED}, {"state": State.HASHING},
        {"state": State.WAITING}, {"state": State.LIVE}, {"state": State.LIVE},
        {"state": State.FAILED, "failure": Failure(code=Code.IMAGE_DAMAGED, detail="truncated after 81920 bytes")},
        {"state": State.WAITING, "hold": Hold.RETRY, "retries": 2, "retry_at": time.time() + 12,
         "failure": Failure(code=Code.STORAGE_SLOW_DOWN)},
        {"state": State.REFUSED, "failure": Failure(code=Code.IMAGE_NOT_AN_IMAGE), "path": Path("/x/notes.jpg")},
        {"state": State.WAITING, "hold": Hold.PAUSED}, {"state": State.WAITING, "hold": Hold.NETWORK},
        {"state": State.QUEUED, "hold": Hold.WORKER}, {"state": State.OPTIMISING, "hold": Hold.STALLED},
    ]  # fmt: skip
    found = photos()
    made = []
    for n, entry in enumerate(states):
        usual: dict[str, Any] = {"name": names[n % len(names)], "path": found[n % len(found)], "added_at": time.time()}
        made.append(item(200 + n, drop="drop-2", **{**usual, **entry}))
    return made


def finished(count: int = 14) -> list[Item]:
    found, made = photos(), []
    for n in range(count):
        path = found[n % len(found)]
        one = live(
            n,
            name=path.name,
            path=path,
            size=900_000 + 417_000 * n,
            drop=f"drop-{n // 8}",
            added_at=time.time() - 90_000 * (n // 8),
        )
        if n == 3:
            one = dataclasses.replace(one, outcome=outcome(one, kept_original=True))
        if n == 5:
            one = dataclasses.replace(one, outcome=outcome(one, reused=True))
        made.append(one)
    return made


class Stage:
    """Hold one window with its models."""

    def __init__(self, cache: Path, theme: str) -> None:
        self.background = Background()
        self.model = GalleryModel()
        items, shelves = GalleryFilter(self.model), Shelves(self.model)
        pictures = Pictures(previews=Previews(folder=cache), background=self.background, url_of=lambda _key: "")
        models = Models(gallery=self.model, items=items, shelves=shelves, pictures=pictures)
        self.window = MainWindow(
            models, url_of=lambda key: f"http://x/{key}", links_of=lambda _items: QMimeData(), theme=theme
        )
        self.window.toolbar.set_presets(PRESETS, "web")
        self.window.show_connection(ONLINE)
        self.model.counts_changed.connect(lambda: self.window.show_counts(is_paused=False))
        self.window.show()

    def shoot(self, file: Path) -> None:
        rest(1200)
        self.window.grab().save(str(file))
        sys.stdout.write(f"{file}\n")

    def close(self) -> None:
        self.window.close()
        self.model.close()
        self.background.close()


def rest(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def main(folder: Path) -> None:
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    folder.mkdir(parents=True, exist_ok=True)
    for scheme in ("light", "dark"):
        with tempfile.TemporaryDirectory() as cache:
            shoot_all(Stage(Path(cache), scheme), folder, scheme)


def shoot_all(stage: Stage, folder: Path, scheme: str) -> None:
    window = stage.window
    stage.shoot(folder / f"{scheme}-1-empty.png")
    urls = QMimeData()
    urls.setUrls([QUrl.fromLocalFile(f"/p/{n}.jpg") for n in range(128)] + [QUrl.fromLocalFile("/p/a.psd")] * 2)
    stage.model.add(finished())
    window.overlay.announce(incoming.read(urls), target="This computer · Web")
    stage.shoot(folder / f"{scheme}-2-drop.png")
    window.overlay.hide()
    window.gallery.setCurrentIndex(window.gallery.model().index(1, 0))
    window.notice.say("Copied 14 links", button="Show failed", then=lambda: None)
    stage.shoot(folder / f"{scheme}-3-finished.png")
    window.notice.hide()
    stage.model.add(mixed())
    window.gallery.clearSelection()
    stage.shoot(folder / f"{scheme}-4-progress.png")
    window.gallery.setCurrentIndex(window.gallery.model().index(8, 0))
    stage.shoot(folder / f"{scheme}-5-failed.png")
    stage.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"))
