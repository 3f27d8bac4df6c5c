"""Name the steps of the settings' test, and what each of them found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from worker.contract import Failure


class Step(StrEnum):
    """What is tried, in this order; the first that fails ends the test."""

    BROKER = "broker"
    WORKER = "worker"
    TICKET = "ticket"
    SENDING = "sending"
    MAKING = "making"
    LINK = "link"
    CLEANING = "cleaning"


@dataclass(frozen=True, kw_only=True)
class Checked:
    """Tell how a step ended; without a failure it went well."""

    step: Step
    seconds: float = 0.0
    failure: Failure | None = None
