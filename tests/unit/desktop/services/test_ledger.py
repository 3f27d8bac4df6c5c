"""The ledger keeps what it is given, shares it among processes, and says when it cannot."""

from __future__ import annotations

import dataclasses
import os
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from desktop.domain.drop import Drop
from desktop.domain.item import Hold, Item, State, Wish
from desktop.domain.trouble import TroubleError
from desktop.services.invented import outcome_of
from desktop.services.ledger import FILE, Held, Ledger
from desktop.services.rescue import back_up
from desktop.services.rows import COLUMNS, row_of
from desktop.services.schema import STEPS, NotMigratedError, prepare
from worker.contract import Code, Failure, Role, SourceFile, Stage, StageTime

NEXT = max(STEPS) + 1


def drop(drop_id: str = "d1", **changes: object) -> Drop:
    return dataclasses.replace(
        Drop(drop_id=drop_id, added_at=1.0, paths=(Path("/in/ä.jpg"),), preset="web"),
        **changes,  # type: ignore[arg-type]
    )


def item(job_id: str = "j1", **changes: object) -> Item:
    return dataclasses.replace(
        Item(
            job_id=job_id,
            drop_id="d1",
            position=0,
            path=Path("/in/cat.jpg"),
            name="cat.jpg",
            size=10,
            modified=1.25,
            content_type="image/jpeg",
            preset="web",
            state=State.WAITING,
            added_at=2.0,
            changed_at=3.0,
        ),
        **changes,  # type: ignore[arg-type]
    )


def source() -> SourceFile:
    return SourceFile(
        job_id="j1",
        owner="o",
        sha256="a" * 64,
        size=9,
        content_type="image/jpeg",
        name="cat.jpg",
        preset="web",
    )


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    one = Ledger(tmp_path)
    yield one
    one.close()


def test_items_come_back_as_they_were(ledger: Ledger) -> None:
    outcome = dataclasses.replace(
        outcome_of(source()), stages=(StageTime(stage=Stage.FETCHING, seconds=0.5),), reduced_from=(1, 2)
    )
    ledger.add_drop(drop())
    (kept,) = ledger.add_items(
        [
            item(
                path=Path(os.fsdecode(b"/in/\xff.jpg")),
                hold=Hold.RETRY,
                retry_at=9.0,
                failure=Failure(code=Code.STORAGE_SLOW_DOWN, transient=True),
                outcome=outcome,
                sha256="a" * 64,
                attempt_id="t1",
                sent_at=4.0,
            )
        ]
    )

    held = ledger.load()

    assert held.items == (kept,)
    assert held.items[0].outcome == outcome
    assert held.items[0].outcome.main.role is Role.MAIN
    assert held.drops == (drop(),)
    assert held.failure is None


def test_positions_go_on_counting(ledger: Ledger) -> None:
    first = ledger.add_items([item("a"), item("b")])
    second = ledger.add_items([item("c")])

    assert [one.position for one in (*first, *second)] == [1, 2, 3]


def test_a_written_item_replaces_the_kept_one(ledger: Ledger) -> None:
    (kept,) = ledger.add_items([item()])
    live = kept.moved_to(State.LIVE, at=5.0, outcome=outcome_of(source()))

    ledger.write([live], durable=True)

    assert ledger.load().items == (live,)


def test_hidden_items_stay_and_come_back(ledger: Ledger) -> None:
    kept = ledger.add_items([item("a"), item("b")])

    ledger.hide(["a"])
    assert ledger.load().items == (kept[1],)

    assert ledger.show(["a"]) == [kept[0]]
    assert ledger.load().items == tuple(kept)


def test_an_ended_drop_is_not_followed_again(ledger: Ledger) -> None:
    ledger.add_drop(drop())

    ledger.update_drop(drop(total=1, skipped=2, told=0, is_reported=True))

    assert ledger.load().drops == ()


@pytest.mark.parametrize(("told", "is_left"), [(-1, True), (0, True), (1, False)])
def test_a_drop_shown_to_have_ended_whose_end_the_workers_were_not_told_of_goes_on_in_the_next_run(
    tmp_path: Path, told: int, is_left: bool
) -> None:
    before = Ledger(tmp_path)
    before.load()
    before.add_drop(drop())
    before.add_items([item(state=State.REFUSED)])
    before.update_drop(drop(total=1, told=told, is_reported=True))
    before.close()

    ledger = Ledger(tmp_path)
    held = ledger.load()
    ledger.close()

    assert [found.drop_id for found in held.drops] == (["d1"] if is_left else [])


def test_a_living_process_keeps_its_drops_and_a_gone_one_gives_them_up(tmp_path: Path, ledger: Ledger) -> None:
    other = Ledger(tmp_path)
    other.add_drop(drop())
    (kept,) = other.add_items([item()])
    assert ledger.load().drops == ()
    assert ledger.load().foreign == {"d1"}

    other.close()

    assert ledger.load_others(since=time.time()).drops == (drop(),)
    assert ledger.load().foreign == frozenset()
    assert ledger.load().items == (kept,)


def test_changes_of_another_process_are_seen(tmp_path: Path, ledger: Ledger) -> None:
    other = Ledger(tmp_path)
    other.add_drop(drop())
    (kept,) = other.add_items([item(changed_at=100.0)])

    assert ledger.load_others(since=99.0).items == (kept,)
    assert ledger.load_others(since=101.0).items == ()
    other.close()


def test_a_damaged_file_is_set_aside_and_said(tmp_path: Path, ledger: Ledger) -> None:
    (tmp_path / FILE).write_bytes(b"this is no database" * 100)

    held = ledger.load()

    assert held.items == ()
    assert held.failure is not None
    assert held.failure.code == "ledger:damaged"
    (aside,) = tmp_path.glob("ledger.broken-*.db")
    assert aside.read_bytes().startswith(b"this is no database")


def damage(file: Path) -> None:
    """Overwrite the middle of a database, as a bad sector would."""
    body = bytearray(file.read_bytes())
    middle = len(body) // 2 // 4096 * 4096
    body[middle : middle + 4096] = b"\xa5" * 4096
    file.write_bytes(body)


def test_a_damaged_ledger_comes_back_from_the_days_copy_and_what_can_still_be_read(tmp_path: Path) -> None:
    writer = Ledger(tmp_path)
    early = writer.add_items([item(f"early-{n:03}") for n in range(300)])
    writer.back_up()
    late = writer.add_items([item(f"late-{n:03}", changed_at=9.0) for n in range(300)])
    writer.close()
    damage(tmp_path / FILE)

    ledger = Ledger(tmp_path)
    held = ledger.load()
    again = ledger.load()
    ledger.close()

    assert held.failure is not None
    assert held.failure.code == "ledger:damaged"
    assert "restored from the copy ledger-" in held.failure.detail
    assert {one.job_id for one in held.items} >= {one.job_id for one in early}
    assert set(held.items) <= {*early, *late}
    assert (again.items, again.failure) == (held.items, None)


def test_damage_noticed_while_running_is_mended_by_the_next_call(tmp_path: Path, ledger: Ledger) -> None:
    kept = ledger.add_items([item(f"{n:03}") for n in range(300)])
    ledger.back_up()
    ledger.close()
    ledger.load()
    with sqlite3.connect(tmp_path / FILE) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    other.close()
    damage(tmp_path / FILE)

    def work_on() -> None:
        for _ in range(3):  # what the connection has in its cache hides the damage for a while
            ledger.write([dataclasses.replace(one, changed_at=50.0) for one in kept])
            ledger.load_others(since=0.0)
            damage(tmp_path / FILE)

    with pytest.raises(TroubleError):
        work_on()

    ledger.write(kept)
    assert {one.job_id for one in ledger.load().items} == {one.job_id for one in kept}


def test_a_copy_is_made_once_a_day_and_the_last_five_are_kept(tmp_path: Path, ledger: Ledger) -> None:
    ledger.add_items([item()])
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in range(1, 8):
        old = folder / f"ledger-2026010{day}-000000.db"
        old.write_bytes(b"")
        os.utime(old, (day * 86400, day * 86400))

    ledger.back_up()
    ledger.back_up()

    copies = sorted(path.name for path in folder.iterdir())
    assert len(copies) == 5
    assert copies[:4] == [f"ledger-2026010{day}-000000.db" for day in (4, 5, 6, 7)]
    with sqlite3.connect(folder / copies[4]) as copy:
        assert copy.execute("SELECT job_id FROM items").fetchall() == [("j1",)]
    copy.close()
    assert (folder / copies[4]).stat().st_mode & 0o077 == 0


def test_a_step_that_fails_leaves_the_older_ledger_as_it_was(tmp_path: Path, ledger: Ledger) -> None:
    ledger.add_items([item()])
    ledger.close()
    db = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    steps = {**STEPS, NEXT: "ALTER TABLE items ADD COLUMN more TEXT; DELETE FROM items"}
    broken = {**STEPS, NEXT: "ALTER TABLE items ADD COLUMN more TEXT; INSERT INTO nowhere VALUES (1)"}
    asked: list[int] = []

    for wrong in (steps, broken):
        with pytest.raises(NotMigratedError):
            prepare(db, steps=wrong, before=asked.append)

    assert db.execute("PRAGMA user_version").fetchone() == (NEXT - 1,)
    assert asked == [NEXT - 1] * 2
    db.close()
    assert [one.job_id for one in ledger.load().items] == ["j1"]


def test_an_older_ledger_is_copied_before_it_is_carried_forward(tmp_path: Path, ledger: Ledger) -> None:
    ledger.add_items([item()])
    ledger.close()
    db = sqlite3.connect(tmp_path / FILE, isolation_level=None)

    prepare(db, steps={**STEPS, NEXT: "ALTER TABLE items ADD COLUMN more TEXT"}, before=lambda _: back_up(db, tmp_path))

    assert db.execute("SELECT job_id, more FROM items").fetchall() == [("j1", None)]
    db.close()
    (copy,) = (tmp_path / "backups").iterdir()
    old = sqlite3.connect(copy)
    assert old.execute("PRAGMA user_version").fetchone() == (NEXT - 1,)
    old.close()


def first_ledger(home: Path, count: int) -> list[Item]:
    """Write a ledger as the first version did."""
    items = [item(f"{n:03}", position=n) for n in range(1, count + 1)]
    columns = COLUMNS[: COLUMNS.index("wish")]
    db = sqlite3.connect(home / FILE, isolation_level=None)
    prepare(db, steps={1: STEPS[1]})
    db.execute("BEGIN")
    db.executemany(
        f"INSERT INTO items ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",  # noqa: S608  our names
        [row_of(one)[: len(columns)] for one in items],
    )
    db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return items


def test_a_ledger_of_the_first_version_is_carried_forward_with_every_row(tmp_path: Path, ledger: Ledger) -> None:
    items = first_ledger(tmp_path, 3)

    held = ledger.load()

    assert held.items == tuple(items)
    assert (held.wishes, held.failure) == ((), None)
    (copy,) = (tmp_path / "backups").iterdir()
    assert copy.name.endswith("-version-1.db")


def test_the_rows_of_a_damaged_ledger_of_the_first_version_are_read_as_far_as_they_can_be(
    tmp_path: Path, ledger: Ledger
) -> None:
    items = first_ledger(tmp_path, 300)
    damage(tmp_path / FILE)

    held = ledger.load()

    assert held.failure is not None
    assert held.failure.code == "ledger:damaged"
    assert held.items
    assert set(held.items) <= set(items)


def test_what_is_still_to_be_told_comes_back_also_of_removed_rows_but_not_of_what_another_process_drives(
    tmp_path: Path, ledger: Ledger
) -> None:
    ledger.add_drop(drop())
    mine = ledger.add_items([item("a", state=State.CANCELLED, wish=Wish.CANCEL), item("b", state=State.CANCELLED)])
    ledger.hide(["a"])
    other = Ledger(tmp_path)
    other.add_drop(drop("d2"))
    (theirs,) = other.add_items([item("c", drop_id="d2", state=State.CANCELLED, wish=Wish.CANCEL)])

    before = ledger.load().wishes
    other.close()

    assert before == (mine[0],)
    assert ledger.load_others(since=0.0).wishes == (theirs,)
    assert ledger.load().wishes == (mine[0], theirs)


def test_a_newer_ledger_is_left_alone(tmp_path: Path, ledger: Ledger) -> None:
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute("PRAGMA user_version=99")
    db.close()

    with pytest.raises(TroubleError) as caught:
        ledger.load()

    assert caught.value.failure.code == "ledger:newer"
    assert (tmp_path / FILE).exists()


def test_many_processes_may_make_the_ledger_at_once(tmp_path: Path) -> None:
    for round_ in range(5):
        ledgers = [Ledger(tmp_path / str(round_)) for _ in range(8)]

        with ThreadPoolExecutor(8) as pool:
            helds = list(pool.map(_loaded_and_closed, ledgers))

        assert [(held.items, held.failure) for held in helds] == [((), None)] * 8


def _loaded_and_closed(ledger: Ledger) -> Held:
    held = ledger.load()
    ledger.close()
    return held


def test_the_file_is_private(tmp_path: Path, ledger: Ledger) -> None:
    ledger.load()

    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


def test_ten_thousand_items_cost_less_than_a_second_of_work(ledger: Ledger) -> None:
    outcome = outcome_of(source())
    ledger.add_items([item(f"j{n}", state=State.LIVE, outcome=outcome) for n in range(10_000)])

    begun = time.thread_time()
    held = ledger.load()

    assert len(held.items) == 10_000
    assert time.thread_time() - begun < 1.0


def test_looking_at_what_others_did_costs_nothing_where_there_are_none(ledger: Ledger) -> None:
    ledger.add_drop(drop())
    ledger.add_items([item(f"j{n}", changed_at=time.time()) for n in range(20_000)])

    begun = time.process_time()
    held = ledger.load_others(since=0.0)

    assert held == Held()
    assert time.process_time() - begun < 0.05
