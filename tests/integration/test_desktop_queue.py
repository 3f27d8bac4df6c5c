"""The desktop's Celery client on a real broker, and where the behaviour is shared, its twin beside it."""

from __future__ import annotations

import base64
import json
import os
import signal
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from celery.backends.redis import RedisBackend
from kombu import pools

from desktop.domain.remote import Job, JobQueue, Seen
from desktop.domain.trouble import TroubleError
from desktop.services.broker_memory import BrokerMemory
from desktop.services.invented import outcome_of
from desktop.services.memory import MemoryDeployment
from desktop.services.queue import MOST_NEWS, CeleryQueue
from tests.plugins.servers import Valkey, free_port
from tests.plugins.slow_line import SlowLine
from tests.plugins.tcp_proxy import TcpProxy
from tests.plugins.workers import Client, WorkerProcess
from worker.contract import (
    Code,
    Failure,
    ProcessRequest,
    Progress,
    QueueName,
    SealRequest,
    SourceFile,
    Stage,
    TicketsRequest,
)

# Celery 5.7's own backend still calls redis-py's deprecated setex when it stores.
STORES = pytest.mark.filterwarnings("ignore:Call to deprecated setex:DeprecationWarning")


def source(name: str = "cat.jpg") -> SourceFile:
    return SourceFile(
        job_id=uuid.uuid4().hex,
        owner="o",
        sha256="a" * 64,
        size=9,
        content_type="image/jpeg",
        name=name,
        preset="web",
    )


def job(queue: QueueName = QueueName.IMAGES) -> Job:
    request = ProcessRequest(source=source(), drop_id="d", user="ada")
    return Job(attempt_id=str(uuid.uuid4()), request=request, queue=queue)


def never() -> bool:
    return False


@pytest.fixture
def celery_queue(valkey: Valkey) -> Iterator[CeleryQueue]:
    queue = CeleryQueue()
    queue.point_at(valkey.url)
    yield queue
    queue.close()


@pytest.fixture(params=["celery", "memory"])
def queue(request: pytest.FixtureRequest) -> JobQueue:
    if request.param == "memory":
        return MemoryDeployment(works_by_itself=False)
    real: CeleryQueue = request.getfixturevalue("celery_queue")
    return real


def test_what_is_sent_waits_and_is_unknown_until_a_worker_has_it(queue: JobQueue) -> None:
    jobs = [job() for _ in range(3)]

    queue.send_jobs(jobs)

    assert queue.ping() == 3
    assert queue.look([one.attempt_id for one in jobs]).unknown == {one.attempt_id for one in jobs}


def test_nobody_answers_where_there_is_no_worker(queue: JobQueue) -> None:
    if isinstance(queue, MemoryDeployment):
        queue.has_worker = False

    with pytest.raises(TroubleError) as described:
        queue.describe(timeout=0.2, is_stopped=never)
    with pytest.raises(TroubleError) as ticketed:
        queue.issue_tickets(TicketsRequest(files=(source(),)), timeout=0.2, is_stopped=never)

    assert {caught.value.failure.code for caught in (described, ticketed)} == {Code.NO_WORKER}
    assert described.value.failure.transient


def test_a_thousand_jobs_are_one_batch_in_order(celery_queue: CeleryQueue, valkey: Valkey) -> None:
    jobs = [job(QueueName.BULK) for _ in range(1000)]

    begun = time.perf_counter()
    celery_queue.send_jobs(jobs)

    assert time.perf_counter() - begun < 3
    with valkey.client() as client:
        first, last = client.lindex("pixferry.bulk", -1), client.lindex("pixferry.bulk", 0)
        assert client.llen("pixferry.bulk") == 1000
        assert {key.decode() for key in client.keys("*")} == {"pixferry.bulk"}
    assert [json.loads(m or "")["headers"]["id"] for m in (first, last)] == [jobs[0].attempt_id, jobs[-1].attempt_id]


def test_the_producers_are_there_before_two_lanes_can_ask_for_them_at_once(
    celery_queue: CeleryQueue, valkey: Valkey
) -> None:
    known = list(pools.producers.values())

    celery_queue.point_at(f"{valkey.url.removesuffix('/0')}/7")

    # Celery limits the pool after making it, which fails if another thread has taken a producer in between.
    (made,) = (pool for pool in pools.producers.values() if pool not in known)
    assert made.limit == 4


def test_a_task_carries_its_request_and_one_notification(celery_queue: CeleryQueue, valkey: Valkey) -> None:
    one = job()
    celery_queue.send_jobs([one])
    celery_queue.send_jobs([one])

    with valkey.client() as client:
        messages = [json.loads(raw) for raw in client.lrange("pixferry.images", 0, -1)]

    bodies = [json.loads(base64.b64decode(message["body"])) for message in messages]
    args, _, embedded = bodies[0]
    assert messages[0]["headers"]["task"] == "worker.process_image"
    assert args == [one.request.to_wire()]
    (notify,) = embedded["chain"]
    assert (notify["task"], notify["options"]["queue"]) == ("worker.notify", "pixferry.control")
    assert notify["args"] == [{"job_id": one.request.source.job_id, "drop_id": "d", "user": "ada"}]
    assert bodies[0] == bodies[1]


@STORES
def test_results_are_read_once_each(celery_queue: CeleryQueue, client: Client) -> None:
    backend = client.app.backend
    assert isinstance(backend, RedisBackend)
    running, done, failed, lost = (str(uuid.uuid4()) for _ in range(4))
    outcome, failure = outcome_of(source()), Failure(code=Code.IMAGE_DAMAGED, detail="cut")
    progress = Progress(stage=Stage.OPTIMISING, fraction=0.5, at=1.0)
    backend.store_result(running, progress.to_wire(), "OPTIMISING")
    backend.store_result(done, outcome.to_wire(), "SUCCESS")
    backend.store_result(failed, ValueError(failure.to_wire()), "FAILURE")

    first = celery_queue.look([running, done, failed, lost])
    second = celery_queue.look([running, done, failed, lost])
    again = celery_queue.look([done], again=True)

    assert first.news[running].progress == progress
    assert first.news[done].outcome == outcome
    assert first.news[failed].failure == failure
    assert first.unknown == second.unknown == {lost}
    assert second.news == {}
    assert again.news[done].outcome == outcome


@STORES
def test_news_of_a_look_that_the_line_cut_short_are_told_by_the_next(valkey: Valkey, client: Client) -> None:
    attempts = [str(uuid.uuid4()) for _ in range(1500)]
    client.app.backend.store_result(attempts[0], ValueError(Failure(code=Code.IMAGE_DAMAGED).to_wire()), "FAILURE")
    queue = CeleryQueue()

    with TcpProxy(valkey.port) as line:
        queue.point_at(valkey.url.replace(str(valkey.port), str(line.port)))

        def cut_before_the_second_answer(answer: bytes) -> bytes:
            before, second, _ = answer.partition(b"*500\r\n")
            if second:
                line.cut()
            return before

        line.rewrite = cut_before_the_second_answer
        assert code_of(lambda: queue.look(attempts)) == Code.BROKER_UNREACHABLE
        line.rewrite = bytes
        look = queue.look(attempts)
        queue.close()

    assert set(look.news) == {attempts[0]}
    assert len(look.unknown) == 1499


def test_a_look_at_five_thousand_jobs_and_three_queues_is_one_round_trip(valkey: Valkey) -> None:
    attempts = [str(uuid.uuid4()) for _ in range(5000)]
    queue = CeleryQueue()
    with valkey.client() as client:
        client.rpush("pixferry.bulk", "a", "b")

    with SlowLine(valkey.port, delay=0.2) as line:
        queue.point_at(valkey.url.replace(str(valkey.port), str(line.port)))
        queue.ping()
        turns = line.turns
        look = queue.look(attempts, counts=True)
        spent = line.turns - turns
        queue.close()

    assert spent == 1
    assert (look.queued, len(look.unknown)) == (2, 5000)


@STORES
def test_very_much_news_is_told_in_several_looks(celery_queue: CeleryQueue, valkey: Valkey) -> None:
    attempts = [str(uuid.uuid4()) for _ in range(MOST_NEWS + 1)]
    ended = json.dumps({"status": "SUCCESS", "result": outcome_of(source()).to_wire()})
    with valkey.client() as client:
        client.mset({f"celery-task-meta-{attempt}": ended for attempt in attempts})

    looks = [celery_queue.look(attempts) for _ in range(3)]

    assert [(len(look.news), look.has_more) for look in looks] == [(MOST_NEWS, True), (1, False), (0, False)]
    assert looks[0].news.keys() | looks[1].news.keys() == set(attempts)
    assert all(look.unknown == frozenset() for look in looks)


def test_a_result_that_is_none_hides_no_other(celery_queue: CeleryQueue, valkey: Valkey) -> None:
    ended = json.dumps({"status": "FAILURE", "result": {"exc_message": [Failure(code=Code.IMAGE_DAMAGED).to_wire()]}})
    with valkey.client() as client:
        client.mset({f"celery-task-meta-{name}": body for name, body in (("a", "{"), ("b", "[]"), ("c", ended))})

    news = celery_queue.look(["a", "b", "c"]).news

    assert news["c"].failure == Failure(code=Code.IMAGE_DAMAGED)
    assert news["a"] == news["b"] == Seen()


@STORES
def test_a_crash_that_celery_reports_has_a_code(celery_queue: CeleryQueue, client: Client) -> None:
    from billiard.exceptions import WorkerLostError  # noqa: PLC0415  only this test speaks of it

    attempt = str(uuid.uuid4())
    client.app.backend.store_result(attempt, WorkerLostError("signal 9"), "FAILURE")

    seen = celery_queue.look([attempt]).news[attempt]

    assert seen.failure is not None
    assert seen.failure.code == Code.WORKER_CRASHED


def test_a_real_worker_describes_itself_and_issues_tickets(
    celery_queue: CeleryQueue, start_worker: Callable[..., WorkerProcess]
) -> None:
    start_worker()

    description = celery_queue.describe(timeout=20, is_stopped=never)
    answer = celery_queue.issue_tickets(TicketsRequest(files=(source(),)), timeout=20, is_stopped=never)
    celery_queue.seal_drop(SealRequest(drop_id="d", user="ada", size=1))

    assert {preset.name for preset in description.presets} >= {"web", "responsive"}
    assert answer.answers[0].ticket is not None


def test_questions_do_not_pile_up_where_nobody_answers(celery_queue: CeleryQueue, valkey: Valkey) -> None:
    with valkey.client() as client:
        client.lpush("pixferry.control", *["{}"] * 60)

    with pytest.raises(TroubleError) as caught:
        celery_queue.describe(timeout=5, is_stopped=never)

    assert caught.value.failure.code == Code.NO_WORKER
    with valkey.client() as client:
        assert client.llen("pixferry.control") == 60


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(TroubleError) as caught:
        call()
    assert caught.value.failure.transient
    return caught.value.failure.code


def test_a_broker_that_is_not_there_is_said_within_seconds() -> None:
    queue = CeleryQueue()
    assert code_of(queue.ping) == Code.BROKER_UNREACHABLE
    queue.point_at(f"redis://127.0.0.1:{free_port()}/0")

    begun = time.perf_counter()
    codes = {code_of(queue.ping), code_of(lambda: queue.send_jobs([job()])), code_of(lambda: queue.look(["x"]))}

    assert codes == {Code.BROKER_UNREACHABLE}
    assert time.perf_counter() - begun < 3
    queue.close()


def test_a_wrong_password_is_said(valkey: Valkey) -> None:
    queue = CeleryQueue()
    queue.point_at(valkey.url.replace(valkey.password, "wrong"))

    assert {code_of(queue.ping), code_of(lambda: queue.send_jobs([job()]))} == {Code.BROKER_DENIED}
    queue.close()


def test_a_full_broker_is_said(celery_queue: CeleryQueue, valkey: Valkey) -> None:
    with valkey.client() as client:
        client.config_set("maxmemory", "1")

    assert code_of(lambda: celery_queue.send_jobs([job()])) == Code.BROKER_FULL
    assert code_of(lambda: celery_queue.seal_drop(SealRequest(drop_id="d", user="", size=1))) == Code.BROKER_FULL


def test_a_frozen_broker_blocks_for_seconds_not_for_ever(celery_queue: CeleryQueue, valkey: Valkey) -> None:
    assert valkey.process is not None
    celery_queue.send_jobs([job()])
    os.kill(valkey.process.pid, signal.SIGSTOP)
    try:
        begun = time.perf_counter()

        assert code_of(lambda: celery_queue.send_jobs([job()])) == Code.BROKER_UNREACHABLE
        assert time.perf_counter() - begun < 15
    finally:
        os.kill(valkey.process.pid, signal.SIGCONT)


def test_an_address_that_is_none_is_said(tmp_path: Path) -> None:
    queue = CeleryQueue()

    assert code_of(lambda: queue.point_at(f"nonsense://{tmp_path}")) == Code.BROKER_UNREACHABLE


@STORES
def test_a_broker_without_its_memory_is_noticed_once(
    celery_queue: CeleryQueue, valkey: Valkey, start_worker: Callable[..., WorkerProcess]
) -> None:
    start_worker()
    celery_queue.describe(timeout=20, is_stopped=never)
    attempt = str(uuid.uuid4())
    assert not celery_queue.look([attempt]).has_forgotten

    with valkey.client() as client:
        client.flushall()

    assert celery_queue.look([attempt]).has_forgotten
    assert not celery_queue.look([attempt]).has_forgotten

    celery_queue.describe(timeout=20, is_stopped=never)
    with valkey.client() as client:
        client.flushall()
    celery_queue.describe(timeout=20, is_stopped=never)

    assert celery_queue.look([attempt]).has_forgotten
    assert not celery_queue.look([attempt]).has_forgotten


def test_an_answer_that_is_gone_because_its_time_is_up_is_no_lost_memory(
    valkey: Valkey, start_worker: Callable[..., WorkerProcess]
) -> None:
    queue = CeleryQueue(memory=BrokerMemory(trusted_for=0.0))
    queue.point_at(valkey.url)
    start_worker()
    queue.describe(timeout=20, is_stopped=never)

    with valkey.client() as client:
        client.flushall()

    assert not queue.look(["x"]).has_forgotten
    queue.close()
