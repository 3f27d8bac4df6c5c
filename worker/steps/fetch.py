"""Fetch the original once and make sure it is what the desktop promised."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

from worker.contract import Code
from worker.errors import PermanentError
from worker.keys import original_key
from worker.steps.context import Context

_log = logging.getLogger(__name__)


def fetch(context: Context) -> None:
    """Download the original; one whose SHA-256 differs is deleted, so that the desktop can send it again."""
    promised = context.request.source.sha256
    key = original_key(promised)
    target = context.scratch / "original"
    _download(context, key, target)
    context.tick(0.8)
    with target.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != promised:
        context.store.delete(key)
        raise PermanentError(Code.SOURCE_CHANGED, "the stored bytes are not those that were announced")
    context.original = target


def _download(context: Context, key: str, target: Path) -> None:
    """Download the original; one that came in parts is joined by whoever needs it first."""
    try:
        context.store.download(key, target, max_bytes=context.limits.max_bytes)
    except PermanentError as error:
        if error.code != Code.SOURCE_MISSING or not _joined(context, key):
            raise
        context.store.download(key, target, max_bytes=context.limits.max_bytes)


def _joined(context: Context, key: str) -> bool:
    """Join the parts if there are any; keys that may not ask for parts have none, and the original is just missing."""
    try:
        return context.store.join_parts(key, size=context.request.source.size)
    except PermanentError as error:
        _log.warning("Whether the original came in parts is not known: %s %s", error.code, error.detail)
        return False
