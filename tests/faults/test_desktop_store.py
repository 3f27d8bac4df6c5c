"""The store is away, slow, cuts the line or finds the ticket too old while the desktop sends to it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desktop.domain.item import Hold, Item, State
from tests.plugins.app import App, Apps, Photos
from tests.plugins.farm import Farm
from tests.plugins.jobs import a_photo
from tests.plugins.store_proxy import Fault, Request, Script, first
from worker.contract import Code

CUT = Fault(cuts_request=True)
EXPIRED = Fault(status=403, code="ExpiredToken")
BUSY = Fault(status=503, code="SlowDown", headers={"Retry-After": "1"})
MIB = 1024 * 1024


def is_put(request: Request) -> bool:
    return request.method == "PUT" and "/originals/" in request.path


def shown(app: App, name: str) -> list[Item]:
    return app.history[name]


def sent_through(farm: Farm, apps: Apps, photos: Photos, script: Script) -> App:
    """Send one photo while the store misbehaves, and wait for its end."""
    farm.start_worker()
    farm.store.script = script
    app = apps()
    app.add(*photos(1))
    app.until(lambda: app.reports)
    return app


@pytest.mark.parametrize(
    ("fault", "code", "hold"),
    [
        (CUT, Code.STORAGE_UNREACHABLE, Hold.NETWORK),
        (BUSY, Code.STORAGE_SLOW_DOWN, Hold.RETRY),
        (Fault(status=500, code="InternalError"), Code.STORAGE_UNAVAILABLE, Hold.RETRY),
    ],
    ids=["cut in the middle", "busy", "broken"],
)
def test_a_put_that_fails_once_is_waited_for_visibly_and_sent_again(  # noqa: PLR0913, PLR0917  fixtures and one table
    farm: Farm, apps: Apps, photos: Photos, fault: Fault, code: Code, hold: Hold
) -> None:
    app = sent_through(farm, apps, photos, first(1, fault, is_put))

    held = [item for item in shown(app, "000.jpg") if item.hold is hold]
    assert app.item("000.jpg").is_live
    assert held
    assert held[0].failure is not None
    assert held[0].failure.code == code
    assert held[0].retry_at is not None
    assert len([r for r in farm.store.requests if is_put(r)]) == 2


def test_an_expired_ticket_is_replaced_by_a_new_one(farm: Farm, apps: Apps, photos: Photos) -> None:
    app = sent_through(farm, apps, photos, first(1, EXPIRED, is_put))

    puts = [request.path for request in farm.store.requests if is_put(request)]
    assert app.item("000.jpg").is_live
    assert len(puts) == 2
    assert State.FAILED not in app.states("000.jpg")


@pytest.mark.parametrize("away", [CUT, Fault(status=503, code="")], ids=["its line is cut", "its gateway answers"])
def test_a_store_that_is_away_for_longer_than_all_retries_is_waited_for(
    farm: Farm, apps: Apps, photos: Photos, away: Fault
) -> None:
    app = sent_through(farm, apps, photos, first(4, away, is_put))

    assert app.item("000.jpg").is_live
    assert len([r for r in farm.store.requests if is_put(r)]) == 5


def test_progress_only_rises_and_is_whole_only_when_the_store_has_it(farm: Farm, apps: Apps, tmp_path: Path) -> None:
    farm.start_worker()
    photo = tmp_path / "big.jpg"
    photo.write_bytes(a_photo(width=320, height=240, seed=9) + os.urandom(3 * MIB))
    app = apps()
    app.core.doors.carrier.limit(2 * MIB)
    app.add(photo)
    app.until(lambda: app.reports)

    sending = [item.fraction for item in shown(app, "big.jpg") if item.state is State.SENDING]
    assert app.item("big.jpg").is_live
    assert sending == sorted(sending)
    assert len([fraction for fraction in sending if 0.1 < fraction < 0.95]) >= 3
