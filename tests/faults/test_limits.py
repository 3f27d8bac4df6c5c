"""A job asks for too much: pixels, time or memory. It fails with a reason, and what it occupied is free again."""

from __future__ import annotations

import io
import signal

from PIL import Image

from tests.plugins.farm import Farm
from tests.plugins.jobs import a_photo
from tests.plugins.servers import wait_until
from tests.plugins.store_proxy import Fault, Request

SLOW = Fault(wait=4)


def a_bomb() -> bytes:
    """Return a PNG of 400 million pixels in a few kilobytes."""
    body = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(body, "PNG")
    return body.getvalue()


def test_a_decompression_bomb_is_refused_unopened(farm: Farm) -> None:
    worker = farm.start_worker("-c", "2")
    before = {child.pid for child in worker.children}

    bomb = farm.send(a_bomb(), name="bomb.png")

    failure = farm.failure(bomb)
    assert (failure.code, failure.transient) == ("image:too-many-pixels", False)
    assert {child.pid for child in worker.children} == before
    assert farm.keys_of(bomb, "images") == []
    farm.assert_published_once(farm.send())


def test_a_job_over_its_polite_limit_ends_with_a_code_in_the_same_child(farm: Farm) -> None:
    worker = farm.start_worker(PIXFERRY_SOFT_TIME_LIMIT="2", PIXFERRY_TIME_LIMIT="30", PIXFERRY_STORE_TIMEOUT="20")
    (child,) = worker.children
    farm.store.script = lambda request: SLOW if "/originals/" in request.path else None

    slow = farm.send()

    assert farm.failure(slow).code == "worker:time-limit"
    assert worker.children == [child]
    assert (farm.keys_of(slow, "images"), farm.keys_of(slow, "manifests")) == ([], [])


def test_a_child_that_hears_nothing_is_ended_and_replaced(farm: Farm) -> None:
    worker = farm.start_worker(PIXFERRY_SOFT_TIME_LIMIT="7", PIXFERRY_TIME_LIMIT="8")
    (frozen,) = worker.children

    def freeze(request: Request) -> Fault | None:
        if "/originals/" in request.path:
            frozen.send_signal(signal.SIGSTOP)
        return None

    farm.store.script = freeze
    stuck = farm.send()
    assert farm.failure(stuck).code == "worker:time-limit"
    farm.store.script = lambda _: None

    farm.assert_published_once(farm.send())
    (replaced,) = worker.children
    assert replaced.pid != frozen.pid
    assert (farm.keys_of(stuck, "images"), farm.keys_of(stuck, "manifests")) == ([], [])
    farm.assert_nothing_waits()


def test_a_job_that_needs_more_memory_than_allowed_fails_alone(farm: Farm) -> None:
    farm.start_worker(PIXFERRY_MEMORY_LIMIT=str(700 * 1024**2))

    greedy = farm.send(a_photo(width=9000, height=9000))

    assert farm.failure(greedy).code == "worker:out-of-memory"
    assert (farm.keys_of(greedy, "images"), farm.keys_of(greedy, "manifests")) == ([], [])
    farm.assert_published_once(farm.send())
    wait_until(lambda: not list(farm.folder.glob("pixferry-*")), what="an empty scratch folder")
