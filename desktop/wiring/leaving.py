"""Ask once before the window closes on work in flight, and remember the answer; or only hide it in the tray."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox

from desktop.widgets.close_question import ask_to_stay
from desktop.wiring.parts import Parts

_QUIET = "closes-quietly"


class Leaving(QObject):
    """Stand between the window's frame and its end."""

    def __init__(self, parts: Parts, home: Path) -> None:
        """Be asked by the window before it closes."""
        super().__init__(parts.window)
        self._window, self._tally = parts.window, parts.gallery.tally
        self._file = QSettings(str(home / "window.ini"), QSettings.Format.IniFormat)
        self._is_sure = self._is_quitting = False
        self.hides: Callable[[], bool] = lambda: False  # whether closing only hides the window
        self.unfetched: Callable[[], int] = lambda: 0  # how many addresses a close would forget
        self._box: QMessageBox | None = None
        parts.window.may_close = self._may_close
        parts.window.actions_.quit.triggered.connect(self._on_quit)

    def allow(self) -> None:
        """Ask nothing any more: the session itself ends."""
        self._is_sure = True

    def _on_quit(self) -> None:
        self._is_quitting = True
        if self._window.isVisible():
            self._window.close()
        elif self._may_close():  # Qt sends no close event to a window that is hidden
            self._window.closed.emit()

    def _may_close(self) -> bool:
        application = QGuiApplication.instance()
        is_logout = isinstance(application, QGuiApplication) and application.isSavingSession()
        if self.hides() and not (self._is_quitting or self._is_sure or is_logout):
            self._window.hide()
            return False
        is_quiet = self._is_sure or is_logout or str(self._file.value(_QUIET, "")) == "yes"
        if is_quiet or not (self._tally.unfinished or self.unfetched()):
            return True
        self._ask()
        return False

    def _ask(self) -> None:
        if self._box is not None:
            return
        box = self._box = ask_to_stay(self._window, self._tally.unfinished, unfetched=self.unfetched())
        box.finished.connect(lambda _result: self._on_answered(box))

    def _on_answered(self, box: QMessageBox) -> None:
        self._box = None
        self._is_quitting = False
        if box.buttonRole(box.clickedButton()) is not QMessageBox.ButtonRole.AcceptRole:
            return
        self._is_sure = True
        if box.checkBox().isChecked():
            self._file.setValue(_QUIET, "yes")
        self._on_quit()
