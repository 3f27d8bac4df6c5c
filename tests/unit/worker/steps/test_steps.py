"""Each step alone, with one image."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.plugins.pictures import photo, saved
from tests.plugins.published import StoreThatDies, send, source_of
from worker.contract import Code, ProcessRequest, Role
from worker.drafts import MemoryDrafts
from worker.errors import PermanentError, TransientError
from worker.imaging.limits import Limits
from worker.imaging.presets import preset_named
from worker.keys import ImageKeys
from worker.steps.context import Context
from worker.steps.decode import decode
from worker.steps.fetch import fetch
from worker.steps.optimise import optimise
from worker.steps.publish import publish
from worker.steps.thumbnails import thumbnails
from worker.storage.memory import MemoryStore


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    return saved(photo(700, 500), tmp_path / "sea.jpg", quality=95)


@pytest.fixture
def context(tmp_path: Path, picture: Path) -> Context:
    store, source = MemoryStore(), source_of(picture, preset="responsive")
    send(source, picture, store)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    preset = preset_named("responsive")
    return Context(
        request=ProcessRequest(source=source, drop_id="drop", user="somebody"),
        preset=preset,
        keys=ImageKeys(sha256=source.sha256, fingerprint=preset.fingerprint, slug="sea"),
        store=store,
        drafts=MemoryDrafts(),
        limits=Limits(
            max_bytes=10**7,
            max_pixels_jpeg=10**6,
            max_pixels_lossless=10**6,
            max_pixels_webp=10**6,
            max_frames=9,
        ),
        scratch=scratch,
        tick=lambda _: None,
    )


def test_fetch_joins_an_original_that_came_in_parts(context: Context, picture: Path) -> None:
    source, body = context.request.source, picture.read_bytes()
    store = context.store
    assert isinstance(store, MemoryStore)
    key = f"originals/{source.sha256}"
    store.delete(key)
    parts = store.presign_parts(source, key, part_size=5000, lifetime=60)
    for part in parts[:-1]:
        store.accept_part(part, body[part.offset : part.offset + part.size])

    with pytest.raises(PermanentError) as missing:
        fetch(context)
    store.accept_part(parts[-1], body[parts[-1].offset :])
    fetch(context)

    assert missing.value.code == Code.SOURCE_MISSING
    assert context.original is not None
    assert context.original.read_bytes() == body


def test_a_missing_original_is_said_to_be_missing_by_keys_that_may_not_ask_for_parts(context: Context) -> None:
    class StoreWithoutThatRight(MemoryStore):
        def join_parts(self, key: str, *, size: int) -> bool:
            raise PermanentError(Code.STORAGE_DENIED, f"s3:ListBucketMultipartUploads of {key}, {size} bytes")

    context.store = StoreWithoutThatRight()

    with pytest.raises(PermanentError) as missing:
        fetch(context)

    assert missing.value.code == Code.SOURCE_MISSING


def test_fetch_brings_exactly_the_promised_bytes(context: Context, picture: Path) -> None:
    fetch(context)

    assert context.original is not None
    assert context.original.parent == context.scratch
    assert context.original.read_bytes() == picture.read_bytes()


def test_decode_needs_what_fetch_brought_and_the_others_what_decode_gave(context: Context) -> None:
    with pytest.raises(LookupError):
        decode(context)
    with pytest.raises(LookupError):
        optimise(context)

    assert context.derivatives == []


def test_optimise_makes_the_main_file(context: Context) -> None:
    fetch(context)
    decode(context)

    optimise(context)

    (main,) = context.derivatives
    described = main.described()
    assert (described.role, described.width, described.height) == (Role.MAIN, 700, 500)
    assert described.key == context.keys.main("jpg")
    assert described.bytes == main.file.path.stat().st_size


def test_thumbnails_makes_the_small_ones(context: Context) -> None:
    fetch(context)
    decode(context)

    thumbnails(context)

    assert [(item.role, item.file.width, item.file.height) for item in context.derivatives] == [
        (Role.THUMBNAIL, 200, 143),
        (Role.VARIANT, 640, 457),
        (Role.VARIANT, 640, 457),
        (Role.VARIANT, 320, 228),
        (Role.VARIANT, 320, 228),
    ]
    assert len({item.file.path for item in context.derivatives}) == 5


def test_publish_stores_all_and_a_second_time_nothing(context: Context) -> None:
    for step in (fetch, decode, optimise, thumbnails, publish):
        step(context)
    watched: Any = StoreThatDies(store=context.store)  # type: ignore[arg-type]  # the twin itself
    stored = context.store.list_keys("images/")
    context.store = watched

    publish(context)

    assert stored == sorted(item.key for item in context.derivatives)
    assert "upload" not in watched.calls


def test_publish_raises_what_the_store_says(context: Context) -> None:
    for step in (fetch, decode, optimise, thumbnails):
        step(context)
    busy: Any = StoreThatDies(
        store=context.store,  # type: ignore[arg-type]  # the twin itself
        dies_before=3,
        error=TransientError(Code.STORAGE_SLOW_DOWN),
    )
    context.store = busy

    with pytest.raises(TransientError) as failed:
        publish(context)

    assert failed.value.code == Code.STORAGE_SLOW_DOWN


def test_a_file_above_the_operators_limit_is_refused_at_fetch(context: Context) -> None:
    context.limits = Limits(max_bytes=10, max_pixels_jpeg=10, max_pixels_lossless=10, max_pixels_webp=10, max_frames=1)

    with pytest.raises(PermanentError) as refused:
        fetch(context)

    assert refused.value.code == Code.IMAGE_TOO_LARGE
