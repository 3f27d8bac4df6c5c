"""Start the workers of a deployment whose lines can be broken, one by one or under `run`, and kill them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.plugins.servers import S3Server, Valkey, Webhook, wait_until
from tests.plugins.store_proxy import Request, StoreProxy
from tests.plugins.tcp_proxy import TcpProxy

ROOT = Path(__file__).parents[2]
READY = " ready."
"""What a worker's log says once it consumes."""

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
    def is_ready(self) -> bool:
        """Whether it consumed at some time."""
        return READY in self.output

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


@dataclass(kw_only=True)
class Workers:
    """Hold the servers of a deployment, the lines to them, and its workers."""

    folder: Path
    valkey: Valkey
    s3: S3Server
    store: StoreProxy
    line: TcpProxy
    webhook: Webhook
    workers: list[FarmWorker] = field(default_factory=list)

    @property
    def broker_url(self) -> str:
        """The broker's address behind the line."""
        return f"redis://:{self.valkey.password}@127.0.0.1:{self.line.port}/0"

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
        options = ["-A", "worker.app", "worker", "-l", "INFO", "-P", "prefork", "--without-gossip", "--without-mingle"]
        worker = self._start("celery", *options, "-n", f"w{number}@test", "-c", "1", *arguments, variables=variables)
        if waits:
            wait_until(lambda: worker.is_ready or worker.process.poll() is not None, what="the worker's readiness")
        return worker

    def start_run(self, *arguments: str, waits: bool = True, **variables: str) -> FarmWorker:
        """Start `pixferry-worker run`, a control worker and an image worker under one parent."""
        run = self._start("worker", "run", *arguments, variables=variables)
        if waits:
            wait_until(lambda: run.output.count(READY) == 2, what="both workers' readiness", patience=60)
        return run

    def _start(self, module: str, *arguments: str, variables: dict[str, str]) -> FarmWorker:
        log = self.folder / f"{module}-{len(self.workers)}-{uuid.uuid4().hex[:4]}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", module, *arguments],
                cwd=self.folder,
                env={**self.environment(**variables), "PYTHONPATH": str(ROOT)},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        worker = FarmWorker(process=process, log=log)
        self.workers.append(worker)
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


def _is_gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
