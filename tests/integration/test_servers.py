"""The servers that other tests rely on are themselves what they say."""

from __future__ import annotations

import httpx
import pytest
import redis

from tests.plugins.servers import CdnServer, S3Server, Valkey


def test_a_restarted_valkey_remembers(valkey: Valkey) -> None:
    with valkey.client() as client:
        client.set("kept", b"yes")

    valkey.stop()
    valkey.start()

    with valkey.client() as client:
        assert client.get("kept") == b"yes"


def test_valkey_asks_for_its_password(valkey: Valkey) -> None:
    with redis.Redis(port=valkey.port) as client, pytest.raises(redis.AuthenticationError):
        client.ping()


def test_what_is_in_the_bucket_is_public(s3_server: S3Server, cdn_server: CdnServer) -> None:
    (s3_server.bucket_folder / "a.txt").write_text("hello")

    answer = httpx.get(f"{cdn_server.url}/a.txt")

    assert answer.content == b"hello"
