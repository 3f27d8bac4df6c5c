"""What the window says of an image is what is happening to it: each state of its way, on a real deployment."""

from __future__ import annotations

import threading
from pathlib import Path

from desktop.domain.item import Hold, State
from tests.plugins.app import App, Apps, Photos
from tests.plugins.farm import Farm
from tests.plugins.jobs import a_photo
from tests.plugins.store_proxy import Fault, Request, first
from worker.contract import Code

MIB = 1024 * 1024
ROAD = [state for state in State if state is not State.WAITING]
BUSY = Fault(status=503, code="SlowDown")


class Gates:
    """Hold the worker's requests to the store until the window shows what they mean."""

    def __init__(self) -> None:
        self.fetching, self.publishing = threading.Event(), threading.Event()

    def __call__(self, request: Request) -> Fault | None:
        if request.method == "GET" and "/originals/" in request.path:
            self.fetching.wait(20)
        if request.method == "PUT" and "/images/" in request.path:
            self.publishing.wait(20)
        return None


def wait_for(app: App, state: State) -> None:
    app.until(lambda: app.items and next(iter(app.items.values())).state is state)


def test_an_image_is_shown_in_each_state_of_its_way_and_never_backwards(farm: Farm, apps: Apps, tmp_path: Path) -> None:
    farm.start_worker("-Q", "pixferry.control")
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(a_photo(width=5000, height=3800, seed=5))
    gates = Gates()
    farm.store.script = gates
    app = apps()
    app.core.doors.carrier.limit(photo.stat().st_size)
    app.add(photo)
    wait_for(app, State.SENDING)
    wait_for(app, State.QUEUED)

    farm.start_worker("-Q", "pixferry.images", PIXFERRY_STORE_TIMEOUT="40")
    wait_for(app, State.FETCHING)
    gates.fetching.set()
    wait_for(app, State.PUBLISHING)
    gates.publishing.set()
    app.until(lambda: app.reports)

    states = list(dict.fromkeys(app.states("photo.jpg")))
    assert states[-1] is State.LIVE
    assert [state for state in ROAD if state in states] == [state for state in states if state is not State.WAITING]
    assert {State.SENDING, State.QUEUED, State.FETCHING, State.OPTIMISING, State.PUBLISHING} <= set(states)


def test_a_worker_that_tries_again_is_shown_with_its_countdown_and_reason(
    farm: Farm, apps: Apps, photos: Photos
) -> None:
    farm.start_worker(PIXFERRY_RETRY_PAUSE="2", PIXFERRY_LONGEST_RETRY_PAUSE="3")
    farm.store.script = first(1, BUSY, lambda request: request.method == "GET" and "/originals/" in request.path)
    app = apps()
    app.add(*photos(1))
    app.until(lambda: app.items and app.item("000.jpg").hold is Hold.RETRY)
    held = app.item("000.jpg")
    app.until(lambda: app.reports)

    assert (held.state, held.retries) == (State.QUEUED, 1)
    assert held.retry_at is not None
    assert held.failure is not None
    assert held.failure.code == Code.STORAGE_SLOW_DOWN
    assert app.item("000.jpg").is_live


def test_as_many_are_sent_at_once_as_the_settings_say_and_another_limit_holds_from_now_on(
    farm: Farm, apps: Apps, tmp_path: Path
) -> None:
    farm.start_worker()
    files = [tmp_path / f"{number}.jpg" for number in range(8)]
    for number, file in enumerate(files):
        file.write_bytes(a_photo(width=300, height=200, seed=number) + bytes(MIB) + str(file).encode())
    app = apps()
    app.core.doors.carrier.limit(MIB)
    most = [0]

    def count(_: object) -> None:
        most[0] = max(most[0], sum(item.state is State.SENDING for item in app.items.values()))

    app.core.uploads.items_changed.connect(count)
    app.add(*files)
    app.until(lambda: most[0] > 1)
    app.core.doors.carrier.limit(None)
    app.until(lambda: app.reports)

    assert most[0] == 4
    assert len(app.reports[0].live) == 8
