"""Take a published image off the CDN once the last desktop that owns it gives it up."""

from __future__ import annotations

from worker.contract import UnpublishAnswer, UnpublishRequest
from worker.keys import ImageKeys
from worker.manifests import put_manifest, read_manifest
from worker.storage.base import ObjectStore, insist


def unpublish(request: UnpublishRequest, *, store: ObjectStore) -> UnpublishAnswer:
    """Give up one desktop's ownership; with the last owner the manifest ceases to count, then the objects go.

    The manifest is first left without owners, then the objects are deleted, then the manifest itself: nobody reuses an
    image half gone, and a call that was cut short is finished by the next one. Doing it twice is harmless. Nothing is
    deleted while somebody else may be publishing it again: `TransientError` then.
    """
    keys = ImageKeys.of_request(request)
    with store.alone(keys.folder) as turn:
        manifest = read_manifest(store, keys)
        if manifest is None:
            return UnpublishAnswer(deleted=(), owners_left=0)
        left = manifest.given_up_by(request.owner)
        if left != manifest:
            insist(turn)
            put_manifest(store, keys, left)
        # Who could not ask for a turn may have become an owner since.
        if owners := left.owners or _owners(store, keys):
            return UnpublishAnswer(deleted=(), owners_left=len(owners))
        deleted = tuple(file.key for file in manifest.outcome.files if file.key.startswith(keys.folder))
        for key in (*deleted, keys.manifest):
            insist(turn)
            store.delete(key)
        return UnpublishAnswer(deleted=deleted, owners_left=0)


def _owners(store: ObjectStore, keys: ImageKeys) -> tuple[str, ...]:
    manifest = read_manifest(store, keys)
    return manifest.owners if manifest is not None else ()
