"""Choose ports and keys once and keep them: links that people pasted elsewhere contain them."""

from __future__ import annotations

import dataclasses
import json
import random
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

import psutil

from worker.contract import Code
from worker.errors import PermanentError
from worker.local.home import write_private

# Below every platform's range for outgoing connections, so that no browser holds one of them when we start again.
_PORTS = range(17000, 32000)


@dataclass(frozen=True, kw_only=True, repr=False)
class Kept:
    """Hold what must be the same at every start."""

    broker_port: int
    store_port: int
    cdn_port: int
    broker_password: str
    desktop_password: str
    access_key_id: str
    secret_access_key: str

    @property
    def ports(self) -> dict[str, int]:
        """The port of each part, by the part's name."""
        return {"broker": self.broker_port, "store": self.store_port, "cdn": self.cdn_port}

    @property
    def worker_url(self) -> str:
        """The broker with every right."""
        return f"redis://:{self.broker_password}@127.0.0.1:{self.broker_port}/0"

    @property
    def desktop_url(self) -> str:
        """The broker with a desktop's rights: send jobs, read results."""
        return f"redis://desktop:{self.desktop_password}@127.0.0.1:{self.broker_port}/0"

    @property
    def store_url(self) -> str:
        """The store's S3 address."""
        return f"http://127.0.0.1:{self.store_port}"

    @property
    def cdn_url(self) -> str:
        """What every link of this computer begins with."""
        return f"http://127.0.0.1:{self.cdn_port}"


def load_or_choose(path: Path) -> Kept:
    """Return what was kept, or choose and keep it; a damaged file is an error, because new ports would break links."""
    try:
        return Kept(**json.loads(path.read_text()))
    except FileNotFoundError:
        kept = _choose()
        write_private(path, json.dumps(dataclasses.asdict(kept), indent=1))
        return kept
    except (ValueError, TypeError) as error:
        msg = f"{path} is damaged. Restore it, or delete it: new ports are chosen and earlier links stop working."
        raise PermanentError(Code.DEPLOYMENT_FAILED, msg) from error
    except OSError as error:
        msg = f"Cannot read {path}: {error.strerror}."
        raise PermanentError(Code.DEPLOYMENT_FAILED, msg) from error


def _choose() -> Kept:
    broker, store, cdn = _free_ports(3)
    return Kept(
        broker_port=broker,
        store_port=store,
        cdn_port=cdn,
        broker_password=secrets.token_urlsafe(24),
        desktop_password=secrets.token_urlsafe(24),
        access_key_id="PIX" + secrets.token_hex(8).upper(),
        secret_access_key=secrets.token_urlsafe(30),
    )


def _free_ports(count: int) -> list[int]:
    chosen: list[int] = []
    for port in random.SystemRandom().sample(_PORTS, len(_PORTS)):
        if is_free(port):
            chosen.append(port)
        if len(chosen) == count:
            return chosen
    raise PermanentError(Code.DEPLOYMENT_FAILED, "No free port was found on 127.0.0.1.")


def is_free(port: int) -> bool:
    """Tell whether a server of ours could listen on this port of the loopback address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def require_free(kept: Kept, path: Path, names: list[str]) -> None:
    """Raise one clear line if another program sits on a kept port of these parts."""
    for name in names:
        port = kept.ports[name]
        if not is_free(port):
            msg = (
                f"Port {port} of the local {name} is taken by {_holder(port)}. End that program and start again, "
                f"or delete {path} to choose new ports (links made before stop working)."
            )
            raise PermanentError(Code.DEPLOYMENT_FAILED, msg)


def _holder(port: int) -> str:
    try:
        for connection in psutil.net_connections("tcp"):
            if connection.laddr and connection.laddr.port == port and connection.pid:
                return f"{psutil.Process(connection.pid).name()} (process {connection.pid})"
    except (psutil.Error, OSError):
        pass  # macOS tells only an administrator
    return "another program"
