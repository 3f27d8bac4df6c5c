"""Keep the user's choices: preset and link format at once, the rest through the settings dialog."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from desktop import settings as choices
from desktop.domain.links import text_of
from desktop.domain.sample import CDN_URL, sample_item
from desktop.models import phrases
from desktop.offloaded import save
from desktop.services.background import Lane
from desktop.settings import Settings
from desktop.widgets import dialogs
from desktop.widgets.keys_dialog import KeysDialog
from desktop.widgets.settings_dialog import Choice, SettingsDialog
from desktop.wiring.parts import Parts
from desktop.wiring.testing import offer_test

AGAIN = 77  # exit code of a session that only ends to begin anew with other settings


class Choosing(QObject):
    """Hold the settings as they are now; every change is kept and told."""

    changed = Signal(object)  # Settings
    anew_wanted = Signal()  # these settings need a session of their own

    def __init__(self, parts: Parts, settings: Settings, environment: Mapping[str, str]) -> None:
        """Show the choices in the window and join what changes them."""
        super().__init__(parts.window)
        self._parts, self.settings, self._environment = parts, settings, environment
        window, a = parts.window, parts.window.actions_
        window.toolbar.set_presets((), settings.preset)
        a.set_formats(formats_of(settings), settings.link_format)
        window.toolbar.preset_chosen.connect(lambda name: self.change(preset=name))
        a.format_chosen.connect(lambda name: self.change(link_format=name))
        a.settings.triggered.connect(lambda: self.ask(self.settings))
        a.keys.triggered.connect(lambda: KeysDialog(window).open())
        a.about.triggered.connect(lambda: dialogs.show_about(window))

    def change(self, **changes: object) -> None:
        """Keep some choices made outside the dialog."""
        self._take(dataclasses.replace(self.settings, **changes))  # type: ignore[arg-type]
        settings = self.settings
        self._parts.background.run(lambda: choices.save(settings), lane=Lane.LEDGER)  # one thread: the last one wins

    def _take(self, settings: Settings) -> None:
        self.settings = settings
        self._parts.links.link_format = settings.link_format
        self._parts.window.actions_.set_formats(formats_of(settings), settings.link_format)
        self._parts.window.toolbar.choose_preset(settings.preset)
        self._parts.core(lambda core: core.uploads.change(settings))
        self.changed.emit(settings)

    def ask(self, settings: Settings) -> None:
        """Show the dialog with these settings: the present ones, or a new destination's."""
        connection = self._parts.window.connection
        description = connection.description if connection is not None else None
        dialog = SettingsDialog(
            settings,
            formats=phrases.link_formats(),
            preview=self._preview,
            presets=description.presets if description is not None else (),
            parent=self._parts.window,
        )
        dialog.chosen.connect(self.settle)
        offer_test(dialog, self.settings, self._parts.background, self._environment)
        dialog.open()

    def _preview(self, link_format: str) -> str:
        """Fill a format with the newest live image, or an invented one."""
        live = next((item for item in self._parts.gallery.items() if item.is_live), None)
        shown = self._parts.links.text_of(live, link_format) if live is not None else ""
        return shown or text_of(sample_item(), link_format, CDN_URL)

    def settle(self, choice: Choice) -> None:
        """Keep a choice; another destination or look begins a session of its own."""
        old, new = self.settings, choice.settings
        is_moved = (old.destination, old.deployment, old.bucket, old.broker_url, old.theme, old.language) != (
            new.destination,
            new.deployment,
            new.bucket,
            new.broker_url,
            new.theme,
            new.language,
        )
        anew = is_moved or choice.access_key_id is not None or choice.secret_access_key is not None
        self._take(new)
        self._parts.background.run(
            lambda: save(choice),
            on_done=lambda _: self.anew_wanted.emit() if anew else None,
            on_error=lambda error: self._parts.window.notice.say(str(error), stays=True),
            lane=Lane.LEDGER,
        )


def formats_of(settings: Settings) -> dict[str, str]:
    """Return every format with its title: ours, then the user's own templates as they are written."""
    return {**phrases.link_formats(), **{template: template for template in settings.templates}}
