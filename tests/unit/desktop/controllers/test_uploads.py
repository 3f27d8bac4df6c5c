"""The whole road of the desktop over the in-memory deployment."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.domain.item import Hold, Item, State
from desktop.domain.remote import Seen
from desktop.domain.reports import Connection, Link
from desktop.services.invented import outcome_of
from desktop.services.memory import MemoryDeployment
from desktop.settings import Settings
from tests.unit.desktop.conftest import JPEG, PNG, Desk
from worker.contract import Code, Ending, Failure, QueueName, Stage

Image = Callable[..., Path]


def test_a_dropped_image_goes_live(desk: Desk, image: Image, deployment: MemoryDeployment) -> None:
    file = image("cat.jpg")

    drop_id = desk.uploads.add([file])
    desk.until(lambda: desk.reports)

    item = desk.item("cat.jpg")
    assert item.state is State.LIVE
    assert item.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert item.outcome is not None
    assert deployment.originals[item.sha256] == file.read_bytes()
    assert [job.attempt_id for job in deployment.sent] == [item.attempt_id]
    assert deployment.sent[0].queue is QueueName.IMAGES
    assert desk.scans == [(drop_id, 1, 0)]
    assert [report.drop_id for report in desk.reports] == [drop_id]


def test_rows_come_in_the_order_dropped(desk: Desk, image: Image) -> None:
    files = [image(f"{n}.jpg") for n in (3, 1, 2)]

    desk.uploads.add(files)
    desk.until(lambda: desk.reports)

    assert [item.path for item in desk.reports[0].items] == files
    assert [item.position for item in desk.reports[0].items] == [1, 2, 3]


def test_bad_files_are_refused_with_reasons_and_the_others_go_on(desk: Desk, image: Image, tmp_path: Path) -> None:
    good = image("good.jpg")
    text = image("text.jpg", body=b"hello")
    empty = image("empty.png", body=b"")
    missing = tmp_path / "missing.jpg"
    folder = tmp_path / "no images"
    folder.mkdir()
    (folder / "notes.txt").write_text("x")

    desk.uploads.add([text, empty, missing, folder, good])
    desk.until(lambda: desk.reports)

    told = [(item.state, item.failure.code if item.failure else None) for item in desk.reports[0].items]
    assert told == [
        (State.REFUSED, Code.IMAGE_NOT_AN_IMAGE),
        (State.REFUSED, Code.IMAGE_EMPTY),
        (State.REFUSED, Code.FILE_MISSING),
        (State.REFUSED, Code.FOLDER_EMPTY),
        (State.LIVE, None),
    ]
    assert desk.reports[0].skipped == 1


def test_a_drop_is_sealed_with_its_size_and_what_ended_here(
    desk: Desk, image: Image, deployment: MemoryDeployment
) -> None:
    drop_id = desk.uploads.add([image("text.jpg", body=b"hello"), image("good.jpg")])
    desk.until(lambda: desk.reports and deployment.seals)

    seal = deployment.seals[-1]
    assert (seal.drop_id, seal.size, seal.user) == (drop_id, 2, "ada")
    assert [(job.name, job.ending, job.code) for job in seal.ended] == [
        ("text.jpg", Ending.FAILED, Code.IMAGE_NOT_AN_IMAGE)
    ]


def test_what_is_published_already_is_linked_without_sending(
    desk: Desk, image: Image, deployment: MemoryDeployment
) -> None:
    file = image("cat.jpg")
    desk.uploads.add([file])
    desk.until(lambda: desk.reports)
    deployment.originals.clear()

    desk.uploads.add([file])
    desk.until(lambda: len(desk.reports) == 2)

    (again,) = desk.reports[1].items
    assert again.is_live
    assert again.outcome is not None
    assert again.outcome.reused
    assert deployment.originals == {}
    assert len(deployment.sent) == 1
    desk.until(lambda: deployment.seals[-1].ended)
    assert deployment.seals[-1].ended[0].ending is Ending.LIVE


def test_a_failure_of_the_worker_is_shown_and_retried_under_a_new_attempt(
    desk: Desk, image: Image, deployment: MemoryDeployment
) -> None:
    deployment.failures["bad.jpg"] = Failure(code=Code.IMAGE_DAMAGED, detail="cut short")
    desk.uploads.add([image("bad.jpg")])
    desk.until(lambda: desk.reports)
    first = desk.item("bad.jpg")
    assert first.state is State.FAILED
    assert first.failure == Failure(code=Code.IMAGE_DAMAGED, detail="cut short")

    deployment.failures.clear()
    desk.uploads.retry_failed()
    desk.until(lambda: desk.state("bad.jpg") is State.LIVE)

    second = desk.item("bad.jpg")
    assert second.attempt_id != first.attempt_id
    assert second.attempts == 2


def test_the_attempt_is_on_disk_before_the_task_is_sent(desk: Desk, image: Image, deployment: MemoryDeployment) -> None:
    deployment.works_by_itself = False
    on_disk: list[list[str | None]] = []
    send = deployment.send_jobs

    def watched(jobs: list[object]) -> None:
        from desktop.services.ledger import Ledger  # noqa: PLC0415  a reader of its own, beside the writer

        reader = Ledger(desk.home)
        on_disk.append([item.attempt_id for item in reader.load_others(since=0.0).items])
        reader.close()
        send(jobs)  # type: ignore[arg-type]

    deployment.send_jobs = watched  # type: ignore[assignment,method-assign]
    desk.uploads.add([image("cat.jpg")])
    desk.until(lambda: deployment.sent)

    assert on_disk == [[deployment.sent[0].attempt_id]]


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.QUEUED])
def test_progress_of_the_worker_is_shown(desk: Desk, image: Image, deployment: MemoryDeployment, stage: Stage) -> None:
    deployment.works_by_itself = False
    desk.uploads.add([image("cat.jpg")])
    desk.until(lambda: desk.state("cat.jpg") is State.QUEUED and deployment.sent)

    deployment.report(deployment.sent[0].attempt_id, stage, 0.25)
    desk.until(lambda: desk.state("cat.jpg") is State(stage.value.lower()))
    assert desk.item("cat.jpg").fraction == 0.25

    deployment.work_off()
    desk.until(lambda: desk.state("cat.jpg") is State.LIVE)


def test_an_unreachable_broker_is_waited_for(desk: Desk, image: Image, deployment: MemoryDeployment) -> None:
    deployment.broker_trouble = Failure(code=Code.BROKER_UNREACHABLE, transient=True)
    desk.uploads.add([image("cat.jpg")])
    desk.until(lambda: desk.items and desk.item("cat.jpg").hold is Hold.NETWORK)
    assert desk.item("cat.jpg").failure == deployment.broker_trouble

    deployment.broker_trouble = None
    desk.until(lambda: desk.state("cat.jpg") is State.LIVE)


def test_what_a_broker_refuses_at_the_send_goes_out_later_under_the_same_id(
    desk: Desk, image: Image, deployment: MemoryDeployment
) -> None:
    put = deployment.put

    def put_and_break(*args: object, **options: object) -> bool:
        is_whole = put(*args, **options)  # type: ignore[arg-type]
        deployment.broker_trouble = Failure(code=Code.BROKER_FULL, transient=True)
        return is_whole

    deployment.put = put_and_break  # type: ignore[method-assign]
    desk.uploads.add([image("cat.jpg")])
    desk.until(lambda: desk.items and desk.state("cat.jpg") is State.QUEUED and desk.item("cat.jpg").hold)
    attempt_id = desk.item("cat.jpg").attempt_id

    deployment.broker_trouble = None
    desk.until(lambda: desk.state("cat.jpg") is State.LIVE)

    assert [job.attempt_id for job in deployment.sent] == [attempt_id]


def test_a_slow_store_is_retried_visibly_and_then_said(desk: Desk, image: Image, deployment: MemoryDeployment) -> None:
    slow = Failure(code=Code.STORAGE_SLOW_DOWN, transient=True, retry_after=0.01)
    deployment.put_troubles = [slow]

    desk.uploads.add([image("cat.jpg")])
    desk.until(lambda: desk.items and desk.item("cat.jpg").hold is Hold.RETRY)

    assert desk.item("cat.jpg").retries == 1
    assert desk.item("cat.jpg").retry_at is not None
    desk.until(lambda: desk.state("cat.jpg") is State.LIVE)


def test_a_denied_put_fails_at_once(desk: Desk, image: Image, deployment: MemoryDeployment) -> None:
    deployment.put_troubles = [Failure(code=Code.STORAGE_DENIED)]

    desk.uploads.add([image("cat.jpg"), image("dog.jpg")])
    desk.until(lambda: desk.reports)

    assert sorted(item.state for item in desk.reports[0].items) == [State.FAILED, State.LIVE]
    assert len(deployment.sent) == 1


def test_an_expired_ticket_is_replaced(desk: Desk, image: Image, deployment: MemoryDeployment) -> None:
    deployment.put_troubles = [Failure(code=Code.TICKET_EXPIRED, transient=True)]

    desk.uploads.add([image("cat.jpg")])
    desk.until(lambda: desk.state("cat.jpg") is State.LIVE)

    assert len(deployment.asked) == 2


def test_a_file_that_changes_on_its_way_is_read_again(desk: Desk, image: Image, deployment: MemoryDeployment) -> None:
    file = image("cat.jpg")
    ask = deployment.issue_tickets
    changed = JPEG + b"another picture"

    def ask_and_change(*args: object, **options: object) -> object:
        if len(deployment.asked) == 0:
            file.write_bytes(changed)
        return ask(*args, **options)  # type: ignore[arg-type]

    deployment.issue_tickets = ask_and_change  # type: ignore[assignment,method-assign]
    desk.uploads.add([file])
    desk.until(lambda: desk.reports)

    item = desk.item("cat.jpg")
    assert item.is_live
    assert item.sha256 == hashlib.sha256(changed).hexdigest()
    assert item.size == len(changed)


def test_a_file_that_vanishes_on_its_way_says_so(desk: Desk, image: Image, deployment: MemoryDeployment) -> None:
    file = image("cat.jpg")
    ask = deployment.issue_tickets

    def ask_and_remove(*args: object, **options: object) -> object:
        file.unlink()
        return ask(*args, **options)  # type: ignore[arg-type]

    deployment.issue_tickets = ask_and_remove  # type: ignore[assignment,method-assign]
    desk.uploads.add([file])
    desk.until(lambda: desk.reports)

    assert desk.item("cat.jpg").state is State.FAILED
    assert desk.item("cat.jpg").failure == Failure(code=Code.FILE_MISSING)


def test_a_changed_source_is_sent_again_once(desk: Desk, image: Image, deployment: MemoryDeployment) -> None:
    deployment.failures["cat.jpg"] = Failure(code=Code.SOURCE_CHANGED)

    desk.uploads.add([image("cat.jpg")])
    desk.until(lambda: desk.reports)

    assert desk.item("cat.jpg").state is State.FAILED
    assert len({job.attempt_id for job in deployment.sent}) == 2


def test_what_the_broker_forgot_is_sent_again_under_the_same_id(
    desks: Callable[..., Desk], image: Image, deployment: MemoryDeployment
) -> None:
    deployment.works_by_itself = False
    desk = desks(forgotten_after=0.3)
    desk.uploads.add([image("cat.jpg")])
    desk.until(lambda: desk.items and desk.item("cat.jpg").sent_at is not None)

    deployment.forget()
    deployment.works_by_itself = True
    desk.until(lambda: desk.state("cat.jpg") is State.LIVE)

    assert len({job.attempt_id for job in deployment.sent}) == 1
    assert len(deployment.sent) == 2


def test_a_broker_that_lost_its_memory_is_told_everything_again_at_once(
    desks: Callable[..., Desk], image: Image, deployment: MemoryDeployment
) -> None:
    deployment.works_by_itself = False
    desk = desks()
    desk.uploads.add([image("early.jpg"), image("late.jpg"), image("text.jpg", body=b"hello")])
    desk.until(lambda: len(deployment.queued) == 2 and deployment.seals)
    (early,) = [job for job in deployment.queued if job.request.source.name == "early.jpg"]
    deployment.queued.remove(early)
    deployment.results[early.attempt_id] = Seen(outcome=outcome_of(early.request.source))
    desk.until(lambda: desk.state("early.jpg") is State.LIVE)

    deployment.forget()
    deployment.seals.clear()
    deployment.works_by_itself = True
    desk.until(lambda: desk.reports and deployment.seals)

    assert len(desk.reports[0].live) == 2
    assert len({job.attempt_id for job in deployment.sent}) == 2
    assert len(deployment.sent) == 3
    assert {job.name for job in deployment.seals[-1].ended} >= {"early.jpg", "text.jpg"}


def test_reopening_goes_on_where_the_last_run_stopped(
    desks: Callable[..., Desk], image: Image, deployment: MemoryDeployment
) -> None:
    deployment.works_by_itself = False
    first = desks()
    files = [image(f"{n}.jpg") for n in range(30)]
    first.uploads.add(files)
    first.until(lambda: len(deployment.sent) >= 3)
    first.close()

    deployment.works_by_itself = True
    deployment.work_off()
    second = desks()
    second.until(lambda: second.reports, patience=20)

    assert [item.path for item in second.reports[0].items] == files
    assert all(item.is_live for item in second.reports[0].items)
    assert len({job.request.source.job_id for job in deployment.sent}) == 30


def test_cancelled_items_end_and_are_told(desk: Desk, image: Image, deployment: MemoryDeployment) -> None:
    desk.uploads.pause()
    desk.uploads.add([image("cat.jpg")])
    desk.until(lambda: desk.items)

    desk.uploads.cancel(list(desk.items))
    desk.until(lambda: desk.reports)

    assert desk.state("cat.jpg") is State.CANCELLED
    assert deployment.asked == []
    desk.until(lambda: deployment.seals and deployment.seals[-1].ended)
    assert deployment.seals[-1].ended[0].ending is Ending.CANCELLED


def test_nothing_new_is_sent_while_paused(desk: Desk, image: Image, deployment: MemoryDeployment) -> None:
    desk.uploads.pause()
    desk.uploads.add([image("cat.jpg")])
    desk.until(lambda: desk.scans)

    desk.qtbot.wait(300)
    assert deployment.asked == []

    desk.uploads.resume()
    desk.until(lambda: desk.state("cat.jpg") is State.LIVE)


def test_what_waits_while_sending_is_paused_reads_paused_also_what_is_dropped_or_retried_then(
    desk: Desk, image: Image
) -> None:
    desk.uploads.pause()
    desk.uploads.add([image("cat.jpg")])
    desk.until(lambda: desk.items and desk.item("cat.jpg").hold is Hold.PAUSED)
    desk.uploads.cancel(list(desk.items))
    desk.until(lambda: desk.state("cat.jpg") is State.CANCELLED)

    desk.uploads.retry(list(desk.items))
    desk.until(lambda: desk.state("cat.jpg") is State.WAITING and desk.item("cat.jpg").hold is Hold.PAUSED)
    desk.uploads.resume()

    desk.until(lambda: desk.state("cat.jpg") is State.LIVE)


def is_read_in_part(item: Item) -> bool:
    return item.state is State.HASHING and 0 < item.fraction < 1


def test_a_large_file_is_shown_with_its_share_while_it_is_read(desk: Desk, image: Image) -> None:
    file = image("large.jpg")
    with file.open("r+b") as stream:
        stream.truncate(150 * 1024 * 1024)

    desk.uploads.add([file])
    desk.until(lambda: any(is_read_in_part(one) for items in desk.changes for one in items))
    desk.uploads.cancel(list(desk.items))

    desk.until(lambda: desk.state("large.jpg") is State.CANCELLED)


def test_removed_items_are_hidden_and_come_back(desks: Callable[..., Desk], image: Image) -> None:
    desk = desks()
    desk.uploads.add([image("cat.jpg")])
    desk.until(lambda: desk.reports)
    (job_id,) = desk.items
    removed: list[list[str]] = []
    desk.uploads.items_removed.connect(removed.append)

    desk.uploads.remove([job_id])
    assert removed == [[job_id]]
    desk.uploads.restore([job_id])
    desk.until(lambda: len(desk.added) == 3)

    assert [item.job_id for item in desk.added[-1]] == [job_id]
    assert desk.added[-1][0].is_live


def test_pasted_image_data_overtakes_a_bulk_drop(desk: Desk, image: Image, deployment: MemoryDeployment) -> None:
    for n in range(60):
        folder = image(f"{n}.jpg", folder="many").parent
    desk.uploads.pause()  # until the folder is known to be a bulk of images: the first found may go as a few
    desk.uploads.add([folder])
    desk.until(lambda: desk.scans)
    desk.uploads.resume()
    desk.until(lambda: len(deployment.sent) >= 1)

    desk.uploads.add_pasted(PNG + os.urandom(32), name="pasted.png")
    desk.until(lambda: desk.state("pasted.png") is State.LIVE)

    (job,) = [job for job in deployment.sent if job.request.source.name == "pasted.png"]
    assert job.queue is QueueName.IMAGES
    desk.until(lambda: len(desk.reports) == 2)
    assert {job.queue for job in deployment.sent if job.request.source.name != "pasted.png"} == {QueueName.BULK}


def test_tickets_are_asked_at_most_a_hundred_at_a_time(desk: Desk, image: Image, deployment: MemoryDeployment) -> None:
    for n in range(250):
        folder = image(f"{n:03}.jpg", folder="many").parent

    desk.uploads.add([folder])
    desk.until(lambda: desk.reports, patience=30)

    assert max(len(request.files) for request in deployment.asked) <= 100
    assert sum(len(request.files) for request in deployment.asked) == 250
    assert len(desk.reports[0].live) == 250


def test_a_second_process_does_not_drive_what_a_living_one_does(
    desks: Callable[..., Desk], image: Image, deployment: MemoryDeployment
) -> None:
    deployment.works_by_itself = False
    sender = desks(is_window=False)
    sender.uploads.add([image("cat.jpg")])
    sender.until(lambda: deployment.sent)

    window = desks()
    window.until(lambda: window.items)
    deployment.work_off()
    sender.until(lambda: sender.reports)
    window.until(lambda: window.state("cat.jpg") is State.LIVE)

    assert len(deployment.sent) == 1
    assert window.reports == []


def test_a_window_takes_over_what_an_ended_process_left(
    desks: Callable[..., Desk], image: Image, deployment: MemoryDeployment
) -> None:
    deployment.works_by_itself = False
    window = desks()
    sender = desks(is_window=False)
    sender.uploads.add([image("cat.jpg")])
    sender.until(lambda: deployment.sent)
    sender.close()

    deployment.work_off()
    window.until(lambda: window.reports)

    assert window.state("cat.jpg") is State.LIVE
    assert len({job.attempt_id for job in deployment.sent}) == 1


def test_a_list_that_cannot_be_read_at_first_comes_when_it_can(desks: Callable[..., Desk], image: Image) -> None:
    first = desks()
    first.uploads.add([image("cat.jpg")])
    first.until(lambda: first.reports)
    first.close()
    ledger, aside = first.home / "ledger.db", first.home / "aside.db"
    ledger.rename(aside)
    ledger.mkdir()

    window = desks()
    window.until(lambda: window.troubles)
    ledger.rmdir()
    aside.rename(ledger)
    window.until(lambda: window.items)

    assert window.state("cat.jpg") is State.LIVE
    assert len(window.troubles) == 1


def test_a_drop_taken_over_is_reported_though_part_of_it_was_seen_to_end(
    desks: Callable[..., Desk], image: Image, deployment: MemoryDeployment
) -> None:
    deployment.works_by_itself = False
    sender = desks(is_window=False)
    sender.uploads.add([image("done.jpg"), image("waits.jpg")])
    sender.until(lambda: len(deployment.queued) == 2)
    done, waits = deployment.queued
    deployment.results[done.attempt_id] = Seen(outcome=outcome_of(done.request.source))
    sender.until(lambda: sender.state(done.request.source.name) is State.LIVE)
    window = desks()
    window.until(lambda: window.items and window.state(done.request.source.name) is State.LIVE)

    sender.close()
    deployment.results[waits.attempt_id] = Seen(outcome=outcome_of(waits.request.source))
    window.until(lambda: window.reports)

    assert len(window.reports[0].live) == 2


def test_a_speed_limit_and_parallel_sends_change_while_images_are_sent(
    desk: Desk, image: Image, deployment: MemoryDeployment
) -> None:
    desk.uploads.add([image(f"{n}.jpg") for n in range(4)])

    desk.uploads.change(Settings(home=desk.home, parallel_sends=1, bytes_per_second=500_000))
    desk.until(lambda: desk.reports)

    assert deployment.bytes_per_second == 500_000
    assert [item.state for item in desk.reports[0].items] == [State.LIVE] * 4


def test_cancelled_jobs_are_told_to_the_workers_once_the_broker_is_there(
    desk: Desk, image: Image, deployment: MemoryDeployment
) -> None:
    deployment.works_by_itself = False
    drop_id = desk.uploads.add([image("a.jpg"), image("b.jpg"), image("c.jpg")])
    desk.until(lambda: len(desk.items) == 3 and all(item.sent_at for item in desk.items.values()))
    deployment.broker_trouble = Failure(code=Code.BROKER_UNREACHABLE, transient=True)
    gone, other = desk.item("a.jpg"), desk.item("b.jpg")
    desk.uploads.cancel([gone.job_id, other.job_id])
    desk.qtbot.wait(300)
    assert deployment.cancelled == []

    deployment.broker_trouble = None
    desk.uploads.follow(Connection(link=Link.ONLINE))
    desk.until(lambda: deployment.cancelled)

    (request,) = deployment.cancelled
    assert request.drop_id == drop_id
    assert set(request.attempt_ids) == {gone.attempt_id, other.attempt_id}
    assert {(job.name, job.ending) for job in request.ended} == {
        ("a.jpg", Ending.CANCELLED),
        ("b.jpg", Ending.CANCELLED),
    }
    assert [job.request.source.name for job in deployment.queued] == ["c.jpg"]
