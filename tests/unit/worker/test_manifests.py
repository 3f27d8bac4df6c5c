"""A manifest says what is published and for whom, and survives damage and races."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

import pytest

from worker.contract import Outcome, Role, Variant
from worker.keys import ImageKeys
from worker.manifests import Manifest, put_manifest, read_manifest, write_manifest
from worker.storage.memory import MemoryStore

KEYS = ImageKeys(sha256="a" * 64, fingerprint="0123456789ab", slug="sea")
FILE = Variant(role=Role.MAIN, key=KEYS.main("jpg"), width=4, height=3, bytes=99, content_type="image/jpeg")
OUTCOME = Outcome(
    job_id="job",
    sha256=KEYS.sha256,
    preset="web",
    fingerprint=KEYS.fingerprint,
    slug=KEYS.slug,
    width=4,
    height=3,
    bytes_in=100,
    main=FILE,
    thumbnail=replace(FILE, role=Role.THUMBNAIL, key=KEYS.thumbnail("jpg")),
    variants=(),
    published_at=1.5,
)


def store_of_the_files() -> MemoryStore:
    store = MemoryStore()
    for file in OUTCOME.files:
        store.write(file.key, b"pixels", content_type=file.content_type)
    return store


@dataclass(kw_only=True)
class CrowdedStore:
    """Let another desktop overwrite the manifest right behind our first write."""

    store: MemoryStore
    is_quiet: bool = False

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  every method of the store
        return getattr(self.store, name)

    def write(self, key: str, body: bytes, *, content_type: str) -> None:
        self.store.write(key, body, content_type=content_type)
        if not self.is_quiet:
            self.is_quiet = True
            put_manifest(self.store, KEYS, Manifest(outcome=OUTCOME, owners=("desk-2",)))


def test_a_manifest_comes_back_as_it_was_written() -> None:
    store = store_of_the_files()

    write_manifest(store, KEYS, OUTCOME, owner="desk-1")

    assert read_manifest(store, KEYS) == Manifest(outcome=OUTCOME, owners=("desk-1",))
    assert store.list_keys("manifests/") == [f"manifests/{'a' * 64}/0123456789ab/sea.json"]


def test_two_desktops_at_the_same_moment_both_become_owners() -> None:
    store: Any = CrowdedStore(store=store_of_the_files())

    write_manifest(store, KEYS, OUTCOME, owner="desk-1")

    assert read_manifest(store, KEYS) == Manifest(outcome=OUTCOME, owners=("desk-2", "desk-1"))


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b"{}", b'{"job_id": 1}', b"\xff\xfe"])
def test_what_is_no_manifest_counts_as_none(body: bytes) -> None:
    assert Manifest.from_json(body) is None


def test_a_manifest_of_a_later_version_still_reads() -> None:
    data = {**json.loads(Manifest(outcome=OUTCOME, owners=("desk-1",)).to_json()), "colour_of_the_sky": "blue"}

    assert Manifest.from_json(json.dumps(data).encode()) == Manifest(outcome=OUTCOME, owners=("desk-1",))
    assert Manifest.from_json(json.dumps({**data, "owners": "desk-1"}).encode()) is None
