"""One deployment on this computer serves everybody, hides what is private and survives the death of any part."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
import uuid
from collections.abc import Iterator

import psutil
import pytest
import redis

from desktop.domain.remote import Job
from desktop.services.queue import CeleryQueue
from tests.plugins.local_home import LocalHome, local_home, processes_of, status_of
from tests.plugins.servers import wait_until
from worker.contract import Code, LocalState, ProcessRequest, QueueName, SourceFile

ABANDON = """
import os, sys
from pathlib import Path
from desktop.services.deployment import LocalDeployment
LocalDeployment(Path(sys.argv[1]), os.environ).ensure()
print("ready", flush=True)
input()
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHome]:
    with local_home(tmp_path_factory.mktemp("local") / "home", PIXFERRY_LINGER="60") as home:
        client = home.client()
        client.ensure()
        yield home
        client.release()


def put(home: LocalHome, key: str, body: bytes) -> None:
    with contextlib.closing(home.s3()) as s3:
        s3.put_object(Bucket="pixferry", Key=key, Body=body)


def answers(state: LocalState) -> bool:
    """Tell whether a worker answers through this deployment's broker."""
    queue = CeleryQueue()
    queue.point_at(state.broker_url)
    try:
        return queue.describe(timeout=5, is_stopped=lambda: False).local_only
    finally:
        queue.close()


def test_a_desktop_is_answered_and_told_that_links_work_only_here(home: LocalHome) -> None:
    assert answers(home.state())


def test_a_second_client_finds_the_running_one(home: LocalHome) -> None:
    client = home.client()

    state = client.ensure()
    client.release()

    assert state == home.state()


def test_a_second_command_prints_the_running_ones_line_and_ends_well(home: LocalHome) -> None:
    done = home.call()

    assert done.returncode == 0
    assert LocalState.from_wire(json.loads(done.stdout)) == home.state()


def test_the_state_is_for_the_users_eyes_only(home: LocalHome) -> None:
    files = ("state.json", "deployment.json", "broker/broker.conf")

    assert [(home.root / name).stat().st_mode & 0o777 for name in files] == [0o600] * 3


def test_what_the_store_gets_the_cdn_serves_also_after_an_earlier_get(home: LocalHome) -> None:
    url = f"{home.state().cdn_url}/images/0123-abcd"
    put(home, "images/0123-abcd/first.webp", b"first")
    with urllib.request.urlopen(f"{url}/first.webp") as response:  # noqa: S310  an address of our own servers
        assert response.read() == b"first"
        assert response.headers["Content-Type"] == "image/webp"
    assert status_of(f"{url}/second.avif") == 404

    put(home, "images/0123-abcd/second.avif", b"second")

    with urllib.request.urlopen(f"{url}/second.avif") as response:  # noqa: S310  as above
        assert response.read() == b"second"
        assert response.headers["Content-Type"] == "image/avif"


@pytest.mark.parametrize(
    "path",
    [
        "originals/secret",
        "manifests/secret",
        "pixferry/originals/secret",
        "images/../originals/secret",
        "images/..%2foriginals/secret",
        "images/%2e%2e/originals/secret",
        "images/",
        "",
    ],
)
def test_the_cdn_serves_no_originals_manifests_or_lists(home: LocalHome, path: str) -> None:
    put(home, "originals/secret", b"private")
    put(home, "manifests/secret", b"private")

    assert status_of(f"{home.state().cdn_url}/{path}") == 404


def test_the_store_answers_nobody_without_keys(home: LocalHome) -> None:
    put(home, "originals/secret", b"private")

    assert status_of(f"{home.state().s3_endpoint}/pixferry/originals/secret") in {400, 403}


def test_no_secret_is_on_a_command_line(home: LocalHome) -> None:
    supervisor = psutil.Process(home.state().pid)
    family = [supervisor, *supervisor.children(recursive=True)]

    lines = "\n".join(" ".join(process.cmdline()) for process in family)

    assert len(family) >= 6
    assert [secret for secret in home.secrets() if secret in lines] == []


def test_every_part_has_a_log_for_the_users_eyes_only(home: LocalHome) -> None:
    logs = {path.name: path.stat().st_mode & 0o077 for path in (home.root / "logs").iterdir()}

    assert set(logs) >= {"broker.log", "store.log", "cdn.log", "control.log", "images.log", "supervisor.log"}
    assert set(logs.values()) == {0}


@pytest.mark.parametrize("part", ["broker", "store", "cdn", "control", "images"])
def test_a_killed_part_comes_back_where_it_was(home: LocalHome, part: str) -> None:
    put(home, "images/0123-abcd/kept.webp", b"kept")
    before = home.state()

    os.kill(before.children[part], signal.SIGKILL)

    wait_until(lambda: home.state().children.get(part) not in {None, before.children[part]}, what=f"a new {part}")
    wait_until(lambda: status_of(f"{before.cdn_url}/images/0123-abcd/kept.webp") == 200, what="the link")
    wait_until(lambda: status_of(f"{before.s3_endpoint}/") in {400, 403}, what="the store's answer")
    with contextlib.closing(home.operator()) as broker:
        wait_until(lambda: _pings(broker), what="the broker's answer")
    assert answers(home.state())
    assert home.state().cdn_url == before.cdn_url
    assert home.state().broker_url == before.broker_url


def test_a_job_held_by_a_killed_worker_is_done_by_its_successor(home: LocalHome) -> None:
    first, second = _job_without_a_source(), _job_without_a_source()
    queue = CeleryQueue()
    queue.point_at(home.state().broker_url)
    with contextlib.closing(queue), contextlib.closing(home.operator()) as broker:
        queue.send_jobs([first])
        wait_until(lambda: _failure(queue, first) == Code.SOURCE_MISSING, what="the first job's end")
        wait_until(lambda: not broker.hlen("unacked"), what="the first job's acknowledgement")
        worker = psutil.Process(home.state().children["images"])
        for child in worker.children():
            child.suspend()
        queue.send_jobs([second])
        wait_until(lambda: broker.hlen("unacked"), what="the job in the worker's hands")

        worker.kill()

        wait_until(lambda: _failure(queue, second) == Code.SOURCE_MISSING, what="the second job's end")


def _job_without_a_source() -> Job:
    source = SourceFile(
        job_id="job", owner="o", sha256="0" * 64, size=3, content_type="image/jpeg", name="x.jpg", preset="web"
    )
    request = ProcessRequest(source=source, drop_id=str(uuid.uuid4()), user="")
    return Job(request=request, attempt_id=str(uuid.uuid4()), queue=QueueName.IMAGES)


def _failure(queue: CeleryQueue, job: Job) -> str | None:
    seen = queue.look([job.attempt_id], again=True).news.get(job.attempt_id)
    return seen.failure.code if seen and seen.failure else None


def test_a_part_that_keeps_dying_is_reported_until_it_stays(home: LocalHome) -> None:
    port = home.ports()["cdn_port"]
    url = f"http://127.0.0.1:{port}/images/"

    os.kill(home.state().children["cdn"], signal.SIGKILL)
    with _sitting_on(port):
        wait_until(lambda: "cdn" in home.state().failing, what="the report")

    assert "address already in use" in home.state().failing["cdn"]
    wait_until(lambda: status_of(url) == 404, what="the CDN's answer")


@contextlib.contextmanager
def _sitting_on(port: int) -> Iterator[None]:
    """Take the port in the moment between a server's death and its next start."""
    with socket.socket() as seat:
        seat.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        wait_until(lambda: _takes(seat, port), what="the free port", pause=0.001)
        yield


def _takes(seat: socket.socket, port: int) -> bool:
    try:
        seat.bind(("127.0.0.1", port))
    except OSError:
        return False
    seat.listen()
    return True


def _pings(broker: redis.Redis) -> bool:
    with contextlib.suppress(redis.RedisError):
        return bool(broker.ping())
    return False


def test_a_killed_supervisor_takes_its_parts_along_and_the_next_start_is_the_same_place(home: LocalHome) -> None:
    before = home.state()

    os.kill(before.pid, signal.SIGKILL)
    wait_until(lambda: not psutil.pid_exists(before.pid), what="the supervisor's end")
    client = home.client()
    after = client.ensure()
    client.release()

    assert after.pid != before.pid
    assert (after.cdn_url, after.broker_url) == (before.cdn_url, before.broker_url)
    left = {process.pid for process in processes_of(home.root)}
    assert not left & set(before.children.values())
    assert answers(after)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_on_linux_the_parts_of_a_killed_supervisor_end_without_a_new_start(home: LocalHome) -> None:
    os.kill(home.state().pid, signal.SIGKILL)

    wait_until(lambda: not processes_of(home.root), what="the end of every part")

    client = home.client()
    assert answers(client.ensure())
    client.release()


def test_a_client_that_is_killed_while_it_holds_on_does_no_harm(home: LocalHome) -> None:
    command = [sys.executable, "-c", ABANDON, str(home.root)]
    with subprocess.Popen(command, env=home.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as client:
        assert client.stdout is not None
        assert client.stdout.readline() == b"ready\n"
        client.kill()

    assert answers(home.state())
