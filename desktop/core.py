"""Make everything behind the window and the terminal: the queue of images and its deployment, without a pixel.

`app.py` joins it to widgets, `send.py` to a terminal. QtCore only, never QtGui.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject

from desktop.controllers.connection import ConnectionWatch, Deploys
from desktop.controllers.legs import Doors
from desktop.controllers.uploads import Uploads
from desktop.secrets import S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, Secrets, secrets_of
from desktop.services.background import Background
from desktop.services.deployment import LocalDeployment
from desktop.services.ledger import Ledger
from desktop.services.queue import CeleryQueue
from desktop.services.transfer import HttpCarrier
from desktop.settings import Deployment, Settings


@dataclass(frozen=True, kw_only=True)
class Core:
    """Hold what was made; `start` and `close` are called once, on the GUI thread."""

    background: Background
    uploads: Uploads
    watch: ConnectionWatch
    doors: Doors

    def start(self) -> None:
        """Read the ledger and look for the deployment."""
        self.uploads.start()
        self.watch.start()

    def close(self) -> None:
        """Write what is pending, join every thread, and let the local deployment linger."""
        self.uploads.close()
        self.watch.close()
        self.background.close(last=self.doors.ledger.close)
        self.doors.queue.close()
        self.doors.carrier.close()
        self.watch.release()


def assemble(
    settings: Settings, environment: Mapping[str, str], *, is_window: bool, parent: QObject | None = None
) -> Core:
    """Return the real core of this installation."""
    background = Background(parent)
    queue = CeleryQueue()
    doors = Doors(background=background, ledger=Ledger(settings.room), queue=queue, carrier=HttpCarrier())
    local = _local(settings, environment) if settings.deployment is Deployment.LOCAL else None
    watch = ConnectionWatch(background, queue, local=local, broker_url=settings.broker_url, parent=parent)
    uploads = Uploads(doors, settings, is_window=is_window, parent=parent)
    watch.connection_changed.connect(uploads.follow)
    return Core(background=background, uploads=uploads, watch=watch, doors=doors)


def _local(settings: Settings, environment: Mapping[str, str]) -> Callable[[], Deploys]:
    """Return what makes the deployment: it reads the keyring, so it is called off the GUI thread."""

    def make() -> Deploys:
        return LocalDeployment(
            settings.room, worker_environment(settings, environment, lambda: secrets_of(settings.home))
        )

    return make


def worker_environment(
    settings: Settings, environment: Mapping[str, str], secrets_kept: Callable[[], Secrets]
) -> dict[str, str]:
    """Return the environment of the local deployment: ours, with the user's bucket where one is set.

    Only then are the secrets looked at: a keyring takes a quarter of a second to answer for the first time.
    """
    bucket = settings.bucket
    if bucket is None:
        return dict(environment)
    secrets = secrets_kept()
    named = {
        "PIXFERRY_S3_BUCKET": bucket.bucket,
        "PIXFERRY_S3_ENDPOINT": bucket.endpoint,
        "PIXFERRY_S3_REGION": bucket.region,
        "PIXFERRY_S3_PREFIX": bucket.prefix,
        "PIXFERRY_CDN_URL": bucket.cdn_url,
        "PIXFERRY_S3_ACCESS_KEY_ID": secrets.read(settings.secret(S3_ACCESS_KEY_ID)),
        "PIXFERRY_S3_SECRET_ACCESS_KEY": secrets.read(settings.secret(S3_SECRET_ACCESS_KEY)),
    }
    return {**environment, **{name: value for name, value in named.items() if value}}
