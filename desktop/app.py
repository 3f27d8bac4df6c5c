"""Open the window: one session after another until the user closes it. The wiring plan is `session.py`.

A home has one window: a second start hands its files to the first and ends.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop import language
from desktop import settings as choices
from desktop.environment import environment_of
from desktop.models import phrases
from desktop.services.doorbell import Doorbell
from desktop.session import AGAIN, Session
from desktop.widgets import icons

__all__ = ["Session", "favour_the_window", "run"]

_NO_DISPLAY = 3
SWITCH_SECONDS = 0.001
"""How long a thread of ours may keep the interpreter while the window waits for it; Python's own 5 ms add up."""
_COLLECTED = (20_000, 50, 100)
"""Python's own thresholds look through every item of the gallery several times a second: 80 ms each with 10,000."""


def run(paths: Sequence[Path] = (), *, is_hidden: bool = False) -> int:
    """Open the window with these files dropped on it; return the process's exit code once it is closed.

    With `is_hidden` it begins in the tray, where there is one.
    """
    environment = environment_of(os.environ)
    if not _has_display(environment):
        sys.stderr.write(
            "There is no display for the window (DISPLAY and WAYLAND_DISPLAY are empty).\n"
            "Send images from the terminal instead: pixferry send FILE…\n"
        )
        return _NO_DISPLAY
    favour_the_window()
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Pixferry")
    application.setDesktopFileName("pixferry")
    application.setWindowIcon(icons.app_icon())
    application.setQuitOnLastWindowClosed(False)  # one session's window closes before the next one's opens
    doorbell = Doorbell(choices.home_of(environment))
    if not doorbell.claim() and doorbell.ring(paths):
        return 0
    code = AGAIN
    while code == AGAIN:
        code = _session(application, environment, doorbell, paths, is_hidden=is_hidden)
        paths, is_hidden = (), False
    doorbell.close()
    return code


def favour_the_window() -> None:
    """Let neither other threads nor the collection of garbage hold the window up; call once, at the start."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.set_threshold(*_COLLECTED)


def _session(
    application: QApplication,
    environment: Mapping[str, str],
    doorbell: Doorbell,
    paths: Sequence[Path],
    *,
    is_hidden: bool,
) -> int:
    loaded = choices.load(environment)
    language.speak(application, loaded.settings.language)
    session = Session(loaded.settings, environment, is_hidden=is_hidden)
    if loaded.failure is not None:
        session.window.notice.say(phrases.trouble(loaded.failure), stays=True)
    session.window.closed.connect(application.quit)
    session.anew_wanted.connect(lambda: application.exit(AGAIN))
    doorbell.rung.connect(session.welcome)
    if paths:
        session.window.paths_dropped.emit(list(paths))
    code = application.exec()
    doorbell.rung.disconnect(session.welcome)
    session.close()
    session.deleteLater()
    return code


def _has_display(environment: Mapping[str, str]) -> bool:
    if sys.platform != "linux" or environment.get("QT_QPA_PLATFORM"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
