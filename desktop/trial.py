"""Try a deployment as the settings dialog describes it, with services of its own. Blocks: run it on a lane.

A bucket that is not in use yet is tried by a deployment in a home of its own, so that the running one is not disturbed.
"""

from __future__ import annotations

import contextlib
import dataclasses
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping

from desktop.core import worker_environment
from desktop.domain.checkup import Checked
from desktop.secrets import S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, secrets_of
from desktop.services.checkup import Checkup
from desktop.services.deployment import LocalDeployment
from desktop.services.queue import CeleryQueue
from desktop.services.transfer import HttpCarrier
from desktop.settings import Deployment, Settings

_ENV_OF_KEYS = {
    S3_ACCESS_KEY_ID: "PIXFERRY_S3_ACCESS_KEY_ID",
    S3_SECRET_ACCESS_KEY: "PIXFERRY_S3_SECRET_ACCESS_KEY",
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Trial:
    """Hold what is tried: settings not saved yet, and keys typed in that the keyring does not know yet."""

    settings: Settings
    keys: Mapping[str, str]
    is_running: bool
    """Whether the window uses exactly this deployment already."""


def try_out(
    trial: Trial, environment: Mapping[str, str], *, told: Callable[[Checked], None], is_stopped: Callable[[], bool]
) -> bool:
    """Return whether an image went all the way and back."""
    queue, carrier = CeleryQueue(), HttpCarrier()
    with contextlib.ExitStack() as ends:
        ends.callback(queue.close)
        ends.callback(carrier.close)

        def address() -> str:
            if trial.settings.deployment is Deployment.TEAM:
                return trial.settings.broker_url
            return ends.enter_context(_local(trial, environment)).ensure().broker_url

        return Checkup(queue, carrier, address=address, told=told, is_stopped=is_stopped).run()


@contextlib.contextmanager
def _local(trial: Trial, environment: Mapping[str, str]) -> Iterator[LocalDeployment]:
    settings = trial.settings
    typed = {_ENV_OF_KEYS[name]: value for name, value in trial.keys.items()}
    wanted = {**worker_environment(settings, environment, lambda: secrets_of(settings.home)), **typed}
    if trial.is_running:
        deployment = LocalDeployment(settings.room, wanted)
        try:
            yield deployment
        finally:
            deployment.release()
        return
    home = settings.home / f"trial-{uuid.uuid4().hex[:8]}"
    deployment = LocalDeployment(home, wanted)
    try:
        yield deployment
    finally:
        deployment.release()
        deployment.stop()
        shutil.rmtree(home, ignore_errors=True)
