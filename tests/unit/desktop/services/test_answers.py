"""What Celery keeps of a question is read as an answer, or as whose turn it is."""

from __future__ import annotations

import pytest

from desktop.domain.trouble import TroubleError
from desktop.services.answers import said_by, seen_in
from worker.contract import Code, TicketsAnswer

REVOKED = {"status": "REVOKED", "result": {"exc_type": "TaskRevokedError", "exc_message": ["expired"]}}


def test_a_question_that_expired_is_asked_again_and_cancels_nothing() -> None:
    with pytest.raises(TroubleError) as caught:
        said_by(REVOKED, TicketsAnswer)

    assert caught.value.failure.code == Code.NO_WORKER
    assert caught.value.failure.transient


def test_a_revoked_image_is_cancelled() -> None:
    seen = seen_in(REVOKED)

    assert seen.failure is not None
    assert seen.failure.code == Code.CANCELLED
