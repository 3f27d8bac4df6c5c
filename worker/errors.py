"""Say whose turn it is when a job cannot go on: the user's, time's, or (everything else) ours."""

from __future__ import annotations

from worker.contract import Failure


class PixferryError(Exception):
    """Carry a contract error code and a short detail; never raised itself."""

    transient = False

    def __init__(self, code: str, detail: str = "", *, retry_after: float | None = None) -> None:
        """Keep the code (see `contract.Code`), a detail for the log, and the seconds a store asked us to wait."""
        super().__init__(code, detail)
        self.code = str(code)
        self.detail = detail
        self.retry_after = retry_after

    def to_failure(self) -> Failure:
        """Return what the wire says of this error."""
        return Failure(code=self.code, detail=self.detail, transient=self.transient, retry_after=self.retry_after)


class PermanentError(PixferryError):
    """Doing it again gives the same: the file, the rights or the settings must change first."""


class TransientError(PixferryError):
    """Time may mend it: retried with backoff, at most three times."""

    transient = True
