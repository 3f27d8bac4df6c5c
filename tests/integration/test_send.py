"""`pixferry send` on the real local deployment: links that answer, reasons, exit codes, nothing else on stdout."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.plugins.local_home import LocalHome, local_home, status_of
from tests.plugins.servers import free_port, wait_until

SEND = [sys.executable, "-P", "-m", "desktop", "send"]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHome]:
    """One local deployment for this module."""
    with local_home(tmp_path_factory.mktemp("home")) as one:
        yield one


def send(environment: dict[str, str], *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SEND, *map(str, arguments)],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


def test_a_proxy_of_the_environment_stays_out_of_what_this_computer_asks_of_itself(
    samples: Path, tmp_path: Path
) -> None:
    with local_home(tmp_path / "home") as own:
        proxied = {name: f"http://127.0.0.1:{free_port()}" for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY")}
        done = send({**own.environment, **proxied, "no_proxy": "intranet"}, samples / "rocket.jpg")

    assert done.returncode == 0, done.stdout + done.stderr


def test_each_file_gets_its_row_in_argument_order(home: LocalHome, samples: Path, tmp_path: Path) -> None:
    text, missing = tmp_path / "text.jpg", tmp_path / "missing.jpg"
    text.write_text("hello")
    cut = tmp_path / "cut.jpg"
    cut.write_bytes((samples / "astronaut.jpg").read_bytes()[:2000])

    done = send(home.environment, "--json", text, samples / "rocket.jpg", missing, cut, samples / "chelsea.png")

    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["status"], row["code"]) for row in rows] == [
        ("refused", "image:not-an-image"),
        ("live", None),
        ("refused", "file:missing"),
        ("failed", "image:damaged"),
        ("live", None),
    ]
    assert [row["file"] for row in rows][1] == str(samples / "rocket.jpg")
    assert status_of(rows[1]["url"]) == 200
    assert status_of(rows[1]["thumbnail_url"]) == 200
    assert rows[1]["bytes_in"] == (samples / "rocket.jpg").stat().st_size
    assert 0 < rows[1]["bytes_out"] <= rows[1]["bytes_in"]
    assert all(row["message"] for row in rows if row["status"] != "live")
    assert done.returncode == 1


def test_a_folder_with_a_preset_is_all_live_and_the_second_time_reused(home: LocalHome, samples: Path) -> None:
    first = send(home.environment, "--json", "--preset", "responsive", samples)
    second = send(home.environment, "--json", "--preset", "responsive", samples)

    rows, again = ([json.loads(line) for line in done.stdout.splitlines()] for done in (first, second))
    assert (first.returncode, second.returncode) == (0, 0)
    assert len(rows) == 5
    assert {row["reused"] for row in again} == {True}
    assert [row["url"] for row in again] == [row["url"] for row in rows]
    files = rows[0]["variants"]
    assert [file["role"] for file in files[:3]] == ["main", "thumbnail", "variant"]
    assert [file["url"] for file in files[:2]] == [rows[0]["url"], rows[0]["thumbnail_url"]]
    assert all({"width", "height", "bytes", "content_type"} < set(file) for file in files)
    assert {file["content_type"] for file in files[2:]} >= {"image/avif", "image/jpeg"}
    assert {status_of(variant["url"]) for variant in rows[0]["variants"]} == {200}


def test_without_json_only_links_are_printed(home: LocalHome, samples: Path, tmp_path: Path) -> None:
    done = send(home.environment, samples / "rocket.jpg", tmp_path / "missing.jpg")

    (link,) = done.stdout.splitlines()
    assert link.startswith("http://127.0.0.1:")
    assert "missing.jpg" in done.stderr
    assert done.returncode == 1


def test_an_unknown_preset_is_a_failure_with_words(home: LocalHome, tmp_path: Path, samples: Path) -> None:
    file = tmp_path / f"{uuid.uuid4().hex}.jpg"
    file.write_bytes((samples / "rocket.jpg").read_bytes() + os.urandom(8))

    done = send(home.environment, "--json", "--preset", "nonsense", file)

    assert json.loads(done.stdout)["code"] == "request:unknown-preset"
    assert done.returncode == 1


def test_wrong_usage_is_2(home: LocalHome) -> None:
    done = send(home.environment, "--json")

    assert done.returncode == 2
    assert done.stdout == ""


def test_a_wrong_broker_is_said_and_waited_for_and_ctrl_c_loses_nothing(samples: Path, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PIXFERRY_HOME": str(tmp_path / "home"),
        "PIXFERRY_BROKER_URL": f"redis://127.0.0.1:{free_port()}/0",
    }
    said = tmp_path / "stderr"
    with said.open("wb") as stderr:
        process = subprocess.Popen(
            [*SEND, str(samples / "rocket.jpg")], env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=stderr
        )
    wait_until(lambda: "Waiting: The broker cannot be reached." in said.read_text(), what="the line that says why")
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=20)

    assert out == b""
    assert process.returncode == 1
    assert "opening Pixferry goes on from here" in said.read_text()
    assert "Traceback" not in said.read_text()


def test_send_draws_nothing() -> None:
    code = (
        "import desktop.send, sys; "
        "print([m for m in sys.modules if m.startswith(('PySide6.QtGui', 'PySide6.QtWidgets', 'PIL', 'boto3'))])"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


def test_refused_files_alone_need_no_deployment(tmp_path: Path) -> None:
    text, home = tmp_path / "text.jpg", tmp_path / "home"
    text.write_text("hello")
    environment = {**os.environ, "PIXFERRY_HOME": str(home)}

    done = send(environment, "--json", text, tmp_path / "missing.jpg")
    waited = send({**environment, "PIXFERRY_BROKER_URL": f"redis://127.0.0.1:{free_port()}/0"}, text)

    codes = [json.loads(line)["code"] for line in done.stdout.splitlines()]
    assert codes == ["image:not-an-image", "file:missing"]
    assert not (home / "state.json").exists()
    assert (done.returncode, waited.returncode) == (1, 1)
    assert "Waiting" not in waited.stderr
