"""Keep the few secrets a desktop has: in the OS keyring, or in a file of this user alone where there is none."""

from __future__ import annotations

import json
import os
import uuid
from pathlib import Path
from typing import Protocol

SERVICE = "pixferry"
S3_ACCESS_KEY_ID = "s3-access-key-id"
S3_SECRET_ACCESS_KEY = "s3-secret-access-key"  # noqa: S105  the name of the entry, not its value
BROKER_URL = "broker-url"


class Secrets(Protocol):
    """Hold named secrets."""

    def read(self, name: str) -> str | None:
        """Return the secret, or None."""

    def write(self, name: str, value: str | None) -> None:
        """Keep the secret; None forgets it."""


class FileSecrets:
    """Keep secrets in one 0600 file, for machines without a keyring."""

    def __init__(self, file: Path) -> None:
        """Name the file; it is made at the first write."""
        self._file = file

    def read(self, name: str) -> str | None:
        """Return the secret, or None."""
        value = self._all().get(name)
        return value if isinstance(value, str) else None

    def write(self, name: str, value: str | None) -> None:
        """Keep the secret; None forgets it."""
        entries = {key: kept for key, kept in self._all().items() if key != name}
        if value is not None:
            entries[name] = value
        write_private(self._file, json.dumps(entries))

    def _all(self) -> dict[str, object]:
        try:
            data = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return data if isinstance(data, dict) else {}


class KeyringSecrets:
    """Keep secrets in the OS keyring; where it refuses, in the file."""

    def __init__(self, fallback: Secrets) -> None:
        """Take the file to fall back to."""
        import keyring.errors  # noqa: PLC0415  it would slow every start, and few starts need a secret

        self._keyring = keyring
        self._refusal = keyring.errors.KeyringError
        self._fallback = fallback

    @property
    def is_there(self) -> bool:
        """Whether this system has a keyring at all."""
        kind = type(self._keyring.get_keyring()).__module__
        return kind not in {"keyring.backends.fail", "keyring.backends.null"}

    def read(self, name: str) -> str | None:
        """Return the secret, or None."""
        try:
            kept: str | None = self._keyring.get_password(SERVICE, name)
        except self._refusal:
            kept = None
        return kept or self._fallback.read(name)

    def write(self, name: str, value: str | None) -> None:
        """Keep the secret; None forgets it."""
        try:
            if value is not None:
                self._keyring.set_password(SERVICE, name, value)
            elif self._keyring.get_password(SERVICE, name) is not None:
                self._keyring.delete_password(SERVICE, name)
        except self._refusal:
            self._fallback.write(name, value)


def secrets_of(home: Path) -> Secrets:
    """Return this installation's secrets: the keyring where the system has one. May block: call it off the window."""
    file = FileSecrets(home / "secrets.json")
    keyring = KeyringSecrets(file)
    return keyring if keyring.is_there else file


def write_private(file: Path, text: str) -> None:
    """Replace a file in one step, readable by this user alone (0600)."""
    draft = file.with_name(f".{file.name}.{uuid.uuid4().hex[:8]}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)
