"""Ports and keys are chosen once, kept for this user's eyes only, and never silently changed."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from worker.errors import PermanentError
from worker.local.kept import load_or_choose, require_free


def test_what_was_chosen_first_is_returned_ever_after(tmp_path: Path) -> None:
    first = load_or_choose(tmp_path / "deployment.json")

    again = load_or_choose(tmp_path / "deployment.json")

    assert again == first
    assert len(set(first.ports.values())) == 3


def test_nobody_else_may_read_what_was_kept(tmp_path: Path) -> None:
    load_or_choose(tmp_path / "deployment.json")

    assert (tmp_path / "deployment.json").stat().st_mode & 0o777 == 0o600


def test_a_damaged_file_is_reported_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "deployment.json"
    path.write_text('{"broker_port": 1')

    with pytest.raises(PermanentError, match="damaged") as caught:
        load_or_choose(path)

    assert str(path) in caught.value.detail
    assert path.read_text() == '{"broker_port": 1'


def test_a_taken_port_is_named_with_its_holder_and_a_way_out(tmp_path: Path) -> None:
    kept = load_or_choose(tmp_path / "deployment.json")
    with socket.create_server(("127.0.0.1", kept.cdn_port)), pytest.raises(PermanentError) as caught:
        require_free(kept, tmp_path / "deployment.json", ["broker", "store", "cdn"])

    assert f"Port {kept.cdn_port} of the local cdn is taken by" in caught.value.detail
    assert f"(process {os.getpid()})" in caught.value.detail
    assert "deployment.json" in caught.value.detail
    assert "\n" not in caught.value.detail


def test_a_port_of_a_part_that_does_not_run_may_be_taken(tmp_path: Path) -> None:
    kept = load_or_choose(tmp_path / "deployment.json")
    with socket.create_server(("127.0.0.1", kept.cdn_port)):
        require_free(kept, tmp_path / "deployment.json", ["broker"])


def test_secrets_show_in_no_repr(tmp_path: Path) -> None:
    kept = load_or_choose(tmp_path / "deployment.json")

    assert kept.secret_access_key not in repr(kept)
    assert kept.broker_password not in repr(kept)
