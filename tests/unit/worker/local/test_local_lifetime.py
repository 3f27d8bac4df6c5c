"""The deployment stays while it is needed and some time after."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.plugins.servers import wait_until
from worker.local.lifetime import Linger

OWNED = """
import time
from worker.local.lifetime import Owner
owner = Owner()
print("alone" if owner.is_gone() else "owned", flush=True)
while not owner.is_gone():
    time.sleep(0.01)
print("gone", flush=True)
"""


def test_it_is_not_over_while_it_is_needed() -> None:
    linger = Linger(0.0001, is_needed=lambda: True)

    assert not linger.is_over()


def test_it_is_over_some_time_after_the_last_need() -> None:
    needed = True
    linger = Linger(0.05, is_needed=lambda: needed)
    assert not linger.is_over()

    needed = False
    assert not linger.is_over()

    wait_until(linger.is_over, what="the end of the linger", patience=2)


def test_an_owner_that_closes_our_input_is_gone() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(os.environ)
    ) as owned:
        assert owned.stdin is not None
        assert owned.stdout is not None
        assert owned.stdout.readline() == b"owned\n"

        owned.stdin.close()

        assert owned.stdout.readline() == b"gone\n"


def test_input_from_nowhere_is_no_owner() -> None:
    with subprocess.Popen([sys.executable, "-c", OWNED], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as owned:
        assert owned.stdout is not None
        assert owned.stdout.readline() == b"owned\n"
        owned.kill()
