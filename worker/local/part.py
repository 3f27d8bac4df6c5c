"""Describe a part of the deployment: what to run, and how to tell that it answers."""

from __future__ import annotations

import http.client
import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import redis

from worker.local.home import BUCKET, Home
from worker.local.kept import Kept

BROKER, STORE, CDN = "broker", "store", "cdn"
_PROBE_SECONDS = 1.0


def _always() -> bool:
    return True


@dataclass(frozen=True, kw_only=True, repr=False)
class Part:
    """Name one process: its command line (without secrets), its environment, its probe and how it ends."""

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str]
    answers: Callable[[], bool] = _always
    orphan_signal: int = signal.SIGTERM
    niceness: int = 0


def broker_part(program: Path, home: Home, kept: Kept) -> Part:
    """Run Valkey (or Redis) from its 0600 configuration file."""
    client = redis.Redis.from_url(kept.worker_url, socket_timeout=_PROBE_SECONDS, socket_connect_timeout=_PROBE_SECONDS)

    def answers() -> bool:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False

    argv = (str(program), str(home.broker / "broker.conf"))
    return Part(name=BROKER, argv=argv, environment=_plain_environment(), answers=answers)


def store_part(program: Path, home: Home, kept: Kept) -> Part:
    """Run rclone as the S3 store over a folder whose sub-folders are the buckets."""
    argv = (str(program), "serve", "s3", str(home.store), "--addr", f"127.0.0.1:{kept.store_port}", "--no-cleanup")
    keys = {"RCLONE_AUTH_KEY": f'"{kept.access_key_id},{kept.secret_access_key}"'}
    return Part(
        name=STORE,
        argv=argv,
        environment=_plain_environment() | keys,
        answers=lambda: _speaks_http(kept.store_port, "/"),
    )


def cdn_part(program: Path, home: Home, kept: Kept) -> Part:
    """Run rclone as the CDN over `images/` alone: originals and manifests lie outside the folder it serves.

    Without `--dir-cache-time 0` whatever is published after the first GET would be a 404 for five minutes.
    """
    argv = (
        *(str(program), "serve", "http", str(home.published), "--baseurl", home.published.name),
        *("--addr", f"127.0.0.1:{kept.cdn_port}", "--dir-cache-time", "0"),
        *("--read-only", "--disable-dir-list", "--disable-zip"),
        *("--response-header", "X-Content-Type-Options: nosniff"),
    )
    path = f"/{home.published.name}/"
    return Part(
        name=CDN, argv=argv, environment=_plain_environment(), answers=lambda: _speaks_http(kept.cdn_port, path)
    )


def own_store_environment(kept: Kept) -> dict[str, str]:
    """Return the settings of a worker that publishes to this computer's store."""
    return {
        "PIXFERRY_S3_BUCKET": BUCKET,
        "PIXFERRY_S3_ENDPOINT": kept.store_url,
        "PIXFERRY_S3_REGION": "us-east-1",
        "PIXFERRY_S3_PREFIX": "",
        "PIXFERRY_S3_ACCESS_KEY_ID": kept.access_key_id,
        "PIXFERRY_S3_SECRET_ACCESS_KEY": kept.secret_access_key,
        "PIXFERRY_CDN_URL": kept.cdn_url,
        "PIXFERRY_LOCAL_ONLY": "true",
    }


def _plain_environment() -> dict[str, str]:
    """Return this process's environment without a person's own rclone settings, and with no rclone configuration."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("RCLONE_", "PIXFERRY_"))}
    return kept | {"RCLONE_CONFIG": ""}


def _speaks_http(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PROBE_SECONDS)
    try:
        connection.request("GET", path)
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True
