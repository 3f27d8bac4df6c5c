"""Read queues as kombu's Redis transport does, but vet each message before anything believes it.

Stock kombu decodes a message inside its event loop: one that is not what it expects ends the worker, and some kinds
are put back and end every worker that starts. `_brpop_read` and `_get` are the two places where a raw message enters.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from functools import cached_property
from queue import Empty
from typing import Any

from kombu.transport import redis as stock
from kombu.transport import virtual
from kombu.utils.encoding import bytes_to_str
from kombu.utils.json import loads
from redis.backoff import NoBackoff
from redis.client import PubSub
from redis.exceptions import OutOfMemoryError
from redis.retry import Retry

from worker.broker.dead_letters import bury
from worker.broker.settings import SOCKET_PATIENCE
from worker.broker.vetting import MalformedError, vet
from worker.contract import QueueName

_log = logging.getLogger(__name__)
_OURS = frozenset(queue.value for queue in QueueName)
"""The others are Celery's reply queues, which desktops cannot write to."""


@contextlib.contextmanager
def _room_permitting(otherwise: str) -> Iterator[None]:
    """Go on without a write for which a full broker has no room, and say what comes of it."""
    try:
        yield
    except OutOfMemoryError:
        _log.warning("The broker is full: %s", otherwise)


class QoS(stock.QoS):
    """Remember which messages are being worked on."""

    def restore_visible(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  kombu's own
        """Give back what dead workers had, once the broker has room to move it.

        kombu looks for it as a worker starts, too, who then would not: but somebody must empty the queues.
        """
        with _room_permitting("what dead workers had waits until there is room"):
            super().restore_visible(*args, **kwargs)

    def append(self, message: Any, delivery_tag: str) -> None:  # noqa: ANN401  kombu's own
        """Note who has a message; a broker without room for the note still has its job done.

        The message has left its queue already: to refuse it here would end the worker and lose the job. Unnoted, it is
        lost only if the worker dies too, and then the desktop sends it again.
        """
        try:
            super().append(message, delivery_tag)
        except OutOfMemoryError:
            _log.warning("The broker is full: a job is begun without a note of who has it")
            virtual.QoS.append(self, message, delivery_tag)


class Broadcasts(PubSub):
    """Hear remote control, and notice when its line is lost."""

    connection: Any

    def parse_response(self, block: bool = True, timeout: float = 0) -> Any:  # noqa: ANN401, ARG002, FBT001, FBT002  redis-py's signature
        """Read what has come; a lost line is an error, and nothing is waited for.

        redis-py would connect again by itself and wait for ever, for kombu has not let it know what to subscribe to:
        the whole worker would stand still. So it is with kombu 5.7 on redis-py 8.1 wherever this line's end is noticed
        before that of the line jobs come by; https://github.com/celery/celery/issues/10205 looks like it.
        """
        if self.connection is not None:
            self.connection.retry = Retry(NoBackoff(), 0)
        return super().parse_response(block=False, timeout=SOCKET_PATIENCE)  # type: ignore[no-untyped-call]  # it has none


class Channel(stock.Channel):
    """A Redis channel whose messages are the contract's or dead letters."""

    QoS = QoS

    # Attributes of kombu's channel that its stubs leave out.
    _queue_cycle: Any
    _q_for_pri: Any
    _flush_brpop_reauth: Any
    connection_errors: tuple[type[Exception], ...]
    async_pool: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  kombu's own
        """Remember how the broker is reached."""
        super().__init__(*args, **kwargs)
        self._parameters: dict[str, Any] = super()._connparams()  # type: ignore[misc]  # the stubs leave it out

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002  kombu's signature
        """Say how the broker is reached, also once the line is lost and the transport has forgotten it.

        A job that ends after its line was lost is acknowledged over a new one. kombu 5.7 looks into what is gone, and
        an `AttributeError` ends the worker: https://github.com/celery/kombu/issues/582 is as old as that.
        """
        is_gone = self.connection is None or self.connection.client is None
        if is_gone and not asynchronous:
            return dict(self._parameters)
        return dict(super()._connparams(asynchronous))  # type: ignore[misc]  # the stubs leave it out

    def _queue_bind(self, *args: Any) -> None:  # noqa: ANN401  kombu's own
        """Write down where remote control is heard; a worker of a full broker starts without the note."""
        with _room_permitting("Flower may not see this worker until there is room"):
            super()._queue_bind(*args)  # type: ignore[misc]  # the stubs leave it out

    def maybe_refresh_binding_expiry(self) -> None:
        """Renew that note; kombu would show a traceback every second."""
        with contextlib.suppress(OutOfMemoryError):
            super().maybe_refresh_binding_expiry()  # type: ignore[misc]  # the stubs leave it out

    @cached_property
    def subclient(self) -> Broadcasts:
        """What hears remote control."""
        return Broadcasts(self.async_pool)

    def _brpop_read(self, **options: Any) -> bool:  # noqa: ANN401  kombu's own options
        """Deliver the message BRPOP brought; raise `Empty` if it brought none that is ours."""
        try:
            answer = self._brpop_answer(**options)
            if not answer:
                raise Empty
            key, raw = answer
            queue = bytes_to_str(key).rsplit(self.sep, 1)[0]
            self._queue_cycle.rotate(queue)
            self.connection._deliver(self._vetted(raw, queue), queue)  # noqa: SLF001  as the stock method does
            return True
        finally:
            self._in_poll = None
            self._flush_brpop_reauth()

    def _brpop_answer(self, **options: Any) -> Any:  # noqa: ANN401  what redis-py parsed
        try:
            return self.client.parse_response(self.client.connection, "BRPOP", **options)
        except self.connection_errors:
            self.client.connection.disconnect()
            raise

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:  # noqa: ARG002  kombu's signature
        with self.conn_or_acquire() as client:
            for priority in self.priority_steps:
                if raw := client.rpop(self._q_for_pri(queue, priority)):
                    return self._vetted(raw, queue)
        raise Empty

    def _vetted(self, raw: bytes | str, queue: str) -> dict[str, Any]:
        if queue not in _OURS:
            return dict(loads(bytes_to_str(raw)))
        try:
            return vet(raw, queue=queue)
        except Exception as error:
            # No message may end a worker, not even one that finds a bug of ours.
            if not isinstance(error, MalformedError):
                _log.critical("Vetting a message failed", exc_info=True)
            _log.warning("A message on %s is put on the dead-letter list: %s", queue, error)
            with self.conn_or_acquire() as client, contextlib.suppress(OutOfMemoryError):
                bury(client, raw, queue=queue, reason=str(error))
            raise Empty from error


class Transport(stock.Transport):
    """kombu's Redis transport with vetting channels."""

    Channel = Channel
