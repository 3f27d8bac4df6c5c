"""Give fault tests a whole deployment to break: broker behind a line, store behind a proxy, workers to kill."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import psutil
from botocore.config import Config

from tests.plugins.jobs import a_photo, send_image, source_of
from tests.plugins.servers import S3Server, Valkey, Webhook, receiving_webhooks, wait_until
from tests.plugins.store_proxy import Request, StoreProxy
from tests.plugins.tcp_proxy import Line, TcpProxy
from tests.plugins.workers import Client
from worker.contract import EndedJob, Failure, Outcome, Progress, SealRequest, SourceFile

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds a job may take on a loaded machine, its retries included."""

# What makes a fault end within seconds; tests/unit/worker/broker checks the values of production.
SHORT = {
    "PIXFERRY_RETRY_PAUSE": "0.4",
    "PIXFERRY_LONGEST_RETRY_PAUSE": "2",
    "PIXFERRY_STORE_TIMEOUT": "5",
    "PIXFERRY_SWEEP_INTERVAL": "1",
    "PIXFERRY_SOFT_SHUTDOWN": "2",
    "PIXFERRY_REDELIVERY_SLACK": "1",
}


@dataclass(kw_only=True)
class FarmWorker:
    """Hold one `celery worker` and its children."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def output(self) -> str:
        """Everything it wrote."""
        return self.log.read_text(errors="replace")

    @property
    def children(self) -> list[psutil.Process]:
        """Its pool's processes."""
        with contextlib.suppress(psutil.NoSuchProcess):
            return psutil.Process(self.process.pid).children(recursive=True)
        return []

    def kill(self) -> None:
        """End it and its children as a power cut would."""
        for child in self.children:
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()
        self.process.kill()
        self.process.wait()


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
class Farm:
    """Hold a deployment, and break it."""

    folder: Path
    valkey: Valkey
    s3: S3Server
    store: StoreProxy
    line: TcpProxy
    webhook: Webhook
    sender: Client
    workers: list[FarmWorker] = field(default_factory=list)
    _seeds: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def broker_url(self) -> str:
        """The broker's address behind the line."""
        return f"redis://:{self.valkey.password}@127.0.0.1:{self.line.port}/0"

    # ── workers ──

    def environment(self, **variables: str) -> dict[str, str]:
        """Return the variables of a worker behind the line and the proxy."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PIXFERRY_")}
        return {
            **kept,
            **self.s3.environment,
            **SHORT,
            "PIXFERRY_S3_ENDPOINT": self.store.url,
            "PIXFERRY_BROKER_URL": self.broker_url,
            "PIXFERRY_NOTIFY_URLS": self.webhook.apprise_url,
            "PIXFERRY_SCRATCH": str(self.folder),
            "PYTHONUNBUFFERED": "1",
            **variables,
        }

    def start_worker(self, *arguments: str, waits: bool = True, **variables: str) -> FarmWorker:
        """Start one more worker and wait until it consumes; arguments go to `celery worker`."""
        number = f"{len(self.workers)}-{uuid.uuid4().hex[:4]}"
        log = self.folder / f"worker-{number}.log"
        command = [sys.executable, "-P", "-m", "celery", "-A", "worker.app", "worker", "-l", "INFO", "-P", "prefork"]
        command += ["--without-gossip", "--without-mingle", "-n", f"w{number}@test", "-c", "1", *arguments]
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                env={**self.environment(**variables), "PYTHONPATH": str(ROOT)},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        worker = FarmWorker(process=process, log=log)
        self.workers.append(worker)
        if waits:
            wait_until(lambda: " ready." in worker.output or process.poll() is not None, what="the worker's readiness")
        return worker

    def child_behind(self, request: Request) -> psutil.Process | None:
        """Return the worker's child that sent a request."""
        for worker in self.workers:
            for child in worker.children:
                with contextlib.suppress(psutil.Error):
                    if any(line.laddr.port == request.client_port for line in child.net_connections("tcp")):
                        return child
        return None

    def kill_child_behind(self, request: Request) -> None:
        """End the child that sent a request, as the kernel does when memory runs out."""
        child = self.child_behind(request)
        assert child is not None, f"nobody sent {request}"
        child.send_signal(signal.SIGKILL)
        wait_until(lambda: _is_gone(child), what="the child's end", patience=5)

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


def _is_gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


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
