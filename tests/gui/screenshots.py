"""Paint the window in its states into PNG files to be looked at: `python -m tests.gui.screenshots FOLDER NAME…`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.gui.scenes import SCENES, Scene, rest
from tests.gui.stage import ONLINE, Stage


def main(folder: Path, names: list[str]) -> None:
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    folder.mkdir(parents=True, exist_ok=True)
    for scheme in ("light", "dark"):
        for name, scene in SCENES.items():
            if not names or any(wanted in name for wanted in names):
                with tempfile.TemporaryDirectory() as cache:
                    shoot(scene, Stage(Path(cache), theme=scheme), folder / f"{scheme}-{name}.png")


def shoot(scene: Scene, stage: Stage, file: Path) -> None:
    stage.window.show_connection(ONLINE)
    stage.window.activateWindow()
    shown = scene(stage)
    rest(700)
    shown.grab().save(str(file))
    sys.stdout.write(f"{file}\n")
    stage.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"), sys.argv[2:])
