"""The home is the user's alone, and one that cannot be used is refused in one line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from worker.errors import PermanentError
from worker.local.home import find_home, open_home, write_private


def test_the_variable_moves_the_home(tmp_path: Path) -> None:
    assert find_home({"PIXFERRY_HOME": str(tmp_path)}) == tmp_path


def test_without_the_variable_the_home_is_the_platforms_folder_for_data() -> None:
    assert find_home({}).name == "pixferry"
    assert find_home({}).is_absolute()


def test_only_the_user_may_look_into_a_new_home(tmp_path: Path) -> None:
    home = open_home(tmp_path / "new")

    assert home.root.stat().st_mode & 0o777 == 0o700
    assert home.published == tmp_path / "new" / "store" / "pixferry" / "images"
    assert home.published.is_dir()


def test_a_home_that_is_a_file_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(PermanentError) as caught:
        open_home(tmp_path / "file")

    assert str(tmp_path / "file") in caught.value.detail
    assert "PIXFERRY_HOME" in caught.value.detail
    assert "\n" not in caught.value.detail


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_home_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    with pytest.raises(PermanentError, match="PIXFERRY_HOME"):
        open_home(tmp_path / "new")


def test_a_full_disk_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(PermanentError) as caught:
        open_home(tmp_path, least_free=2**60)

    assert f"MiB are free on the disk of {tmp_path}; {2**40} MiB are needed." in caught.value.detail
    assert "\n" not in caught.value.detail


def test_a_private_file_replaces_the_old_one_and_leaves_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("old")

    write_private(path, "new")

    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_private_file_that_cannot_be_written_says_which(tmp_path: Path) -> None:
    with pytest.raises(PermanentError, match="nowhere"):
        write_private(tmp_path / "nowhere" / "file", "text")
