"""Go through what a deployment needs, one question at a time, and say what to do about each 'no'."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import redis
from celery import Celery
from kombu.exceptions import OperationalError
from redis.exceptions import NoPermissionError

from worker.broker.connection import connect
from worker.broker.settings import CLOCK_TOLERANCE
from worker.broker.steps import clock_difference
from worker.contract import Code, Description, QueueName, TaskName
from worker.errors import PixferryError
from worker.services import Services
from worker.settings import WorkerSettings

_ANSWER_PATIENCE = 10
_POLL = 0.1
_GET_PATIENCE = 10
_FORBIDDEN = 403
_PROBE = b"Pixferry was here to see whether it may."


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Hold one line of the checklist; `advice` says what to do when it is not good."""

    good: bool
    what: str
    advice: str = ""


def run_checks(settings: WorkerSettings, make_app: Callable[[WorkerSettings], Celery]) -> Iterator[Finding]:
    """Yield the findings in order; what rests on a failed one is not asked."""
    broker = _check_broker(settings)
    yield broker
    if broker.good:
        yield _check_clock(settings)
        yield _check_workers(make_app(settings))
    yield from _check_store(settings)


def _check_broker(settings: WorkerSettings) -> Finding:
    address = _without_password(settings.broker_url.get_secret_value())
    try:
        with connect(settings) as client:
            client.ping()
    except redis.AuthenticationError:
        return Finding(good=False, what=f"The broker at {address} refuses the password", advice=_SET_BROKER)
    except (redis.RedisError, ValueError, OSError) as error:
        what = f"No broker answers at {address} ({type(error).__name__})"
        return Finding(good=False, what=what, advice=_SET_BROKER)
    return Finding(good=True, what=f"The broker at {address} answers")


_SET_OPERATOR = "Give the account workers use in PIXFERRY_BROKER_URL; a desktop's may only send and read results."
_SET_BROKER = "Start it, or correct PIXFERRY_BROKER_URL (redis://[user]:password@host:port/0)."


def _without_password(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def _check_clock(settings: WorkerSettings) -> Finding:
    try:
        with connect(settings) as client:
            difference = clock_difference(client)
    except NoPermissionError:
        return Finding(good=False, what="The broker's account has a desktop's rights", advice=_SET_OPERATOR)
    except (redis.RedisError, OSError) as error:
        return Finding(good=False, what=f"The broker went away ({type(error).__name__})", advice=_SET_BROKER)
    good = abs(difference) <= CLOCK_TOLERANCE
    what = f"This clock and the broker's differ by {abs(difference):.1f} s"
    return Finding(good=good, what=what, advice="Set the clocks by NTP: workers refuse to start otherwise.")


def _check_workers(app: Celery) -> Finding:
    try:
        answer = _ask(app)
    except (redis.RedisError, OperationalError) as error:
        return Finding(good=False, what=f"Workers could not be asked ({type(error).__name__})", advice=_SET_BROKER)
    finally:
        app.close()
    if answer is None:
        what = f"No worker answered within {_ANSWER_PATIENCE} s"
        return Finding(good=False, what=what, advice="Start one: pixferry-worker run.")
    said = Description.from_wire(answer)
    return Finding(
        good=True, what=f"A worker answers (Pixferry {said.worker_version}, contract {said.contract_version})"
    )


def _ask(app: Celery) -> object:
    """Return a worker's `describe`, or None if none came; polls, because a subscription outlives its connection."""
    task = app.send_task(TaskName.DESCRIBE.value, queue=QueueName.CONTROL.value, expires=_ANSWER_PATIENCE)
    deadline = time.monotonic() + _ANSWER_PATIENCE
    while time.monotonic() < deadline:
        meta = app.backend.get_task_meta(task.id)
        if meta["status"] == "SUCCESS":
            return meta["result"]
        time.sleep(_POLL)
    return None


def _check_store(settings: WorkerSettings) -> Iterator[Finding]:
    key = f"images/check-{uuid.uuid4().hex}.txt"
    where = settings.s3_bucket or "(no bucket)"
    try:
        store = Services(settings).store
        store.write(key, _PROBE, content_type="text/plain")
        yield Finding(good=True, what=f"The bucket {where} takes an object")
        same = store.read(key) == _PROBE
        yield Finding(good=same, what=f"The bucket {where} gives it back", advice="What came back differs.")
        yield _check_public(settings, key)
        store.delete(key)
        gone = store.find(key) is None
        yield Finding(good=gone, what=f"The bucket {where} deletes it", advice=f"Delete {key} by hand.")
    except PixferryError as error:
        what = f"The bucket {where} refuses: {error.code} {error.detail}".rstrip()
        yield Finding(good=False, what=what, advice=_store_advice(error.code))


def _store_advice(code: str) -> str:
    if code == Code.STORAGE_DENIED:
        return (
            "The keys need s3:PutObject, s3:GetObject, s3:DeleteObject and s3:ListBucket there; for large files in "
            "parts s3:ListBucketMultipartUploads and s3:ListMultipartUploadParts as well."
        )
    if code == Code.STORAGE_NO_BUCKET:
        return "Name an existing bucket in PIXFERRY_S3_BUCKET."
    return "See PIXFERRY_S3_ENDPOINT, PIXFERRY_S3_REGION and the two keys."


def _check_public(settings: WorkerSettings, key: str) -> Finding:
    url = f"{settings.public_url}/{key}"
    if not url.startswith(("https://", "http://")):
        return Finding(good=False, what=f"{settings.public_url} is no web address", advice="Correct PIXFERRY_CDN_URL.")
    try:
        with urllib.request.urlopen(url, timeout=_GET_PATIENCE) as answer:  # noqa: S310  the scheme is checked above
            same = answer.read() == _PROBE
    except urllib.error.HTTPError as error:
        advice = bucket_policy(settings) if error.code == _FORBIDDEN else "Does PIXFERRY_CDN_URL serve this bucket?"
        error.close()
        return Finding(good=False, what=f"A stranger's GET of {url} answers {error.code}", advice=advice)
    except OSError as error:
        what = f"A stranger's GET of {url} fails ({type(error).__name__})"
        return Finding(good=False, what=what, advice="Correct PIXFERRY_CDN_URL, or start what serves it.")
    return Finding(
        good=same, what=f"Anybody can GET {settings.public_url}/images/…", advice="Another object came back."
    )


def bucket_policy(settings: WorkerSettings) -> str:
    """Return the policy that makes published images, and nothing else, public."""
    resource = f"arn:aws:s3:::{settings.s3_bucket}/{settings.s3_prefix}images/*"
    statement = {
        "Sid": "PixferryImagesArePublic",
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": resource,
    }
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    return f"Give the bucket this policy:\n{json.dumps(policy, indent=2)}"
