"""Find or start the deployment and keep saying how it is. QtCore only, never QtGui."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.controllers.roll import failure_of
from desktop.domain.remote import JobQueue
from desktop.domain.reports import Connection, Link
from desktop.domain.trouble import trouble
from desktop.services.background import Background, Lane
from worker.contract import Code, Description, Failure, LocalState

LOOK_SECONDS = 3.0
DESCRIBE_SECONDS = 15.0
ANSWER_SECONDS = 8.0
_OFFLINE_LOOK_SECONDS = 2.0


class Deploys(Protocol):
    """Start the deployment of this computer; blocks."""

    def ensure(self) -> LocalState:
        """Return where it answers, starting it if need be; raises an error with a `failure`."""

    def release(self) -> None:
        """Stop being its client."""


class PointedQueue(JobQueue, Protocol):
    """A queue whose broker may be named late."""

    def point_at(self, url: str) -> None:
        """Use this broker from now on."""


class ConnectionWatch(QObject):
    """Know whether broker and workers answer; every call to them happens off the GUI thread."""

    connection_changed = Signal(object)  # Connection

    def __init__(  # noqa: PLR0913  each is a door of its own
        self,
        background: Background,
        queue: PointedQueue,
        *,
        local: Callable[[], Deploys] | None = None,
        broker_url: str = "",
        look_seconds: float = LOOK_SECONDS,
        parent: QObject | None = None,
    ) -> None:
        """Take what makes the local deployment (called off the GUI thread), or a team's broker address."""
        super().__init__(parent)
        self._background, self._queue = background, queue
        self._make_local, self._broker_url = local, broker_url
        self._local: Deploys | None = None
        self._look_seconds = look_seconds
        self._connection = Connection(link=Link.STARTING, is_local=local is not None)
        self._is_pointed = self._is_closed = self._is_looking = False
        self._described_at = -DESCRIBE_SECONDS
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)

    @property
    def connection(self) -> Connection:
        """The deployment as last seen."""
        return self._connection

    def start(self) -> None:
        """Begin: start the local deployment if that is the setting, then look every few seconds."""
        self._look()

    def look_now(self) -> None:
        """Look at once: a person asked."""
        if not self._is_closed and not self._is_looking:
            self._look()

    def close(self) -> None:
        """Stop looking and let the local deployment linger."""
        if self._is_closed:
            return
        self._is_closed = True
        self._timer.stop()

    def release(self) -> None:
        """Stop being a client of the local deployment; the last thing of all, once no lane runs."""
        if self._local is not None:
            self._local.release()
            self._local = None

    def _look(self) -> None:
        self._is_looking = True
        is_well = self._connection.link is Link.ONLINE and self._connection.workers != 0
        asks = not is_well or time.monotonic() - self._described_at > DESCRIBE_SECONDS
        self._background.run(
            lambda: self._seen(asks=asks), on_done=self._on_seen, on_error=self._on_trouble, lane=Lane.CONNECTION
        )

    def _seen(self, *, asks: bool) -> tuple[int, Description | None]:
        """Run on the lane: find the broker, ping it, and ask a worker what the deployment is when it is time."""
        stopping = self._background.stopping
        if not self._is_pointed:
            self._queue.point_at(self._address())
            self._is_pointed = True
        queued = self._queue.ping()
        described = self._queue.describe(timeout=ANSWER_SECONDS, is_stopped=lambda: stopping.is_set) if asks else None
        return queued, described

    def _address(self) -> str:
        if self._make_local is None:
            return self._broker_url
        if self._local is None:
            self._local = self._make_local()
        self._require_open()
        state = self._local.ensure()
        self._require_open()
        return state.broker_url

    def _require_open(self) -> None:
        """End a look that a close has left behind: the deployment it found is nobody's any more."""
        if self._background.stopping.is_set:
            raise trouble(Code.BROKER_UNREACHABLE, "closing", transient=True)

    def _on_seen(self, seen: tuple[int, Description | None]) -> None:
        queued, described = seen
        if described is not None:
            self._described_at = time.monotonic()
        description = described or self._connection.description
        self._set(
            dataclasses.replace(
                self._connection,
                link=Link.ONLINE,
                description=description,
                failure=None,
                queued=queued,
                workers=description.workers if description else None,
            )
        )
        self._again(self._look_seconds)

    def _on_trouble(self, error: Exception) -> None:
        """Say why, and look again; a local deployment that went away is started anew."""
        failure: Failure = getattr(error, "failure", None) or failure_of(error)
        if self._make_local is not None and failure.code != Code.NO_WORKER:
            self._is_pointed = False
        self._set(dataclasses.replace(self._connection, link=Link.OFFLINE, failure=failure))
        self._again(min(self._look_seconds, _OFFLINE_LOOK_SECONDS))

    def _set(self, connection: Connection) -> None:
        if connection != self._connection and not self._is_closed:
            self._connection = connection
            self.connection_changed.emit(connection)

    def _again(self, seconds: float) -> None:
        self._is_looking = False
        if not self._is_closed:
            self._timer.start(int(seconds * 1000))
