"""Give tests real workers: `celery worker` processes on a private broker and store."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from kombu import Exchange, Queue

from tests.plugins.servers import S3Server, Valkey, end, wait_until

ROOT = Path(__file__).parents[2]


@dataclass(kw_only=True)
class WorkerProcess:
    """Hold one running worker; `output` is all it wrote so far."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def output(self) -> str:
        """Everything it wrote."""
        return self.log.read_text(errors="replace")

    @property
    def is_ready(self) -> bool:
        """Whether it consumes, or has ended."""
        return " ready." in self.output or self.process.poll() is not None


@dataclass(frozen=True, kw_only=True)
class Sent:
    """Follow one task by reading its result, as a desktop does: nothing is subscribed to."""

    id: str
    app: Celery
    notify_id: str = ""

    @property
    def meta(self) -> dict[str, Any]:
        """What the broker holds of it, read once."""
        return dict(self.app.backend.get_task_meta(self.id, cache=False))

    @property
    def state(self) -> str:
        """Its state."""
        return str(self.meta["status"])

    @property
    def result(self) -> Any:  # noqa: ANN401  JSON or an exception
        """Its answer, error or progress."""
        return self.meta["result"]

    def ready(self) -> bool:
        """Whether it has ended."""
        return self.state in {"SUCCESS", "FAILURE", "REVOKED"}

    def get(self, *, timeout: float = 30) -> Any:  # noqa: ANN401  JSON
        """Wait for its answer and return it, or raise what it failed with."""
        wait_until(self.ready, what=f"the end of {self.id}", patience=timeout)
        meta = self.meta
        if meta["status"] != "SUCCESS":
            raise meta["result"]
        return meta["result"]


@dataclass(kw_only=True)
class Client:
    """Send tasks as a desktop does and wait for their results."""

    url: str
    app: Celery = field(init=False)
    producer: Celery = field(init=False)

    def __post_init__(self) -> None:
        """Make a reader of results, and a producer that knows of none."""
        self.app = Celery("reader", broker=self.url, backend=self.url, set_as_current=False)
        self.producer = Celery("producer", broker=self.url, backend="disabled://", set_as_current=False)

    def send(self, task: str, *args: object, queue: str = "pixferry.control", **options: Any) -> Sent:  # noqa: ANN401  Celery's own
        """Send one task; the queue is only written to."""
        target: Any = Queue(queue, Exchange(""), routing_key=queue, no_declare=True)
        task_id = str(uuid.uuid4())
        self.producer.send_task(task, args=args, queue=target, task_id=task_id, **options)
        return Sent(id=task_id, app=self.app)

    def ask(self, task: str, *args: object, patience: float = 30, **options: Any) -> Any:  # noqa: ANN401  JSON
        """Send one task and return its answer, raising what it failed with."""
        return self.send(task, *args, **options).get(timeout=patience)

    def close(self) -> None:
        """Close its connections."""
        self.app.close()
        self.producer.close()


@pytest.fixture
def worker_environment(valkey: Valkey, s3_server: S3Server) -> dict[str, str]:
    """The variables of a worker on this test's own broker and store; a test may add to them."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIXFERRY_")}
    return {**kept, **s3_server.environment, "PIXFERRY_BROKER_URL": valkey.url, "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def start_worker(worker_environment: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., WorkerProcess]]:
    """Return a function that starts a worker and waits until it consumes; arguments go to `celery worker`."""
    started: list[WorkerProcess] = []

    def start(*arguments: str, waits: bool = True, **variables: str) -> WorkerProcess:
        number = len(started)
        command = [sys.executable, "-m", "celery", "-A", "worker.app", "worker", "-l", "INFO", "-n", f"w{number}@test"]
        log = tmp_path / f"worker-{number}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*command, "-c", "1", *arguments],
                cwd=ROOT,
                env={**worker_environment, **variables},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        worker = WorkerProcess(process=process, log=log)
        started.append(worker)
        if waits:
            wait_until(lambda: worker.is_ready, what="the worker's readiness")
        return worker

    yield start
    for worker in started:
        end(worker.process)


@pytest.fixture
def client(valkey: Valkey) -> Iterator[Client]:
    """A sender of tasks on this test's broker."""
    sender = Client(url=valkey.url)
    yield sender
    sender.close()
