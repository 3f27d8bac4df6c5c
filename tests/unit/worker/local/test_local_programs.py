"""The servers' programs are found in the wheels, or where the person says."""

from __future__ import annotations

from pathlib import Path

import pytest

from worker.errors import PermanentError
from worker.local.programs import find_broker, find_rclone


def test_the_wheels_have_both_servers() -> None:
    assert find_broker({}).name == "valkey-server"
    assert find_rclone({}).name == "rclone"


def test_another_server_may_stand_in(redis_server_binary: str) -> None:
    assert find_broker({"PIXFERRY_VALKEY": redis_server_binary}) == Path(redis_server_binary)


@pytest.mark.parametrize(("find", "variable"), [(find_broker, "PIXFERRY_VALKEY"), (find_rclone, "PIXFERRY_RCLONE")])
def test_a_program_that_is_not_there_is_named_with_its_variable(find: object, variable: str) -> None:
    assert callable(find)
    with pytest.raises(PermanentError, match=f"{variable} names /no/such/server"):
        find({variable: "/no/such/server"})
