"""`pixferry-worker` runs, checks and shows, and says in one line what is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
import redis

from tests.plugins.local_home import local_home
from tests.plugins.servers import CdnServer, S3Server, Valkey, end, free_port, wait_until
from tests.plugins.workers import Client, WorkerProcess
from worker.broker.check import bucket_policy
from worker.contract import QueueName
from worker.settings import WorkerSettings

StartWorker = Callable[..., WorkerProcess]
PROGRAM = str(Path(sys.executable).parent / "pixferry-worker")


@pytest.fixture
def call(worker_environment: dict[str, str], tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a function that runs `pixferry-worker` to its end."""

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {**worker_environment, **variables}
        command = [PROGRAM, *arguments]
        return subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
        )

    return run


Call = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def running(worker_environment: dict[str, str], tmp_path: Path) -> Iterator[WorkerProcess]:
    """A machine's workers, as `pixferry-worker run` starts them."""
    log = tmp_path / "run.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [PROGRAM, "run", "--concurrency", "1"], env=worker_environment, cwd=tmp_path, stdout=output, stderr=output
        )
    both = WorkerProcess(process=process, log=log)
    wait_until(lambda: both.output.count(" ready.") == 2, what="both workers' readiness")
    yield both
    end(process)


def test_all_is_well(start_worker: StartWorker, call: Call, cdn_server: CdnServer, s3_server: S3Server) -> None:
    start_worker()

    checked = call("check", **cdn_server.environment)

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert [line[0] for line in checked.stdout.splitlines()] == ["✓"] * 7
    assert [path for path in s3_server.bucket_folder.rglob("*") if path.is_file()] == []
    assert checked.stderr == ""


def test_a_desktops_account_is_told_that_it_may_not_check(call: Call, valkey: Valkey) -> None:
    with valkey.client() as client:
        client.execute_command("ACL", "SETUSER", "desktop", "on", ">pw", "-@all", "+hello", "+ping", "+client|setname")

    checked = call("check", PIXFERRY_BROKER_URL=f"redis://desktop:pw@127.0.0.1:{valkey.port}/0")

    assert checked.returncode == 1
    assert "✗ The broker's account has a desktop's rights" in checked.stdout
    assert "Traceback" not in checked.stdout + checked.stderr


def test_with_nothing_configured_the_deployment_of_this_computer_is_checked(tmp_path: Path) -> None:
    with local_home(tmp_path / "home") as home:
        client = home.client()
        client.ensure()

        checked = subprocess.run(
            [PROGRAM, "check"], env=home.environment, cwd=tmp_path, capture_output=True, text=True, check=False
        )

        client.release()
    assert checked.returncode == 0, checked.stdout
    assert checked.stderr == "Nothing is configured: this is the deployment running on this computer.\n"
    assert [line[0] for line in checked.stdout.splitlines()] == ["✓"] * 7


def test_with_nothing_configured_the_deployment_of_this_computer_is_swept(tmp_path: Path) -> None:
    with local_home(tmp_path / "home") as home:
        client = home.client()
        client.ensure()

        swept = subprocess.run(
            [PROGRAM, "sweep", "--delete"],
            env=home.environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

        client.release()
    assert swept.returncode == 0, swept.stderr
    assert swept.stderr.splitlines() == [
        "Nothing is configured: this is the deployment running on this computer.",
        (
            "0 objects are named by manifests, 0 (0 bytes) are not; 0 more are younger than 24 h, 0 are not ours."
            " 0 deleted."
        ),
    ]


def test_without_a_worker_it_says_so(call: Call, cdn_server: CdnServer) -> None:
    checked = call("check", **cdn_server.environment)

    assert checked.returncode == 1
    assert "✗ No worker answered within 10 s\n  → Start one: pixferry-worker run." in checked.stdout
    assert checked.stderr == ""


def test_a_wrong_password_is_one_clear_line(call: Call, valkey: Valkey, s3_server: S3Server) -> None:
    checked = call("check", PIXFERRY_BROKER_URL=f"redis://:wrong@127.0.0.1:{valkey.port}/0")

    assert checked.returncode == 1
    assert f"✗ The broker at redis://127.0.0.1:{valkey.port}/0 refuses the password" in checked.stdout
    assert "wrong" not in checked.stdout
    assert "Traceback" not in checked.stdout + checked.stderr
    assert s3_server.bucket in checked.stdout


def test_a_wrong_broker_address_is_one_clear_line(call: Call) -> None:
    checked = call("check", PIXFERRY_BROKER_URL="redis://127.0.0.1:1/0")

    assert checked.returncode == 1
    assert checked.stdout.startswith("✗ No broker answers at redis://127.0.0.1:1/0 (ConnectionError)\n  → Start it")


def test_wrong_keys_of_the_store_are_explained(call: Call) -> None:
    checked = call("check", PIXFERRY_BROKER_URL="redis://127.0.0.1:1/0", PIXFERRY_S3_SECRET_ACCESS_KEY="wrong" * 5)

    assert checked.returncode == 1
    assert "refuses: storage:denied" in checked.stdout


@pytest.mark.parametrize("command", ["check", "run", "flower", "dead-letters", "sweep"])
def test_a_wrong_setting_is_named(call: Call, command: str) -> None:
    said = call(command, PIXFERRY_MAX_BYTES="lots")

    assert said.returncode == 2
    assert said.stderr.startswith("PIXFERRY_MAX_BYTES: ")
    assert len(said.stderr.splitlines()) == 1


def test_the_account_for_windows_sends_and_reads_and_commands_nothing(call: Call, valkey: Valkey) -> None:
    said = call("account", "--name", "windows", PIXFERRY_BROKER_URL=f"redis://:workers@127.0.0.1:{valkey.port}/0")

    rules, address = said.stdout.splitlines()
    with valkey.client() as operator:
        operator.execute_command("ACL", "SETUSER", *rules.removeprefix("user ").split())
    with redis.Redis.from_url(address) as window:
        assert window.lpush(QueueName.IMAGES, "job") == 1
        with pytest.raises(redis.exceptions.NoPermissionError):
            window.flushall()


@pytest.mark.parametrize("name", ["a b", "default"])
def test_an_account_is_named_plainly_and_not_as_the_workers_are(call: Call, name: str) -> None:
    said = call("account", "--name", name)

    assert said.returncode == 2
    assert "cannot be the windows' account" in said.stderr


def test_a_time_limit_below_the_soft_one_is_one_clear_line(call: Call) -> None:
    said = call("run", PIXFERRY_TIME_LIMIT="100", PIXFERRY_SOFT_TIME_LIMIT="240")

    assert said.returncode == 2
    assert said.stderr == "PIXFERRY_TIME_LIMIT: 100 is not above PIXFERRY_SOFT_TIME_LIMIT, which is 240\n"


def test_the_policy_to_paste_names_the_bucket_and_the_prefix() -> None:
    text = bucket_policy(WorkerSettings(s3_bucket="b", s3_prefix="p"))

    (statement,) = json.loads(text.partition("\n")[2])["Statement"]
    assert statement["Resource"] == "arn:aws:s3:::b/p/images/*"


def test_refused_messages_are_shown(call: Call, valkey: Valkey, start_worker: StartWorker, client: Client) -> None:
    start_worker()
    with valkey.client() as raw:
        raw.lpush("pixferry.bulk", b"nonsense")
    client.ask("worker.describe")
    wait_until(lambda: "nonsense" in call("dead-letters").stdout, what="the letter", pause=0.2)


def test_run_serves_all_queues_and_brings_back_a_dead_worker(running: WorkerProcess, client: Client) -> None:
    client.ask("worker.describe")
    (control,) = [
        child
        for child in psutil.Process(running.process.pid).children()
        if any(argument.startswith("control-") for argument in child.cmdline())
    ]

    for process in [*control.children(recursive=True), control]:
        process.kill()

    wait_until(lambda: running.output.count(" ready.") == 3, what="the new control worker")
    assert client.ask("worker.describe", patience=30)["default_preset"] == "web"


def test_run_ends_with_its_workers_when_told_to(running: WorkerProcess) -> None:
    family = psutil.Process(running.process.pid).children(recursive=True)

    running.process.terminate()

    assert running.process.wait(20) == 0
    assert not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in family)


def test_no_secret_is_on_a_command_line(running: WorkerProcess, valkey: Valkey, s3_server: S3Server) -> None:
    family = psutil.Process(running.process.pid).children(recursive=True)

    written = " ".join(" ".join(process.cmdline()) for process in family)

    assert "worker.app" in written
    assert valkey.password not in written + running.output
    assert s3_server.secret_access_key not in written + running.output


def test_flower_shows_a_worker(worker_environment: dict[str, str], start_worker: StartWorker, tmp_path: Path) -> None:
    import httpx  # noqa: PLC0415  only here

    start_worker()
    port = free_port()
    with (tmp_path / "flower.log").open("wb") as log:
        command = [sys.executable, "-m", "celery", "-A", "worker.app", "flower", f"--port={port}"]
        process = subprocess.Popen(command, env=worker_environment, stdout=log, stderr=log)

    def shows() -> bool:
        try:
            return "w0@test" in httpx.get(f"http://127.0.0.1:{port}/workers", follow_redirects=True).text
        except httpx.TransportError:
            return False

    try:
        wait_until(shows, what="the worker in Flower", pause=0.3)
    finally:
        end(process)
