"""Who tells the user is killed while it does: the user is told all the same, and once."""

from __future__ import annotations

from tests.plugins.farm import Farm
from tests.plugins.jobs import stays
from tests.plugins.servers import wait_until
from tests.plugins.store_proxy import Fault, Request, StoreProxy
from worker.notify.drops import CLAIM, CLAIMED_DROPS
from worker.notify.messenger import REST


def test_a_drop_whose_messenger_was_killed_is_told_soon_after_its_claim_has_run_out(farm: Farm) -> None:
    killed: list[Request] = []

    def kill_once(request: Request) -> Fault | None:
        if killed:
            return None
        farm.kill_child_behind(request)
        killed.append(request)
        return Fault(cuts_request=True)

    with StoreProxy(f"http://127.0.0.1:{farm.webhook.port}") as channel:
        channel.script = kill_once
        address = channel.url.replace("http", "json")
        # Drops left by their messenger are looked for every 2 s, all others every 40 s.
        worker = farm.start_worker(PIXFERRY_NOTIFY_URLS=address, PIXFERRY_DROP_PATIENCE="400")
        job = farm.send()
        # The task runs again at once, but nobody knows yet that the claim is a dead one's.
        wait_until(lambda: "the user was told before" in worker.output, what="the second run")
        assert (len(killed), farm.times_told(job)) == (1, 0)

        with farm.valkey.client() as raw:
            raw.zincrby(CLAIMED_DROPS, -CLAIM, job.drop_id)
            raw.delete(f"pixferry:drop:{job.drop_id}:told", REST)

        farm.assert_published_once(job, patience=15)
        assert stays(lambda: farm.times_told(job) == 1, seconds=4)
        farm.assert_nothing_waits()
