"""Give tests what a desktop sends: an image's source, its original in the bucket, its chained notification."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import time
import uuid
from collections.abc import Callable
from typing import Any

from celery import signature
from PIL import Image

from tests.plugins.servers import S3Server, wait_until
from tests.plugins.workers import Client, Sent
from worker.contract import SourceFile


def a_photo(*, width: int = 640, height: int = 480, seed: int = 1) -> bytes:
    """Return a JPEG whose bytes differ with the seed."""
    gradient = Image.linear_gradient("L").resize((width, height)).rotate(seed * 7)
    body = io.BytesIO()
    Image.merge("RGB", (gradient, gradient.transpose(Image.Transpose.FLIP_LEFT_RIGHT), gradient)).save(body, "JPEG")
    return body.getvalue()


def source_of(body: bytes, *, name: str = "photo.jpg", preset: str = "web") -> SourceFile:
    """Describe the bytes as a desktop does."""
    return SourceFile(
        job_id=str(uuid.uuid4()),
        owner="owner-1",
        sha256=hashlib.sha256(body).hexdigest(),
        size=len(body),
        content_type="image/jpeg",
        name=name,
        preset=preset,
    )


def put_original(server: S3Server, body: bytes) -> None:
    """Place the original where a presigned PUT would."""
    folder = server.bucket_folder / "originals"
    folder.mkdir(exist_ok=True)
    (folder / hashlib.sha256(body).hexdigest()).write_bytes(body)


def send_image(client: Client, source: SourceFile, *, drop_id: str = "drop-1", **options: Any) -> Sent:  # noqa: ANN401  Celery's own
    """Send process_image with its notification chained, as a desktop does; `result.notify_id` is the latter's id."""
    told = {"job_id": source.job_id, "drop_id": drop_id, "user": "Ann"}
    notify_options = {"task_id": str(uuid.uuid4()), "queue": "pixferry.control"}
    notify = signature("worker.notify", args=[told], app=client.app, options=notify_options)
    message = {"source": source.to_wire(), "drop_id": drop_id, "user": "Ann"}
    result = client.send("worker.process_image", message, queue="pixferry.images", chain=[notify], **options)
    return dataclasses.replace(result, notify_id=notify_options["task_id"])


def states_until_ready(result: Sent, *, patience: float = 60) -> list[dict[str, Any]]:
    """Return every state that was seen, in order, as `{status, result}`."""
    seen: list[dict[str, Any]] = []

    def look() -> bool:
        whole = result.meta
        meta = {"status": whole["status"], "result": whole["result"]}
        if not seen or repr(seen[-1]) != repr(meta):
            seen.append(meta)
        return meta["status"] in {"SUCCESS", "FAILURE"}

    wait_until(look, what="the job's end", patience=patience, pause=0.01)
    return seen


def stays(holds: Callable[[], object], *, seconds: float) -> bool:
    """Tell whether something keeps being true for a while."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not holds():
            return False
        time.sleep(0.05)
    return True
