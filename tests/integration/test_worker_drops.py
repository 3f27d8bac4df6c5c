"""However its images end, a drop ends in exactly one message."""

from __future__ import annotations

import asyncio
import email
import json
from collections.abc import Callable, Iterator
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler

from tests.plugins.jobs import a_photo, put_original, send_image, source_of, stays
from tests.plugins.servers import S3Server, Valkey, Webhook, free_port, wait_until
from tests.plugins.workers import Client, WorkerProcess
from worker.contract import EndedJob, Ending, SealRequest
from worker.keys import original_key
from worker.notify.drops import CLAIM, CLAIMED_DROPS, OPEN_DROPS, Drops
from worker.settings import WorkerSettings
from worker.storage.s3 import open_store

StartWorker = Callable[..., WorkerProcess]


class Mailbox(MessageHandler):
    """Keep what arrives by SMTP."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.messages.append(message)


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    """A local SMTP server: its mail, and the address Apprise sends to."""
    handler, port = Mailbox(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port, loop=asyncio.new_event_loop())
    controller.start()
    yield handler, f"mailto://127.0.0.1:{port}/?from=worker@example.org&to=ann@example.org&mode=insecure"
    controller.stop()


def seal(drop_id: str, size: int, *ended: EndedJob) -> dict[str, Any]:
    return SealRequest(drop_id=drop_id, user="Ann", size=size, ended=ended).to_wire()


def job(name: str, ending: Ending, **known: str) -> EndedJob:
    return EndedJob(job_id=name, name=name, ending=ending, **known)


def test_a_drop_with_a_bad_image_ends_in_one_mail(
    start_worker: StartWorker, client: Client, s3_server: S3Server, mailbox: tuple[Mailbox, str]
) -> None:
    received, address = mailbox
    start_worker(PIXFERRY_NOTIFY_URLS=address)
    bodies = [a_photo(seed=1), a_photo(seed=2), b"not an image at all"]
    for body in bodies:
        put_original(s3_server, body)

    client.ask("worker.seal_drop", seal("d1", 4, job("never-sent", Ending.CANCELLED)))
    for number, body in enumerate(bodies):
        send_image(client, source_of(body, name=f"photo {number}.jpg"), drop_id="d1")
    wait_until(lambda: received.messages, what="a mail", patience=60)

    assert stays(lambda: len(received.messages) == 1, seconds=2)
    (mail,) = received.messages
    subject = str(email.header.make_header(email.header.decode_header(mail["Subject"])))
    text = "".join(str(part.get_payload(decode=True)) for part in mail.walk() if not part.is_multipart())
    assert subject == "Pixferry: 2 live, 1 failed, 1 cancelled"
    assert text.count("/photo-0.jpg") >= 1
    assert "image:not-an-image" in text


def test_a_name_is_no_markup_in_a_mail(start_worker: StartWorker, client: Client, mailbox: tuple[Mailbox, str]) -> None:
    received, address = mailbox
    start_worker(PIXFERRY_NOTIFY_URLS=address)
    name = '<a href="https://evil.example">Log in</a>.jpg'
    ended = EndedJob(job_id="j", name=name, ending=Ending.FAILED, code="image:damaged")

    client.ask("worker.seal_drop", seal("d10", 1, ended))

    (mail,) = received.messages
    text: Any = mail.get_payload(decode=True)
    assert mail.get_content_type() == "text/plain"
    assert text.decode().splitlines() == ["From Ann.", f"{name}: image:damaged"]


def test_seals_and_notifications_in_any_number_give_one_message(
    start_worker: StartWorker, client: Client, webhook: Webhook, valkey: Valkey
) -> None:
    start_worker("-c", "2", PIXFERRY_NOTIFY_URLS=webhook.apprise_url)
    live = job("a.jpg", Ending.LIVE, key="images/a.jpg")

    answers = [client.send("worker.seal_drop", seal("d2", 1, live)) for _ in range(10)]
    said = [answer.get(timeout=30) for answer in answers]

    assert sum(answer["notified"] for answer in said) == 1
    assert len(webhook.bodies) == 1
    assert json.loads(webhook.bodies[0])["title"] == "Pixferry: 1 live"
    assert len(next(answer["urls"] for answer in said if answer["notified"])) == 1
    with valkey.client() as raw:
        assert raw.zcard(OPEN_DROPS) == 0


def test_a_drop_that_never_ends_is_reported_as_it_is(
    start_worker: StartWorker, client: Client, webhook: Webhook
) -> None:
    start_worker(PIXFERRY_NOTIFY_URLS=webhook.apprise_url, PIXFERRY_DROP_PATIENCE="3")

    client.ask("worker.seal_drop", seal("d3", 5, job("a.jpg", Ending.LIVE, key="images/a.jpg")))
    wait_until(lambda: webhook.bodies, what="the report", patience=30)

    assert stays(lambda: len(webhook.bodies) == 1, seconds=2)
    assert json.loads(webhook.bodies[0])["title"] == "Pixferry: 1 live (unfinished)"


def test_an_original_its_desktop_sends_again_is_no_failure_of_the_drop(
    start_worker: StartWorker, client: Client, s3_server: S3Server, webhook: Webhook
) -> None:
    start_worker(PIXFERRY_NOTIFY_URLS=webhook.apprise_url)
    source = source_of(a_photo(seed=5), name="late.jpg")
    client.ask("worker.seal_drop", seal("d9", 1))
    lost = send_image(client, source, drop_id="d9")
    with pytest.raises(Exception, match="source:missing"):
        lost.get()

    settings = WorkerSettings.model_validate(
        {name.removeprefix("PIXFERRY_").lower(): value for name, value in s3_server.environment.items()}
    )
    open_store(settings).write(original_key(source.sha256), a_photo(seed=5), content_type="image/jpeg")
    send_image(client, source, drop_id="d9").get()
    wait_until(lambda: webhook.bodies, what="the message")

    assert [json.loads(body)["title"] for body in webhook.bodies] == ["Pixferry: 1 live"]


def test_a_retry_that_succeeds_replaces_the_failure(valkey: Valkey) -> None:
    with valkey.client() as raw:
        drops = Drops(raw)
        drops.record("d5", "Ann", job("a.jpg", Ending.FAILED, code="storage:slow-down"), size=1)

        drops.record("d5", "Ann", job("a.jpg", Ending.LIVE, key="images/a.jpg"))
        drops.record("d5", "Ann", job("a.jpg", Ending.FAILED, code="late"))
        drop = drops.find("d5")

    assert drop is not None
    assert [ended.ending for ended in drop.ended] == [Ending.LIVE]


def test_a_drop_is_read_only_once_there_is_something_to_tell(valkey: Valkey) -> None:
    with valkey.client() as raw:
        drops = Drops(raw)
        standings = [drops.record("d8", "Ann", job(f"{number}.jpg", Ending.LIVE)) for number in range(30)]
        sealed = drops.record("d8", "Ann", size=30)
        stranger = drops.record("d8", "Ann", job("0.jpg", Ending.FAILED))
        read = dict(raw.info("commandstats")).get("cmdstat_hgetall")

    assert [standing.ended for standing in standings] == list(range(1, 31))
    assert not any(standing.is_complete for standing in standings)
    assert (sealed.ended, sealed.size, sealed.is_complete) == (30, 30, True)
    assert stranger == sealed
    assert read is None


def test_a_complete_drop_nobody_has_claimed_is_found_again(valkey: Valkey) -> None:
    with valkey.client() as raw:
        drops = Drops(raw)
        for name, size in (("claimed", 1), ("complete", 1), ("young", 2)):
            drops.record(name, "Ann", job("a.jpg", Ending.CANCELLED), size=size)
        assert drops.claim("claimed")

        found = drops.overdue(patience=3600)

    assert [drop.drop_id for drop in found] == ["complete"]


def test_a_drop_is_left_once_the_claim_of_its_messenger_has_run_out(valkey: Valkey) -> None:
    with valkey.client() as raw:
        drops = Drops(raw)
        for name in ("told", "given-back", "left", "claimed"):
            drops.record(name, "Ann", job("a.jpg", Ending.CANCELLED), size=1)
            assert drops.claim(name)
        drops.close("told")
        drops.release("given-back")
        before = drops.waiting()

        raw.zincrby(CLAIMED_DROPS, -CLAIM, "left")

        assert before == []
        assert [drop.drop_id for drop in drops.waiting()] == ["left"]
