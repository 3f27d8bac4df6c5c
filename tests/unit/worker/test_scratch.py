"""Jobs leave nothing on the worker's disk, not even those whose process was killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from worker.contract import Code
from worker.errors import PermanentError, TransientError
from worker.imaging.faults import imaging_faults
from worker.scratch import has_room, scratch_folder


def test_the_folder_is_gone_after_the_job(tmp_path: Path) -> None:
    with scratch_folder(tmp_path) as folder:
        (folder / "original").write_bytes(b"1")

    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_cleared_and_a_living_ones_is_not(tmp_path: Path) -> None:
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    with scratch_folder(tmp_path) as ours:
        left = tmp_path / ours.name.replace(str(os.getpid()), str(int(dead.stdout)))
    left.mkdir()
    (left / "original").write_bytes(b"1")
    (tmp_path / "somebody-elses").mkdir()

    with scratch_folder(tmp_path) as first, scratch_folder(tmp_path) as second:
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted([first.name, second.name, "somebody-elses"])


def test_what_another_machine_works_on_stays_for_a_day(tmp_path: Path) -> None:
    running, left = (tmp_path / f"pixferry-0a1b2c3d-{2**22 + 1}-{end}" for end in ("run", "left"))
    for folder in (running, left):
        folder.mkdir()
    yesterday = time.time() - 25 * 3600
    os.utime(left, (yesterday, yesterday))

    with scratch_folder(tmp_path) as ours:
        assert sorted(tmp_path.iterdir()) == sorted([running, ours])


def test_a_failure_on_a_full_disk_is_not_blamed_on_the_picture(tmp_path: Path) -> None:
    with pytest.raises(TransientError) as full, imaging_faults(has_room=lambda: False):
        Image.new("RGB", (4, 4)).save(tmp_path / "no such folder" / "p.png")

    assert full.value.code == Code.WORKER_DISK_FULL
    assert has_room(tmp_path)


def test_any_other_failure_of_a_decoder_is_the_pictures(tmp_path: Path) -> None:
    with pytest.raises(PermanentError) as damaged, imaging_faults(has_room=lambda: has_room(tmp_path)):
        raise SyntaxError

    assert damaged.value.code == Code.IMAGE_DAMAGED
