"""A machine runs a control worker and an image worker, with its secrets in the environment alone."""

from __future__ import annotations

import pytest

from worker.broker.processes import worker_commands

SETTINGS = {"PIXFERRY_BROKER_URL": "redis://:very-secret@127.0.0.1/0", "PATH": "/bin"}


def test_control_tasks_have_a_worker_of_their_own() -> None:
    control, images = worker_commands(SETTINGS, concurrency=3)

    assert control.argv[control.argv.index("-Q") + 1] == "pixferry.control"
    assert control.argv[control.argv.index("-c") + 1] == "1"
    assert images.argv[images.argv.index("-Q") + 1] == "pixferry.images,pixferry.bulk"
    assert images.argv[images.argv.index("-c") + 1] == "3"


def test_who_tells_users_has_another_hand_for_tickets() -> None:
    control, _ = worker_commands(SETTINGS, tells=True)

    assert control.argv[control.argv.index("-c") + 1] == "2"


@pytest.mark.parametrize("name", ["RAYON_NUM_THREADS", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"])
def test_workers_allocate_as_images_need_it(name: str) -> None:
    assert all(name in command.env for command in worker_commands(SETTINGS))


def test_no_secret_is_on_a_command_line_or_in_a_log() -> None:
    for command in worker_commands(SETTINGS):
        assert command.env["PIXFERRY_BROKER_URL"] == SETTINGS["PIXFERRY_BROKER_URL"]
        assert "very-secret" not in " ".join(command.argv)
        assert "very-secret" not in repr(command)
