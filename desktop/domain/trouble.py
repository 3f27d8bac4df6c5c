"""Carry a contract failure as an exception, from any door of the desktop to whoever decides what happens next."""

from __future__ import annotations

from worker.contract import Code, Failure


class TroubleError(Exception):
    """Say why something was not done; `failure` holds the code, the detail and whether time may mend it."""

    def __init__(self, failure: Failure) -> None:
        """Keep the failure."""
        super().__init__(failure.code, failure.detail)
        self.failure = failure


def trouble(code: Code | str, detail: str = "", *, transient: bool = False) -> TroubleError:
    """Return the error of a code."""
    return TroubleError(Failure(code=str(code), detail=detail, transient=transient))
