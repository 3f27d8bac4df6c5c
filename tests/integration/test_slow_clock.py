"""A desktop whose clock runs behind is answered like any other."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import datetime

import pytest

from desktop.domain.trouble import TroubleError
from desktop.services.queue import CeleryQueue
from tests.plugins.servers import Valkey


@pytest.fixture
def queue(valkey: Valkey) -> Iterator[CeleryQueue]:
    queue = CeleryQueue()
    queue.point_at(valkey.url)
    yield queue
    queue.close()


def test_a_question_asked_by_a_clock_hours_behind_has_not_expired(queue: CeleryQueue, valkey: Valkey) -> None:
    with pytest.raises(TroubleError):
        queue.describe(timeout=0.1, is_stopped=lambda: False)

    with valkey.client() as client:
        message = json.loads(client.lindex("pixferry.control", 0) or b"")
    ends = datetime.fromisoformat(message["headers"]["expires"]).timestamp()
    assert ends - time.time() > 12 * 3600
