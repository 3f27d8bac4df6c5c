"""Find an image that is already published, so that nothing is sent or made twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from worker.contract import Code, Outcome, SourceFile, Variant
from worker.errors import PermanentError
from worker.keys import ImageKeys, slug_of
from worker.manifests import Manifest, ObjectsGoneError, read_manifest, write_manifest
from worker.settings import WorkerSettings
from worker.storage.base import ObjectStore


def placed(outcome: Outcome, settings: WorkerSettings) -> Outcome:
    """Return the outcome as it is told: with the store that has it and the address it is shown under now."""
    return replace(outcome, store=settings.store_mark, cdn_url=settings.public_url)


def published_already(source: SourceFile, *, fingerprint: str, store: ObjectStore) -> Outcome | None:
    """Return the outcome of an earlier job with the same bytes, preset and slug, and make the sender an owner of it.

    The same bytes and preset under another slug are copied inside the store. None when there is nothing to reuse.
    A manifest counts only while every object it names is there, because a link that is shown must work.
    """
    keys = ImageKeys(sha256=source.sha256, fingerprint=fingerprint, slug=slug_of(source.name))
    manifests = store.list_keys(keys.manifests)
    if not manifests:
        return None
    stored = {item.key: item.size for item in store.list_objects(keys.folder)}
    own = _valid_manifest(store, keys, stored)
    try:
        if own is not None:
            return _adopted(source, keys, own, store)
        for key in manifests:
            sibling = replace(keys, slug=key.removeprefix(keys.manifests).removesuffix(".json"))
            manifest = _valid_manifest(store, sibling, stored) if sibling != keys else None
            if manifest is not None:
                return _copied(source, keys, store, sibling=sibling, manifest=manifest, stored=stored)
    except ObjectsGoneError:  # unpublished a moment ago: derive it again
        return None
    return None


def _valid_manifest(store: ObjectStore, keys: ImageKeys, stored: Mapping[str, int]) -> Manifest | None:
    manifest = read_manifest(store, keys)
    if manifest is None or not manifest.owners or not {file.key for file in manifest.outcome.files} <= stored.keys():
        return None
    return manifest


def _adopted(source: SourceFile, keys: ImageKeys, manifest: Manifest, store: ObjectStore) -> Outcome | None:
    if source.owner not in manifest.owners:
        write_manifest(store, keys, manifest.outcome, owner=source.owner)
    elif not _is_still_owned(source, keys, store):
        return None
    return _reused(manifest.outcome, source)


def _is_still_owned(source: SourceFile, keys: ImageKeys, store: ObjectStore) -> bool:
    """Look once more in our turn: the same desktop may be giving the image up just now."""
    with store.alone(keys.folder):
        manifest = read_manifest(store, keys)
    return manifest is not None and source.owner in manifest.owners


def _copied(  # noqa: PLR0913  the two names, and what is known of both
    source: SourceFile,
    keys: ImageKeys,
    store: ObjectStore,
    *,
    sibling: ImageKeys,
    manifest: Manifest,
    stored: Mapping[str, int],
) -> Outcome | None:
    def renamed(file: Variant) -> Variant:
        return replace(file, key=sibling.renamed(file.key, keys.slug))

    outcome = replace(
        manifest.outcome,
        job_id=source.job_id,
        slug=keys.slug,
        main=renamed(manifest.outcome.main),
        thumbnail=renamed(manifest.outcome.thumbnail),
        variants=tuple(renamed(file) for file in manifest.outcome.variants),
    )
    try:
        for old, new in zip(manifest.outcome.files, outcome.files, strict=True):
            if stored.get(new.key) != new.bytes:  # an earlier try copied it
                store.copy(old.key, new.key)
    except PermanentError as error:
        if error.code == Code.SOURCE_MISSING:  # unpublished a moment ago: derive it again
            return None
        raise
    write_manifest(store, keys, outcome, owner=source.owner)
    return _reused(outcome, source)


def _reused(outcome: Outcome, source: SourceFile) -> Outcome:
    return replace(outcome, job_id=source.job_id, reused=True, worker="", stages=())
