"""Kill children, workers, broker and lines at random for minutes, then check every image object by object.

`make soak` runs it: `python -m tests.faults.soak --images 1000 --seconds 300 --seed 1`. The jobs are sent as a desktop
sends them, and one the broker no longer knows is sent again, as the desktop's journal does.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import psutil

from tests.plugins.farm import Farm, FarmJob, open_farm
from tests.plugins.store_proxy import Fault, Request

LIMITS: dict[str, Any] = {"PIXFERRY_SOFT_TIME_LIMIT": "14", "PIXFERRY_TIME_LIMIT": "15"}
FAULTS = (Fault(status=503, code="SlowDown"), Fault(cuts_request=True), Fault(cuts_answer=True))
ENDED = {"SUCCESS", "FAILURE"}
WORKERS = 2


class Soak:
    """One run: what was sent, and what was done to it."""

    def __init__(self, farm: Farm, *, seed: int) -> None:
        self.farm = farm
        self.random = random.Random(seed)  # noqa: S311  repeatable on purpose
        self.jobs: list[FarmJob] = []
        self.harm: Counter[str] = Counter()

    def start_workers(self) -> None:
        """Keep two workers alive, as their supervisor does."""
        self.farm.workers[:] = [worker for worker in self.farm.workers if worker.process.poll() is None]
        while len(self.farm.workers) < WORKERS:
            self.farm.start_worker("-c", "2", waits=False, **LIMITS)

    def fault(self, _request: Request) -> Fault | None:
        """Let one request of fifty fail."""
        return self.random.choice(FAULTS) if self.random.random() < 0.02 else None

    def do_harm(self) -> None:
        """Break one thing."""
        harm = self.random.choice(["child", "child", "child", "worker", "broker", "line", "silence"])
        self.harm[harm] += 1
        if harm == "child":
            children = [child for worker in self.farm.workers for child in worker.children]
            with contextlib.suppress(psutil.NoSuchProcess, IndexError):
                self.random.choice(children).kill()
        elif harm == "worker":
            self.random.choice(self.farm.workers).kill()
        elif harm == "broker":
            self.farm.valkey.kill()
            self.farm.valkey.start()
        elif harm == "line":
            self.farm.line.cut()
        else:
            self.farm.line.swallow_connected()

    def run(self, *, images: int, seconds: float) -> None:
        """Send images evenly over the time, and harm something every few seconds."""
        began = time.monotonic()
        next_harm = began + 5
        self.farm.store.script = self.fault
        while (now := time.monotonic()) < began + seconds:
            self.start_workers()
            if len(self.jobs) < images * (now - began) / seconds:
                self.jobs.append(self.farm.send())
            if now > next_harm:
                self.do_harm()
                next_harm = now + self.random.uniform(2, 6)
            time.sleep(0.02)
        self.farm.store.script = lambda _: None

    def settle(self, *, patience: float) -> None:
        """Wait for every job's end, sending again what failed for a passing reason or is known to nobody."""
        deadline = time.monotonic() + patience
        quiet_since = time.monotonic()
        while time.monotonic() < deadline:
            self.start_workers()
            states = {job.task_id: self.farm.state(job) for job in self.jobs}
            if all(status == "SUCCESS" for status, _ in states.values()):
                return
            for number, job in enumerate(self.jobs):
                status, _ = states[job.task_id]
                if status == "FAILURE" or (status not in ENDED and time.monotonic() - quiet_since > patience / 3):
                    self.harm[f"sent again after {status}"] += 1
                    self.jobs[number] = self.farm.send_placed(job.source)
            if time.monotonic() - quiet_since > patience / 3:
                quiet_since = time.monotonic()
            time.sleep(1)

    def hear(self, *, patience: float) -> None:
        """Wait for the last notifications."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and not all(self.farm.times_told(job) for job in self.jobs):
            time.sleep(0.5)

    def verdict(self) -> Counter[str]:
        """Look at every image's objects."""
        found: Counter[str] = Counter()
        for job in self.jobs:
            status, said = self.farm.state(job)
            if status != "SUCCESS":
                found["lost"] += 1
                continue
            files = {said["main"]["key"], said["thumbnail"]["key"], *(file["key"] for file in said["variants"])}
            there = set(self.farm.keys_of(job, "images"))
            found["live"] += files <= there
            found["broken links"] += len(files - there)
            found["orphaned objects"] += len(there - files)
            found["duplicate executions"] += max(0, self.farm.downloads_of(job) - 1)
            found["several manifests"] += len(self.farm.keys_of(job, "manifests")) != 1
            found["duplicate notifications"] += max(0, self.farm.times_told(job) - 1)
            found["never told"] += not self.farm.times_told(job)
        return found


def main() -> int:
    """Run and print the figures; 0 if every image is live and nothing is orphaned."""
    options = argparse.ArgumentParser()
    options.add_argument("--images", type=int, default=1000)
    options.add_argument("--seconds", type=float, default=300)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_farm(Path(folder)) as farm:
        soak = Soak(farm, seed=chosen.seed)
        soak.run(images=chosen.images, seconds=chosen.seconds)
        soak.settle(patience=max(120.0, chosen.seconds))
        soak.hear(patience=30)
        found = soak.verdict()
        print(f"images {len(soak.jobs)}; {dict(soak.harm)}; {dict(found)}")  # noqa: T201  the figures are the point
    good = found["live"] == len(soak.jobs) and not found["orphaned objects"] and not found["several manifests"]
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
