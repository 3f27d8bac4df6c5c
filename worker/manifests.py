"""Remember in the store what is published and for whom: one manifest per image, written last."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from worker.contract import Code, ContractError, Outcome
from worker.errors import TransientError
from worker.keys import ImageKeys
from worker.storage.base import ObjectStore

_CONTENT_TYPE = "application/json"
_ATTEMPTS = 3


class ObjectsGoneError(TransientError):
    """Say that objects were deleted while their manifest was written: making the image once more mends it."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """Hold what was published and the desktops it belongs to.

    One without owners is being unpublished: it counts as absent for everybody but `unpublish`, which finishes the job.
    """

    outcome: Outcome
    owners: tuple[str, ...]

    def owned_by(self, owner: str) -> Manifest:
        """Return it with one more owner."""
        return self if owner in self.owners else replace(self, owners=(*self.owners, owner))

    def given_up_by(self, owner: str) -> Manifest:
        """Return it without that owner."""
        return replace(self, owners=tuple(other for other in self.owners if other != owner))

    def to_json(self) -> bytes:
        """Encode it for the store."""
        return json.dumps({**self.outcome.to_wire(), "owners": list(self.owners)}, indent=1).encode()

    @classmethod
    def from_json(cls, body: bytes) -> Manifest | None:
        """Decode it; None when it is not a manifest we understand, which is as good as none."""
        try:
            data: Any = json.loads(body)
            outcome = Outcome.from_wire(data)
        except (ValueError, ContractError):
            return None
        owners = data.get("owners", [])
        if not isinstance(owners, list):
            return None
        return cls(outcome=outcome, owners=tuple(str(owner) for owner in owners))


def read_manifest(store: ObjectStore, keys: ImageKeys) -> Manifest | None:
    """Return the image's manifest, or None."""
    body = store.read(keys.manifest)
    return Manifest.from_json(body) if body is not None else None


def write_manifest(store: ObjectStore, keys: ImageKeys, outcome: Outcome, *, owner: str) -> None:
    """Store the manifest, adding `owner` to the owners already in it.

    The store's lock may be out of reach, so the manifest is read again afterwards: whoever lost a race against another
    desktop writes once more instead of losing its ownership. Whether the objects are there is looked at last, because
    what was seen before may be unpublished or swept by now: `ObjectsGoneError` then. Nor is what was seen believed if
    somebody else had the lock meanwhile: `TransientError`.
    """
    with store.alone(keys.folder) as turn:
        for _ in range(_ATTEMPTS):
            before = read_manifest(store, keys)
            owners = before.owners if before else ()
            put_manifest(store, keys, Manifest(outcome=outcome, owners=owners).owned_by(owner))
            after = read_manifest(store, keys)
            if after is not None and owner in after.owners:
                break
        gone = _gone(store, keys, outcome)
        if gone:
            _take_back(store, keys, owner)
            raise ObjectsGoneError(Code.STORAGE_UNAVAILABLE, f"deleted meanwhile: {', '.join(gone)}")
        if turn.is_lost:
            raise TransientError(Code.STORAGE_UNAVAILABLE, "another worker changed the same image meanwhile")


def _gone(store: ObjectStore, keys: ImageKeys, outcome: Outcome) -> list[str]:
    """Return what is not stored; a listing may lag behind on some stores, so what it lacks is asked for by its key."""
    stored = frozenset(store.list_keys(keys.folder))
    return [file.key for file in outcome.files if file.key not in stored and store.find(file.key) is None]


def _take_back(store: ObjectStore, keys: ImageKeys, owner: str) -> None:
    """Leave the others' ownership for when the image is made again; a manifest that was ours alone goes."""
    manifest = read_manifest(store, keys)
    left = manifest.given_up_by(owner) if manifest is not None else None
    if left is not None and left.owners:
        put_manifest(store, keys, left)
    else:
        store.delete(keys.manifest)


def put_manifest(store: ObjectStore, keys: ImageKeys, manifest: Manifest) -> None:
    """Store the manifest as it is."""
    store.write(keys.manifest, manifest.to_json(), content_type=_CONTENT_TYPE)
