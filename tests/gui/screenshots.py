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
from desktop.models import phrases
from desktop.settings import Settings
from desktop.widgets import incoming
from desktop.widgets.settings_dialog import SettingsDialog
from tests.gui.sample_items import SAMPLES, item, live, outcome
from tests.gui.stage import Stage
from worker.contract import Code, Failure


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


def shoot(stage: Stage, file: Path) -> None:
    rest(1200)
    stage.window.grab().save(str(file))
    sys.stdout.write(f"{file}\n")


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
            shoot_all(Stage(Path(cache), theme=scheme), folder, scheme)


def shoot_all(stage: Stage, folder: Path, scheme: str) -> None:
    window = stage.window
    shoot(stage, folder / f"{scheme}-1-empty.png")
    urls = QMimeData()
    urls.setUrls([QUrl.fromLocalFile(f"/p/{n}.jpg") for n in range(128)] + [QUrl.fromLocalFile("/p/a.psd")] * 2)
    stage.model.add(finished())
    window.overlay.announce(incoming.read(urls), target="This computer · Web")
    shoot(stage, folder / f"{scheme}-2-drop.png")
    window.overlay.hide()
    window.gallery.setCurrentIndex(window.gallery.model().index(1, 0))
    window.notice.say("Copied 14 links", button="Show failed", then=lambda: None)
    shoot(stage, folder / f"{scheme}-3-finished.png")
    window.notice.hide()
    stage.model.add(mixed())
    window.gallery.clearSelection()
    shoot(stage, folder / f"{scheme}-4-progress.png")
    stage.actions.list.trigger()
    stage.select(2, 3)
    shoot(stage, folder / f"{scheme}-7-list.png")
    stage.actions.grid.trigger()
    window.gallery.setCurrentIndex(window.gallery.model().index(6, 0))
    shoot(stage, folder / f"{scheme}-window.png")
    stage.actions.look.trigger()
    shoot(stage, folder / f"{scheme}-8-look.png")
    stage.actions.look.trigger()
    window.quick_look.leave()
    window.gallery.setCurrentIndex(window.gallery.model().index(8, 0))
    shoot(stage, folder / f"{scheme}-5-failed.png")
    dialog = SettingsDialog(Settings(), formats=phrases.link_formats(), parent=window)
    dialog.destination.own_bucket.setChecked(True)
    dialog.open()
    rest(300)
    dialog.grab().save(str(folder / f"{scheme}-6-settings.png"))
    dialog.close()
    stage.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"))
