"""Keep the few secrets a desktop has: in the OS keyring, or in a file of this user alone where there is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Protocol

import keyring
import keyring.backends.fail
import keyring.backends.null
from keyring.errors import KeyringError

from desktop.settings import write_private

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
        self._fallback = fallback

    def read(self, name: str) -> str | None:
        """Return the secret, or None."""
        try:
            return keyring.get_password(SERVICE, name) or self._fallback.read(name)
        except KeyringError:
            return self._fallback.read(name)

    def write(self, name: str, value: str | None) -> None:
        """Keep the secret; None forgets it."""
        try:
            if value is not None:
                keyring.set_password(SERVICE, name, value)
            elif keyring.get_password(SERVICE, name) is not None:
                keyring.delete_password(SERVICE, name)
        except KeyringError:
            self._fallback.write(name, value)


def secrets_of(home: Path) -> Secrets:
    """Return this installation's secrets: the keyring where the system has one. May block: call it off the window."""
    file = FileSecrets(home / "secrets.json")
    backend = keyring.get_keyring()
    if isinstance(backend, keyring.backends.fail.Keyring | keyring.backends.null.Keyring):
        return file
    return KeyringSecrets(file)
