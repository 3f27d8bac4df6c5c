"""Give tests a home with a local deployment of its own, and end it with them whatever happens."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import boto3
import psutil
import redis
from botocore.config import Config
from mypy_boto3_s3 import S3Client

from desktop.services.deployment import LocalDeployment
from tests.plugins.servers import wait_until
from worker.contract import LocalState, read_local_state

COMMAND = [sys.executable, "-P", "-m", "worker.local"]


@dataclass(frozen=True, kw_only=True)
class LocalHome:
    """Be a person with a home folder and some variables."""

    root: Path
    variables: dict[str, str]

    @property
    def environment(self) -> dict[str, str]:
        """What this person's programs see."""
        return {**os.environ, "PIXFERRY_HOME": str(self.root), **self.variables}

    def client(self, **more: str) -> LocalDeployment:
        """Return one more client; release it."""
        return LocalDeployment(self.root, {**self.environment, **more})

    def call(self, *options: str) -> subprocess.CompletedProcess[str]:
        """Run `pixferry-worker local` to its end."""
        return subprocess.run(
            [*COMMAND, *options], env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )

    def state(self) -> LocalState:
        """Return the state file's content."""
        state = read_local_state(self.root)
        assert state is not None
        return state

    def ports(self) -> dict[str, int]:
        """Return the kept ports."""
        kept = json.loads((self.root / "deployment.json").read_text())
        return {name: port for name, port in kept.items() if name.endswith("_port")}

    def secrets(self) -> list[str]:
        """Return everything that must show nowhere."""
        kept = json.loads((self.root / "deployment.json").read_text())
        return [kept[name] for name in ("broker_password", "desktop_password", "secret_access_key")]

    def s3(self) -> S3Client:
        """Return a client of the local store; close it."""
        kept = json.loads((self.root / "deployment.json").read_text())
        return boto3.client(
            "s3",
            endpoint_url=self.state().s3_endpoint,
            region_name="us-east-1",
            aws_access_key_id=kept["access_key_id"],
            aws_secret_access_key=kept["secret_access_key"],
            config=Config(request_checksum_calculation="when_required", retries={"total_max_attempts": 1}),
        )

    def operator(self) -> redis.Redis:
        """Return a client of the broker with every right; close it."""
        return redis.Redis.from_url(self.state().operator_url)


@contextlib.contextmanager
def local_home(root: Path, **variables: str) -> Iterator[LocalHome]:
    """Make a home; at the end stop what runs in it and see that nothing is left."""
    home = LocalHome(root=root, variables=variables)
    yield home
    home.call("--stop")
    wait_until(lambda: not processes_of(root), what="the end of every process of the deployment")


def processes_of(root: Path) -> list[psutil.Process]:
    """Return the processes whose home this is: servers, workers, supervisor."""
    return [process for process in psutil.process_iter() if process.pid != os.getpid() and _lives_in(process, root)]


def _lives_in(process: psutil.Process, root: Path) -> bool:
    with contextlib.suppress(psutil.Error):
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        named = any(str(root) in word for word in process.cmdline())
        return named or process.environ().get("PIXFERRY_HOME") == str(root)
    return False


def status_of(url: str) -> int:
    """GET the address and return the HTTP status; 0 if nobody listens."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310  an address of our own servers
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except urllib.error.URLError:
        return 0
