"""Make a part end with its supervisor, however the supervisor ends."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def leash(signal_number: int, *, niceness: int = 0) -> Callable[[], None]:
    """Return what a new process runs before its program, so that the kernel signals it when this process dies.

    Linux alone knows this; elsewhere the next start ends what a killed supervisor left behind. The signal follows the
    *thread* that starts the process: start parts on the main thread only. `niceness` above 0 leaves the processor to
    others first.
    """
    prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None
    supervisor = os.getpid()

    def tie() -> None:
        if niceness:
            os.nice(niceness)
        if prctl is not None:
            prctl(_PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
            if os.getppid() != supervisor:
                os._exit(1)

    return tie
