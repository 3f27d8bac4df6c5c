"""Name the files through which a client and the deployment on this computer find each other. Standard library only.

All of them lie in the deployment's home (`PIXFERRY_HOME`, else the user's data folder). Who holds `LOCK_FILE` is the
deployment; who holds a file of its own in `CLIENTS_FOLDER` is a client, and keeps the deployment from ending, and from
being replaced by one with other settings. A client that calls `pixferry-worker local` itself gives the name of its file
in `CLIENT_VARIABLE`, so that it is not taken for another.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from worker.contract.codec import ContractError
from worker.contract.deployment import LocalState

LOCK_FILE = "supervisor.lock"
STATE_FILE = "state.json"
CLIENTS_FOLDER = "clients"
LOGS_FOLDER = "logs"
CLIENT_VARIABLE = "PIXFERRY_CLIENT"

_THIS_COMPUTER = ("127.0.0.1", "localhost")
_DECISIVE = ("PIXFERRY_S3_", "PIXFERRY_CDN_URL", "PIXFERRY_NOTIFY_URLS", "PIXFERRY_VALKEY")


def settings_mark(environment: Mapping[str, str]) -> str:
    """Return a short digest of the variables that decide what a local deployment is; an empty one counts as unset.

    A client whose mark differs from the running deployment's wants another bucket, CDN or recipient.
    """
    decisive = {name: value for name, value in environment.items() if name.startswith(_DECISIVE) and value}
    return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()[:16]


def past_proxies(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that keep a proxy of the environment out of what this computer asks of itself.

    None where the environment names no proxy, so that a system's own settings count, or wants none for any host. Both
    spellings, since the lower-case one wins where both are read.
    """
    proxies = [name for name in environment if name.lower().endswith("_proxy") and name.lower() != "no_proxy"]
    named = (environment.get("no_proxy") or environment.get("NO_PROXY") or "").split(",")
    hosts = [host for host in (name.strip() for name in named) if host]
    if not proxies or "*" in hosts:
        return {}
    direct = ",".join([*hosts, *(host for host in _THIS_COMPUTER if host not in hosts)])
    return {"NO_PROXY": direct, "no_proxy": direct}


def read_local_state(home: Path) -> LocalState | None:
    """Return what a ready deployment wrote, or None; whether it still runs is for the lock to say."""
    try:
        return LocalState.from_wire(json.loads((home / STATE_FILE).read_text()))
    except (OSError, ValueError, ContractError):
        return None
