"""Find published objects that no manifest names: what a job left that was given up half-way, or lost its manifest."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from worker.manifests import Manifest
from worker.storage.base import ObjectStore, StoredObject, insist

SAFE_AGE = 24 * 3600.0
"""Seconds: a job that is still being retried may yet write its manifest."""
_OURS = re.compile(r"images/(?:[0-9a-f]{16}-[0-9a-f]{12}/[^/]+|check-[0-9a-f]{32}\.txt)")
"""What a worker, or `pixferry-worker check`, may have stored: a bucket may hold other people's images as well."""


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """Tell what was found; sizes are bytes.

    `young` may belong to a job that is still running, and so many are `foreign` that no worker stored: both stay.
    """

    named: int
    orphaned: tuple[StoredObject, ...]
    young: tuple[StoredObject, ...]
    foreign: int


def look(store: ObjectStore, *, older_than: float = SAFE_AGE) -> Sweep:
    """Compare what lies under `images/` with what the manifests name; deletes nothing.

    The objects are listed before the manifests are read: one that is published meanwhile is named by then.
    """
    everything = store.list_objects("images/")
    objects = [item for item in everything if _OURS.fullmatch(item.key)]
    named = frozenset(_named(store))
    loose = [item for item in objects if item.key not in named]
    latest = time.time() - older_than
    return Sweep(
        named=len(objects) - len(loose),
        orphaned=tuple(item for item in loose if item.modified_at <= latest),
        young=tuple(item for item in loose if item.modified_at > latest),
        foreign=len(everything) - len(objects),
    )


def delete(store: ObjectStore, found: Sweep) -> Iterator[str]:
    """Delete the orphans, one image's folder after the other, and yield the key of each that is gone.

    The manifests are looked at again first, while nobody else writes one for this folder: what was published once more
    since stays, and what is published next is found missing by whoever writes its manifest, and made anew.
    `TransientError` as soon as somebody else may be writing one.
    """
    for folder, items in groupby(found.orphaned, key=lambda item: item.key.rpartition("/")[0] + "/"):
        with store.alone(folder) as turn:
            named = frozenset(_named(store, folder=folder.split("/")[1]))
            gone = [item.key for item in items if item.key not in named]
            for key in gone:
                insist(turn)
                store.delete(key)
        yield from gone


def _named(store: ObjectStore, *, folder: str = "") -> Iterator[str]:
    """Yield every key a manifest names, or those of one folder under `images/` (its digits, `-`, the fingerprint)."""
    digits, _, fingerprint = folder.partition("-")
    for key in store.list_keys(f"manifests/{digits}"):
        body = store.read(key) if f"/{fingerprint}" in key else None
        manifest = Manifest.from_json(body) if body is not None else None
        if manifest is not None:
            yield from (file.key for file in manifest.outcome.files)
