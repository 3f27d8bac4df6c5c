"""Crashes are bounded, explained, and leave the neighbours alone."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
import redis

from tests.plugins.jobs import a_photo, put_original, send_image, source_of, states_until_ready, stays
from tests.plugins.servers import S3Server, Valkey, wait_until
from tests.plugins.workers import ROOT, Client, WorkerProcess
from worker.broker.deliveries import counted
from worker.contract import Failure, Outcome, Progress
from worker.errors import PermanentError

StartWorker = Callable[..., WorkerProcess]


def busy_children(worker: WorkerProcess) -> list[psutil.Process]:
    return psutil.Process(worker.process.pid).children()


def test_a_killed_child_costs_its_job_a_second_run_only(
    start_worker: StartWorker, client: Client, s3_server: S3Server
) -> None:
    worker = start_worker()
    body = a_photo(width=4000, height=3000)
    put_original(s3_server, body)
    result = send_image(client, source_of(body))
    wait_until(lambda: result.state in {"FETCHING", "OPTIMISING"}, what="the start")

    for child in busy_children(worker):
        child.kill()
    states = states_until_ready(result)

    assert Outcome.from_wire(states[-1]["result"]).slug == "photo"
    waits = [Progress.from_wire(state["result"]) for state in states if state["status"] == "QUEUED"]
    assert all(wait.code == "worker:crashed" for wait in waits)


def test_a_job_that_kills_its_child_every_time_is_given_up_and_explained(
    start_worker: StartWorker, client: Client, s3_server: S3Server
) -> None:
    worker = start_worker()
    body = a_photo(width=6000, height=6000)
    put_original(s3_server, body)
    result = send_image(client, source_of(body))
    killed: set[int] = set()

    def kill_whoever_works() -> bool:
        if result.state in {"FETCHING", "OPTIMISING", "THUMBNAILS", "PUBLISHING"}:
            for child in busy_children(worker):
                with contextlib.suppress(psutil.NoSuchProcess):
                    child.kill()
                    killed.add(child.pid)
        return bool(result.ready())

    wait_until(kill_whoever_works, what="the end", patience=60, pause=0.005)

    assert result.state == "FAILURE"
    assert Failure.from_wire(result.result.args[0]).code == "worker:crashed"
    assert len(killed) >= 4
    assert client.ask("worker.describe")["default_preset"] == "web"


def test_a_job_that_hangs_ends_in_a_clear_failure(
    start_worker: StartWorker, client: Client, s3_server: S3Server
) -> None:
    worker = start_worker(PIXFERRY_TIME_LIMIT="3", PIXFERRY_SOFT_TIME_LIMIT="2")
    body = a_photo()
    put_original(s3_server, body)
    result = send_image(client, source_of(body), drop_id="slow")
    wait_until(lambda: result.state != "PENDING", what="the start")
    assert s3_server.process is not None

    s3_server.process.send_signal(signal.SIGSTOP)
    again = send_image(client, source_of(a_photo(seed=3)))
    states = states_until_ready(again)
    s3_server.process.send_signal(signal.SIGCONT)

    assert Failure.from_wire(states[-1]["result"].args[0]).code == "worker:time-limit"
    assert worker.process.poll() is None


def test_a_job_whose_runs_died_with_their_workers_is_poison(valkey: Valkey) -> None:
    with valkey.client() as raw:
        # Runs that nobody left: as if they had died.
        runs = [counted(raw, "killer", most=3, came_back=came_back) for came_back in (False, True, True)]
        for run in runs:
            run.__enter__()

        for came_back in (True, False):
            with pytest.raises(PermanentError) as refused, counted(raw, "killer", most=3, came_back=came_back):
                pytest.fail("it ran again")

            assert (refused.value.code, refused.value.detail) == ("worker:poison", "the worker died in each of 3 runs")


def test_runs_that_end_are_not_counted_against_a_job(valkey: Valkey) -> None:
    with valkey.client() as raw:
        for _ in range(20):
            with contextlib.suppress(ValueError), counted(raw, "fine", most=5, came_back=True):
                raise ValueError

        assert raw.get("pixferry:deliveries:fine") is None


def test_a_job_is_not_kept_waiting_by_a_counter_that_is_away() -> None:
    with redis.Redis(port=1) as nowhere, counted(nowhere, "any", most=5, came_back=True):
        ran = True

    assert ran


def test_a_worker_with_a_wrong_clock_refuses_to_start_and_says_why(start_worker: StartWorker, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import time\nnow = time.time\ntime.time = lambda: now() + 7200\n")

    worker = start_worker(PYTHONPATH=str(tmp_path), waits=False)

    assert worker.process.wait(20) == 3
    assert "clock is 7200 s ahead of the broker's" in worker.output


def test_a_job_under_way_while_the_broker_is_away_is_a_success(
    start_worker: StartWorker, client: Client, s3_server: S3Server, valkey: Valkey
) -> None:
    worker = start_worker()
    body = a_photo(width=4000, height=3000)
    put_original(s3_server, body)
    result = send_image(client, source_of(body))
    wait_until(lambda: result.state in {"FETCHING", "OPTIMISING"}, what="the start")

    valkey.stop()
    assert stays(lambda: worker.process.poll() is None, seconds=3)
    valkey.start()

    def has_succeeded() -> bool:
        with contextlib.suppress(Exception):  # the client's own connections are as broken as the worker's
            return bool(client.app.backend.get_task_meta(result.id)["status"] == "SUCCESS")
        return False

    wait_until(has_succeeded, what="the success", patience=60, pause=0.2)


def test_a_worker_lives_where_no_qt_and_no_desktop_is(tmp_path: Path, worker_environment: dict[str, str]) -> None:
    site = tmp_path / "site"
    site.mkdir()
    installed = Path(psutil.__file__).parents[1]
    for entry in installed.iterdir():
        if not entry.name.lower().startswith(("pyside6", "shiboken6", "__editable__", "pixferry")):
            (site / entry.name).symlink_to(entry)
    (site / "worker").symlink_to(ROOT / "worker")
    metadata = next(entry for entry in installed.iterdir() if entry.name.startswith("pixferry-"))
    (site / metadata.name).symlink_to(metadata)
    program = (
        f"import sys; sys.path.insert(0, {str(site)!r})\n"
        "import importlib.util as found\n"
        "assert not found.find_spec('PySide6') and not found.find_spec('desktop')\n"
        "from worker.app import app\n"
        "app.worker_main(['worker', '-l', 'INFO', '-c', '1'])"
    )
    log = tmp_path / "bare.log"

    with log.open("wb") as output:
        command = [sys.executable, "-I", "-S", "-c", program]
        process = subprocess.Popen(command, cwd=tmp_path, env=worker_environment, stdout=output, stderr=output)
    wait_until(lambda: b" ready." in log.read_bytes() or process.poll() is not None, what="the worker's readiness")
    ready = b" ready." in log.read_bytes()
    if ready:
        os.kill(process.pid, signal.SIGTERM)

    assert process.wait(20) == 0, log.read_text()
    assert ready
