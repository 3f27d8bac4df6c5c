"""Answer where a desktop may put its files: a ticket, a link that exists already, or a refusal."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import replace

from worker.contract import Code, SourceFile, Ticket, TicketAnswer, TicketsAnswer, TicketsRequest
from worker.errors import PermanentError, TransientError
from worker.imaging.formats import CONTENT_TYPES
from worker.imaging.presets import preset_named
from worker.keys import original_key
from worker.reuse import placed, published_already
from worker.settings import WorkerSettings
from worker.storage.base import ObjectStore

_log = logging.getLogger(__name__)
_AT_ONCE = 8  # lookups wait for the store, and a hundred in a row would outlast a person's patience
_TIRED_AFTER = _AT_ONCE
"""So many files in a row that could not be looked up: the store is away, and the others are not tried."""
_PATIENCE = 12.0
"""Seconds until a store that says nothing is said to; a desktop that hears nothing for 20 blames the workers."""

Answerer = Callable[[SourceFile], TicketAnswer]


def issue(
    request: TicketsRequest, *, store: ObjectStore, settings: WorkerSettings, patience: float = _PATIENCE
) -> TicketsAnswer:
    """Answer every file of the request in its order, each for itself.

    A file the store hesitates over is looked up once more at once; if that does not help, it is refused for now. A
    desktop that would take this for good gets the store's error instead of any answer.
    """
    endurance = _Endurance()

    def answer(source: SourceFile) -> TicketAnswer:
        try:
            return endurance.tried(lambda: _answer(source, store=store, settings=settings))
        except TransientError as error:
            if not request.asks_again:
                raise
            return TicketAnswer(job_id=source.job_id, refused=error.to_failure())

    answers = _in_order(answer, request, patience)
    put_off = [one.refused.code for one in answers if one.refused is not None and one.refused.transient]
    if put_off:
        _log.warning("%d of %d files are to be asked for again: %s", len(put_off), len(answers), put_off[0])
    return TicketsAnswer(answers=answers)


class _Endurance:
    """Repeat a look-up that failed, until the store is seen to be away; shared by the threads of one request."""

    def __init__(self) -> None:
        self._in_a_row = 0
        self._last: TransientError | None = None

    def tried(self, look_up: Callable[[], TicketAnswer]) -> TicketAnswer:
        if self._last is not None and self._in_a_row >= _TIRED_AFTER:
            raise self._last
        try:
            answer = _twice_at_most(look_up)
        except TransientError as error:
            self._in_a_row += _TIRED_AFTER if error.code == Code.STORAGE_TIMEOUT else 1
            self._last = error
            raise
        self._in_a_row = 0
        return answer


def _twice_at_most(look_up: Callable[[], TicketAnswer]) -> TicketAnswer:
    try:
        return look_up()
    except TransientError as error:
        if error.code == Code.STORAGE_TIMEOUT:  # a second wait would outlast whoever asks
            raise
    return look_up()


def _in_order(answer: Answerer, request: TicketsRequest, patience: float) -> tuple[TicketAnswer, ...]:
    """Answer several files at once; those the store says nothing of are left behind to end by themselves."""
    pool = ThreadPoolExecutor(max_workers=min(_AT_ONCE, len(request.files)), thread_name_prefix="tickets")
    try:
        coming = [pool.submit(answer, source) for source in request.files]
        came = wait(coming, timeout=patience, return_when=FIRST_EXCEPTION).done
        for failed in [one for one in came if one.exception() is not None]:
            failed.result()
        silence = TransientError(Code.STORAGE_TIMEOUT, f"no answer in {patience:g} s")
        if len(came) < len(coming) and not request.asks_again:
            raise silence
        return tuple(
            one.result() if one in came else TicketAnswer(job_id=source.job_id, refused=silence.to_failure())
            for one, source in zip(coming, request.files, strict=True)
        )
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _answer(source: SourceFile, *, store: ObjectStore, settings: WorkerSettings) -> TicketAnswer:
    try:
        fingerprint = _accepted(source, settings)
    except PermanentError as refusal:
        return TicketAnswer(job_id=source.job_id, refused=refusal.to_failure())
    published = published_already(source, fingerprint=fingerprint, store=store)
    if published is not None:
        return TicketAnswer(job_id=source.job_id, published=placed(published, settings))
    return TicketAnswer(job_id=source.job_id, ticket=_ticket(source, store=store, settings=settings))


def _ticket(source: SourceFile, *, store: ObjectStore, settings: WorkerSettings) -> Ticket:
    """Allow what is still to be sent: nothing where the original is stored, parts where it is large.

    A stored object may turn out to hold other bytes: `fetch` deletes it then, and the next ticket asks for all of it.
    """
    key, lifetime = original_key(source.sha256), settings.ticket_lifetime
    ticket = store.presign_put(source, key, lifetime=lifetime)
    found = store.find(key)
    if found is not None and found.size == source.size:
        return replace(ticket, stored=source.size)
    if source.size <= settings.parts_above:
        return ticket
    try:
        parts = store.presign_parts(source, key, part_size=settings.part_size, lifetime=lifetime)
    except PermanentError as error:  # a store without multipart, or keys that may not: one PUT serves as well
        _log.warning("A large file is taken in one piece: %s %s", error.code, error.detail)
        return ticket
    return replace(ticket, parts=parts, stored=source.size - sum(part.size for part in parts))


def _accepted(source: SourceFile, settings: WorkerSettings) -> str:
    """Return the preset's fingerprint, or raise the refusal."""
    if source.size > settings.max_bytes:
        raise PermanentError(Code.IMAGE_TOO_LARGE, f"{source.size} bytes; the limit is {settings.max_bytes}")
    if source.content_type not in CONTENT_TYPES:
        raise PermanentError(Code.IMAGE_UNSUPPORTED, source.content_type)
    return preset_named(source.preset).fingerprint
