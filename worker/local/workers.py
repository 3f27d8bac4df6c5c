"""Describe the deployment's two workers: one for what must never wait, one for the images."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping

from dotenv import dotenv_values

from worker.broker.processes import worker_commands
from worker.contract import past_proxies
from worker.local.kept import Kept
from worker.local.part import Part, own_store_environment

CONTROL = "control"
_BEHIND_THE_WINDOW = 5
"""Niceness of the image worker: on a busy computer the window, and whoever else is there, comes first."""


def read_environment() -> dict[str, str]:
    """Return this process's variables over those of a `.env` in the current folder, as the worker itself reads them.

    A variable of ours that is set to nothing counts as unset.
    """
    written = {name: value for name, value in dotenv_values(".env").items() if value and name.startswith("PIXFERRY_")}
    return written | {name: value for name, value in os.environ.items() if value or not name.startswith("PIXFERRY_")}


def has_own_bucket(environment: Mapping[str, str]) -> bool:
    """Tell whether images go to a bucket the user named instead of this computer's store."""
    return bool(environment.get("PIXFERRY_S3_BUCKET"))


def worker_parts(environment: Mapping[str, str], kept: Kept) -> list[Part]:
    """Return the control worker and the image worker (one child per core, but one core is left to the person)."""
    store = {"PIXFERRY_LOCAL_ONLY": "false"} if has_own_bucket(environment) else own_store_environment(kept)
    settings = {**environment, **past_proxies(environment), **store, "PIXFERRY_BROKER_URL": kept.worker_url}
    chosen = environment.get("PIXFERRY_CONCURRENCY", "")
    concurrency = int(chosen) if chosen.isdecimal() else None  # the workers themselves refuse what is no number
    tells = bool(environment.get("PIXFERRY_NOTIFY_URLS"))
    return [
        Part(
            name=command.name,
            argv=tuple(command.argv),
            environment={**settings, **command.env},
            orphan_signal=signal.SIGKILL,  # its broker is gone as well: a warm shutdown would wait for it
            niceness=0 if command.name == CONTROL else _BEHIND_THE_WINDOW,
        )
        for command in worker_commands(settings, concurrency=concurrency, tells=tells)
    ]
