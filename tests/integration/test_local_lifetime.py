"""The local deployment stays as long as it is needed, keeps its place, and leaves nothing behind."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from desktop.services.deployment import DeploymentError
from tests.plugins.local_home import COMMAND, LocalHome, local_home, processes_of
from tests.plugins.servers import wait_until
from worker.local.home import BUCKET
from worker.local.kept import load_or_choose

Homes = Callable[..., LocalHome]
MIB = 1024 * 1024


@pytest.fixture
def make_home(tmp_path: Path) -> Iterator[Homes]:
    with contextlib.ExitStack() as homes:
        yield lambda **variables: homes.enter_context(local_home(tmp_path / "home", **variables))


def test_a_stopped_deployment_is_gone_and_comes_back_at_the_same_address(make_home: Homes) -> None:
    home = make_home()
    client = home.client()
    first = client.ensure()

    stopped = home.call("--stop")

    assert stopped.returncode == 0
    assert stopped.stderr == f"The deployment in {home.root} has ended.\n"
    assert processes_of(home.root) == []
    again = client.ensure()
    client.release()
    assert (again.broker_url, again.cdn_url, again.s3_endpoint) == (first.broker_url, first.cdn_url, first.s3_endpoint)


def test_uploads_nobody_finished_take_no_room_after_a_restart(make_home: Homes) -> None:
    home = make_home()
    client = home.client()
    client.ensure()
    with contextlib.closing(home.s3()) as store:
        store.put_object(Bucket=BUCKET, Key="originals/whole", Body=b"all of it")
        for key in ("originals/half", "originals/whole"):
            upload = store.create_multipart_upload(Bucket=BUCKET, Key=key)["UploadId"]
            store.upload_part(Bucket=BUCKET, Key=key, UploadId=upload, PartNumber=1, Body=bytes(5 * MIB))
    assert room_taken(home) > 5 * MIB

    home.call("--stop")
    client.ensure()

    with contextlib.closing(home.s3()) as store:
        assert store.get_object(Bucket=BUCKET, Key="originals/whole")["Body"].read() == b"all of it"
    assert room_taken(home) == len(b"all of it")
    client.release()


def room_taken(home: LocalHome) -> int:
    return sum(file.stat().st_size for file in (home.root / "store").rglob("*") if file.is_file())


def test_stopping_where_nothing_ever_ran_makes_no_home(make_home: Homes) -> None:
    home = make_home()

    done = home.call("--stop")

    assert (done.returncode, done.stderr) == (0, f"No deployment runs in {home.root}.\n")
    assert not home.root.exists()


def test_a_file_of_settings_names_the_home_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"PIXFERRY_HOME={tmp_path / 'mine'}\n")
    environment = {name: value for name, value in os.environ.items() if name != "PIXFERRY_HOME"}

    done = subprocess.run(
        [*COMMAND, "--stop"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )

    assert done.stderr == f"No deployment runs in {tmp_path / 'mine'}.\n"


def test_it_ends_by_itself_after_its_last_client(make_home: Homes) -> None:
    home = make_home(PIXFERRY_LINGER="0.5")
    one, other = home.client(), home.client()
    state = one.ensure()
    assert other.ensure() == state

    one.release()
    with pytest.raises(psutil.TimeoutExpired):
        psutil.Process(state.pid).wait(1.5)
    other.release()

    wait_until(lambda: not processes_of(home.root), what="the end of the deployment")
    assert not (home.root / "state.json").exists()


def test_it_ends_when_its_home_is_removed(make_home: Homes) -> None:
    home = make_home()
    client = home.client()
    client.ensure()

    shutil.rmtree(home.root)

    wait_until(lambda: not processes_of(home.root), what="the end of the deployment")
    client.release()


def test_an_unfinished_job_keeps_it_up(make_home: Homes) -> None:
    home = make_home(PIXFERRY_LINGER="0.5")
    client = home.client()
    state = client.ensure()
    with contextlib.closing(home.operator()) as broker:
        broker.hset("unacked", "tag", "a job some worker holds")
        client.release()

        with pytest.raises(psutil.TimeoutExpired):
            psutil.Process(state.pid).wait(1.5)
        broker.hdel("unacked", "tag")

    wait_until(lambda: not processes_of(home.root), what="the end of the deployment")


def test_a_taken_port_is_reported_and_no_other_is_chosen(make_home: Homes) -> None:
    home = make_home()
    home.root.mkdir()
    kept = load_or_choose(home.root / "deployment.json")
    ports = home.ports()
    client = home.client()

    with socket.create_server(("127.0.0.1", kept.broker_port)), pytest.raises(DeploymentError) as caught:
        client.ensure()

    client.release()
    holder = rf"\S+ \(process {os.getpid()}\)"
    sentence = rf"Port {kept.broker_port} of the local broker is taken by {holder}\. End that program .*"
    assert re.fullmatch(sentence, caught.value.failure.detail)
    assert home.ports() == ports
    assert processes_of(home.root) == []


def test_an_owned_deployment_ends_with_its_owner(make_home: Homes) -> None:
    home = make_home()
    with subprocess.Popen(
        [*COMMAND, "--owned"], env=home.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as owned:
        assert owned.stdin is not None
        assert owned.stdout is not None
        assert json.loads(owned.stdout.readline())["pid"] == owned.pid

        owned.stdin.close()

        assert owned.wait(30) == 0
    assert processes_of(home.root) == []


def test_ctrl_c_ends_a_deployment_typed_at_a_terminal(make_home: Homes) -> None:
    home = make_home()
    with subprocess.Popen(COMMAND, env=home.environment, stdout=subprocess.PIPE) as typed:
        assert typed.stdout is not None
        assert json.loads(typed.stdout.readline())["pid"] == typed.pid

        typed.send_signal(signal.SIGINT)

        assert typed.wait(30) == 0
    assert processes_of(home.root) == []


def test_with_a_bucket_of_ones_own_no_store_runs_here_and_links_are_the_cdns(make_home: Homes) -> None:
    home = make_home()
    local = home.client()
    before = local.ensure()
    local.release()
    own = home.client(
        PIXFERRY_S3_BUCKET="mine",
        PIXFERRY_S3_ACCESS_KEY_ID="mykeyid1234",
        PIXFERRY_S3_SECRET_ACCESS_KEY="mysecret1234",
        PIXFERRY_CDN_URL="https://cdn.example",
    )

    after = own.ensure()

    assert not before.own_bucket
    assert after.own_bucket
    assert after.pid != before.pid
    assert after.cdn_url == "https://cdn.example"
    assert after.broker_url == before.broker_url
    assert set(after.children) == {"broker", "control", "images"}
    own.release()


def test_a_deployment_with_other_settings_is_not_taken_from_a_program_that_uses_it(make_home: Homes) -> None:
    home = make_home()
    window, other = home.client(), home.client(PIXFERRY_CDN_URL="https://cdn.example")
    before = window.ensure()

    with pytest.raises(DeploymentError) as refused:
        other.ensure()

    said = "The deployment on this computer runs with other settings for another program; close it first."
    assert refused.value.failure.detail == said
    assert window.ensure() == before
    window.release()
    assert other.ensure().pid != before.pid
    other.release()


def test_a_command_typed_with_other_settings_leaves_the_running_one_alone(make_home: Homes) -> None:
    home = make_home()
    client = home.client()
    before = client.ensure()

    done = subprocess.run(
        COMMAND,
        env={**home.environment, "PIXFERRY_CDN_URL": "https://cdn.example"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert json.loads(done.stdout)["pid"] == before.pid
    assert "other settings" in done.stderr
    client.release()


def test_clients_that_start_at_once_share_one_deployment(make_home: Homes) -> None:
    home = make_home()

    starting = [
        subprocess.Popen([*COMMAND, "--detach"], env=home.environment, stdout=subprocess.PIPE) for _ in range(3)
    ]
    answers = [process.communicate(timeout=60)[0] for process in starting]

    assert len({json.loads(answer)["pid"] for answer in answers}) == 1
    assert [process.returncode for process in starting] == [0, 0, 0]


def test_a_linger_that_is_no_number_is_refused_before_anything_starts(make_home: Homes) -> None:
    home = make_home(PIXFERRY_LINGER="soon")

    done = home.call()

    assert done.returncode == 1
    assert done.stderr == "Error: PIXFERRY_LINGER is 'soon', which is not a number of seconds.\n"
    assert processes_of(home.root) == []


def test_a_plain_redis_does_as_well(make_home: Homes, redis_server_binary: str) -> None:
    home = make_home(PIXFERRY_VALKEY=redis_server_binary)
    client = home.client()

    state = client.ensure()

    # Debian's redis-server is a link to redis-check-rdb, which looks at the name it is called by.
    assert Path(psutil.Process(state.children["broker"]).exe()).name.startswith("redis-")
    client.release()
