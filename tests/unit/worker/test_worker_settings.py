"""Settings that cannot work are refused with the variable's name, not bent into others."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from worker.broker.settings import celery_settings
from worker.settings import WorkerSettings


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"soft_time_limit": 1000, "time_limit": 3}, "3 is not above PIXFERRY_SOFT_TIME_LIMIT, which is 1000"),
        ({"soft_time_limit": 60, "time_limit": 60}, "60 is not above PIXFERRY_SOFT_TIME_LIMIT, which is 60"),
        ({"soft_time_limit": 300}, "300 is not above PIXFERRY_SOFT_TIME_LIMIT, which is 300"),
    ],
    ids=["below", "equal", "soft alone"],
)
def test_a_time_limit_that_is_not_above_the_soft_one_is_refused(limits: dict[str, int], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        WorkerSettings(**limits)  # type: ignore[arg-type]  # only these two

    (problem,) = refused.value.errors()
    assert problem["loc"] == ("time_limit",)
    assert problem["msg"] == f"Value error, {said}"


@pytest.mark.parametrize(("hard", "soft"), [("2", 1), ("100", 80), ("240", 192), ("300", 240), ("3600", 240)])
def test_a_soft_limit_nobody_set_follows_the_hard_one(monkeypatch: pytest.MonkeyPatch, hard: str, soft: int) -> None:
    monkeypatch.setenv("PIXFERRY_TIME_LIMIT", hard)
    monkeypatch.setenv("PIXFERRY_SOFT_TIME_LIMIT", "")

    settings = WorkerSettings()

    assert (settings.soft_time_limit, settings.time_limit) == (soft, int(hard))


def test_the_limits_an_operator_sets_are_the_ones_celery_gets() -> None:
    conf = celery_settings(WorkerSettings(soft_time_limit=299, time_limit=300))

    assert (conf["task_soft_time_limit"], conf["task_time_limit"]) == (299, 300)
