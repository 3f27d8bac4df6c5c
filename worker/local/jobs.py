"""Ask the local broker about jobs: is any unfinished, does a worker answer, what did a dead worker hold."""

from __future__ import annotations

import base64
import json
import time
import uuid

import redis

from worker.contract import Description, QueueName, TaskName

_SECONDS = 1.0
_HELD, _HELD_SINCE = "unacked", "unacked_index"


class Jobs:
    """Look into the broker's queues with every right."""

    def __init__(self, broker_url: str) -> None:
        """Take the broker's address; connects when first asked."""
        self._redis = redis.Redis.from_url(broker_url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS)

    def close(self) -> None:
        """Close the connection."""
        self._redis.close()

    def are_unfinished(self) -> bool:
        """Tell whether any job waits or runs; an unreachable broker counts as yes, for it may hold some."""
        try:
            return any(self._redis.llen(queue) for queue in QueueName) or self.are_held()
        except redis.RedisError:
            return True

    def are_held(self) -> bool:
        """Tell whether any worker has a job in its hands; an unreachable broker counts as yes."""
        try:
            return bool(self._redis.hlen(_HELD))
        except redis.RedisError:
            return True

    def give_back(self) -> None:
        """Let what a dead worker held be delivered again by the next sweep, not after the visibility timeout.

        Delivery is at least once anyway, so a job that another worker still runs may run twice, harmlessly.
        """
        try:
            self._redis.zunionstore(_HELD_SINCE, {_HELD_SINCE: 0})
        except redis.RedisError:
            return

    def ask_description(self) -> str:
        """Send `describe` to the control worker and return the id under which its answer will be found."""
        task_id = str(uuid.uuid4())
        self._redis.lpush(QueueName.CONTROL, json.dumps(_describe_message(task_id)))
        return task_id

    def read_description(self, task_id: str) -> Description | None:
        """Return the control worker's answer, or None as long as there is none."""
        try:
            answer = self._redis.get(f"celery-task-meta-{task_id}")
        except redis.RedisError:
            return None
        meta = json.loads(answer) if isinstance(answer, bytes) else {}
        return Description.from_wire(meta["result"]) if meta.get("status") == "SUCCESS" else None


def _describe_message(task_id: str) -> dict[str, object]:
    """Return what Celery itself would send, without the half second that importing it costs at every start.

    Celery's message protocol 2: https://docs.celeryq.dev/en/stable/internals/protocol.html
    """
    body = [[], {}, {"callbacks": None, "errbacks": None, "chain": None, "chord": None}]
    headers = {
        "lang": "py",
        "task": TaskName.DESCRIBE.value,
        "id": task_id,
        "root_id": task_id,
        "parent_id": None,
        "group": None,
        "retries": 0,
        "timelimit": [None, None],
        "eta": None,
        "expires": None,
        "argsrepr": "()",
        "kwargsrepr": "{}",
        "origin": f"local@{int(time.time())}",
    }
    properties = {
        "correlation_id": task_id,
        "reply_to": task_id,
        "delivery_mode": 2,
        "delivery_info": {"exchange": "", "routing_key": QueueName.CONTROL.value},
        "priority": 0,
        "body_encoding": "base64",
        "delivery_tag": str(uuid.uuid4()),
    }
    return {
        "body": base64.b64encode(json.dumps(body).encode()).decode(),
        "content-encoding": "utf-8",
        "content-type": "application/json",
        "headers": headers,
        "properties": properties,
    }
