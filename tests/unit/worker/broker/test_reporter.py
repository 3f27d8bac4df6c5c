"""Progress is shown now and then; whether to go on is asked at each stage and before the end."""

from __future__ import annotations

from typing import Any

import pytest

from worker.broker.reporter import Reporter
from worker.contract import Stage


class Shown:
    """Remember the states a task was given."""

    def __init__(self) -> None:
        self.states: list[tuple[str, float]] = []

    def update_state(self, *, state: str, meta: dict[str, Any]) -> None:
        self.states.append((state, meta["fraction"]))


class StoppedError(Exception):
    """End the job."""


def test_whether_to_go_on_is_asked_at_each_new_stage_and_before_the_end() -> None:
    asked: list[str] = []
    task: Any = Shown()
    report = Reporter(task, lambda: asked.append(task.states[-1][0]))

    for stage, fraction in (
        (Stage.FETCHING, 0.0),
        (Stage.FETCHING, 0.1),
        (Stage.PUBLISHING, 0.8),
        (Stage.PUBLISHING, 0.9),
        (Stage.PUBLISHING, 1.0),
    ):
        report(stage, fraction)

    assert asked == ["FETCHING", "PUBLISHING"]
    assert task.states == [("FETCHING", 0.0), ("PUBLISHING", 0.8)]


def test_a_job_nobody_wants_ends_before_its_end() -> None:
    task: Any = Shown()

    def stop() -> None:
        raise StoppedError

    report = Reporter(task, stop)
    report(Stage.PUBLISHING, 0.8)

    with pytest.raises(StoppedError):
        report(Stage.PUBLISHING, 1.0)
