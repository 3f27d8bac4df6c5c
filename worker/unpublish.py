"""Take a published image off the CDN once the last desktop that owns it gives it up."""

from __future__ import annotations

from worker.contract import UnpublishAnswer, UnpublishRequest
from worker.keys import ImageKeys
from worker.manifests import put_manifest, read_manifest
from worker.storage.base import ObjectStore


def unpublish(request: UnpublishRequest, *, store: ObjectStore) -> UnpublishAnswer:
    """Give up one desktop's ownership; with the last owner the manifest ceases to count, then the objects go.

    The manifest is first left without owners, then the objects are deleted, then the manifest itself: nobody reuses an
    image half gone, and a call that was cut short is finished by the next one. Doing it twice is harmless.
    """
    keys = ImageKeys.of_request(request)
    with store.alone(keys.folder):
        manifest = read_manifest(store, keys)
        if manifest is None:
            return UnpublishAnswer(deleted=(), owners_left=0)
        left = manifest.given_up_by(request.owner)
        if left != manifest:
            put_manifest(store, keys, left)
        if left.owners:
            return UnpublishAnswer(deleted=(), owners_left=len(left.owners))
        deleted = tuple(file.key for file in manifest.outcome.files if file.key.startswith(keys.folder))
        for key in deleted:
            store.delete(key)
        store.delete(keys.manifest)
        return UnpublishAnswer(deleted=deleted, owners_left=0)
