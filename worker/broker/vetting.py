"""Rebuild a message from what the contract lets a desktop say, or refuse it. Pure: bytes in, a kombu payload out.

Whoever may write to the queues may write anything: not JSON, a task of Celery's own, a time limit of an hour, a chain
of other tasks, a delivery tag that collides. Nothing of a message is kept that is not named here.
"""

from __future__ import annotations

import base64
import binascii
import json
import uuid
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from worker.broker.settings import LONGEST_BACKOFF, MAX_RETRIES
from worker.contract import QueueName, TaskName

LONGEST_MESSAGE = 512 * 1024
"""Bytes; a request for 100 tickets is about 60 KB."""

_LONGEST_ID = 64
_LONGEST_REPR = 200
_LONGEST_WAIT = timedelta(seconds=4 * LONGEST_BACKOFF)
_BODY_PARTS = 3
_TASKS = frozenset(task.value for task in TaskName)


class Flaw(StrEnum):
    """Why a message is none of ours; never quotes it."""

    LONG = "it is too long"
    NOT_JSON = "it is not JSON"
    NOT_AN_OBJECT = "it, its headers or its properties are not an object"
    FOREIGN_TASK = "its task is not one of ours"
    NO_IDENTITY = "its id is not a token"
    NO_BODY = "its body is not text"
    NOT_BASE64 = "its body is not base64"
    NO_PARTS = "its body is not [args, kwargs, embed]"
    NAMED_ARGUMENTS = "its arguments are not positional"


class MalformedError(ValueError):
    """Send a message to the dead letters; the only argument is the `Flaw`."""


def vet(raw: bytes | str, *, queue: str) -> dict[str, Any]:
    """Return the message as a kombu payload that cannot harm a worker; raise `MalformedError` if none can be made."""
    if len(raw) > LONGEST_MESSAGE:
        raise MalformedError(Flaw.LONG)
    message = _mapping(_parsed(raw))
    headers = _mapping(message.get("headers"))
    properties = _mapping(message.get("properties", {}))
    task = headers.get("task")
    if not isinstance(task, str) or task not in _TASKS:
        raise MalformedError(Flaw.FOREIGN_TASK)
    task_id = _identifier(headers.get("id"))
    args, embed = _body(message, properties)
    return {
        "body": base64.b64encode(json.dumps([args, {}, embed_for(task, embed)]).encode()).decode(),
        "content-type": "application/json",
        "content-encoding": "utf-8",
        "headers": _headers(headers, task=task, task_id=task_id, args=args),
        "properties": {
            "correlation_id": task_id,
            # A replayed tag would take another message's acknowledgement with it.
            "delivery_tag": str(uuid.uuid4()),
            "delivery_mode": 2,
            "delivery_info": {"exchange": "", "routing_key": queue, "redelivered": _is_redelivered(properties)},
            "priority": 0,
            "body_encoding": "base64",
            "reply_to": None,
        },
    }


def _is_redelivered(properties: dict[str, Any]) -> bool:
    """Keep kombu's word that a worker had this message before: one that succeeded then is not run again."""
    info = properties.get("delivery_info")
    return isinstance(info, dict) and info.get("redelivered") is True


def _parsed(raw: bytes | str) -> object:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise MalformedError(Flaw.NOT_JSON) from error


def _mapping(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise MalformedError(Flaw.NOT_AN_OBJECT)
    return value


def _identifier(value: object) -> str:
    ok = isinstance(value, str) and 0 < len(value) <= _LONGEST_ID and value.isascii()
    if not ok or not all(c.isalnum() or c in "-_." for c in str(value)):
        raise MalformedError(Flaw.NO_IDENTITY)
    return str(value)


def _body(message: dict[str, Any], properties: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    body = message.get("body")
    if not isinstance(body, str):
        raise MalformedError(Flaw.NO_BODY)
    if properties.get("body_encoding") == "base64":
        try:
            body = base64.b64decode(body, validate=True)
        except (binascii.Error, ValueError) as error:
            raise MalformedError(Flaw.NOT_BASE64) from error
    parts = _parsed(body)
    if not isinstance(parts, list) or len(parts) != _BODY_PARTS:
        raise MalformedError(Flaw.NO_PARTS)
    args, kwargs, embed = parts
    if not isinstance(args, list) or kwargs != {}:
        raise MalformedError(Flaw.NAMED_ARGUMENTS)
    return args, embed if isinstance(embed, dict) else {}


def embed_for(task: str, embed: dict[str, Any]) -> dict[str, Any]:
    """Keep one notification chained to one image and nothing else."""
    kept = {"callbacks": None, "errbacks": None, "chain": None, "chord": None}
    chain = embed.get("chain")
    if task != TaskName.PROCESS_IMAGE or not isinstance(chain, list) or len(chain) != 1:
        return kept
    link = chain[0]
    if (
        not isinstance(link, dict)
        or link.get("task") != TaskName.NOTIFY
        or not isinstance(link.get("args"), list | tuple)
    ):
        return kept
    options = link.get("options") if isinstance(link.get("options"), dict) else {}
    try:
        notify_id = _identifier((options or {}).get("task_id"))
    except MalformedError:
        return kept
    signature = {
        "task": TaskName.NOTIFY.value,
        "args": list(link["args"]),
        "kwargs": {},
        "options": {"task_id": notify_id, "queue": QueueName.CONTROL.value},
        "subtask_type": None,
        "immutable": False,
    }
    return {**kept, "chain": [signature]}


def _headers(headers: dict[str, Any], *, task: str, task_id: str, args: list[Any]) -> dict[str, Any]:
    return {
        "lang": "py",
        "task": task,
        "id": task_id,
        "root_id": _identifier_or(headers.get("root_id"), task_id),
        "parent_id": _identifier_or(headers.get("parent_id"), None),
        "retries": _retries(headers.get("retries")),
        "eta": _instant(headers.get("eta"), latest=datetime.now(UTC) + _LONGEST_WAIT),
        "expires": _instant(headers.get("expires"), latest=None),
        "timelimit": [None, None],
        "group": None,
        "group_index": None,
        "shadow": None,
        # A lone surrogate breaks whoever writes it into a log.
        "argsrepr": repr(args)[:_LONGEST_REPR].encode(errors="backslashreplace").decode(),
        "kwargsrepr": "{}",
        "origin": "",
        "ignore_result": headers.get("ignore_result") is True,
        "replaced_task_nesting": 0,
        "stamped_headers": None,
        "stamps": {},
        "redelivered": headers.get("redelivered") is True,
    }


def _identifier_or(value: object, default: str | None) -> str | None:
    try:
        return _identifier(value)
    except MalformedError:
        return default


def _retries(value: object) -> int:
    """Count between none and all: the worker's own retries pass here too, so the number cannot be dropped."""
    if not isinstance(value, int) or isinstance(value, bool):
        return 0
    return min(max(value, 0), MAX_RETRIES)


def _instant(value: object, *, latest: datetime | None) -> str | None:
    """Keep an instant in UTC that is not further away than a retry may wait."""
    if not isinstance(value, str):
        return None
    try:
        instant = datetime.fromisoformat(value)
        instant = instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return None if latest is not None and instant > latest else instant.isoformat()
