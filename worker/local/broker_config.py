"""Write the configuration of the local broker: Valkey, or any Redis from version 7."""

from __future__ import annotations

from pathlib import Path

from worker.contract import QueueName
from worker.local.kept import Kept

# What a desktop may do: put jobs on our queues and read results. Without `client|setinfo`, which Redis 7.0 does not
# know and refuses to start with; clients take the refusal of it calmly.
_DESKTOP_COMMANDS = "-@all +hello +ping +auth +select +client|setname +client|id +lpush +llen +get +mget +exists"


def broker_config(kept: Kept, folder: Path) -> str:
    """Return the text of the configuration file; it holds passwords, so it must be written 0600.

    Every write is on disk within a second; when memory is full, writes fail instead of jobs vanishing.
    """
    keys = " ".join([*(f"%W~{queue}" for queue in QueueName), "%R~celery-task-meta-*"])
    lines = [
        "bind 127.0.0.1",
        f"port {kept.broker_port}",
        "protected-mode yes",
        f"requirepass {kept.broker_password}",
        f"user desktop on >{kept.desktop_password} resetkeys resetchannels {_DESKTOP_COMMANDS} {keys}",
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
