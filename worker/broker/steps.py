"""Add to a Celery worker what ours does beside its tasks: a look at the clock, and a look at forgotten drops."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, cast

import redis
from celery import Celery, bootsteps
from celery.exceptions import WorkerShutdown
from kombu.exceptions import OperationalError

from worker.broker.connection import connect
from worker.broker.settings import CLOCK_TOLERANCE
from worker.contract import EndedJob, QueueName, SealRequest, TaskName
from worker.notify.drops import Drop, Drops
from worker.settings import WorkerSettings

EXIT_WRONG_CLOCK = 3
_LONGEST_ROUND = 600.0
_ROUNDS_PER_PATIENCE = 10
_LOOKS_PER_ROUND = 20
_BUSY = 20
"""Messages that wait: a desktop takes a queue of more than fifty for one nobody serves."""
_log = logging.getLogger(__name__)


def add_steps(app: Celery, settings: WorkerSettings) -> None:
    """Make every worker of this app check its clock and, if it serves the control queue, look for forgotten drops."""

    class ClockCheck(bootsteps.StartStopStep):
        """Refuse to work with a clock that would make other workers' jobs look abandoned."""

        requires = ("celery.worker.consumer.connection:Connection",)

        def start(self, parent: Any) -> None:  # noqa: ANN401, ARG002  Celery's consumer
            # Not the channel's own client: that one waits for messages.
            with connect(settings) as client:
                _refuse_wrong_clock(client)

    class ForgottenDrops(bootsteps.StartStopStep):
        """Seal again what nobody was told of: often what waits for that, seldom what is open for a day."""

        requires = ("celery.worker.consumer.tasks:Tasks",)
        entries: tuple[Any, ...] = ()

        def start(self, parent: Any) -> None:  # noqa: ANN401  Celery's consumer
            if QueueName.CONTROL.value in app.amqp.queues.consume_from:
                patience = settings.drop_patience
                round_ = min(patience / _ROUNDS_PER_PATIENCE, _LONGEST_ROUND)
                every = parent.timer.call_repeatedly
                self.entries = (
                    every(round_ / _LOOKS_PER_ROUND, remind, (app, settings, Drops.waiting)),
                    every(round_, remind, (app, settings, lambda drops: drops.overdue(patience=patience))),
                )

        def stop(self, parent: Any) -> None:  # noqa: ANN401, ARG002  Celery's consumer
            for entry in self.entries:
                entry.cancel()

    app.steps["consumer"].add(ClockCheck)
    app.steps["consumer"].add(ForgottenDrops)


def clock_difference(client: redis.Redis) -> float:
    """Return by how many seconds this machine's clock is ahead of the broker's."""
    answer: Any = client.time()
    seconds, microseconds = answer
    return time.time() - float(seconds + microseconds / 1e6)


def _refuse_wrong_clock(client: redis.Redis) -> None:
    difference = clock_difference(client)
    if abs(difference) > CLOCK_TOLERANCE:
        side = "ahead of" if difference > 0 else "behind"
        _log.critical(
            "This machine's clock is %.0f s %s the broker's: set it right and start again", abs(difference), side
        )
        raise WorkerShutdown(EXIT_WRONG_CLOCK)


def remind(app: Celery, settings: WorkerSettings, look: Callable[[Drops], list[Drop]]) -> None:
    """Send a seal for every drop that a look finds: its task tells the user what is known.

    A queue that is busy is left alone, for its worker has no time to tell anybody.
    """
    try:
        with connect(settings) as client:
            is_busy = int(cast("Any", client.llen(QueueName.CONTROL))) > _BUSY
            found = [] if is_busy else look(Drops(client))
        for drop in found:
            size = drop.size or max(1, len(drop.ended))
            seal = SealRequest(drop_id=drop.drop_id, user=drop.user, size=size, ended=tuple[EndedJob]())
            app.send_task(
                TaskName.SEAL_DROP.value,
                args=[seal.to_wire()],
                queue=QueueName.CONTROL.value,
                retry=False,
                ignore_result=True,  # to listen for it would hold the consumer up where the line is dead
            )
    except (redis.RedisError, OperationalError, OSError) as error:
        _log.warning("Forgotten drops are looked for later: %s", type(error).__name__)
