"""Be a desktop whose user drops a folder and cancels all of it as soon as a file says so. It is killed afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer

from desktop.domain.item import Item
from tests.faults.soak_desktop import assembled

ROOT = Path(__file__).parents[2]
LOOK_MILLISECONDS = 20


def start(home: Path, broker_url: str, folder: Path, sign: Path) -> subprocess.Popen[bytes]:
    """Start it as a process; the sign is the file it waits for."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIXFERRY_")}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "tests.faults.mind_changer", str(home), broker_url, str(folder), str(sign)],
        env={**kept, "PYTHONPATH": str(ROOT)},
        cwd=home.parent,
    )


def run(home: Path, broker_url: str, folder: Path, sign: Path) -> None:
    """Run until it is killed."""
    app = QCoreApplication([])
    core = assembled(home, broker_url)
    ids: dict[str, None] = {}

    def note(items: list[Item]) -> None:
        ids.update(dict.fromkeys(item.job_id for item in items))

    def look() -> None:
        if sign.exists():
            timer.stop()
            core.uploads.cancel(list(ids))

    core.uploads.items_added.connect(note)
    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(LOOK_MILLISECONDS)
    core.start()
    core.uploads.add([folder])
    app.exec()


if __name__ == "__main__":
    run(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
