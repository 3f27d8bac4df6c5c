"""A large file on a bad line: every cut, and even the app's death, costs one part."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.item import State
from tests.plugins.app import Apps
from tests.plugins.farm import Farm
from tests.plugins.jobs import a_photo
from tests.plugins.store_proxy import Fault, Request

KIB = 1024
PARTS: dict[str, Any] = {"PIXFERRY_PARTS_ABOVE": str(512 * KIB), "PIXFERRY_PART_SIZE": str(256 * KIB)}
SIZE = 3 * 1024 * KIB
CUT = Fault(cuts_request=True)


@pytest.fixture
def large(tmp_path: Path) -> Path:
    file = tmp_path / "large.jpg"
    photo = a_photo(width=320, height=240, seed=3)
    file.write_bytes(photo + os.urandom(SIZE - len(photo)))
    return file


class Latecomer:
    """Hold the second sender's eighth part until the worker has joined what the first one sent."""

    def __init__(self) -> None:
        self.count, self.is_joined = 0, threading.Event()

    def __call__(self, request: Request) -> Fault | None:
        if request.method == "PUT" and "partNumber=8&" in request.path:
            self.count += 1
            if self.count == 2:
                self.is_joined.wait(30)
        return None


def parts_put(farm: Farm) -> list[str]:
    """Return the numbers of the parts that were sent, in order."""
    paths = [r.path for r in farm.store.requests if r.method == "PUT" and "partNumber=" in r.path]
    return [path.partition("partNumber=")[2].partition("&")[0] for path in paths]


def test_a_file_goes_on_after_a_cut_and_after_the_apps_death(farm: Farm, apps: Apps, large: Path) -> None:
    farm.start_worker(**PARTS)
    first = apps()
    first.core.doors.carrier.limit(SIZE)
    first.add(large)
    first.until(lambda: len(parts_put(farm)) >= 5)
    first.close()
    before = parts_put(farm)

    def cut_the_eighth(request: Request) -> Fault | None:
        return CUT if "partNumber=8&" in request.path and parts_put(farm).count("8") == 1 else None

    farm.store.script = cut_the_eighth
    second = apps()
    second.until(lambda: second.reports)

    after = parts_put(farm)[len(before) :]
    assert second.item("large.jpg").is_live
    assert set(before) | set(after) == {str(number) for number in range(1, 13)}
    assert len(set(before) & set(after)) <= 1
    assert after.count("8") == 2
    assert len(after) <= 12 - len(before) + 2


def test_two_rows_of_the_same_large_bytes_both_go_live(farm: Farm, apps: Apps, large: Path) -> None:
    twin = large.with_name("twin.jpg")
    twin.write_bytes(large.read_bytes())
    farm.start_worker(**PARTS)
    late = Latecomer()
    farm.store.script = late
    app = apps()
    app.core.doors.carrier.limit(SIZE // 2)

    app.add(large)
    app.until(lambda: len(parts_put(farm)) >= 4)
    app.add(twin)
    app.until(lambda: late.count == 2 and {item.is_ended for item in app.items.values()} == {True, False})
    late.is_joined.set()
    app.until(lambda: len(app.reports) == 2)

    assert [item.state for item in app.items.values()] == [State.LIVE] * 2
