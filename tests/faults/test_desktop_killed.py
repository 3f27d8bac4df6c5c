"""The app is killed with hundreds of images on their way: whoever opens next has them all, in order, sent once."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

from desktop.services.ledger import Ledger
from tests.plugins.app import Apps, send_in_a_process
from tests.plugins.farm import Farm
from tests.plugins.jobs import a_photo
from tests.plugins.servers import wait_until


def drop(folder: Path, count: int) -> Path:
    """Make a folder of small photos, no two alike."""
    folder.mkdir()
    photo = a_photo(width=64, height=48)
    for number in range(count):
        (folder / f"{number:04}.jpg").write_bytes(photo + str(number).encode())
    return folder


def handed_over(home: Path) -> int:
    """Count the items another process has handed to the workers."""
    reader = Ledger(home)
    sent = sum(item.sent_at is not None for item in reader.load_others(since=0.0).items)
    reader.close()
    return sent


def originals_stored(farm: Farm) -> Counter[str]:
    """Count, in the store's own record, how often it took each original."""
    return Counter(
        request.path.partition("?")[0]
        for request in farm.store.carried_out
        if request.method == "PUT" and "/originals/" in request.path
    )


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("count", [200, pytest.param(5000, marks=pytest.mark.soak)])
def test_an_app_killed_with_many_images_on_their_way_loses_none_and_sends_none_twice(
    farm: Farm, apps: Apps, tmp_path: Path, count: int
) -> None:
    farm.start_worker("-c", "2")
    home = tmp_path / "home"
    process = send_in_a_process(home, farm.broker_url, drop(tmp_path / "in", count))
    wait_until((home / "ledger.db").exists, what="the ledger")
    wait_until(lambda: handed_over(home) >= count // 2, what="half of the jobs", patience=count / 5, pause=0.2)
    process.kill()
    process.wait()
    stored = originals_stored(farm)

    began = time.monotonic()
    app = apps()
    app.until(lambda: len(app.items) == count)
    shown_after = time.monotonic() - began
    app.until(lambda: app.reports, patience=count / 2)

    (report,) = app.reports
    puts = originals_stored(farm)
    assert [item.name for item in report.live] == [f"{number:04}.jpg" for number in range(count)]
    assert len({item.outcome.main.key for item in report.live if item.outcome}) == count
    # What was cut off on its way when the app died is sent again, but nothing the store has said yes to.
    assert len(puts) == count
    assert set(puts.values()) == {1}
    assert len(stored) >= count // 2
    assert shown_after < 5 + count / 500
    print(  # noqa: T201  shown by -rP
        f"{count} images: {len(stored)} stored at the kill, list shown after {shown_after:.2f} s, "
        f"all live after {time.monotonic() - began:.1f} s"
    )
