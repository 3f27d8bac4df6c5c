"""Write the configuration of the local broker: Valkey, or any Redis from version 7."""

from __future__ import annotations

from pathlib import Path

from worker.broker.rights import desktop_account
from worker.local.kept import Kept


def broker_config(kept: Kept, folder: Path) -> str:
    """Return the text of the configuration file; it holds passwords, so it must be written 0600.

    Every write is on disk within a second; when memory is full, writes fail instead of jobs vanishing.
    """
    lines = [
        "bind 127.0.0.1",
        f"port {kept.broker_port}",
        "protected-mode yes",
        f"requirepass {kept.broker_password}",
        desktop_account("desktop", kept.desktop_password),
        f'dir "{_quoted(folder)}"',
        "daemonize no",
        'save ""',
        "appendonly yes",
        "appendfsync everysec",
        "maxmemory 256mb",
        "maxmemory-policy noeviction",
        "proto-max-bulk-len 1mb",
        "tcp-keepalive 60",
        "tcp-backlog 128",
        "always-show-logo no",
        "loglevel notice",
    ]
    return "\n".join(lines) + "\n"


def _quoted(folder: Path) -> str:
    return str(folder).replace("\\", "\\\\").replace('"', '\\"')
