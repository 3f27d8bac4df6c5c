"""A person changes their mind, and a worker goes away: the workers are told, and the window says how many are left."""

from __future__ import annotations

import threading

from desktop.domain.item import Hold, State
from desktop.services.queue import CeleryQueue
from tests.plugins.app import App, Apps, Photos
from tests.plugins.farm import Farm
from tests.plugins.servers import wait_until
from tests.plugins.store_proxy import Fault, Request
from worker.broker.presence import KEY


class Gate:
    """Hold the worker's fetches until somebody opens."""

    def __init__(self) -> None:
        self.held, self.is_open = threading.Event(), threading.Event()

    def __call__(self, request: Request) -> Fault | None:
        if "/originals/" in request.path and request.method == "GET":
            self.held.set()
            self.is_open.wait(30)
        return None


def test_cancelled_jobs_are_not_made_neither_those_waiting_nor_the_one_running(
    farm: Farm, apps: Apps, photos: Photos
) -> None:
    farm.start_worker("-Q", "pixferry.control")
    farm.start_worker("-Q", "pixferry.images", PIXFERRY_STORE_TIMEOUT="40")
    gate = Gate()
    farm.store.script = gate
    told = len(farm.webhook.bodies)
    app = apps()
    app.add(*photos(3))
    app.until(lambda: len(app.items) == 3 and all(item.sent_at for item in app.items.values()) and gate.held.is_set())

    app.core.uploads.cancel(list(app.items))
    app.until(lambda: app.reports)
    wait_until(lambda: len(farm.webhook.bodies) > told, what="the notification")
    gate.is_open.set()

    with farm.valkey.client() as raw:
        wait_until(lambda: not raw.llen("pixferry.images") and not raw.hlen("unacked"), what="the end of the jobs")
    assert [item.state for item in app.items.values()] == [State.CANCELLED] * 3
    assert [r for r in farm.store.requests if r.method == "PUT" and "/images/" in r.path] == []
    assert len([r for r in farm.store.requests if r.method == "GET" and "/originals/" in r.path]) == 1
    assert b"3 cancelled" in farm.webhook.bodies[told]
    assert len(farm.webhook.bodies) == told + 1


def workers_seen(app: App) -> int | None:
    return app.core.watch.connection.workers


def test_the_window_knows_how_many_workers_make_images(farm: Farm, apps: Apps, photos: Photos) -> None:
    farm.start_worker("-Q", "pixferry.control")
    first = farm.start_worker("-Q", "pixferry.images")
    app = apps()
    app.until(lambda: workers_seen(app) == 1)

    first.process.terminate()
    first.process.wait()
    asker = CeleryQueue()
    asker.point_at(farm.broker_url)
    assert asker.describe(timeout=10, is_stopped=lambda: False).workers == 0
    asker.close()
    with farm.valkey.client() as raw:
        assert raw.zcard(KEY) == 0
    later = apps()
    later.until(lambda: workers_seen(later) == 0)
    later.add(*photos(1))
    later.until(lambda: later.items and later.item("000.jpg").hold is Hold.WORKER)
    farm.start_worker("-Q", "pixferry.images")
    later.until(lambda: later.reports)

    assert later.item("000.jpg").is_live
    assert workers_seen(later) == 1
