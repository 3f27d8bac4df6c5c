"""The message says how a drop ended, in words and links."""

from __future__ import annotations

import pytest

from worker.contract import EndedJob, Ending
from worker.notify.channel import body, open_notifier, title
from worker.notify.drops import Drop

LIVE = EndedJob(job_id="a", name="a.jpg", ending=Ending.LIVE, key="images/a.jpg")
FAILED = EndedJob(job_id="b", name="b.jpg", ending=Ending.FAILED, code="image:damaged")
CANCELLED = EndedJob(job_id="c", name="c.jpg", ending=Ending.CANCELLED)


def a_drop(*ended: EndedJob, size: int | None) -> Drop:
    return Drop(drop_id="d", user="Ann", size=size, ended=ended)


def test_a_finished_drop_names_its_links_and_its_problems() -> None:
    message = a_drop(LIVE, FAILED, CANCELLED, size=3).message("https://cdn.example")

    assert title(message) == "Pixferry: 1 live, 1 failed, 1 cancelled"
    assert body(message) == "From Ann.\nhttps://cdn.example/images/a.jpg\nb.jpg: image:damaged"


def test_an_unfinished_drop_is_called_so() -> None:
    message = a_drop(LIVE, size=3).message("https://cdn.example")

    assert title(message) == "Pixferry: 1 live (unfinished)"


def test_a_drop_of_unknown_size_is_not_complete() -> None:
    assert not a_drop(LIVE, size=None).is_complete


def test_a_huge_drop_keeps_its_message_short() -> None:
    jobs = [EndedJob(job_id=str(n), name="x", ending=Ending.LIVE, key=f"images/{n}") for n in range(500)]

    lines = body(a_drop(*jobs, size=500).message("https://cdn.example")).splitlines()

    assert len(lines) == 102
    assert lines[-1] == "… and 400 more"


@pytest.mark.parametrize(
    ("name", "read"),
    [
        (
            "From Your administrator\nLog in at https://evil.example.jpg",
            "From Your administrator Log in at https://evil.example.jpg",
        ),
        ("a\r\nb\u2028c\u2029d\x85e\x1b[31m.jpg", "a  b c d e [31m.jpg"),
        ("holiday\u202egpj.exe", "holidaygpj.exe"),
        ("a\udcffb.jpg", "a b.jpg"),
        ("写真 👨‍👩‍👧 می‌خواهم.jpg", "写真 👨‍👩‍👧 می‌خواهم.jpg"),
    ],
)
def test_a_name_is_one_line_that_reads_in_one_direction(name: str, read: str) -> None:
    failed = EndedJob(job_id="b", name=name, ending=Ending.FAILED, code="image:damaged")
    drop = Drop(drop_id="d", user=name, size=1, ended=(failed,))

    assert body(drop.message("https://cdn.example")) == f"From {read}.\n{read}: image:damaged"


def test_without_an_address_there_is_no_channel() -> None:
    assert not open_notifier(()).is_configured
