"""A store that hesitates over a file puts off that file; one that is away is asked no more than it takes to see it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event, active_count

import pytest

from tests.plugins.published import source_of
from tests.plugins.servers import wait_until
from worker.contract import Code, SourceFile, TicketsRequest
from worker.errors import TransientError
from worker.settings import WorkerSettings
from worker.storage.memory import MemoryStore
from worker.tickets import issue


class HesitantStore(MemoryStore):
    """Raise an error at the look-ups that `fails` says, by their number from 0 and the key asked for."""

    def __init__(self, fails: Callable[[int, str], object], code: Code = Code.STORAGE_SLOW_DOWN) -> None:
        super().__init__()
        self.fails, self.code = fails, code
        self.looks = itertools.count()
        self.asked = 0

    def list_keys(self, prefix: str) -> list[str]:
        self.asked += 1
        if self.fails(next(self.looks), prefix):
            raise TransientError(self.code, "on purpose", retry_after=3)
        return super().list_keys(prefix)


def hundred(picture: Path) -> tuple[SourceFile, ...]:
    source = source_of(picture)
    return tuple(replace(source, job_id=f"job-{number}", sha256=f"{number:064x}") for number in range(100))


def test_a_file_the_store_hesitates_over_once_gets_its_ticket_all_the_same(
    picture: Path, settings: WorkerSettings
) -> None:
    store = HesitantStore(lambda number, _: number == 0)

    (answer,) = issue(TicketsRequest(files=(source_of(picture),)), store=store, settings=settings).answers

    assert answer.ticket is not None
    assert store.asked == 2


def test_a_file_the_store_goes_on_hesitating_over_is_to_be_asked_for_again_and_its_neighbours_go_on(
    picture: Path, settings: WorkerSettings
) -> None:
    files = hundred(picture)
    store = HesitantStore(lambda _, key: files[50].sha256 in key)

    answers = issue(TicketsRequest(files=files, asks_again=True), store=store, settings=settings).answers

    (put_off,) = [answer for answer in answers if answer.ticket is None]
    assert put_off == answers[50]
    assert put_off.refused is not None
    assert (put_off.refused.code, put_off.refused.transient, put_off.refused.retry_after) == (
        Code.STORAGE_SLOW_DOWN,
        True,
        3,
    )
    assert store.asked == 101


def test_a_desktop_that_does_not_ask_again_is_told_of_no_file_that_it_failed(
    picture: Path, settings: WorkerSettings
) -> None:
    files = hundred(picture)
    store = HesitantStore(lambda _, key: files[50].sha256 in key)

    with pytest.raises(TransientError) as failed:
        issue(TicketsRequest(files=files), store=store, settings=settings)

    assert failed.value.code == Code.STORAGE_SLOW_DOWN


@pytest.mark.parametrize(("code", "most"), [(Code.STORAGE_UNREACHABLE, 32), (Code.STORAGE_TIMEOUT, 8)])
def test_a_store_that_is_away_is_not_asked_for_every_file(
    picture: Path, settings: WorkerSettings, code: Code, most: int
) -> None:
    store = HesitantStore(lambda *_: True, code)

    answers = issue(TicketsRequest(files=hundred(picture), asks_again=True), store=store, settings=settings).answers

    assert [answer.refused.code for answer in answers if answer.refused] == [code] * 100
    assert store.asked <= most


@pytest.mark.parametrize("asks_again", [True, False])
def test_a_store_that_says_nothing_of_a_file_is_said_to_before_the_desktop_gives_up(
    picture: Path, settings: WorkerSettings, asks_again: bool
) -> None:
    ours, files, is_back = active_count(), hundred(picture), Event()
    store = HesitantStore(lambda _, key: files[50].sha256 in key and is_back.wait(30) and False)
    request = TicketsRequest(files=files, asks_again=asks_again)

    try:
        if asks_again:
            answers = issue(request, store=store, settings=settings, patience=1).answers
            (silent,) = [answer.refused for answer in answers if answer.refused]
            assert answers[50].refused == silent
            assert (silent.code, silent.transient) == (Code.STORAGE_TIMEOUT, True)
        else:
            with pytest.raises(TransientError) as failed:
                issue(request, store=store, settings=settings, patience=1)
            assert failed.value.code == Code.STORAGE_TIMEOUT
    finally:
        is_back.set()
    wait_until(lambda: active_count() == ours, what="the end of the look-up that hung")
