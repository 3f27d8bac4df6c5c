"""Run the settings' test off the GUI thread, and stop it with the dialog."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping

from desktop.domain.checkup import Checked
from desktop.secrets import S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY
from desktop.services.background import Background, StopSign
from desktop.settings import Settings
from desktop.widgets.settings_dialog import Choice, SettingsDialog


def offer_test(
    dialog: SettingsDialog, running: Settings, background: Background, environment: Mapping[str, str]
) -> None:
    """Join the dialog's test; `running` is what the window uses now."""
    signs: list[StopSign] = []

    def stop() -> None:
        for sign in signs:
            sign.set()

    def begin(choice: Choice) -> None:
        stop()
        sign = StopSign()
        signs.append(sign)
        told: Callable[[Checked], None] = background.relayed(lambda checked: _show(dialog, sign, checked))
        background.run(
            lambda: _tried(choice, running, environment, told, lambda: sign.is_set or background.stopping.is_set),
            on_done=lambda is_well: _end(dialog, sign, is_well=is_well),
            on_error=lambda _: _end(dialog, sign, is_well=False),
        )

    dialog.test_requested.connect(begin)
    dialog.test_stopped.connect(stop)


def _show(dialog: SettingsDialog, sign: StopSign, checked: Checked) -> None:
    if not sign.is_set:
        dialog.show_step(checked)


def _end(dialog: SettingsDialog, sign: StopSign, *, is_well: bool) -> None:
    if not sign.is_set:
        dialog.end_test(is_well)


def _tried(choice: Choice, running: Settings, environment: Mapping[str, str], told: object, is_stopped: object) -> bool:
    """Run on a lane; the services are loaded here because that takes longer than opening the window."""
    trial = importlib.import_module("desktop.trial")
    settings = choice.settings
    typed = {S3_ACCESS_KEY_ID: choice.access_key_id, S3_SECRET_ACCESS_KEY: choice.secret_access_key}
    keys = {name: value for name, value in typed.items() if value}
    is_same = (settings.room, settings.deployment, settings.bucket) == (
        running.room,
        running.deployment,
        running.bucket,
    ) and not keys
    wanted = trial.Trial(settings=settings, keys=keys, is_running=is_same or settings.bucket is running.bucket is None)
    return bool(trial.try_out(wanted, environment, told=told, is_stopped=is_stopped))
