"""A second start hands its files to the window that is open, and ends."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from desktop.services.doorbell import Doorbell, address_of

RING = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from desktop.services.doorbell import Doorbell
app = QCoreApplication([])
bell = Doorbell(Path(sys.argv[1]))
print(bell.claim(), bell.ring([Path(name) for name in sys.argv[2:]]))
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def first(home: Path, qtbot: QtBot) -> Iterator[Doorbell]:
    del qtbot
    bell = Doorbell(home)
    assert bell.claim()
    yield bell
    bell.close()


def ring(home: Path, *paths: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", RING, str(home), *map(str, paths)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_a_second_start_hands_over_its_files_and_is_told_they_were_taken(
    first: Doorbell, home: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    photo = tmp_path / "a photo\nwith a line break.jpg"
    with qtbot.waitSignal(first.rung, timeout=20_000) as rung:
        second = ring(home, photo)

    said, _ = second.communicate(timeout=20)

    assert rung.args == [[photo]]
    assert said.split() == ["False", "True"]


def test_the_address_is_for_this_user_alone(first: Doorbell, home: Path) -> None:
    del first

    assert stat.S_IMODE(Path(address_of(home)).stat().st_mode) & 0o077 == 0
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_what_is_no_list_of_paths_changes_nothing(first: Doorbell, home: Path, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(first.rung, wait=300):
        stranger = QLocalSocket()
        stranger.connectToServer(address_of(home))
        stranger.write(b'{"paths": 3}\n')
        stranger.flush()


def test_a_window_that_was_killed_leaves_its_place_to_the_next(home: Path, qtbot: QtBot) -> None:
    del qtbot
    dead = subprocess.Popen(
        [
            sys.executable,
            "-c",
            RING.replace("bell.ring([Path(name) for name in sys.argv[2:]])", "flush=True); import time; time.sleep(60"),
            str(home),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert dead.stdout is not None
    assert dead.stdout.readline().strip() == "True"
    dead.send_signal(signal.SIGKILL)
    dead.communicate()

    bell = Doorbell(home)
    is_ours = bell.claim()
    bell.close()

    assert is_ours


def test_each_home_has_a_window_of_its_own(first: Doorbell, tmp_path: Path) -> None:
    del first
    other = Doorbell(tmp_path / "other")

    assert other.claim()
    other.close()


def test_a_very_long_home_still_has_an_address_a_socket_can_have(tmp_path: Path) -> None:
    home = tmp_path / ("x" * 120)

    assert len(address_of(home, runtime="/run/user/1000")) < 108
    assert address_of(home, runtime="") == ""


def test_pixferry_file_opens_the_window_and_the_next_one_gives_its_files_to_it(
    home: Path, samples: Path, qtbot: QtBot
) -> None:
    environment = {
        **os.environ,
        "PIXFERRY_HOME": str(home),
        "PIXFERRY_BROKER_URL": "redis://127.0.0.1:1/0",
        "QT_QPA_PLATFORM": "offscreen",
    }
    command = [sys.executable, "-m", "desktop"]
    window = subprocess.Popen([*command, str(samples / "rocket.jpg")], env=environment)
    try:
        qtbot.waitUntil(lambda: names(home) == {"rocket.jpg"}, timeout=30_000)

        second = subprocess.run([*command, str(samples / "hubble.jpg")], env=environment, timeout=30, check=False)

        qtbot.waitUntil(lambda: names(home) == {"rocket.jpg", "hubble.jpg"}, timeout=30_000)
        assert second.returncode == 0
        assert window.poll() is None
    finally:
        window.kill()
        window.wait()


def names(home: Path) -> set[str]:
    if not (home / "ledger.db").exists():
        return set()
    ledger = sqlite3.connect(home / "ledger.db")
    try:
        return {name.decode() for (name,) in ledger.execute("SELECT name FROM items")}
    except sqlite3.OperationalError:
        return set()
    finally:
        ledger.close()
