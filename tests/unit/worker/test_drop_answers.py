"""The answer to whoever ends a drop stays small, however large the drop."""

from __future__ import annotations

from tests.plugins.servers import Valkey
from worker.contract import EndedJob, Ending, NotifyAnswer
from worker.services import Services
from worker.settings import WorkerSettings


def test_the_answer_names_a_hundred_links_of_a_drop_of_thousands(valkey: Valkey) -> None:
    services = Services(WorkerSettings(broker_url=valkey.url, cdn_url="https://cdn.example"))
    jobs = [EndedJob(job_id=f"job-{n}", name="x", ending=Ending.LIVE, key=f"images/{n}") for n in range(3000)]

    with services.redis:
        answer = services.record("drop", "Ann", *jobs, size=3000)

    assert len(answer.urls) == NotifyAnswer.MOST_URLS == 100
    assert set(answer.urls) < {f"https://cdn.example/images/{n}" for n in range(3000)}
