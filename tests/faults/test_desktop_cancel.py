"""A person changes their mind, and a worker goes away: the workers are told, and the window says how many are left."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from desktop.domain.item import Hold, State, Wish
from desktop.services.queue import CeleryQueue
from tests.faults import mind_changer
from tests.faults.soak_desktop import read_rows
from tests.plugins.app import App, Apps, Photos
from tests.plugins.farm import Farm
from tests.plugins.servers import wait_until
from tests.plugins.store_proxy import Fault, Request
from tests.plugins.tcp_proxy import Line
from worker.broker.presence import KEY


class Gate:
    """Hold one kind of request until somebody opens; the worker's fetches unless another is named."""

    def __init__(self, method: str = "GET", folder: str = "/originals/") -> None:
        self.method, self.folder = method, folder
        self.held, self.is_open = threading.Event(), threading.Event()

    def __call__(self, request: Request) -> Fault | None:
        if self.folder in request.path and request.method == self.method:
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


def assert_none_is_made(farm: Farm, app: App, *, told: int) -> None:
    """Let a worker look at the cancelled jobs of an app: it makes none of them, and the user is told once."""
    attempts = [item.attempt_id for item in app.items.values()]
    marks = [f"pixferry:cancelled:{attempt}" for attempt in attempts]
    results = [f"celery-task-meta-{attempt}" for attempt in attempts]
    with farm.valkey.client() as raw:
        assert raw.llen("pixferry.images") == len(marks)
        wait_until(lambda: raw.exists(*marks) == len(marks), what="the cancel")
        farm.start_worker("-Q", "pixferry.images")
        wait_until(lambda: all(b"job:cancelled" in (raw.get(key) or b"") for key in results), what="the jobs' end")
    assert [r for r in farm.store.requests if r.method == "PUT" and "/originals/" not in r.path] == []
    assert len(farm.webhook.bodies) == told + 1
    assert f"{len(marks)} cancelled".encode() in farm.webhook.bodies[told]


def test_a_cancel_the_closed_app_could_not_tell_is_told_when_it_opens_again(
    farm: Farm, apps: Apps, photos: Photos
) -> None:
    farm.start_worker("-Q", "pixferry.control")
    told = len(farm.webhook.bodies)
    first = apps()
    first.add(*photos(3))
    first.until(lambda: len(first.items) == 3 and all(item.sent_at for item in first.items.values()))

    farm.line.set_line(Line.REFUSED)
    first.core.uploads.cancel(list(first.items))
    first.until(lambda: first.reports)
    first.close()
    farm.line.set_line(Line.OPEN)
    assert len(farm.webhook.bodies) == told
    second = apps()
    second.until(lambda: len(farm.webhook.bodies) > told and second.core.uploads.is_settled)

    assert_none_is_made(farm, second, told=told)
    assert {(item.state, item.wish) for item in second.items.values()} == {(State.CANCELLED, None)}
    second.close()
    third = apps()
    third.until(lambda: third.items and third.core.uploads.is_settled)
    assert len(farm.webhook.bodies) == told + 1


def test_a_cancel_of_an_app_that_was_killed_before_it_could_tell_is_told_by_the_next(
    farm: Farm, apps: Apps, photos: Photos, tmp_path: Path
) -> None:
    farm.start_worker("-Q", "pixferry.control")
    told = len(farm.webhook.bodies)
    home, folder, sign = tmp_path / "home", tmp_path / "in", tmp_path / "sign"
    folder.mkdir()
    for photo in photos(3):
        photo.rename(folder / photo.name)
    process = mind_changer.start(home, farm.broker_url, folder, sign)
    sent = "SELECT COUNT(*) FROM items WHERE sent_at IS NOT NULL"
    wait_until(lambda: read_rows(home, sent) == [(3,)], what="the jobs")

    farm.line.set_line(Line.REFUSED)
    sign.touch()
    wished = "SELECT COUNT(*) FROM items WHERE state='cancelled' AND wish='cancel'"
    wait_until(lambda: read_rows(home, wished) == [(3,)], what="the cancel on disk")
    process.kill()
    process.wait()
    farm.line.set_line(Line.OPEN)
    app = apps()
    app.until(lambda: len(farm.webhook.bodies) > told and app.core.uploads.is_settled)

    assert_none_is_made(farm, app, told=told)
    assert {(item.state, item.wish) for item in app.items.values()} == {(State.CANCELLED, None)}


def test_a_deletion_cut_short_by_the_broker_and_the_close_is_done_when_the_app_opens_again(
    farm: Farm, apps: Apps, photos: Photos
) -> None:
    farm.start_worker()
    first = apps()
    first.add(*photos(2))
    first.until(lambda: first.reports)
    keys = [item.outcome.main.key for item in first.items.values() if item.outcome]
    assert all((farm.s3.bucket_folder / key).exists() for key in keys)

    farm.line.set_line(Line.REFUSED)
    first.core.uploads.unpublish(list(first.items))
    first.until(lambda: {item.wish for item in first.items.values()} == {Wish.DELETE})
    first.run_for(1)
    first.close()
    farm.line.set_line(Line.OPEN)
    second = apps()
    second.until(lambda: second.items and {item.state for item in second.items.values()} == {State.UNPUBLISHED})

    assert len(keys) == 2
    assert not any((farm.s3.bucket_folder / key).exists() for key in keys)


@pytest.mark.parametrize("folder", ["/images/", "/manifests/"], ids=["its objects", "its manifest"])
def test_a_row_cancelled_while_its_image_is_published_shows_what_the_store_has(
    farm: Farm, apps: Apps, photos: Photos, folder: str
) -> None:
    farm.start_worker("-Q", "pixferry.control")
    farm.start_worker("-Q", "pixferry.images", PIXFERRY_STORE_TIMEOUT="40")
    gate = Gate("PUT", folder)
    farm.store.script = gate
    app = apps()
    app.add(*photos(1))
    app.until(gate.held.is_set)

    app.core.uploads.cancel(list(app.items))
    with farm.valkey.client() as raw:
        app.until(lambda: app.reports and list(raw.scan_iter("pixferry:cancelled:*")))
        gate.is_open.set()
        result = f"celery-task-meta-{app.item('000.jpg').attempt_id}"
        app.until(lambda: json.loads(raw.get(result) or b"{}").get("status") in {"SUCCESS", "FAILURE"})
    is_published = any((farm.s3.bucket_folder / "manifests").rglob("*.json"))
    app.until(lambda: app.item("000.jpg").is_live == is_published)

    item = app.item("000.jpg")
    assert item.state is (State.LIVE if is_published else State.CANCELLED)
    if item.outcome is not None:
        assert all((farm.s3.bucket_folder / file.key).exists() for file in item.outcome.files)


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
