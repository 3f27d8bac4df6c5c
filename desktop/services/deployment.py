"""Find or start the deployment on this computer, and keep it as long as this program needs it. Blocks: not for the GUI.

The deployment is a process of its own, shared by all clients; a client is whoever holds a locked file in its home.
The system releases the lock with the client's death, however it dies.
"""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from collections.abc import Mapping
from pathlib import Path

from filelock import FileLock, Timeout

from worker.contract import (
    CLIENT_VARIABLE,
    CLIENTS_FOLDER,
    LOCK_FILE,
    Code,
    ContractError,
    Failure,
    LocalState,
    read_local_state,
    settings_mark,
)

_START_SECONDS = 120.0
_LOCK_SECONDS = 10.0


class DeploymentError(Exception):
    """Say why there is no deployment on this computer; `failure.detail` begins with one clear line."""

    def __init__(self, detail: str) -> None:
        """Keep the detail as the contract's failure."""
        super().__init__(detail)
        self.failure = Failure(code=Code.DEPLOYMENT_FAILED, detail=detail)


def worker_command() -> list[str]:
    """Return how `pixferry-worker local` is called: beside us in the bundle, else with our own Python."""
    if getattr(sys, "frozen", False):
        executable = Path(sys.executable)
        return [str(executable.with_name("pixferry-worker" + executable.suffix)), "local"]
    return [sys.executable, "-P", "-m", "worker.local"]


class LocalDeployment:
    """Be one client of the deployment in `home`; use on one thread at a time."""

    def __init__(self, home: Path, environment: Mapping[str, str]) -> None:
        """Take the home and the whole environment of the worker: `os.environ`, with the user's bucket if there is one.

        A running deployment with another bucket, CDN or recipient is ended and started anew with these, unless another
        program uses it: then `ensure` fails.
        """
        self._home = home.absolute()
        self._environment = {**environment, "PIXFERRY_HOME": str(self._home)}
        self._lock: FileLock | None = None

    def ensure(self) -> LocalState:
        """Return where the running deployment answers, starting it if need be; call again after losing it.

        From the first call on the deployment stays at least until `release`. Raises `DeploymentError`.
        """
        self._hold()
        return self._running() or self._start()

    def release(self) -> None:
        """Stop being a client; the deployment lingers and then ends by itself. `ensure` may be called again."""
        if self._lock is not None:
            Path(self._lock.lock_file).unlink(missing_ok=True)
            self._lock.release()
            self._lock = None

    def stop(self) -> str:
        """End the deployment for all its clients, wait until it is gone, and return what was said about it."""
        return self._call("--stop").stderr.strip()

    def _hold(self) -> None:
        """Become a client before looking, so that the deployment cannot end between our look and our lock."""
        if self._lock is not None:
            return
        lock = FileLock(self._home / CLIENTS_FOLDER / f"{uuid.uuid4()}.lock", thread_local=False)
        try:
            self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
            Path(lock.lock_file).parent.mkdir(mode=0o700, exist_ok=True)
            lock.acquire(timeout=_LOCK_SECONDS)
        except (OSError, Timeout) as error:
            reason = getattr(error, "strerror", None) or "its lock is held"
            msg = f"Cannot keep files in {self._home}: {reason}. Make it writable, or set PIXFERRY_HOME."
            raise DeploymentError(msg) from error
        self._lock = lock
        self._environment[CLIENT_VARIABLE] = Path(lock.lock_file).name

    def _running(self) -> LocalState | None:
        """Return the state of a deployment that is up and has our settings."""
        probe = FileLock(self._home / LOCK_FILE)
        try:
            probe.acquire(timeout=0)
        except Timeout:
            state = read_local_state(self._home)
            return state if state and state.settings_mark == settings_mark(self._environment) else None
        probe.release()
        return None

    def _start(self) -> LocalState:
        done = self._call("--detach")
        try:
            return LocalState.from_wire(json.loads(done.stdout))
        except (ValueError, ContractError) as error:
            said = done.stderr.strip().removeprefix("Error: ")
            raise DeploymentError(said or f"pixferry-worker ended with exit code {done.returncode}.") from error

    def _call(self, option: str) -> subprocess.CompletedProcess[str]:
        """Run the worker's command in a session of its own: Ctrl+C in our terminal is not meant for the deployment."""
        try:
            return subprocess.run(
                [*worker_command(), option],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                start_new_session=True,
                timeout=_START_SECONDS,
                check=False,
            )
        except FileNotFoundError as error:
            msg = "The worker is not installed beside this program."
            raise DeploymentError(msg) from error
        except subprocess.TimeoutExpired as error:
            msg = f"The deployment did not answer within {_START_SECONDS:.0f} seconds."
            raise DeploymentError(msg) from error
