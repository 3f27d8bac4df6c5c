"""The window bears many images and many signals."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from desktop.domain.item import State
from tests.gui.sample_items import item, live
from tests.gui.stage import Stage


class Sender(QObject):
    """Emit."""

    said = Signal(object)


def test_twenty_thousand_signals_arrive(qtbot: QtBot) -> None:
    del qtbot
    sender = Sender()
    heard: list[int] = []
    sender.said.connect(heard.append)

    for n in range(20_000):
        sender.said.emit(n)

    assert heard == list(range(20_000))


def test_ten_thousand_images_are_shown_and_searched_without_a_pause(stage: Stage) -> None:
    items = [live(n, drop=f"drop-{n // 500}") for n in range(10_000)]

    began = time.perf_counter()
    stage.model.add(items)
    stage.gallery.viewport().repaint()
    shown = time.perf_counter() - began
    began = time.perf_counter()
    stage.items.set_search("photo-99")
    searched = time.perf_counter() - began

    assert stage.items.rowCount() == 111
    assert shown < 1.5, f"{shown:.3f} s"
    assert searched < 0.5, f"{searched:.3f} s"


def test_news_of_two_hundred_images_among_thousands_costs_little(stage: Stage, qtbot: QtBot) -> None:
    stage.model.add([item(n, state=State.QUEUED) for n in range(5_000)])

    began = time.process_time()
    with qtbot.waitSignal(stage.model.dataChanged):
        stage.model.replace([item(n, state=State.OPTIMISING, fraction=0.5) for n in range(0, 5_000, 25)])
    spent = time.process_time() - began

    assert stage.model.tally.states[State.OPTIMISING] == 200
    assert spent < 0.5, f"{spent:.3f} s of CPU"
