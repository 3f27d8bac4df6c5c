"""Logs stay small, and their last lines can be quoted."""

from __future__ import annotations

import os
from pathlib import Path

from worker.local.logs import cap, last_lines, open_log


def test_the_last_lines_are_those_of_this_run(tmp_path: Path) -> None:
    log = tmp_path / "part.log"
    log.write_text("old\none\n\ntwo\nthree\n")

    assert last_lines(log, since=4, count=2) == "two\nthree"
    assert last_lines(log, since=4) == "one\ntwo\nthree"


def test_a_log_that_is_not_there_has_no_lines(tmp_path: Path) -> None:
    assert last_lines(tmp_path / "none.log") == ""


def test_a_grown_log_is_emptied_under_its_writer_and_kept_once(tmp_path: Path) -> None:
    log = tmp_path / "part.log"
    writer = open_log(log)
    os.write(writer, b"x" * 100)

    cap(log, most_bytes=50)
    os.write(writer, b"new")
    os.close(writer)

    assert log.read_text() == "new"
    assert (tmp_path / "part.log.1").read_text() == "x" * 100
    assert log.stat().st_mode & 0o777 == 0o600
