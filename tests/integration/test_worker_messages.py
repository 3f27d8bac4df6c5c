"""No message kills or bends a worker: what is not ours is on the dead-letter list and the next job succeeds."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

import pytest

from tests.plugins.jobs import a_photo, put_original, send_image, source_of
from tests.plugins.servers import S3Server, Valkey, wait_until
from tests.plugins.workers import Client, Sent, WorkerProcess
from worker.broker.dead_letters import KEY, MOST, bury, read_letters

StartWorker = Callable[..., WorkerProcess]


def raw_message(task: str, args: object, *, task_id: str = "raw-1", **headers: object) -> bytes:
    body = base64.b64encode(json.dumps([args, {}, {}]).encode()).decode()
    properties = {"body_encoding": "base64", "delivery_tag": "t", "delivery_info": {}}
    told = {"task": task, "id": task_id, **headers}
    return json.dumps({"body": body, "headers": told, "properties": properties}).encode()


MALFORMED = [
    b"",
    b"not json",
    b"\xff\xfe\x00",
    b"[1, 2]",
    b"7",
    b"null",
    b"{}",
    b'{"headers": null, "properties": {}, "body": ""}',
    b'{"headers": [], "properties": {}, "body": ""}',
    b'{"headers": {"task": "worker.describe", "id": "a"}, "properties": {}}',
    b'{"headers": {"task": "worker.describe", "id": "a"}, "properties": {"body_encoding": "base64"}, "body": "%%"}',
    b'{"headers": {"task": "worker.describe", "id": "a"}, "properties": null, "body": "[[], {}, {}]"}',
    b'{"headers": {"task": "worker.describe", "id": "a"}, "properties": {}, "body": {"args": []}}',
    b'{"headers": {"task": "worker.describe", "id": "a"}, "properties": {}, "body": "{}"}',
    b'{"headers": {"task": "worker.describe", "id": {}}, "properties": {}, "body": "[[], {}, {}]"}',
    b'{"headers": {"task": {}, "id": "a"}, "properties": {}, "body": "[[], {}, {}]"}',
    b'{"headers": {"id": "a"}, "properties": {}, "body": "[[], {}, {}]"}',
    raw_message("celery.backend_cleanup", []),
    raw_message("celery.chord_unlock", ["a", None]),
    raw_message("worker.nonsense", []),
    b"[" * 50_000,
]


def test_no_malformed_message_survives_and_every_next_job_does(
    start_worker: StartWorker, client: Client, valkey: Valkey
) -> None:
    worker = start_worker()

    with valkey.client() as raw:
        for message in MALFORMED:
            raw.lpush("pixferry.control", message)
        said = client.ask("worker.describe")
        letters = read_letters(raw)
        # The answer is stored a moment before its message is acknowledged.
        wait_until(lambda: not raw.hlen("unacked"), what="the last acknowledgement")

    assert said["default_preset"] == "web"
    assert worker.process.poll() is None
    assert len(letters) == len(MALFORMED)
    assert all(letter.queue == "pixferry.control" for letter in letters)


@pytest.mark.parametrize(
    "headers",
    [{"timelimit": "soon"}, {"timelimit": [1e9, {}]}, {"retries": "many"}, {"eta": 7}, {"expires": []}, {"group": {}}],
    ids=str,
)
def test_a_header_that_would_end_a_stock_worker_is_none_of_ours(
    start_worker: StartWorker, client: Client, valkey: Valkey, headers: dict[str, object]
) -> None:
    start_worker()

    with valkey.client() as raw:
        raw.lpush("pixferry.control", raw_message("worker.describe", [], task_id="bent-1", **headers))

    assert Sent(id="bent-1", app=client.app).get(timeout=20)["default_preset"] == "web"


def test_the_list_of_dead_letters_is_capped(valkey: Valkey) -> None:
    with valkey.client() as raw:
        for number in range(MOST + 10):
            bury(raw, str(number), queue="q", reason="because")

        letters = read_letters(raw)

        assert raw.llen(KEY) == MOST
        assert letters[0].excerpt == str(MOST + 9)


def test_ten_times_the_same_message_publishes_once_and_ends_well(
    start_worker: StartWorker, client: Client, valkey: Valkey, s3_server: S3Server
) -> None:
    body = a_photo()
    put_original(s3_server, body)
    result = send_image(client, source_of(body))
    with valkey.client() as raw:
        message = raw.lindex("pixferry.images", 0)
        assert message is not None
        for _ in range(9):
            raw.lpush("pixferry.images", message)

        start_worker("-c", "2")
        wait_until(lambda: not raw.llen("pixferry.images") and not raw.hlen("unacked"), what="ten runs", patience=60)

    keys = sorted(path.name for path in (s3_server.bucket_folder / "images").rglob("*") if path.is_file())
    manifests = [path for path in (s3_server.bucket_folder / "manifests").rglob("*") if path.is_file()]
    assert result.get(timeout=5)["sha256"] == source_of(body).sha256
    assert len(keys) == 2
    assert len(manifests) == 1
