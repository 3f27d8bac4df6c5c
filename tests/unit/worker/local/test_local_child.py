"""A part that dies comes back, ever more patiently, and says how it ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.plugins.servers import wait_until
from worker.errors import PermanentError
from worker.local.child import Child
from worker.local.leftovers import end_leftovers, note
from worker.local.part import Part

STAYS = "import time; print('up', flush=True); time.sleep(60)"
FAILS = "print('first', flush=True); raise SystemExit('the disk is full')"


def child_running(code: str, folder: Path) -> Child:
    part = Part(name="part", argv=(sys.executable, "-c", code), environment=dict(os.environ))
    return Child(part, log=folder / "part.log", folder=folder)


@pytest.fixture
def steady(tmp_path: Path) -> Iterator[Child]:
    child = child_running(STAYS, tmp_path)
    child.start()
    wait_until(lambda: "up" in child.log.read_text(), what="the part's first line")
    yield child
    child.end(deadline=time.monotonic())


def test_a_killed_part_is_started_again(steady: Child) -> None:
    first = steady.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: not steady.is_running, what="the part's end")

    wait_until(steady.tend, what="the new start")

    assert steady.is_running
    assert steady.pid != first
    assert steady.failures == 1
    assert "SIGKILL" in steady.last_words


def test_the_report_of_an_end_has_the_code_the_log_and_the_last_lines(tmp_path: Path) -> None:
    (tmp_path / "part.log").write_text("a line of an earlier run\n")
    child = child_running(FAILS, tmp_path)

    child.start()
    wait_until(lambda: not child.is_running, what="the part's end")

    report = child.exit_report()
    assert report.startswith(f"The local part ended with exit code 1. See {tmp_path / 'part.log'}:")
    assert report.endswith("first\nthe disk is full")
    assert "earlier" not in report
    child.end(deadline=time.monotonic())


def test_a_part_that_keeps_failing_is_started_ever_less_often(tmp_path: Path) -> None:
    child = child_running(FAILS, tmp_path)
    child.start()

    started = time.monotonic()
    wait_until(lambda: child.tend() or child.failures >= 3, what="two failures", pause=0.01)
    wait_until(lambda: (child.tend(), child.failures >= 3)[1], what="three failures", pause=0.01)

    assert time.monotonic() - started >= 0.1 + 0.3
    assert "the disk is full" in child.last_words
    child.end(deadline=time.monotonic())


def test_a_program_that_is_missing_is_named(tmp_path: Path) -> None:
    part = Part(name="part", argv=("/no/such/program",), environment={})

    with pytest.raises(PermanentError, match="/no/such/program"):
        Child(part, log=tmp_path / "part.log", folder=tmp_path).start()


def test_leftovers_are_ended_by_id_and_start_time(steady: Child, tmp_path: Path) -> None:
    note(tmp_path / "children.json", [steady])

    ended = end_leftovers(tmp_path / "children.json")

    assert ended == [steady.pid]
    assert not (tmp_path / "children.json").exists()
    assert not steady.is_running


def test_a_stranger_with_a_noted_id_is_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", STAYS], process_group=0, stdout=subprocess.PIPE) as stranger:
        earlier = psutil.Process(stranger.pid).create_time() - 100
        (tmp_path / "children.json").write_text(f'[{{"pid": {stranger.pid}, "started_at": {earlier}}}]')

        ended = end_leftovers(tmp_path / "children.json")

        assert ended == []
        assert stranger.poll() is None
        stranger.kill()


@pytest.mark.parametrize("text", ["", "[1, 2]", "{", '[{"pid": "x", "started_at": 1}]'])
def test_an_unreadable_note_ends_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "children.json").write_text(text)

    assert end_leftovers(tmp_path / "children.json") == []
