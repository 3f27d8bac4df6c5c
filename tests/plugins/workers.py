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
from celery.result import AsyncResult
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


@dataclass(kw_only=True)
class Client:
    """Send tasks as a desktop does and wait for their results."""

    url: str
    app: Celery = field(init=False)

    def __post_init__(self) -> None:
        """Make a producer that reads results."""
        self.app = Celery("desktop", broker=self.url, backend=self.url, set_as_current=False)
        self.app.conf.update(task_default_exchange="", task_create_missing_queues=True)

    def send(self, task: str, *args: object, queue: str = "pixferry.control", **options: Any) -> AsyncResult[Any]:  # noqa: ANN401  Celery's own
        """Send one task; the queue is only written to."""
        target: Any = Queue(queue, Exchange(""), routing_key=queue, no_declare=True)
        return self.app.send_task(task, args=args, queue=target, **{"task_id": str(uuid.uuid4()), **options})

    def ask(self, task: str, *args: object, patience: float = 30, **options: Any) -> Any:  # noqa: ANN401  JSON
        """Send one task and return its answer, raising what it failed with."""
        return self.send(task, *args, **options).get(timeout=patience, interval=0.05)

    def close(self) -> None:
        """Close its connections."""
        self.app.close()


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
