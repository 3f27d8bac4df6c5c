"""Slow work runs on lanes, and its answers come back to the thread that asked."""

from __future__ import annotations

import threading
import time

import pytest
from PySide6.QtCore import QThread, QTimer
from pytestqt.qtbot import QtBot

from desktop.services.background import Background, Lane


def test_an_answer_comes_back_on_the_thread_that_asked(background: Background, qtbot: QtBot) -> None:
    answers: list[tuple[str, bool]] = []
    here = QThread.currentThread()

    background.run(
        lambda: threading.current_thread().name,
        on_done=lambda name: answers.append((name, QThread.currentThread() is here)),
        lane=Lane.HASHING,
    )
    qtbot.waitUntil(lambda: bool(answers))

    assert answers == [("pixferry-hashing_0", True)]


def test_an_exception_comes_back_as_it_was_raised(background: Background, qtbot: QtBot) -> None:
    error = OSError("no")
    errors: list[Exception] = []

    def work() -> None:
        raise error

    background.run(work, on_error=errors.append)
    qtbot.waitUntil(lambda: bool(errors))

    assert errors == [error]


def test_the_ledger_lane_keeps_the_order(background: Background, qtbot: QtBot) -> None:
    order: list[int] = []

    for number in range(100):
        background.run(lambda number=number: order.append(number), lane=Lane.LEDGER)  # type: ignore[misc]
    done: list[None] = []
    background.run(lambda: None, on_done=done.append, lane=Lane.LEDGER)
    qtbot.waitUntil(lambda: bool(done))

    assert order == list(range(100))


def test_nothing_arrives_after_the_close(background: Background, qtbot: QtBot) -> None:
    arrived: list[int] = []
    last: list[str] = []
    begun, may_end = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        may_end.wait(5)

    background.run(work, on_done=lambda _: arrived.append(1))
    begun.wait(5)
    may_end.set()
    background.close(last=lambda: last.append(threading.current_thread().name))
    qtbot.wait(50)

    assert arrived == []
    assert last == ["pixferry-ledger_0"]
    assert background.stopping.is_set


def test_work_that_hears_no_close_is_left_behind_but_the_ledger_is_waited_for(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    assert qtbot is not None
    written: list[str] = []
    begun, may_end = threading.Event(), threading.Event()
    deaf: list[threading.Thread] = []

    def wait() -> None:
        deaf.append(threading.current_thread())
        begun.set()
        may_end.wait(30)

    def write() -> None:
        time.sleep(0.4)
        written.append("row")

    background = Background(patience=0.1)
    background.run(wait, lane=Lane.TRANSFER)
    background.run(write, lane=Lane.LEDGER)
    begun.wait(5)

    started = time.monotonic()
    background.close(last=lambda: written.append("last"))
    taken = time.monotonic() - started

    assert written == ["row", "last"]
    assert taken < 5
    assert deaf[0].daemon
    assert "pixferry-transfer_0" in caplog.text
    may_end.set()
    deaf[0].join(5)


def test_twenty_thousand_answers_arrive(background: Background, qtbot: QtBot) -> None:
    arrived: list[int] = []
    say = background.relayed(arrived.append)

    background.run(lambda: [say(number) for number in range(20_000)])
    qtbot.waitUntil(lambda: len(arrived) == 20_000, timeout=20_000)

    assert arrived == list(range(20_000))


def test_a_burst_of_slow_answers_lets_the_window_have_its_turn(background: Background, qtbot: QtBot) -> None:
    seen: list[str] = []
    sent = threading.Event()
    window = QTimer(interval=0)
    window.timeout.connect(lambda: seen.append("window"))

    def take(name: str) -> None:
        time.sleep(0.01)  # as long as a slow answer keeps this thread
        seen.append(name)

    def work() -> None:
        for n in range(5):
            say(f"answer {n}")
        sent.set()

    say = background.relayed(take)
    background.run(work)
    sent.wait(5)
    window.start()
    qtbot.waitUntil(lambda: "answer 4" in seen)
    window.stop()

    assert [name for name in seen if name != "window"] == [f"answer {n}" for n in range(5)]
    assert "window" in seen[: seen.index("answer 4")]


def test_an_answer_that_fails_here_keeps_no_other_back(background: Background, qtbot: QtBot) -> None:
    seen: list[int] = []

    def take(number: int) -> None:
        if number == 0:
            msg = "a bug"
            raise ValueError(msg)
        seen.append(number)

    say = background.relayed(take)
    with qtbot.captureExceptions() as raised:
        background.run(lambda: [say(number) for number in range(3)])
        qtbot.waitUntil(lambda: len(seen) == 2)

    assert [str(value) for _, value, _ in raised] == ["a bug"]
