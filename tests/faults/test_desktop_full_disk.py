"""The disk of the desktop fills up: it is said once, nothing is lost, and it goes on when there is room again."""

from __future__ import annotations

import contextlib
import resource
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.item import State
from desktop.services.ledger import FILE, Ledger
from tests.plugins.app import Apps, Photos, open_apps
from tests.plugins.farm import Farm

ROOM = 2 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Disk:
    """Hold the home on a disk that can be filled and emptied, and the code a full one is told by."""

    home: Path
    fill: Callable[[], None]
    empty: Callable[[], None]
    code: str


@contextlib.contextmanager
def small_disk(home: Path) -> Iterator[Disk]:
    """Mount a small file system of memory as the home."""
    ballast = home / "ballast"

    def fill() -> None:
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            while file.write(b"\0" * 4096):
                pass

    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", home], check=True, capture_output=True)
    try:
        yield Disk(home=home, fill=fill, empty=ballast.unlink, code="ledger:disk-full")
    finally:
        subprocess.run(["umount", "-l", home], check=True)


@contextlib.contextmanager
def bounded_files(home: Path) -> Iterator[Disk]:
    """Let this process make no file longer than the ledger is now: what a quota does, for who may mount nothing."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, ((home / FILE).stat().st_size, before[1]))

    def empty() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    try:
        yield Disk(home=home, fill=fill, empty=empty, code="ledger:unwritable")
    finally:
        empty()


@pytest.fixture(params=["full disk", "quota"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    home = tmp_path / "small"
    home.mkdir()
    if request.param == "quota":
        with bounded_files(home) as one:
            yield one
        return
    try:
        with small_disk(home) as one:
            yield one
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only root may mount; the quota shows the same")


@pytest.fixture
def disk_apps(farm: Farm, disk: Disk, qtbot: QtBot) -> Iterator[Apps]:
    with open_apps(disk.home, farm.broker_url, qtbot) as make:
        yield make


def test_what_is_dropped_on_a_full_disk_waits_for_room(farm: Farm, disk_apps: Apps, disk: Disk, photos: Photos) -> None:
    farm.start_worker()
    app = disk_apps()
    early, *late = photos(4)
    app.add(early)
    app.until(lambda: app.reports)

    disk.fill()
    app.add(*late)
    app.until(lambda: app.troubles)
    app.run_for(5)
    said = [failure.code for failure in app.troubles]
    disk.empty()
    app.until(lambda: len(app.reports) == 2)

    assert said == [disk.code]
    assert [item.name for item in app.reports[1].live] == [file.name for file in late]


def test_a_disk_that_fills_up_on_the_way_stops_nothing_for_good(
    farm: Farm, disk_apps: Apps, disk: Disk, photos: Photos
) -> None:
    farm.start_worker()
    app = disk_apps()
    farm.store.script = lambda request: (
        disk.fill() if request.method == "PUT" and "/originals/" in request.path else None
    )
    app.add(*photos(5))
    app.until(lambda: app.troubles)
    farm.store.script = lambda _: None
    app.run_for(5)
    said = [failure.code for failure in app.troubles]
    assert not app.reports
    disk.empty()
    app.until(lambda: app.reports)
    app.close()

    reader = Ledger(disk.home)
    kept = {item.state for item in reader.load().items}
    reader.close()
    assert said == [disk.code]
    assert len(app.reports[0].live) == 5
    assert kept == {State.LIVE}
