"""Say how long ago something was, whatever is done to this computer's clock in between."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Hold an instant on both clocks of this computer: one stands still while it sleeps, the other may be set."""

    steady: float
    wall: float

    @classmethod
    def now(cls) -> Self:
        """Return this instant."""
        return cls(steady=time.monotonic(), wall=time.time())

    @property
    def age(self) -> float:
        """Seconds since, by the clock that went on further."""
        return max(time.monotonic() - self.steady, time.time() - self.wall)


LONG_AGO = Moment(steady=-math.inf, wall=-math.inf)
