"""Jobs go astray behind the desktop's back: it says what it knows, sends again what is lost, and loses nothing."""

from __future__ import annotations

import shutil
import threading
from typing import Any

from desktop.controllers.preparing import source_of
from desktop.domain.item import Hold, Item, State
from tests.plugins.app import Apps, Photos
from tests.plugins.farm import Farm, FarmJob
from tests.plugins.servers import wait_until
from tests.plugins.store_proxy import Fault, Request

LIMITS: dict[str, Any] = {"PIXFERRY_SOFT_TIME_LIMIT": "9", "PIXFERRY_TIME_LIMIT": "10"}


def test_the_job_of_a_dead_worker_reads_stalled_not_failed_until_another_one_has_it(
    farm: Farm, apps: Apps, photos: Photos
) -> None:
    doomed = farm.start_worker(**LIMITS)
    killed = threading.Event()

    def kill(request: Request) -> Fault | None:
        if "/originals/" not in request.path or request.method != "GET" or killed.is_set():
            return None
        doomed.kill()
        killed.set()
        return Fault(cuts_request=True)

    farm.store.script = kill
    app = apps(stalled_after=1.5)
    app.add(*photos(1))
    app.until(lambda: app.items and app.item("000.jpg").hold is Hold.STALLED)
    assert killed.is_set()
    assert not app.item("000.jpg").is_ended

    farm.start_worker(**LIMITS)
    farm.age_deliveries(3600)
    app.until(lambda: app.reports)

    assert app.item("000.jpg").is_live
    assert State.FAILED not in app.states("000.jpg")
    assert app.item("000.jpg").attempts == 1


def test_a_broker_that_lost_everything_gets_every_job_again_under_its_old_id(
    own_farm: Farm, own_apps: Apps, photos: Photos
) -> None:
    farm = own_farm
    farm.start_worker("-Q", "pixferry.control")
    app = own_apps()
    app.add(*photos(12))
    app.until(lambda: len(app.items) == 12 and all(item.sent_at for item in app.items.values()))
    before = {item.job_id: item.attempt_id for item in app.items.values()}

    farm.valkey.kill()
    shutil.rmtree(farm.valkey.folder / "appendonlydir")
    farm.valkey.start()
    farm.start_worker("-c", "2")
    app.until(lambda: app.reports)

    assert [item.name for item in app.reports[0].live] == [f"{number:03}.jpg" for number in range(12)]
    assert {item.job_id: item.attempt_id for item in app.items.values()} == before
    wait_until(lambda: farm.webhook.bodies, what="the drop's notification")


def job_of(item: Item) -> FarmJob:
    """Return an item's job as the farm knows it, which gives a loaded machine the time a job may take."""
    return FarmJob(source=source_of(item, "desk"), drop_id=item.drop_id, task_id=item.attempt_id or "")


def test_a_result_that_is_gone_is_found_again_from_the_manifest(farm: Farm, apps: Apps, photos: Photos) -> None:
    farm.start_worker()
    first = apps()
    first.add(*photos(3))
    first.until(lambda: len(first.items) == 3 and all(item.sent_at for item in first.items.values()))
    first.close()
    attempts = [item.attempt_id for item in first.items.values()]
    for item in first.items.values():
        farm.outcome(job_of(item))
    with farm.valkey.client() as raw:
        raw.delete(*(f"celery-task-meta-{attempt}" for attempt in attempts))
    made = len([r for r in farm.store.requests if r.method == "PUT" and "/images/" in r.path])

    second = apps(forgotten_after=2.0)
    second.until(lambda: second.items and all(item.is_ended for item in second.items.values()))

    assert all(item.is_live for item in second.items.values())
    assert [item.attempt_id for item in second.items.values()] == attempts
    assert len([r for r in farm.store.requests if r.method == "PUT" and "/images/" in r.path]) == made
    assert not any(State.FAILED in second.states(item.name) for item in second.items.values())
