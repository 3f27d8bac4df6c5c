"""Lay out the folder the local deployment lives in, and refuse one it could not live in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from worker.contract import CLIENTS_FOLDER, LOCK_FILE, LOGS_FOLDER, STATE_FILE, Code
from worker.errors import PermanentError

BUCKET = "pixferry"
_LEAST_FREE_BYTES = 64 * 1024 * 1024
_MIB = 1024 * 1024


@dataclass(frozen=True)
class Home:
    """Know where everything of one deployment is."""

    root: Path

    @property
    def lock(self) -> Path:
        """Held by the supervisor as long as it lives."""
        return self.root / LOCK_FILE

    @property
    def holder(self) -> Path:
        """The process id of the last one that took the lock."""
        return self.root / "supervisor.pid"

    @property
    def state(self) -> Path:
        """Where the deployment answers; there while it is ready (0600)."""
        return self.root / STATE_FILE

    @property
    def kept(self) -> Path:
        """Ports and keys, chosen once (0600)."""
        return self.root / "deployment.json"

    @property
    def children(self) -> Path:
        """Process ids and start times of the running parts, for the next start."""
        return self.root / "children.json"

    @property
    def clients(self) -> Path:
        """One locked file per client."""
        return self.root / CLIENTS_FOLDER

    @property
    def logs(self) -> Path:
        """One log per part, and the supervisor's own."""
        return self.root / LOGS_FOLDER

    @property
    def broker(self) -> Path:
        """The broker's configuration (0600) and append-only file."""
        return self.root / "broker"

    @property
    def store(self) -> Path:
        """One folder per bucket."""
        return self.root / "store"

    @property
    def published(self) -> Path:
        """The public part of the store: all that the CDN serves."""
        return self.store / BUCKET / "images"

    @property
    def originals(self) -> Path:
        """The files as they came, and the parts of those that have not come whole."""
        return self.store / BUCKET / "originals"


def find_home(environment: Mapping[str, str]) -> Path:
    """Return `PIXFERRY_HOME`, else the user's data folder of this platform."""
    chosen = environment.get("PIXFERRY_HOME")
    return Path(chosen).expanduser().absolute() if chosen else platformdirs.user_data_path("pixferry", appauthor=False)


def open_home(root: Path, *, least_free: int = _LEAST_FREE_BYTES) -> Home:
    """Make the folders, for this user's eyes only, and return the home; raise if nothing can be kept there."""
    home = Home(root)
    try:
        for folder in (root, home.clients, home.logs, home.broker, home.store):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # rclone fails one of two PUTs that make the same folder at once, so these are there before the first.
        for folder in (home.published, home.originals, home.published.with_name("manifests")):
            folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(root).free
    except OSError as error:
        msg = (
            f"Cannot keep files in {root}: {error.strerror}. Make it writable, or set PIXFERRY_HOME to another folder."
        )
        raise PermanentError(Code.DEPLOYMENT_FAILED, msg) from error
    if not os.access(root, os.W_OK | os.X_OK):
        msg = f"Cannot write to {root}. Make it writable, or set PIXFERRY_HOME to another folder."
        raise PermanentError(Code.DEPLOYMENT_FAILED, msg)
    if free < least_free:
        msg = f"Only {free // _MIB} MiB are free on the disk of {root}; {least_free // _MIB} MiB are needed."
        raise PermanentError(Code.DEPLOYMENT_FAILED, msg)
    return home


def write_private(path: Path, text: str) -> None:
    """Replace the file by one that only this user may read; readers see the old or the new text, never half."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        msg = f"Cannot write {path}: {error.strerror}."
        raise PermanentError(Code.DEPLOYMENT_FAILED, msg) from error
