"""Lost or only waiting: what the desktop concludes from a broker that says nothing."""

from __future__ import annotations

from desktop.controllers.silence import OVERTAKEN_SECONDS, Silence
from worker.contract import QueueName

IMAGES, BULK = QueueName.IMAGES, QueueName.BULK


def lost(silence: Silence, *attempts: str, queued: int | None, now: float, has_forgotten: bool = False) -> list[str]:
    return silence.lost(attempts, queued=queued, has_forgotten=has_forgotten, now=now)


def test_what_waits_in_a_full_queue_is_not_lost_however_long_it_takes() -> None:
    silence = Silence()
    silence.follow("a", BULK, 0.0)

    assert lost(silence, "a", queued=5000, now=7200.0) == []


def test_what_is_unknown_while_the_queues_are_empty_is_lost_after_a_minute() -> None:
    silence = Silence()
    silence.follow("a", BULK, 0.0)

    assert not silence.is_due(20.0)
    assert silence.is_due(40.0)
    assert lost(silence, "a", queued=0, now=59.0) == []
    assert lost(silence, "a", queued=0, now=61.0) == ["a"]


def test_a_broker_without_its_memory_has_lost_everything_unknown_at_once() -> None:
    silence = Silence()
    silence.follow("a", BULK, 0.0)

    assert lost(silence, "a", queued=None, has_forgotten=True, now=0.5) == ["a"]


def test_what_was_overtaken_in_its_own_queue_long_ago_is_lost() -> None:
    silence = Silence()
    for attempt, queue in (("vanished", BULK), ("waiting", IMAGES), ("later", BULK)):
        silence.follow(attempt, queue, 0.0)
    silence.hear("later", 10.0)

    at = 10.0 + OVERTAKEN_SECONDS
    assert lost(silence, "vanished", "waiting", queued=9, now=at) == []
    assert lost(silence, "vanished", "waiting", queued=9, now=at + 1) == ["vanished"]


def test_what_a_worker_began_and_then_lost_is_sent_again_once_nothing_waits() -> None:
    silence = Silence()
    silence.follow("a", BULK, 0.0)
    silence.hear("a", 10.0)

    at = 10.0 + OVERTAKEN_SECONDS
    assert lost(silence, queued=0, now=at) == []
    assert lost(silence, queued=1, now=at + 1) == []
    assert lost(silence, queued=0, now=at + 1) == ["a"]


def test_the_time_the_broker_is_away_does_not_count() -> None:
    silence = Silence()
    silence.follow("a", BULK, 0.0)
    silence.hear("a", 1.0)

    silence.pause(500.0)

    assert lost(silence, "a", queued=0, now=550.0) == []
    assert silence.stalled(550.0) == []
    assert silence.stalled(561.0) == ["a"]


def test_an_attempt_of_an_earlier_run_is_given_a_few_seconds() -> None:
    silence = Silence()
    silence.follow("a", BULK, 1000.0, age=86400.0)

    assert lost(silence, "a", queued=0, now=1004.0) == []
    assert lost(silence, "a", queued=0, now=1006.0) == ["a"]


def test_what_only_waits_never_stalls() -> None:
    silence = Silence()
    silence.follow("a", BULK, 0.0)

    assert silence.stalled(10_000.0) == []
