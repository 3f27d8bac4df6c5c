"""A ledger that refuses for a moment costs a drop nothing: neither its rows nor its end."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from desktop.domain.drop import Drop
from desktop.domain.item import Item, State
from desktop.services.ledger import FILE, Ledger
from desktop.services.memory import MemoryDeployment
from tests.unit.desktop.conftest import Desk

Image = Callable[..., Path]


def change(home: Path, statement: str) -> None:
    """Change the ledger's file as a reader beside it, so that it refuses what it took, or takes it again."""
    with closing(sqlite3.connect(home / FILE, timeout=10)) as db:
        db.execute(statement)
        db.commit()


def refuse(home: Path, what: str) -> None:
    change(home, f"CREATE TRIGGER refusal BEFORE {what} BEGIN SELECT RAISE(ABORT, 'refused'); END")


def allow(home: Path) -> None:
    change(home, "DROP TRIGGER refusal")


def test_rows_the_ledger_refused_are_found_again_after_a_close(desks: Callable[..., Desk], image: Image) -> None:
    first = desks()
    first.until(lambda: first.added)
    refuse(first.home, "INSERT ON items")
    first.uploads.add([image("cat.jpg")])
    first.until(lambda: first.troubles)
    first.qtbot.wait(300)  # long enough for a total to be written that must not be
    first.close()
    allow(first.home)

    second = desks()
    second.until(lambda: second.reports)

    assert second.state("cat.jpg") is State.LIVE


def test_rows_the_ledger_refused_are_offered_again(desk: Desk, image: Image) -> None:
    desk.until(lambda: desk.added)
    refuse(desk.home, "INSERT ON items")
    drop_id = desk.uploads.add([image("cat.jpg")])
    desk.until(lambda: desk.troubles)
    assert desk.scans == []

    allow(desk.home)
    desk.until(lambda: desk.reports)

    assert desk.scans == [(drop_id, 1, 0)]
    assert desk.state("cat.jpg") is State.LIVE


def test_a_size_the_ledger_refused_is_written_later(desk: Desk, image: Image) -> None:
    desk.until(lambda: desk.added)
    refuse(desk.home, "UPDATE OF total ON drops")
    drop_id = desk.uploads.add([image("cat.jpg")])
    desk.until(lambda: desk.troubles)

    allow(desk.home)
    desk.until(lambda: desk.uploads.is_settled)

    assert [report.drop_id for report in desk.reports] == [drop_id]
    assert desk.scans == [(drop_id, 1, 0)]


@pytest.mark.parametrize("is_of_paths", [True, False], ids=["dropped paths", "rows without a scan"])
def test_a_drop_cut_short_by_the_apps_death_counts_its_rows_though_files_have_gone(
    desks: Callable[..., Desk], image: Image, deployment: MemoryDeployment, *, is_of_paths: bool
) -> None:
    files = [image(f"{n}.jpg") for n in range(3)]
    home = files[0].parents[1] / "home"
    ledger = Ledger(home)
    drop = Drop(drop_id="d", added_at=1.0, paths=(files[0].parent,) if is_of_paths else (), preset="web")
    ledger.add_drop(drop)
    ledger.add_items([row(file, drop) for file in files])
    ledger.close()
    files[2].unlink()

    desk = desks()
    desk.until(lambda: desk.reports and desk.uploads.is_settled)

    assert {seal.size for seal in deployment.seals} == {3}
    assert sorted(item.state for item in desk.reports[0].items) == [State.FAILED, State.LIVE, State.LIVE]


def row(file: Path, drop: Drop) -> Item:
    entry = file.stat()
    return Item(
        job_id=f"job-{file.stem}",
        drop_id=drop.drop_id,
        position=0,
        path=file,
        name=file.name,
        size=entry.st_size,
        modified=entry.st_mtime,
        content_type="image/jpeg",
        preset=drop.preset,
        state=State.WAITING,
        added_at=1.0,
        changed_at=1.0,
    )
