"""Links get onto the clipboard in the order the user sees, and never over something the user copied meanwhile."""

from __future__ import annotations

import dataclasses
from typing import cast

import pytest
from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QClipboard, QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.controllers.links import Links
from desktop.domain.item import State
from desktop.domain.reports import Connection, DropReport, Link
from desktop.session import Session
from tests.gui.sample_items import CDN, item, live
from tests.gui.stage import DESCRIPTION, ONLINE

FIRST = f"{CDN}/images/0123456789abcdef-0123456789ab/photo-1.jpg"
SECOND = f"{CDN}/images/0123456789abcdef-0123456789ab/photo-2.jpg"


@pytest.fixture
def clipboard(qtbot: QtBot) -> QClipboard:
    del qtbot
    board = QGuiApplication.clipboard()
    board.setText("before")
    return board


@pytest.fixture
def opened() -> list[str]:
    return []


@pytest.fixture
def links(clipboard: QClipboard, opened: list[str]) -> Links:
    def open_url(url: QUrl) -> bool:
        opened.append(url.toString())
        return True

    made = Links(clipboard=clipboard, open_url=open_url, link_format="url")
    made.connection = ONLINE
    return made


def test_links_are_copied_one_per_line_in_the_order_given(links: Links, clipboard: QClipboard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(links.copied) as copied:
        links.copy([live(2), item(5, state=State.FAILED), live(1)])

    assert clipboard.text() == f"{SECOND}\n{FIRST}"
    assert copied.args == [2]


def test_links_are_copied_in_another_format_when_asked(links: Links, clipboard: QClipboard) -> None:
    links.copy([live(1)], link_format="markdown")

    assert clipboard.text() == f"![photo 1]({FIRST})"


def test_thousands_of_links_are_copied_whole_and_a_newer_copy_takes_their_place(
    links: Links, clipboard: QClipboard, qtbot: QtBot
) -> None:
    many = [live(n) for n in range(6_000)]

    with qtbot.waitSignal(links.copied) as copied:
        links.copy(many, link_format="json")
    lines = clipboard.text().splitlines()
    links.copy(many, link_format="json")
    links.copy_text(FIRST)

    assert copied.args == [6_000]
    assert [line.count("photo-5999.jpg") > 0 for line in (lines[0], lines[-1])] == [False, True]
    assert len(lines) == 6_000
    assert clipboard.text() == FIRST
    assert not links._later.isActive()


def test_what_the_user_copies_while_thousands_of_links_are_written_stays(
    links: Links, clipboard: QClipboard, qtbot: QtBot
) -> None:
    links.copy([live(n) for n in range(6_000)], link_format="json")
    assert links._later.isActive()

    with qtbot.assertNotEmitted(links.copied, wait=200):
        clipboard.setText("mine")

    assert clipboard.text() == "mine"


def test_what_another_store_has_keeps_the_link_it_was_published_under(links: Links, clipboard: QClipboard) -> None:
    links.connection = dataclasses.replace(ONLINE, description=dataclasses.replace(DESCRIPTION, store="bucket"))
    here, there = live(1), live(2)
    assert here.outcome is not None
    assert there.outcome is not None
    here = here.changed(outcome=dataclasses.replace(here.outcome, store="bucket", cdn_url="https://before.example"))
    there = there.changed(outcome=dataclasses.replace(there.outcome, store="folder", cdn_url="http://127.0.0.1:9"))

    links.copy([here, there])

    assert clipboard.text() == f"{FIRST}\n{SECOND.replace(CDN, 'http://127.0.0.1:9')}"
    assert [links.is_elsewhere(one) for one in (here, there)] == [False, True]


def test_nothing_is_copied_when_nothing_is_live(links: Links, clipboard: QClipboard) -> None:
    links.copy([item(1)])

    assert clipboard.text() == "before"


def test_before_the_cdn_is_known_there_are_no_links(links: Links, clipboard: QClipboard) -> None:
    links.connection = Connection(link=Link.STARTING)

    links.copy([live(1)])

    assert clipboard.text() == "before"
    assert links.text_of(live(1), "url") == ""


def test_an_ended_drop_is_copied_by_itself(links: Links, clipboard: QClipboard) -> None:
    links.note_drop("drop-1")

    copied = links.copy_drop(DropReport(drop_id="drop-1", items=(live(1), item(3, state=State.FAILED), live(2))))

    assert copied
    assert clipboard.text() == f"{FIRST}\n{SECOND}"


def test_what_the_user_copied_meanwhile_stays(links: Links, clipboard: QClipboard) -> None:
    links.note_drop("drop-1")
    clipboard.setText("a phone number")

    copied = links.copy_drop(DropReport(drop_id="drop-1", items=(live(1),)))

    assert not copied
    assert clipboard.text() == "a phone number"


def test_our_own_copy_does_not_count_as_the_users(links: Links, clipboard: QClipboard) -> None:
    links.note_drop("drop-1")
    links.note_drop("drop-2")
    links.copy_drop(DropReport(drop_id="drop-1", items=(live(1),)))

    copied = links.copy_drop(DropReport(drop_id="drop-2", items=(live(2),)))

    assert copied
    assert clipboard.text() == SECOND


def test_a_drop_of_an_earlier_run_is_not_copied_over_the_clipboard(links: Links, clipboard: QClipboard) -> None:
    copied = links.copy_drop(DropReport(drop_id="from-yesterday", items=(live(1),)))

    assert not copied
    assert clipboard.text() == "before"


def test_live_images_open_in_the_browser(links: Links, opened: list[str]) -> None:
    links.open([live(1), item(3), live(2)])

    assert opened == [FIRST, SECOND]


def test_what_is_dragged_out_is_addresses_text_and_html(links: Links) -> None:
    mime = links.mime_of([live(1), live(2)])

    assert [url.toString() for url in mime.urls()] == [FIRST, SECOND]
    assert mime.text() == f"{FIRST}\n{SECOND}"
    assert mime.html().count("<img ") == 2


class HeldClipboard(QObject):
    """The system's clipboard while another program holds it: what is written is not there afterwards."""

    dataChanged = Signal()  # noqa: N815  Qt's name

    def __init__(self) -> None:
        super().__init__()
        self.is_held, self.kept = True, "another program's"

    def setText(self, text: str) -> None:  # noqa: N802  Qt's name
        self.kept = self.kept if self.is_held else text

    def text(self) -> str:
        return self.kept

    def ownsClipboard(self) -> bool:  # noqa: N802  Qt's name
        return not self.is_held


def test_a_clipboard_held_by_another_program_is_said_and_the_copy_can_be_made_again(qtbot: QtBot) -> None:
    held = HeldClipboard()
    links = Links(clipboard=cast("QClipboard", held), open_url=lambda _url: True, link_format="url")
    links.connection = ONLINE
    links.note_drop("drop-1")
    with qtbot.assertNotEmitted(links.copied), qtbot.waitSignal(links.refused) as refused:
        was_copied = links.copy_drop(DropReport(drop_id="drop-1", items=(live(1), live(2))))
    held.is_held = False

    with qtbot.waitSignal(links.copied) as copied:
        refused.args[0]()

    assert not was_copied
    assert copied.args == [2]
    assert held.kept == f"{FIRST}\n{SECOND}"


def test_the_window_says_once_that_the_clipboard_is_held_until_a_copy_succeeds(whole: Session) -> None:
    notice = whole.window.notice
    for _ in range(3):
        whole._links.refused.emit(lambda: None)
    said, standing = notice.text, len(notice._standing)

    whole._links.copy_text("http://127.0.0.1/a.jpg")
    notice._fall_back()

    assert said == "The links could not be copied: another program holds the clipboard."
    assert (standing, notice.text) == (1, "")
