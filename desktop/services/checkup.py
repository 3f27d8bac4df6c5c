"""Take one tiny image the whole way through a deployment and take it off again: the settings' test. Blocks."""

from __future__ import annotations

import hashlib
import os
import struct
import tempfile
import time
import uuid
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from desktop.domain.checkup import Checked, Step
from desktop.domain.links import url_of
from desktop.domain.remote import Carrier, Job, JobQueue, Parcel, Question
from desktop.domain.trouble import TroubleError, trouble
from worker.contract import (
    Code,
    Description,
    Failure,
    Outcome,
    ProcessRequest,
    QueueName,
    SourceFile,
    Ticket,
    TicketsRequest,
    UnpublishRequest,
)

T = TypeVar("T")

ANSWER_SECONDS, MAKING_SECONDS = 20.0, 90.0
_LOOK_SECONDS = 0.1
_EDGE = 48


class PointedQueue(JobQueue, Protocol):
    """A queue whose broker is named late."""

    def point_at(self, url: str) -> None:
        """Use this broker from now on."""


class Visitor(Carrier, Protocol):
    """A carrier that can also open a link as a visitor does."""

    def visit(self, url: str) -> None:
        """Open the link; raise `TroubleError` where it does not answer."""


class _StoppedError(Exception):
    """Leave a test nobody waits for any more."""


class Checkup:
    """Try every part in turn; `told` hears of each step on the calling thread."""

    def __init__(
        self,
        queue: PointedQueue,
        carrier: Visitor,
        *,
        address: Callable[[], str],
        told: Callable[[Checked], None],
        is_stopped: Question,
    ) -> None:
        """Take services of its own: the running window keeps using the ones it has."""
        self._queue, self._carrier, self._address = queue, carrier, address
        self._told, self._is_stopped = told, is_stopped
        self._owner = f"trial-{uuid.uuid4().hex}"

    def run(self) -> bool:
        """Return whether everything answered; what was published is taken off the CDN again, however it ended."""
        with tempfile.TemporaryDirectory(prefix="pixferry-test-") as folder:
            file = Path(folder) / "pixferry-test.png"
            file.write_bytes(tiny_image())
            try:
                self._step(Step.BROKER, self._reach)
                described = self._step(Step.WORKER, self._describe)
                source = self._source(file, described)
                ticket = self._step(Step.TICKET, lambda: self._ticket(source))
                self._step(Step.SENDING, lambda: self._send(file, ticket))
                outcome = self._step(Step.MAKING, lambda: self._make(source))
            except (_StoppedError, TroubleError):
                return False
            return self._look_and_clean(outcome, described)

    def _look_and_clean(self, outcome: Outcome, described: Description) -> bool:
        try:
            self._step(Step.LINK, lambda: self._carrier.visit(url_of(outcome.main.key, described.cdn_url)))
            is_well = True
        except (_StoppedError, TroubleError):
            is_well = False
        try:
            self._step(Step.CLEANING, lambda: self._clean(outcome), is_last=True)
        except TroubleError:
            return False
        return is_well

    def _step(self, step: Step, work: Callable[[], T], *, is_last: bool = False) -> T:
        if self._is_stopped() and not is_last:
            raise _StoppedError
        started = time.monotonic()
        try:
            value = work()
        except TroubleError as error:
            if self._is_stopped():
                raise _StoppedError from error
            self._told(Checked(step=step, failure=error.failure))
            raise
        self._told(Checked(step=step, seconds=time.monotonic() - started))
        return value

    def _reach(self) -> None:
        try:
            self._queue.point_at(self._address())
        except TroubleError:
            raise
        except Exception as error:
            failure: Failure | None = getattr(error, "failure", None)
            if failure is None:
                raise
            raise TroubleError(failure) from error
        self._queue.ping()

    def _describe(self) -> Description:
        return self._queue.describe(timeout=ANSWER_SECONDS, is_stopped=self._is_stopped)

    def _source(self, file: Path, described: Description) -> SourceFile:
        content = file.read_bytes()
        return SourceFile(
            job_id=uuid.uuid4().hex,
            owner=self._owner,
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            content_type="image/png",
            name=file.name,
            preset=described.default_preset,
        )

    def _ticket(self, source: SourceFile) -> Ticket:
        request = TicketsRequest(files=(source,))
        answer = self._queue.issue_tickets(request, timeout=ANSWER_SECONDS, is_stopped=self._is_stopped).answers[0]
        if answer.ticket is None:
            raise TroubleError(answer.refused or Failure(code=Code.REQUEST_INVALID, detail="no ticket came"))
        return answer.ticket

    def _send(self, file: Path, ticket: Ticket) -> None:
        now = file.stat()
        parcel = Parcel(path=file, size=now.st_size, modified=now.st_mtime, ticket=ticket)
        if not self._carrier.put(parcel, progressed=lambda _: None, is_stopped=self._is_stopped):
            raise _StoppedError

    def _make(self, source: SourceFile) -> Outcome:
        request = ProcessRequest(source=source, drop_id=uuid.uuid4().hex, user="")
        attempt = str(uuid.uuid4())
        self._queue.send_jobs([Job(attempt_id=attempt, request=request, queue=QueueName.IMAGES, notifies=False)])
        end = time.monotonic() + MAKING_SECONDS
        while time.monotonic() < end and not self._is_stopped():
            seen = self._queue.look([attempt]).news.get(attempt)
            if seen is not None and seen.failure is not None:
                raise TroubleError(seen.failure)
            if seen is not None and seen.outcome is not None:
                return seen.outcome
            time.sleep(_LOOK_SECONDS)
        raise trouble(Code.NO_WORKER, "no worker of the images queue finished it", transient=True)

    def _clean(self, outcome: Outcome) -> None:
        request = UnpublishRequest(
            owner=self._owner, sha256=outcome.sha256, fingerprint=outcome.fingerprint, slug=outcome.slug
        )
        self._queue.unpublish(request, timeout=ANSWER_SECONDS, is_stopped=lambda: False)


def tiny_image() -> bytes:
    """Return a PNG nobody has published before."""
    rows = b"".join(b"\0" + os.urandom(3 * _EDGE) for _ in range(_EDGE))
    head = struct.pack(">IIBBBBB", _EDGE, _EDGE, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
