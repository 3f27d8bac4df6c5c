"""The variables the window and `pixferry send` see."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.environment import environment_of
from desktop.settings import Deployment, load
from worker.contract import settings_mark
from worker.local.workers import read_environment


def test_a_dotenv_of_the_folder_adds_to_the_environment_which_wins(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PIXFERRY_S3_BUCKET=pics\nPIXFERRY_CDN_URL=https://a.example\nPATH=/evil\n")

    seen = environment_of({"PATH": "/bin", "PIXFERRY_CDN_URL": "https://b.example"}, folder=tmp_path)

    assert seen == {"PATH": "/bin", "PIXFERRY_CDN_URL": "https://b.example", "PIXFERRY_S3_BUCKET": "pics"}


def test_a_variable_set_to_nothing_counts_as_unset(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PIXFERRY_S3_BUCKET=pics\nPIXFERRY_CDN_URL=\n")

    seen = environment_of({"PIXFERRY_S3_BUCKET": "", "PIXFERRY_HOME": "", "LANG": ""}, folder=tmp_path)

    assert seen == {"LANG": "", "PIXFERRY_S3_BUCKET": "pics"}


def test_a_broker_named_in_a_dotenv_is_the_teams(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"PIXFERRY_BROKER_URL=redis://team.example/0\nPIXFERRY_HOME={tmp_path / 'home'}\n")

    settings = load(environment_of({}, folder=tmp_path)).settings

    assert (settings.deployment, settings.broker_url) == (Deployment.TEAM, "redis://team.example/0")
    assert settings.home == tmp_path / "home"


def test_window_and_local_deployment_agree_on_what_the_folder_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("PIXFERRY_S3_BUCKET=pics\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PIXFERRY_CDN_URL", "")

    theirs = read_environment()

    assert theirs["PIXFERRY_S3_BUCKET"] == "pics"
    assert "PIXFERRY_CDN_URL" not in theirs
    assert settings_mark(environment_of(theirs)) == settings_mark(theirs)
