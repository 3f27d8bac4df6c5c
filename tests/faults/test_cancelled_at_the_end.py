"""A job cancelled while its files are being stored is not published, and one cancelled weeks ago is not made."""

from __future__ import annotations

import threading

from tests.plugins.farm import Farm
from tests.plugins.servers import wait_until
from tests.plugins.store_proxy import Request
from worker.broker.cancelling import cancel
from worker.contract import CancelRequest, EndedJob, Ending


def test_a_job_cancelled_while_its_last_file_is_sent_is_not_published(farm: Farm) -> None:
    farm.start_worker("-Q", "pixferry.control")
    farm.start_worker("-Q", "pixferry.images", PIXFERRY_STORE_TIMEOUT="40")
    held, go_on = threading.Event(), threading.Event()

    def gate(request: Request) -> None:
        if request.method == "PUT" and "-thumb" in request.path:
            held.set()
            go_on.wait(30)

    farm.store.script = gate
    job = farm.send()
    wait_until(held.is_set, what="the last file")
    ended = EndedJob(job_id=job.source.job_id, name=job.source.name, ending=Ending.CANCELLED)
    request = CancelRequest(drop_id=job.drop_id, user="Ann", attempt_ids=(job.task_id,), ended=(ended,))
    farm.sender.ask("worker.cancel", request.to_wire())
    go_on.set()

    assert farm.failure(job).code == "job:cancelled"
    assert farm.keys_of(job, "manifests") == []
    farm.assert_nothing_waits()


def test_a_cancel_is_known_for_as_long_as_a_job_may_wait(farm: Farm) -> None:
    with farm.valkey.client() as raw:
        cancel(raw, ["attempt-1"])

        assert raw.ttl("pixferry:cancelled:attempt-1") == 30 * 24 * 3600
