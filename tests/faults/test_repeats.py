"""The same work is asked for again and again: by duplicates, by a replay, by two desktops, under two names."""

from __future__ import annotations

import dataclasses
import json
import threading
import uuid
from typing import Any

from tests.plugins.farm import Farm, FarmJob
from tests.plugins.servers import wait_until
from tests.plugins.store_proxy import Request


def replay(farm: Farm, messages: list[bytes]) -> None:
    """Put raw messages back on the images' queue and wait until they are worked off."""
    with farm.valkey.client() as raw:
        raw.lpush("pixferry.images", *messages)
        wait_until(lambda: not raw.llen("pixferry.images") and not raw.hlen("unacked"), what="the replays", patience=60)


def captured(farm: Farm, job: FarmJob) -> bytes:
    """Return a job's message as it lies in the broker while a worker has it."""
    with farm.valkey.client() as raw:
        waiting: Any = raw.lrange("pixferry.images", 0, -1)
    return next(bytes(message) for message in waiting if job.task_id.encode() in message)


def test_a_message_delivered_ten_times_and_again_a_day_later_publishes_and_tells_once(farm: Farm) -> None:
    job = farm.send()
    message = captured(farm, job)
    farm.start_worker("-c", "2")
    replay(farm, [message] * 9)
    farm.assert_published_once(job)
    before = {key: (farm.s3.bucket_folder / key).stat().st_mtime_ns for key in farm.keys_of(job, "images")}

    # A day later the result is gone, and every trace but the store and the drop.
    with farm.valkey.client() as raw:
        raw.delete(f"celery-task-meta-{job.task_id}", f"pixferry:deliveries:{job.task_id}")
    replay(farm, [message])

    assert farm.assert_published_once(job).reused
    assert {key: (farm.s3.bucket_folder / key).stat().st_mtime_ns for key in before} == before
    farm.assert_nothing_waits()


def test_copies_of_a_message_that_run_at_once_are_no_sign_of_poison(farm: Farm) -> None:
    job = farm.send()
    message = captured(farm, job)
    all_run = threading.Event()

    def gate(request: Request) -> None:
        if "/originals/" in request.path and request.method == "GET":
            if farm.downloads_of(job) >= 3:
                all_run.set()
            all_run.wait(30)

    farm.store.script = gate
    farm.start_worker("-c", "3", PIXFERRY_MAX_DELIVERIES="1", PIXFERRY_STORE_TIMEOUT="40")
    replay(farm, [message] * 2)

    assert all_run.is_set()
    farm.assert_published_once(job)
    assert b"1 live" in farm.webhook.bodies[-1]


def test_a_message_redelivered_after_it_succeeded_is_not_worked_on_again(farm: Farm) -> None:
    job = farm.send()
    message = json.loads(captured(farm, job))
    worker = farm.start_worker()
    farm.assert_published_once(job)

    message["properties"]["delivery_info"]["redelivered"] = True
    replay(farm, [json.dumps(message).encode()])

    wait_until(lambda: "already completed successfully" in worker.output, what="the refusal to do it twice")
    farm.assert_published_once(job)
    farm.assert_nothing_waits()


def test_two_desktops_sending_the_same_bytes_at_once_share_one_image(farm: Farm) -> None:
    source = farm.place()
    other = dataclasses.replace(source, job_id=str(uuid.uuid4()), owner="owner-2")
    jobs = [farm.send_placed(source), farm.send_placed(other)]

    farm.start_worker("-c", "2")
    mine, theirs = (farm.outcome(job) for job in jobs)

    assert [file.key for file in mine.files] == [file.key for file in theirs.files]
    assert farm.keys_of(jobs[0], "images") == sorted(file.key for file in mine.files)
    (manifest,) = farm.keys_of(jobs[0], "manifests")
    wait_until(lambda: farm.times_told(jobs[0]) == 2, what="a notification for each drop")
    written = (farm.s3.bucket_folder / manifest).read_text()
    assert "owner-1" in written
    assert "owner-2" in written


def test_the_same_bytes_under_another_name_are_copied_not_made_again(farm: Farm) -> None:
    farm.start_worker()
    first = farm.send()
    farm.outcome(first)

    second = farm.send_placed(dataclasses.replace(first.source, name="other.jpg", job_id=str(uuid.uuid4())))

    outcome = farm.outcome(second)
    assert outcome.main.key.endswith("/other.jpg")
    assert all((farm.s3.bucket_folder / file.key).is_file() for file in outcome.files)
    assert farm.downloads_of(first) == 1
