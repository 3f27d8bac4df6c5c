"""A client is whoever holds a lock; the dead hold none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from filelock import FileLock

from worker.local.clients import has_clients

HOLD = "import sys, filelock; l = filelock.FileLock(sys.argv[1]); l.acquire(); print('held', flush=True); input()"


def test_an_empty_folder_has_no_clients(tmp_path: Path) -> None:
    assert not has_clients(tmp_path)


def test_a_held_lock_is_a_client_and_a_released_one_is_swept_away(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "one.lock")
    (tmp_path / "dead.lock").write_text("")

    with lock:
        assert has_clients(tmp_path)
        assert not (tmp_path / "dead.lock").exists()

    assert not has_clients(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_client_is_not_beside_itself(tmp_path: Path) -> None:
    with FileLock(tmp_path / "one.lock"):
        assert not has_clients(tmp_path, beside="one.lock")
        assert has_clients(tmp_path, beside="two.lock")


def test_a_killed_client_counts_as_gone(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path / "other.lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as client:
        assert client.stdout is not None
        assert client.stdout.readline() == b"held\n"
        assert has_clients(tmp_path)

        client.kill()
        client.wait()

    assert not has_clients(tmp_path)
