"""Give fault tests a whole deployment to break: broker behind a line, store behind a proxy, workers to kill."""

from __future__ import annotations

import contextlib
import itertools
import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from tests.plugins.farm_workers import FarmWorker, Workers
from tests.plugins.jobs import a_photo, send_image, source_of
from tests.plugins.servers import S3Server, Valkey, receiving_webhooks, wait_until
from tests.plugins.store_proxy import Request, StoreProxy
from tests.plugins.tcp_proxy import Line, TcpProxy
from tests.plugins.workers import Client
from worker.contract import EndedJob, Failure, Outcome, Progress, SealRequest, SourceFile
from worker.notify.messenger import REST

PATIENCE = 60.0
"""Seconds a job may take on a loaded machine, its retries included."""


@dataclass(frozen=True, kw_only=True)
class FarmJob:
    """Hold one image that was sent."""

    source: SourceFile
    drop_id: str
    task_id: str

    @property
    def mark(self) -> str:
        """What every key of this image contains."""
        return self.source.sha256[:16]


@dataclass(kw_only=True)
class Farm(Workers):
    """Hold a deployment, and break it."""

    sender: Client
    _seeds: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    # ── jobs ──

    def send(self, body: bytes | None = None, *, name: str = "photo.jpg", **options: Any) -> FarmJob:  # noqa: ANN401  Celery's own
        """Put an original (a new photo unless given) and send its job, a drop of one, as a desktop does."""
        return self.send_placed(self.place(body, name=name), **options)

    def place(self, body: bytes | None = None, *, name: str = "photo.jpg") -> SourceFile:
        """Put an original, a new photo unless given."""
        image = body if body is not None else a_photo(width=320, height=240, seed=next(self._seeds))
        source = source_of(image, name=name)
        config = Config(request_checksum_calculation="when_required", s3={"addressing_style": "path"})
        # Not into the folder: the server would not look there again for minutes.
        with contextlib.closing(
            boto3.client(
                "s3",
                endpoint_url=self.s3.endpoint,
                region_name="us-east-1",
                aws_access_key_id=self.s3.access_key_id,
                aws_secret_access_key=self.s3.secret_access_key,
                config=config,
            )
        ) as bucket:
            bucket.put_object(Bucket=self.s3.bucket, Key=f"originals/{source.sha256}", Body=image)
        return source

    def send_placed(self, source: SourceFile, **options: Any) -> FarmJob:  # noqa: ANN401  Celery's own
        """Send a job for what is in the store, and the seal of its drop."""
        drop_id = str(uuid.uuid4())
        result = send_image(self.sender, source, drop_id=drop_id, **options)
        job = FarmJob(source=source, drop_id=drop_id, task_id=str(result.id))
        self.seal(job)
        return job

    def seal(self, job: FarmJob, *ended: EndedJob) -> None:
        """Tell a drop's size and what is known of its end."""
        request = SealRequest(drop_id=job.drop_id, user="Ann", size=1, ended=ended)
        self.sender.send("worker.seal_drop", request.to_wire())

    def send_again_what_is_lost(self, jobs: Sequence[FarmJob]) -> None:
        """Do as a desktop does: what nobody has and nobody knows is sent again under its id."""
        with self.valkey.client() as raw:
            waiting = ("pixferry.images", "pixferry.control")
            wait_until(lambda: not raw.hlen("unacked") and not raw.exists(*waiting), what="the empty queues")
        for job in jobs:
            if self.state(job)[0] == "PENDING":
                send_image(self.sender, job.source, drop_id=job.drop_id, task_id=job.task_id)

    def outcome(self, job: FarmJob, *, patience: float = PATIENCE) -> Outcome:
        """Wait for a job's success."""
        status, said = self.ending(job, patience=patience)
        assert status == "SUCCESS", said
        return Outcome.from_wire(said)

    def failure(self, job: FarmJob, *, patience: float = PATIENCE) -> Failure:
        """Wait for a job's failure, and read it as a desktop does: from the raw result."""
        status, said = self.ending(job, patience=patience)
        assert status == "FAILURE", (status, said)
        assert said["exc_type"] == "TaskFailed"
        (failure,) = said["exc_message"]
        return Failure.from_wire(failure)

    def state(self, job: FarmJob) -> tuple[str, Any]:
        """Read a job's Celery state and what comes with it, raw."""
        with self.valkey.client() as raw:
            encoded: Any = raw.get(f"celery-task-meta-{job.task_id}")
        meta: dict[str, Any] = json.loads(encoded) if encoded else {"status": "PENDING", "result": None}
        return str(meta["status"]), meta["result"]

    def ending(self, job: FarmJob, *, patience: float = PATIENCE) -> tuple[str, Any]:
        """Wait until a job has ended."""
        wait_until(
            lambda: self.state(job)[0] in {"SUCCESS", "FAILURE", "REVOKED"},
            what="the job's end",
            patience=patience,
            pause=0.05,
        )
        return self.state(job)

    def waits_seen(self, job: FarmJob, *, patience: float = PATIENCE) -> list[Progress]:
        """Wait until a job has ended; return the retries it announced, in order."""
        seen: list[Progress] = []

        def look() -> bool:
            status, said = self.state(job)
            if status == "QUEUED" and (progress := Progress.from_wire(said)) not in seen:
                seen.append(progress)
            return status in {"SUCCESS", "FAILURE"}

        wait_until(look, what="the job's end", patience=patience, pause=0.02)
        return seen

    # ── what there is to see ──

    def requests_of(self, job: FarmJob, method: str = "") -> list[Request]:
        """Return what the store was asked for a job's sake."""
        return [r for r in self.store.requests if job.mark in r.path and r.method.startswith(method)]

    def downloads_of(self, job: FarmJob) -> int:
        """Count the fetches of a job's original: its runs that did work."""
        return sum("/originals/" in request.path for request in self.requests_of(job, "GET"))

    def keys_of(self, job: FarmJob, folder: str) -> list[str]:
        """Return the keys under `images` or `manifests` that belong to a job's bytes."""
        root = self.s3.bucket_folder
        return sorted(
            path.relative_to(root).as_posix()
            for path in (root / folder).rglob("*")
            if path.is_file() and job.mark in path.as_posix()
        )

    def times_told(self, job: FarmJob) -> int:
        """Count the notifications that show a job's links."""
        return sum(job.mark.encode() in body for body in self.webhook.bodies)

    def assert_published_once(self, job: FarmJob, *, patience: float = PATIENCE) -> Outcome:
        """Wait for one set of keys, one manifest and one notification, and see that nothing else came of it."""
        outcome = self.outcome(job)
        wait_until(lambda: self.times_told(job), what="the notification", patience=patience)
        assert self.keys_of(job, "images") == sorted(file.key for file in outcome.files)
        assert all((self.s3.bucket_folder / f.key).stat().st_size == f.bytes for f in outcome.files)
        assert len(self.keys_of(job, "manifests")) == 1
        assert self.times_told(job) == 1
        return outcome

    def assert_nothing_waits(self) -> None:
        """See that every message was acknowledged."""
        with self.valkey.client() as raw:
            wait_until(lambda: not raw.hlen("unacked"), what="the last acknowledgement")
            assert [raw.llen(f"pixferry.{queue}") for queue in ("control", "images", "bulk")] == [0, 0, 0]

    def age_deliveries(self, seconds: float) -> None:
        """Let time pass for every message that is being worked on."""
        with self.valkey.client() as raw:
            tags: Any = raw.zrange("unacked_index", 0, -1)
            for tag in tags:
                raw.zincrby("unacked_index", -seconds, tag)


@contextlib.contextmanager
def open_farm(folder: Path) -> Iterator[Farm]:
    """Start everything but the workers; end everything."""
    valkey, s3 = Valkey(folder=folder / "valkey"), S3Server(folder=folder / "s3")
    with contextlib.ExitStack() as stack:
        valkey.start()
        stack.callback(valkey.stop)
        s3.start()
        stack.callback(s3.stop)
        sender = Client(url=valkey.url)
        stack.callback(sender.close)
        farm = Farm(
            folder=folder,
            valkey=valkey,
            s3=s3,
            sender=sender,
            store=stack.enter_context(StoreProxy(s3.endpoint)),
            line=stack.enter_context(TcpProxy(valkey.port)),
            webhook=stack.enter_context(receiving_webhooks()),
        )
        try:
            yield farm
        finally:
            mend(farm, leaving=())


def mend(farm: Farm, *, leaving: tuple[FarmWorker, ...]) -> None:
    """Undo every fault, and end every worker but those that are to be left."""
    farm.store.script = lambda _: None
    farm.line.set_line(Line.OPEN)
    farm.line.rewrite = bytes
    for worker in [worker for worker in farm.workers if worker not in leaving]:
        worker.kill()
        farm.workers.remove(worker)
    with farm.valkey.client() as raw:
        raw.delete(REST)  # whoever was killed while telling somebody still has the channel
