"""A draft is kept for whoever tries next, believed only where its keys are ours, and never in anybody's way."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import redis

from tests.plugins.servers import Valkey, free_port
from worker.broker.drafts import RedisDrafts
from worker.contract import Role, Variant
from worker.drafts import Draft, Drafts, MemoryDrafts
from worker.keys import ImageKeys
from worker.storage.base import StoredObject

KEYS = ImageKeys(sha256="ab" * 32, fingerprint="0123456789ab", slug="sea")


def variant(role: Role, key: str, *, width: int = 700, size: int = 900) -> Variant:
    return Variant(role=role, key=key, width=width, height=500, bytes=size, content_type="image/jpeg")


DRAFT = Draft(
    width=700,
    height=500,
    kept_original=True,
    files=(
        variant(Role.MAIN, KEYS.main("jpg")),
        variant(Role.THUMBNAIL, KEYS.thumbnail("jpg"), width=200),
        variant(Role.VARIANT, KEYS.variant(640, "avif"), width=640),
    ),
)
FOREIGN = [
    replace(DRAFT, files=(*DRAFT.files[:2], variant(Role.VARIANT, "originals/secret.jpg", width=640))),
    replace(DRAFT, files=(variant(Role.MAIN, KEYS.main("../x")), *DRAFT.files[1:])),
    replace(DRAFT, files=(variant(Role.MAIN, replace(KEYS, slug="lake").main("jpg")), *DRAFT.files[1:])),
    replace(DRAFT, files=(*DRAFT.files[:2], variant(Role.VARIANT, KEYS.variant(640, "avif"), width=320))),
    replace(DRAFT, files=DRAFT.files[1:]),
]


@pytest.fixture
def client(valkey: Valkey) -> Iterator[redis.Redis]:
    with valkey.client() as raw:
        yield raw


@pytest.fixture(params=["memory", "redis"])
def drafts(request: pytest.FixtureRequest) -> Drafts:
    return MemoryDrafts() if request.param == "memory" else RedisDrafts(request.getfixturevalue("client"))


def test_a_draft_is_read_as_it_was_written_until_it_is_forgotten(drafts: Drafts) -> None:
    assert drafts.read(KEYS) is None

    drafts.write(KEYS, replace(DRAFT, kept_original=False))
    drafts.write(KEYS, DRAFT)

    assert drafts.read(KEYS) == DRAFT
    for other in (replace(KEYS, slug="lake"), replace(KEYS, fingerprint="f" * 12), replace(KEYS, sha256="cd" * 32)):
        assert drafts.read(other) is None
    drafts.forget(KEYS)
    drafts.forget(KEYS)
    assert drafts.read(KEYS) is None


@pytest.mark.parametrize("foreign", FOREIGN, ids=["elsewhere", "no extension", "other name", "other width", "no main"])
def test_a_draft_whose_keys_are_not_ours_is_none(drafts: Drafts, foreign: Draft) -> None:
    drafts.write(KEYS, foreign)

    assert drafts.read(KEYS) is None


def test_a_file_counts_as_stored_only_in_its_full_size() -> None:
    main, thumbnail, _ = DRAFT.files
    there = [StoredObject(key=main.key, size=main.bytes), StoredObject(key=thumbnail.key, size=thumbnail.bytes - 1)]

    assert DRAFT.stored_among(there) == (main,)


def test_a_draft_goes_by_itself_after_a_day(client: redis.Redis) -> None:
    RedisDrafts(client).write(KEYS, DRAFT)

    (name,) = list(client.scan_iter("pixferry:draft:*"))
    left: Any = client.ttl(name)
    assert 86000 < left <= 86400


@pytest.mark.parametrize("body", [b"nonsense", b"[]", b'"text"', json.dumps({"width": 1}).encode()])
def test_what_is_no_draft_is_none(client: redis.Redis, body: bytes) -> None:
    client.set(f"pixferry:draft:{KEYS.sha256}:{KEYS.fingerprint}:{KEYS.slug}", body)

    assert RedisDrafts(client).read(KEYS) is None


def test_a_broker_that_is_away_is_in_nobodys_way(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    with redis.Redis(port=free_port(), socket_connect_timeout=1) as away:
        drafts = RedisDrafts(away)

        drafts.write(KEYS, DRAFT)
        drafts.forget(KEYS)

        assert drafts.read(KEYS) is None
