"""A client finds the deployment by its files, and says clearly why there is none."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from desktop.services.deployment import DeploymentError, LocalDeployment, worker_command
from worker.contract import Code, settings_mark
from worker.local.clients import has_clients


def test_a_home_that_is_a_file_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    deployment = LocalDeployment(tmp_path / "file", os.environ)

    with pytest.raises(DeploymentError) as caught:
        deployment.ensure()

    assert caught.value.failure.code == Code.DEPLOYMENT_FAILED
    assert str(tmp_path / "file") in caught.value.failure.detail
    assert "\n" not in caught.value.failure.detail


def test_a_failed_start_passes_on_what_the_worker_said(tmp_path: Path) -> None:
    deployment = LocalDeployment(tmp_path, {**os.environ, "PIXFERRY_VALKEY": "/no/such/server"})

    with pytest.raises(DeploymentError) as caught:
        deployment.ensure()

    assert caught.value.failure.detail == "PIXFERRY_VALKEY names /no/such/server, which is not a program."
    assert has_clients(tmp_path / "clients")
    deployment.release()
    assert not has_clients(tmp_path / "clients")
    assert list((tmp_path / "clients").iterdir()) == []


def test_a_server_that_ends_at_once_is_reported_with_its_last_lines(tmp_path: Path) -> None:
    server = tmp_path / "broken-server"
    server.write_text("#!/bin/sh\necho no room for a broker >&2\nexit 3\n")
    server.chmod(0o700)
    deployment = LocalDeployment(tmp_path / "home", {**os.environ, "PIXFERRY_VALKEY": str(server)})

    with pytest.raises(DeploymentError) as caught:
        deployment.ensure()

    deployment.release()
    assert caught.value.failure.detail.splitlines() == [
        f"The local broker ended with exit code 3. See {tmp_path / 'home' / 'logs' / 'broker.log'}:",
        "no room for a broker",
    ]


def test_stopping_what_does_not_run_says_so(tmp_path: Path) -> None:
    said = LocalDeployment(tmp_path, os.environ).stop()

    assert said == f"No deployment runs in {tmp_path}."


def test_in_the_bundle_the_worker_is_called_beside_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/pixferry/pixferry")

    assert worker_command() == ["/opt/pixferry/pixferry-worker", "local"]


def test_only_what_decides_about_the_deployment_changes_its_mark() -> None:
    plain = settings_mark({})

    assert settings_mark({"PIXFERRY_LINGER": "3", "PATH": "/bin", "PIXFERRY_S3_BUCKET": ""}) == plain
    assert settings_mark({"PIXFERRY_S3_BUCKET": "mine"}) != plain
    assert settings_mark({"PIXFERRY_CDN_URL": "https://cdn.example"}) != plain


def test_releasing_twice_is_harmless(tmp_path: Path) -> None:
    deployment = LocalDeployment(tmp_path, os.environ)

    deployment.release()
    deployment.release()

    assert not FileLock(tmp_path / "supervisor.lock").is_locked
