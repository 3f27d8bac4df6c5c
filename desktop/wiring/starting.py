"""Keep the entry that starts Pixferry with the system as the user chose it; a program that moved is found again."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject

from desktop.services import autostart
from desktop.settings import Settings
from desktop.wiring.choosing import Choosing
from desktop.wiring.parts import Parts


class Starting(QObject):
    """Join the choice and the system's entry."""

    def __init__(self, parts: Parts, choosing: Choosing, environment: Mapping[str, str]) -> None:
        """Follow the setting; an entry that was never wanted is not looked for."""
        super().__init__(parts.window)
        self._parts, self._environment = parts, environment
        self._is_wanted = False
        choosing.changed.connect(self._follow)
        self._follow(choosing.settings)

    def join_core(self, core: object) -> None:
        """Need nothing of the core."""

    def _follow(self, settings: Settings) -> None:
        if settings.starts_with_system == self._is_wanted:
            return
        is_wanted = self._is_wanted = settings.starts_with_system
        entry = autostart.autostart_of(self._environment)
        command = autostart.command_of_this_program(self._environment)
        self._parts.background.run(
            lambda: autostart.keep(entry, command, is_wanted=is_wanted), on_error=self._on_refused
        )

    def _on_refused(self, error: Exception) -> None:
        text = self.tr("Pixferry could not be set to start with the system ({reason}).")
        self._parts.window.notice.say(text.format(reason=error), stays=True)
