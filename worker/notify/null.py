"""Tell nobody, and admit it: what a deployment without `PIXFERRY_NOTIFY_URLS` uses."""

from __future__ import annotations

from worker.notify.base import DropMessage


class NullNotifier:
    """Stand where a channel would."""

    @property
    def is_configured(self) -> bool:
        """Never."""
        return False

    def send(self, message: DropMessage) -> None:
        """Do nothing."""
