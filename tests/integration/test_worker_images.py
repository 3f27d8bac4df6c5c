"""A real worker on a real broker and store makes images, shows its progress and fails in the contract's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.plugins.jobs import a_photo, put_original, send_image, source_of, states_until_ready
from tests.plugins.servers import CdnServer, S3Server, Valkey
from tests.plugins.workers import Client, Sent, WorkerProcess
from worker.contract import Description, Failure, Outcome, Progress, Stage, TicketsAnswer

StartWorker = Callable[..., WorkerProcess]


def test_an_image_is_published_and_its_links_answer(
    start_worker: StartWorker, client: Client, s3_server: S3Server, cdn_server: CdnServer
) -> None:
    start_worker(**cdn_server.environment)
    body = a_photo(width=1600, height=1200)
    put_original(s3_server, body)

    result = send_image(client, source_of(body))
    states = states_until_ready(result)

    outcome = Outcome.from_wire(result.get(timeout=10))
    assert {httpx.get(f"{cdn_server.url}/{file.key}").status_code for file in outcome.files} == {200}
    assert max(outcome.thumbnail.width, outcome.thumbnail.height) == 200
    stages = [state["status"] for state in states if state["status"] not in {"PENDING", "SUCCESS"}]
    assert stages
    assert set(stages) <= set(Stage)
    for state in states[1:-1]:
        assert Progress.from_wire(state["result"]).stage == state["status"]
    said = Sent(id=result.notify_id, app=client.app).get(timeout=10)
    assert said == {"notified": False, "urls": [], "reason": "the drop has not ended"}


def test_tickets_come_from_the_worker_and_show_in_no_log_and_no_event(
    start_worker: StartWorker, client: Client
) -> None:
    worker = start_worker("-l", "DEBUG")
    events: list[dict[str, Any]] = []
    body = a_photo()

    with client.app.connection() as connection:
        receiver = client.app.events.Receiver(connection, handlers={"*": events.append})
        with receiver.consumer_context() as (drained, _channel, _consumers):
            drained.drain_events(timeout=10)  # a heartbeat: only now the subscription is known to stand
            answer = client.ask("worker.issue_tickets", {"files": [source_of(body).to_wire()]})
            client.ask("worker.describe")
            while not any(event["type"] == "task-succeeded" for event in events):
                drained.drain_events(timeout=5)

    (told,) = TicketsAnswer.from_wire(answer).answers
    assert told.ticket is not None
    assert "X-Amz-Signature" in told.ticket.url
    assert "issue_tickets" in worker.output
    assert "X-Amz-Signature" not in worker.output
    assert any(event["type"] == "task-succeeded" for event in events)
    assert "X-Amz-Signature" not in str(events)


def test_a_file_that_is_no_image_fails_at_once_with_its_code(
    start_worker: StartWorker, client: Client, s3_server: S3Server, valkey: Valkey
) -> None:
    start_worker()
    body = b"I only call myself .jpg " * 50
    put_original(s3_server, body)

    result = send_image(client, source_of(body))
    states = states_until_ready(result)

    assert states[-1]["status"] == "FAILURE"
    failure = Failure.from_wire(states[-1]["result"].args[0])
    assert (failure.code, failure.transient) == ("image:not-an-image", False)
    assert "QUEUED" not in [state["status"] for state in states]
    # The same through the desktop's way: a raw MGET and Celery's own decoder.
    with valkey.client() as raw:
        (encoded,) = raw.mget([f"celery-task-meta-{result.id}"])
    meta = client.app.backend.decode_result(encoded)
    error = meta["result"]
    assert type(error).__name__ == "TaskFailed"
    assert error.args == (failure.to_wire(),)


def test_an_image_whose_original_is_not_there_is_explained(start_worker: StartWorker, client: Client) -> None:
    start_worker()

    result = send_image(client, source_of(a_photo()))

    with pytest.raises(Exception, match="source:missing"):
        result.get(timeout=20)


def test_a_message_that_does_not_fit_the_contract_is_answered_with_the_field(
    start_worker: StartWorker, client: Client
) -> None:
    start_worker()

    with pytest.raises(Exception, match=r"request:invalid.*TicketsRequest\.files is missing"):
        client.ask("worker.issue_tickets", {"wrong": 1})
    with pytest.raises(Exception, match="request:invalid"):
        client.ask("worker.seal_drop")

    assert Description.from_wire(client.ask("worker.describe")).default_preset == "web"


def test_a_store_that_is_away_is_tried_again_visibly_and_then_given_up(
    start_worker: StartWorker, client: Client, s3_server: S3Server
) -> None:
    start_worker()
    body = a_photo()
    put_original(s3_server, body)
    s3_server.stop()

    states = states_until_ready(send_image(client, source_of(body)))

    waits = [Progress.from_wire(state["result"]) for state in states if state["status"] == "QUEUED"]
    assert [(wait.retry, wait.code) for wait in waits] == [(n, "storage:unreachable") for n in (1, 2, 3)]
    assert all(0 < (wait.retry_at or 0) - wait.at < 15 for wait in waits)
    assert Failure.from_wire(states[-1]["result"].args[0]).code == "storage:unreachable"


def test_a_store_that_comes_back_is_used_by_the_next_try(
    start_worker: StartWorker, client: Client, s3_server: S3Server
) -> None:
    start_worker()
    body = a_photo()
    put_original(s3_server, body)
    s3_server.stop()
    result = send_image(client, source_of(body))
    while result.state != "QUEUED":
        pass

    s3_server.start()

    assert Outcome.from_wire(result.get(timeout=20)).slug == "photo"
