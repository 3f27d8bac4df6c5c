"""Open the window: one session after another until the user closes it. The wiring plan is `session.py`."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QApplication

from desktop import settings as choices
from desktop.environment import environment_of
from desktop.models import phrases
from desktop.session import AGAIN, Session
from desktop.widgets import icons

__all__ = ["SWITCH_SECONDS", "Session", "run"]

_NO_DISPLAY = 3
SWITCH_SECONDS = 0.001
"""How long a thread of ours may keep the interpreter while the window waits for it; Python's own 5 ms add up."""


def run(argv: Sequence[str] | None = None) -> int:
    """Open the window and return the process's exit code once it is closed; `argv` as in `sys.argv`."""
    environment = environment_of(os.environ)
    if not _has_display(environment):
        sys.stderr.write(
            "There is no display for the window (DISPLAY and WAYLAND_DISPLAY are empty).\n"
            "Send images from the terminal instead: pixferry send FILE…\n"
        )
        return _NO_DISPLAY
    sys.setswitchinterval(SWITCH_SECONDS)
    application = QApplication(list(argv or sys.argv[:1]))
    application.setApplicationName("Pixferry")
    application.setDesktopFileName("pixferry")
    application.setWindowIcon(icons.app_icon())
    application.setQuitOnLastWindowClosed(False)  # one session's window closes before the next one's opens
    code = AGAIN
    while code == AGAIN:
        code = _session(application, environment)
    return code


def _session(application: QApplication, environment: Mapping[str, str]) -> int:
    loaded = choices.load(environment)
    session = Session(loaded.settings, environment)
    if loaded.failure is not None:
        session.window.notice.say(phrases.trouble(loaded.failure), stays=True)
    session.window.closed.connect(application.quit)
    code = application.exec()
    session.close()
    session.deleteLater()
    return code


def _has_display(environment: Mapping[str, str]) -> bool:
    if sys.platform != "linux" or environment.get("QT_QPA_PLATFORM"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
