"""A killed app loses nothing: whoever opens next finishes what it began, on the real local deployment."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from desktop.core import Core, assemble
from desktop.domain.links import url_of
from desktop.domain.reports import DropReport
from desktop.services.ledger import Ledger
from desktop.settings import load
from tests.plugins.local_home import LocalHome, local_home, status_of
from tests.plugins.servers import wait_until

ROOT = Path(__file__).parents[2]
MANY = 40


@pytest.fixture
def home(tmp_path: Path) -> Iterator[LocalHome]:
    with local_home(tmp_path / "home") as one:
        yield one


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "in"
    place.mkdir()
    picture = Image.linear_gradient("L").resize((900, 700))
    for number in range(MANY):
        body = io.BytesIO()
        picture.rotate(number).convert("RGB").save(body, "JPEG", quality=90)
        (place / f"{number:02}.jpg").write_bytes(body.getvalue())
    return place


def sent_so_far(home: Path) -> int:
    reader = Ledger(home)
    sent = sum(item.sent_at is not None for item in reader.load_others(since=0.0).items)
    reader.close()
    return sent


def reopened(home: LocalHome, qtbot: QtBot) -> tuple[Core, DropReport]:
    core = assemble(load(home.environment).settings, home.environment, is_window=True)
    reports: list[DropReport] = []
    core.uploads.drop_ended.connect(reports.append)
    core.start()
    qtbot.waitUntil(lambda: bool(reports) and bool(core.watch.connection.cdn_url), timeout=60_000)
    return core, reports[0]


def test_a_send_killed_on_its_way_is_finished_by_the_next_window(home: LocalHome, folder: Path, qtbot: QtBot) -> None:
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "desktop", "send", str(folder)],
        env=home.environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until((home.root / "ledger.db").exists, what="the ledger")
    wait_until(lambda: sent_so_far(home.root) >= 5, what="the first tasks", pause=0.1)
    process.kill()
    process.wait()

    core, report = reopened(home, qtbot)

    links = [url_of(item.outcome.main.key, core.watch.connection.cdn_url) for item in report.live if item.outcome]
    core.close()
    assert [item.name for item in report.items] == [f"{number:02}.jpg" for number in range(MANY)]
    assert [item.failure for item in report.failed] == []
    assert len(set(links)) == MANY
    assert {status_of(link) for link in links} == {200}
    assert {item.attempts for item in report.items} <= {0, 1}
