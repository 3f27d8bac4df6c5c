"""Messages go over the session's bus one at a time, and no click is lost meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from desktop.services.background import Background
from desktop.services.notifications import Notifications, Told
from tests.gui.session_desktop import Desktop


class Speaker:
    """Says messages over a bus and keeps what came of each."""

    def __init__(self, notifications: Notifications) -> None:
        self.notifications = notifications
        self.chosen: list[str] = []
        self.refused: list[str] = []

    def say(self, *names: str) -> None:
        for name in names:
            self.notifications.tell(
                Told(title="Pixferry", text=name, buttons={"copy": "Copy links"}),
                chosen=lambda button, name=name: self.chosen.append(f"{name} {button}"),  # type: ignore[misc]
                refused=lambda name=name: self.refused.append(name),  # type: ignore[misc]
            )


@pytest.fixture
def speaker_on() -> Iterator[Callable[[str], Speaker]]:
    with ExitStack() as ends:

        def start(bus: str) -> Speaker:
            background = Background()
            ends.callback(delete, background)  # here, not by a collector on another thread
            ends.callback(background.close)
            speaker = Speaker(Notifications(background, bus=bus, parent=background))
            ends.callback(speaker.notifications.close)
            return speaker

        yield start


@pytest.mark.parametrize("before", [[], ["before"]], ids=["first", "later"])
def test_messages_said_at_once_are_shown_one_after_the_other_and_each_has_its_button(
    desktop_with: Callable[..., Desktop], speaker_on: Callable[[str], Speaker], qtbot: QtBot, before: list[str]
) -> None:
    desktop = desktop_with("actions")
    speaker = speaker_on(desktop.address)
    speaker.say(*before)
    numbers = [desktop.shown()["number"] for _ in before]
    qtbot.waitUntil(lambda: len(speaker.notifications._chosen) == len(before))

    desktop.do("hold")
    speaker.say("one", "two", "three")
    shown = []
    for _ in range(3):
        shown.append(desktop.shown())
        desktop.do("answer")
        qtbot.waitUntil(lambda: len(speaker.notifications._chosen) == len(before) + len(shown))
    numbers += [one["number"] for one in shown]
    for number in numbers:
        desktop.click(number, "copy")
    qtbot.waitUntil(lambda: len(speaker.chosen) == len(numbers))

    assert speaker.chosen == [f"{name} copy" for name in [*before, "one", "two", "three"]]
    assert [(one["text"], one["waiting"]) for one in shown] == [("one", 0), ("two", 0), ("three", 0)]
    assert speaker.refused == []


def test_a_click_while_the_next_message_is_under_way_is_heard(
    desktop_with: Callable[..., Desktop], speaker_on: Callable[[str], Speaker], qtbot: QtBot
) -> None:
    desktop = desktop_with("actions")
    speaker = speaker_on(desktop.address)
    speaker.say("one")
    first = desktop.shown()
    qtbot.waitUntil(lambda: len(speaker.notifications._chosen) == 1)

    desktop.do("hold")
    speaker.say("two")
    desktop.shown()
    desktop.click(first["number"], "copy")
    desktop.do("answer")

    qtbot.waitUntil(lambda: speaker.chosen == ["one copy"])
    assert speaker.refused == []


def test_a_message_the_server_refuses_leaves_the_buttons_of_those_before_it_alive(
    desktop_with: Callable[..., Desktop], speaker_on: Callable[[str], Speaker], qtbot: QtBot
) -> None:
    desktop = desktop_with("actions")
    speaker = speaker_on(desktop.address)
    speaker.say("one")
    first = desktop.shown()
    qtbot.waitUntil(lambda: len(speaker.notifications._chosen) == 1)

    desktop.do("hold")
    speaker.say("two")
    desktop.shown()
    desktop.do("refuse")
    qtbot.waitUntil(lambda: speaker.refused == ["two"])
    desktop.click(first["number"], "copy")

    qtbot.waitUntil(lambda: speaker.chosen == ["one copy"])


def test_a_bell_that_rings_for_nothing_never_has_the_window_wait(
    desktop_with: Callable[..., Desktop], speaker_on: Callable[[str], Speaker], qtbot: QtBot
) -> None:
    desktop = desktop_with("actions")
    speaker = speaker_on(desktop.address)
    speaker.say("one")
    desktop.shown()
    qtbot.waitUntil(lambda: len(speaker.notifications._chosen) == 1)

    line = speaker.notifications._line

    assert line is not None
    assert line.connection.sock.getblocking() is False


def test_a_connection_that_is_closed_under_a_message_is_left_at_once(
    desktop_with: Callable[..., Desktop], speaker_on: Callable[[str], Speaker], qtbot: QtBot
) -> None:
    desktop = desktop_with("actions")
    speaker = speaker_on(desktop.address)
    speaker.say("one")
    desktop.shown()
    qtbot.waitUntil(lambda: len(speaker.notifications._chosen) == 1)
    desktop.do("hold")
    speaker.say("two", "three")
    desktop.shown()

    speaker.notifications.close()

    qtbot.waitUntil(lambda: not speaker.notifications._is_telling)
    assert speaker.refused == []
