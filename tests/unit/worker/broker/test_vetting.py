"""A message is rebuilt from what the contract lets a desktop say, or it is refused."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from worker.broker.vetting import LONGEST_MESSAGE, Flaw, MalformedError, vet
from worker.contract import TaskName

QUEUE = "pixferry.images"
NOTIFY = {"task": "worker.notify", "args": [{"job_id": "j"}], "kwargs": {}, "options": {"task_id": "n-1"}}


def message(*, body: object = None, embed: object = None, headers: object = None, **properties: object) -> bytes:
    parts = [[{"a": 1}], {}, {} if embed is None else embed]
    text = base64.b64encode(json.dumps(parts).encode()).decode() if body is None else body
    told = {"task": "worker.process_image", "id": "task-1"} if headers is None else headers
    return json.dumps({"body": text, "headers": told, "properties": {"body_encoding": "base64", **properties}}).encode()


def with_header(**headers: object) -> bytes:
    return message(headers={"task": "worker.process_image", "id": "task-1", **headers})


def vetted_headers(**headers: object) -> dict[str, Any]:
    return dict(vet(with_header(**headers), queue=QUEUE)["headers"])


def vetted_embed(embed: object) -> dict[str, Any]:
    payload = vet(message(embed=embed), queue=QUEUE)
    return dict(json.loads(base64.b64decode(payload["body"]))[2])


def encoded(value: object) -> str:
    return base64.b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    ("raw", "flaw"),
    [
        (b"not json", Flaw.NOT_JSON),
        (b"\xff\xfe", Flaw.NOT_JSON),
        (b"[" * 100_000, Flaw.NOT_JSON),
        (b"x" * (LONGEST_MESSAGE + 1), Flaw.LONG),
        (b"[]", Flaw.NOT_AN_OBJECT),
        (b"7", Flaw.NOT_AN_OBJECT),
        (b"null", Flaw.NOT_AN_OBJECT),
        (b"{}", Flaw.NOT_AN_OBJECT),
        (b'{"headers": {}, "properties": []}', Flaw.NOT_AN_OBJECT),
        (message(headers={}), Flaw.FOREIGN_TASK),
        (with_header(task="celery.backend_cleanup"), Flaw.FOREIGN_TASK),
        (with_header(task=["worker.describe"]), Flaw.FOREIGN_TASK),
        (with_header(id=None), Flaw.NO_IDENTITY),
        (with_header(id="a/../b"), Flaw.NO_IDENTITY),
        (with_header(id="x" * 65), Flaw.NO_IDENTITY),
        (message(body=7), Flaw.NO_BODY),
        (message(body={"args": []}), Flaw.NO_BODY),
        (message(body="%%%"), Flaw.NOT_BASE64),
        (message(body=base64.b64encode(b"\x80\x81").decode()), Flaw.NOT_JSON),
        (message(body=encoded({})), Flaw.NO_PARTS),
        (message(body=encoded([[], {}])), Flaw.NO_PARTS),
        (message(body=encoded([{}, {}, {}])), Flaw.NAMED_ARGUMENTS),
        (message(body=encoded([[], {"a": 1}, {}])), Flaw.NAMED_ARGUMENTS),
    ],
    ids=lambda value: None if isinstance(value, bytes) else value.name,
)
def test_what_is_no_message_of_ours_is_refused(raw: bytes, flaw: Flaw) -> None:
    with pytest.raises(MalformedError) as refused:
        vet(raw, queue=QUEUE)

    assert refused.value.args == (flaw,)


def test_a_body_that_is_not_base64_by_its_own_word_is_read_as_text() -> None:
    raw = message(body=json.dumps([[], {}, {}]), body_encoding=None)

    payload = vet(raw, queue=QUEUE)

    assert json.loads(base64.b64decode(payload["body"]))[0] == []


@pytest.mark.parametrize("task", list(TaskName))
def test_every_task_of_the_contract_passes(task: TaskName) -> None:
    payload = vet(message(headers={"task": task.value, "id": "task-1"}), queue=QUEUE)

    assert payload["headers"]["task"] == task.value


@pytest.mark.parametrize(
    ("header", "value", "kept"),
    [
        ("timelimit", [100_000, 100_000], [None, None]),
        ("retries", -1000, 0),
        ("retries", 1000, 3),
        ("retries", "2", 0),
        ("retries", True, 0),
        ("retries", 2, 2),
        ("group", "g", None),
        ("shadow", "worker.describe", None),
        ("eta", "2999-01-01T00:00:00+00:00", None),
        ("eta", "tomorrow", None),
        ("eta", {"a": 1}, None),
        ("expires", 1e400, None),
        ("replaced_task_nesting", 10**9, 0),
        ("stamps", {"a": 1}, {}),
        ("argsrepr", "x" * 100_000, "[{'a': 1}]"),
        ("root_id", {"a": 1}, "task-1"),
        ("redelivered", "yes", False),
    ],
)
def test_a_header_a_desktop_has_no_business_with_is_replaced(header: str, value: object, kept: object) -> None:
    assert vetted_headers(**{header: value})[header] == kept


def test_a_header_nobody_knows_is_dropped() -> None:
    assert "x-death" not in vetted_headers(**{"x-death": [{}]})


def test_a_retry_keeps_when_it_is_due() -> None:
    due = datetime.now(UTC) + timedelta(seconds=60)

    assert vetted_headers(eta=due.isoformat())["eta"] == due.isoformat()


def test_nobody_is_answered_but_through_the_result() -> None:
    payload = vet(message(reply_to="pixferry.bulk", priority=9), queue=QUEUE)

    assert payload["properties"]["reply_to"] is None
    assert payload["properties"]["priority"] == 0


def test_a_replayed_message_gets_a_delivery_tag_of_its_own() -> None:
    raw = message(delivery_tag="seen-before")

    tags = {vet(raw, queue=QUEUE)["properties"]["delivery_tag"] for _ in range(10)}

    assert len(tags) == 10
    assert "seen-before" not in tags


def test_a_message_goes_back_to_the_queue_it_came_from_whatever_it_says() -> None:
    payload = vet(message(delivery_info={"exchange": "celeryev", "routing_key": "elsewhere"}), queue=QUEUE)

    assert payload["properties"]["delivery_info"] == {"exchange": "", "routing_key": QUEUE, "redelivered": False}


@pytest.mark.parametrize(
    ("said", "kept"),
    [({"redelivered": True}, True), ({"redelivered": 1}, False), ({"redelivered": "yes"}, False), ([], False)],
)
def test_a_message_a_worker_had_before_is_known_as_such(said: object, kept: object) -> None:
    payload = vet(message(delivery_info=said), queue=QUEUE)

    assert payload["properties"]["delivery_info"]["redelivered"] is kept


def test_one_notification_may_follow_an_image() -> None:
    embed = vetted_embed({"chain": [{**NOTIFY, "options": {"task_id": "n-1", "link": [NOTIFY], "queue": "celery"}}]})

    (link,) = embed["chain"]
    assert link["task"] == "worker.notify"
    assert link["args"] == [{"job_id": "j"}]
    assert link["options"] == {"task_id": "n-1", "queue": "pixferry.control"}


@pytest.mark.parametrize(
    "chain",
    [
        [NOTIFY, NOTIFY],
        [{**NOTIFY, "task": "worker.unpublish"}],
        [{**NOTIFY, "options": {}}],
        [{**NOTIFY, "options": None}],
        [{**NOTIFY, "args": None}],
        ["worker.notify"],
        "worker.notify",
        7,
    ],
)
def test_any_other_chain_is_dropped(chain: object) -> None:
    assert vetted_embed({"chain": chain})["chain"] is None


def test_callbacks_and_chords_are_dropped() -> None:
    embed = vetted_embed({"callbacks": [NOTIFY], "errbacks": [NOTIFY], "chord": NOTIFY})

    assert embed == {"callbacks": None, "errbacks": None, "chain": None, "chord": None}


def test_nothing_follows_other_tasks() -> None:
    raw = message(headers={"task": "worker.describe", "id": "t"}, embed={"chain": [NOTIFY]})

    payload = vet(raw, queue=QUEUE)

    assert json.loads(base64.b64decode(payload["body"]))[2]["chain"] is None
