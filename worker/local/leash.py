"""Make a part end with its supervisor, however the supervisor ends."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def leash(signal_number: int) -> Callable[[], None] | None:
    """Return what a new process runs before its program, so that the kernel signals it when this process dies.

    Linux alone knows this; elsewhere (None) the next start ends what a killed supervisor left behind. The signal
    follows the *thread* that starts the process: start parts on the main thread only.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    supervisor = os.getpid()

    def tie() -> None:
        prctl(_PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
        if os.getppid() != supervisor:
            os._exit(1)

    return tie
