"""The broker is away, frozen or full when the desktop wants to send: it waits, says why, and goes on by itself."""

from __future__ import annotations

import pytest

from desktop.domain.item import Hold, State
from desktop.domain.reports import Link
from tests.plugins.app import App, Apps, Photos
from tests.plugins.farm import Farm
from tests.plugins.tcp_proxy import Line
from worker.contract import Code

LONGEST_GAP = 2.5
"""Seconds; the machine of a test is busy. One call to a frozen broker would stop the window for five."""


def all_ended(app: App, count: int) -> bool:
    return len(app.items) == count and all(item.is_ended for item in app.items.values())


@pytest.mark.parametrize("line", [Line.REFUSED, Line.SWALLOWED], ids=["down", "frozen"])
def test_a_broker_that_is_away_is_waited_for_and_the_window_goes_on_turning(
    farm: Farm, apps: Apps, photos: Photos, line: Line
) -> None:
    farm.start_worker()
    app = apps()
    app.until(lambda: app.core.watch.connection.link is Link.ONLINE)

    farm.line.set_line(line)
    app.longest_gap = 0.0
    app.add(*photos(3))
    app.until(lambda: app.core.watch.connection.link is Link.OFFLINE)
    app.until(lambda: len(app.items) == 3 and any(item.hold is Hold.NETWORK for item in app.items.values()))
    app.run_for(1)
    away = app.core.watch.connection.failure
    gap = app.longest_gap
    assert not any(item.is_ended for item in app.items.values())

    farm.line.cut()
    farm.line.set_line(Line.OPEN)
    app.until(lambda: all_ended(app, 3))

    assert away is not None
    assert away.code == Code.BROKER_UNREACHABLE
    assert all(item.is_live for item in app.items.values())
    assert not any(State.FAILED in app.states(item.name) for item in app.items.values())
    assert gap < LONGEST_GAP
    print(f"longest gap of the event loop while the broker was {line}: {gap * 1000:.0f} ms")  # noqa: T201  shown by -rP


@pytest.mark.parametrize("line", [Line.REFUSED, Line.SWALLOWED], ids=["down", "frozen"])
def test_jobs_that_cannot_be_sent_wait_with_their_ids_and_go_out_once(
    farm: Farm, apps: Apps, photos: Photos, line: Line
) -> None:
    farm.start_worker()
    app = apps()
    app.until(lambda: app.core.watch.connection.link is Link.ONLINE)
    farm.store.script = lambda request: (
        farm.line.set_line(line) if request.method == "PUT" and "/originals/" in request.path else None
    )

    app.longest_gap = 0.0
    app.add(*photos(2))
    app.until(lambda: any(item.state is State.QUEUED and item.hold is Hold.NETWORK for item in app.items.values()))
    waiting = {item.job_id: item.attempt_id for item in app.items.values() if item.attempt_id}
    gap = app.longest_gap
    farm.store.script = lambda _: None
    farm.line.cut()
    farm.line.set_line(Line.OPEN)
    app.until(lambda: all_ended(app, 2))

    assert gap < LONGEST_GAP
    assert all(item.is_live for item in app.items.values())
    assert waiting
    assert {app.items[job_id].attempt_id for job_id in waiting} == set(waiting.values())
    assert {item.attempts for item in app.items.values()} == {1}


def test_a_full_broker_is_named_waited_for_and_nothing_is_lost(farm: Farm, apps: Apps, photos: Photos) -> None:
    farm.start_worker()
    app = apps()
    app.until(lambda: app.core.watch.connection.link is Link.ONLINE)

    with farm.valkey.client() as raw:
        raw.config_set("maxmemory", "1")
        app.add(*photos(3))
        app.until(lambda: any(item.failure and item.failure.code == Code.BROKER_FULL for item in app.items.values()))
        holds = {item.hold for item in app.items.values() if item.failure}
        raw.config_set("maxmemory", "0")
    app.until(lambda: all_ended(app, 3))

    assert holds == {Hold.NETWORK}
    assert all(item.is_live for item in app.items.values())
