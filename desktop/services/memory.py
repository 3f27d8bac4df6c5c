"""Stand in for the whole deployment in memory: a queue and a store that pass the same tests as the real ones.

Work is done when a test says so (`work_off`) or at once (`works_by_itself`). What should go wrong is put into
`broker_trouble`, `failures` (by file name) and `put_troubles` (one for each PUT to come).
"""

from __future__ import annotations

import dataclasses
import hashlib
import time
from collections.abc import Callable, Sequence

from desktop.domain.remote import Job, Look, Parcel, Question, Seen
from desktop.domain.trouble import TroubleError, trouble
from desktop.services.invented import fingerprint_of, outcome_of
from worker.contract import (
    CancelRequest,
    Code,
    Description,
    Failure,
    Outcome,
    PresetDescription,
    Progress,
    SealRequest,
    SourceFile,
    Stage,
    Ticket,
    TicketAnswer,
    TicketsAnswer,
    TicketsRequest,
    UnpublishAnswer,
    UnpublishRequest,
)

CDN_URL = "http://cdn.invalid"


class MemoryDeployment:
    """Be queue, worker and store at once; called from the lanes of one desktop."""

    def __init__(self, *, works_by_itself: bool = True) -> None:
        """Begin empty, with one worker."""
        self.works_by_itself = works_by_itself
        self.has_worker = True
        self.cdn_url = CDN_URL
        self.store = ""
        self.broker_trouble: Failure | None = None
        self.failures: dict[str, Failure] = {}
        self.put_troubles: list[Failure] = []
        self.ticket_seconds = 900.0
        self.originals: dict[str, bytes] = {}
        self.published: dict[tuple[str, str, str], Outcome] = {}
        self.queued: list[Job] = []
        self.sent: list[Job] = []
        self.asked: list[TicketsRequest] = []
        self.seals: list[SealRequest] = []
        self.unpublished: list[UnpublishRequest] = []
        self.cancelled: list[CancelRequest] = []
        self.refused: list[Failure] = []
        self.other_owners = 0
        self.results: dict[str, Seen] = {}
        self.bytes_per_second: int | None = None
        self._told: dict[str, Seen] = {}
        self._has_forgotten = False

    def point_at(self, url: str) -> None:
        """Take any address."""
        self.url = url

    def close(self) -> None:
        """Hold nothing open."""

    def limit(self, bytes_per_second: int | None) -> None:
        """Remember the limit."""
        self.bytes_per_second = bytes_per_second

    def ping(self) -> int:
        """Return how many tasks wait."""
        self._require_broker()
        return len(self.queued)

    def describe(self, *, timeout: float, is_stopped: Question) -> Description:
        """Describe a deployment with two presets."""
        self._require_worker(timeout, is_stopped)
        titles = {"web": "Web", "responsive": "Responsive"}
        return Description(
            presets=tuple(
                PresetDescription(name=name, title=title, summary=title, fingerprint=fingerprint_of(name))
                for name, title in titles.items()
            ),
            default_preset="web",
            max_bytes=200 * 1024 * 1024,
            content_types=("image/jpeg", "image/png", "image/gif", "image/webp"),
            cdn_url=self.cdn_url,
            pipeline_version=1,
            worker_version="memory",
            store=self.store,
        )

    def issue_tickets(self, request: TicketsRequest, *, timeout: float, is_stopped: Question) -> TicketsAnswer:
        """Issue a ticket for what is not published."""
        self._require_worker(timeout, is_stopped)
        self.asked.append(request)
        return TicketsAnswer(answers=tuple(self._answer(source) for source in request.files))

    def send_jobs(self, jobs: Sequence[Job]) -> None:
        """Queue jobs; one that ended already is not done twice."""
        self._require_broker()
        self.sent.extend(jobs)
        ended = {attempt_id for attempt_id, seen in self.results.items() if seen.progress is None}
        self.queued.extend(job for job in jobs if job.attempt_id not in ended)
        if self.works_by_itself:
            self.work_off()

    def seal_drop(self, request: SealRequest) -> None:
        """Remember the seal."""
        self._require_broker()
        self.seals.append(request)

    def cancel_jobs(self, request: CancelRequest) -> None:
        """Take jobs out of the queue."""
        self._require_broker()
        self.cancelled.append(request)
        self.queued = [job for job in self.queued if job.attempt_id not in request.attempt_ids]

    def unpublish(self, request: UnpublishRequest, *, timeout: float, is_stopped: Question) -> UnpublishAnswer:
        """Take an image off the CDN, unless `other_owners` hold it."""
        self._require_worker(timeout, is_stopped)
        self.unpublished.append(request)
        wanted = (request.sha256, request.fingerprint, request.slug)
        marks = [mark for mark, one in self.published.items() if (one.sha256, one.fingerprint, one.slug) == wanted]
        if self.other_owners:
            return UnpublishAnswer(deleted=(), owners_left=self.other_owners)
        gone = tuple(file.key for mark in marks for file in self.published.pop(mark).files)
        return UnpublishAnswer(deleted=gone, owners_left=0)

    def look(self, attempt_ids: Sequence[str], *, again: bool = False, counts: bool = False) -> Look:
        """Return what is new of these."""
        self._require_broker()
        known = {attempt: self.results[attempt] for attempt in attempt_ids if attempt in self.results}
        news = {attempt: seen for attempt, seen in known.items() if again or self._told.get(attempt) is not seen}
        self._told.update(news)
        has_forgotten, self._has_forgotten = self._has_forgotten, False
        return Look(
            news=news,
            unknown=frozenset(attempt_ids) - known.keys(),
            has_forgotten=has_forgotten,
            queued=len(self.queued) if counts else None,
        )

    def put(self, parcel: Parcel, *, progressed: Callable[[int], None], is_stopped: Question) -> bool:
        """Keep a file's bytes."""
        if is_stopped():
            return False
        if parcel.ticket.stored >= parcel.size:
            return True
        if self.put_troubles:
            raise TroubleError(self.put_troubles.pop(0))
        try:
            body, now = parcel.path.read_bytes(), parcel.path.stat()
        except FileNotFoundError as error:
            raise trouble(Code.FILE_MISSING) from error
        if (now.st_size, now.st_mtime) != (parcel.size, parcel.modified):
            raise trouble(Code.FILE_CHANGED)
        progressed(len(body))
        self.originals[parcel.ticket.url.rpartition("/")[2]] = body
        return True

    def visit(self, url: str) -> None:
        """Open a published link."""
        if not any(url == f"{CDN_URL}/{file.key}" for one in self.published.values() for file in one.files):
            raise trouble("cdn:refused", "404")

    def report(self, attempt_id: str, stage: Stage, fraction: float = 0.5) -> None:
        """Let a running job tell how far it is."""
        self.results[attempt_id] = Seen(progress=Progress(stage=stage, fraction=fraction, at=time.time()))

    def work_off(self) -> None:
        """Do every job that waits."""
        jobs, self.queued = self.queued, []
        for job in jobs:
            self.results[job.attempt_id] = self._worked(job.request.source)

    def forget(self) -> None:
        """Lose queue and results, as a broker without persistence does when it is restarted."""
        self._has_forgotten = True
        self.queued.clear()
        self.results.clear()
        self._told.clear()

    def _worked(self, source: SourceFile) -> Seen:
        if (failure := self.failures.get(source.name)) is not None:
            return Seen(failure=failure)
        body = self.originals.get(source.sha256)
        if body is None:
            return Seen(failure=Failure(code=Code.SOURCE_MISSING))
        if hashlib.sha256(body).hexdigest() != source.sha256:
            del self.originals[source.sha256]
            return Seen(failure=Failure(code=Code.SOURCE_CHANGED))
        outcome = dataclasses.replace(outcome_of(source), store=self.store)
        self.published[_mark(source)] = outcome
        return Seen(outcome=outcome)

    def _answer(self, source: SourceFile) -> TicketAnswer:
        published = self.published.get(_mark(source))
        if published is not None:
            return TicketAnswer(
                job_id=source.job_id, published=dataclasses.replace(published, job_id=source.job_id, reused=True)
            )
        ticket = Ticket(
            url=f"http://store.invalid/{source.sha256}", headers={}, expires_at=time.time() + self.ticket_seconds
        )
        return TicketAnswer(job_id=source.job_id, ticket=ticket)

    def _require_broker(self) -> None:
        if (failure := self.broker_trouble) is not None:
            self.refused.append(failure)
            raise TroubleError(failure)

    def _require_worker(self, timeout: float, is_stopped: Question) -> None:
        self._require_broker()
        end = time.monotonic() + timeout
        while not self.has_worker:
            if is_stopped() or time.monotonic() > end:
                raise trouble(Code.NO_WORKER, transient=True)
            time.sleep(0.01)


def _mark(source: SourceFile) -> tuple[str, str, str]:
    return source.sha256, source.preset, source.name
