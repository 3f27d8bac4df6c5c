"""Hold what the tasks work with, opened when first needed and once per process: the store, the broker, the channel."""

from __future__ import annotations

import functools
import importlib.metadata
from collections.abc import Callable

import redis
from billiard.exceptions import SoftTimeLimitExceeded

from worker.broker.cancelling import cancel, refuse_cancelled
from worker.broker.connection import connect
from worker.broker.locks import alone
from worker.broker.presence import count_workers
from worker.contract import (
    CancelRequest,
    Description,
    EndedJob,
    NotifyAnswer,
    Outcome,
    ProcessRequest,
    Stage,
    TicketsAnswer,
    TicketsRequest,
    UnpublishAnswer,
    UnpublishRequest,
)
from worker.notify.base import Notifier
from worker.notify.channel import open_notifier
from worker.notify.drops import Drops
from worker.notify.messenger import Messenger
from worker.settings import WorkerSettings
from worker.storage.base import ObjectStore

NOT_ENDED = "the drop has not ended"


class Services:
    """Do what the tasks are asked. Imports of pixels and storage wait for the first job: a worker starts in 2 s."""

    def __init__(self, settings: WorkerSettings) -> None:
        """Open nothing yet."""
        self.settings = settings

    @functools.cached_property
    def redis(self) -> redis.Redis:
        """Our own connection to the broker."""
        return connect(self.settings)

    @functools.cached_property
    def store(self) -> ObjectStore:
        """The bucket."""
        from worker.storage.s3 import open_store  # noqa: PLC0415  boto3 takes longer to import than the worker to start

        # Not this process's `redis` itself: opening the store connects to nothing.
        longest = self.settings.time_limit
        return open_store(self.settings, lock=lambda name: alone(lambda: self.redis, name, longest=longest))

    @functools.cached_property
    def drops(self) -> Drops:
        """The drops that have not ended."""
        return Drops(self.redis)

    @functools.cached_property
    def notifier(self) -> Notifier:
        """The operator's channel."""
        return open_notifier(self.settings.notify_urls)

    @functools.cached_property
    def messenger(self) -> Messenger:
        """Who tells the users."""
        return Messenger(self.redis, self.drops, self.notifier)

    def describe(self) -> Description:
        """Tell what this deployment is and accepts."""
        from worker.imaging import formats, presets  # noqa: PLC0415  as for the store

        return Description(
            presets=presets.describe_presets(),
            default_preset=presets.DEFAULT_PRESET,
            max_bytes=self.settings.max_bytes,
            content_types=tuple(formats.CONTENT_TYPES),
            cdn_url=self.settings.public_url,
            pipeline_version=presets.PIPELINE_VERSION,
            worker_version=importlib.metadata.version("pixferry"),
            local_only=self.settings.local_only,
            notifies=self.notifier.is_configured,
            encoders=formats.encoders(),
            workers=count_workers(self.redis),
            store=self.settings.store_mark,
        )

    def issue_tickets(self, request: TicketsRequest) -> TicketsAnswer:
        """Say where files may be put."""
        from worker.tickets import issue  # noqa: PLC0415  as for the store

        return issue(request, store=self.store, settings=self.settings)

    def process(self, request: ProcessRequest, *, report: Callable[[Stage, float], None], worker: str) -> Outcome:
        """Make and publish one image."""
        from worker.broker.drafts import RedisDrafts  # noqa: PLC0415  as for the store
        from worker.pipeline import process  # noqa: PLC0415  as for the store
        from worker.reuse import placed  # noqa: PLC0415  as for the store

        outcome = process(
            request,
            store=self.store,
            drafts=RedisDrafts(self.redis),
            settings=self.settings,
            report=report,
            worker=worker,
            let_pass=(SoftTimeLimitExceeded,),
        )
        return placed(outcome, self.settings)

    def unpublish(self, request: UnpublishRequest) -> UnpublishAnswer:
        """Give up one desktop's ownership."""
        from worker.unpublish import unpublish  # noqa: PLC0415  as for the store

        return unpublish(request, store=self.store)

    def cancel(self, request: CancelRequest) -> NotifyAnswer:
        """End jobs before their turn, and let their drop know."""
        cancel(self.redis, request.attempt_ids)
        return self.record(request.drop_id, request.user, *request.ended)

    def refuse_cancelled(self, attempt_id: str) -> None:
        """Raise `PermanentError(CANCELLED)` for a job nobody wants any more."""
        refuse_cancelled(self.redis, attempt_id)

    def record(self, drop_id: str, user: str, *ended: EndedJob, size: int | None = None) -> NotifyAnswer:
        """Add to a drop what is known of it, and tell the user if it has ended, or has not for a day."""
        standing = self.drops.record(drop_id, user, *ended, size=size)
        is_due = standing.is_complete or standing.is_older_than(self.settings.drop_patience)
        drop = self.drops.find(drop_id) if is_due else None
        if drop is None:
            return NotifyAnswer(notified=False, reason=NOT_ENDED)
        return self.messenger.tell(drop, public_url=self.settings.public_url)
