"""Kill desktops, children, workers, broker and lines at random for minutes, then check every image object by object.

`make soak` runs it: `python -m tests.faults.soak --images 1000 --seconds 300 --seed 1`. Three desktops drop folders of
one to nine photos; all of their traffic, and the workers', goes through lines that break. Then everything is left in
peace until every image is live and every drop told, and the figures are printed line by line.
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

from tests.faults.soak_desktop import Desktop
from tests.faults.soak_verdict import Dropped, times_told, verdict
from tests.plugins.farm import Farm, open_farm
from tests.plugins.jobs import a_photo
from tests.plugins.store_proxy import Fault, Request
from worker.notify.drops import CLAIM

LIMITS: dict[str, Any] = {"PIXFERRY_SOFT_TIME_LIMIT": "14", "PIXFERRY_TIME_LIMIT": "15"}
FAULTS = (Fault(status=503, code="SlowDown"), Fault(cuts_request=True), Fault(cuts_answer=True))
FAULTY = 0.005
"""The share of the store's requests that fail."""
HARMS = ("child", "child", "child", "worker", "broker", "line", "silence", "desktop", "desktop")
WORKERS, DESKTOPS, MOST_PER_DROP = 2, 3, 9
SOON, REMINDED = 15.0, CLAIM + 45.0
"""Seconds after the last image within which a drop is told; and within which one is whose messenger was killed: its
claim is looked at every half minute."""
CLEAN = (
    *("lost", "not live", "rows too many", "desktops out of order", "wrong links", "broken links"),
    *("orphaned unseen", "live objects sweep would delete", "images without one manifest"),
    *("drops never told", "duplicate notifications"),
)


class Soak:
    """One run: what was dropped, and what was done to it."""

    def __init__(self, farm: Farm, *, seed: int) -> None:
        self.farm = farm
        # Requests come in any order: what they draw must not change what is harmed.
        self.random, self.luck = random.Random(seed), random.Random(seed)  # noqa: S311  repeatable on purpose
        homes = [farm.folder / f"desk{number}" for number in range(1, DESKTOPS + 1)]
        self.desktops = [Desktop(home=home, broker_url=farm.broker_url) for home in homes]
        self.drops: list[Dropped] = []
        self.images = 0
        self.harm: Counter[str] = Counter()

    def keep_alive(self) -> None:
        """Keep two workers and every desktop alive, as supervisors and people do."""
        self.farm.workers[:] = [worker for worker in self.farm.workers if worker.process.poll() is None]
        while len(self.farm.workers) < WORKERS:
            self.farm.start_worker("-c", "2", waits=False, **LIMITS)
        for desktop in self.desktops:
            desktop.start()

    def fault(self, _request: Request) -> Fault | None:
        """Let one request of two hundred fail."""
        return self.luck.choice(FAULTS) if self.luck.random() < FAULTY else None

    def drop(self, most: int) -> None:
        """Drop a folder of new photos on one of the desktops; it appears whole."""
        desktop, number = self.random.choice(self.desktops), len(self.drops)
        count = min(self.random.randint(1, MOST_PER_DROP), most)
        folder = desktop.inbox / f"drop-{number:04}"
        unfinished = desktop.home / "unfinished"
        unfinished.mkdir(parents=True)
        names = [f"{desktop.name}-{number:04}-{place:02}.jpg" for place in range(count)]
        for name in names:
            self.images += 1
            photo = a_photo(width=400, height=300, seed=self.images)
            (unfinished / name).write_bytes(photo + name.encode())
        unfinished.rename(folder)
        self.drops.append(Dropped(desktop=desktop, files=tuple(folder / name for name in names)))

    def do_harm(self) -> None:
        """Break one thing."""
        harm = self.random.choice(HARMS)
        self.harm[harm] += 1
        if harm == "child":
            children = [child for worker in self.farm.workers for child in worker.children]
            with contextlib.suppress(psutil.NoSuchProcess, IndexError):
                self.random.choice(children).kill()
        elif harm == "worker":
            self.random.choice(self.farm.workers).kill()
        elif harm == "desktop":
            self.random.choice(self.desktops).kill()
        elif harm == "broker":
            self.farm.valkey.kill()
            self.farm.valkey.start()
        elif harm == "line":
            self.farm.line.cut()
        else:
            self.farm.line.swallow_connected()

    def run(self, *, images: int, seconds: float) -> None:
        """Drop images evenly over the time, and harm something every few seconds."""
        began = time.monotonic()
        next_harm = began + 5
        self.farm.store.script = self.fault
        while (now := time.monotonic()) < began + seconds or self.images < images:
            self.keep_alive()
            if self.images < images * min(1.0, (now - began + 1) / seconds):
                self.drop(images - self.images)
            if now > next_harm:
                self.do_harm()
                next_harm = now + self.random.uniform(4, 10)
            time.sleep(0.02)
        self.farm.store.script = lambda _: None

    def settle(self, *, patience: float) -> float:
        """Wait in peace until every row is live; return the seconds it took."""
        began = said = time.monotonic()
        while (now := time.monotonic()) < began + patience:
            self.keep_alive()
            states = sum((desktop.states() for desktop in self.desktops), Counter[str]())
            if states["live"] >= self.images:
                break
            if now > said + 10:
                said = now
                print(f"  {now - began:.0f} s in peace: {dict(states)}", flush=True)  # noqa: T201  progress
            time.sleep(0.5)
        return time.monotonic() - began

    def hear(self, *, patience: float) -> list[Dropped]:
        """Wait for the last notifications; return the drops nobody was told of."""
        deadline = time.monotonic() + patience
        while True:
            self.keep_alive()
            told = times_told(self.farm, self.drops)
            untold = [drop for number, drop in enumerate(self.drops) if not told[number]]
            if not untold or time.monotonic() > deadline:
                return untold
            time.sleep(0.5)

    def explain(self, untold: list[Dropped]) -> None:
        """Print what the broker knows of drops that were not told soon."""
        with self.farm.valkey.client() as raw:
            for key in sorted(raw.scan_iter("pixferry:drop:*")):
                if key.endswith(b":told"):
                    continue
                fields: Any = raw.hgetall(key)
                left: Any = raw.ttl(key + b":told")
                names = b" ".join(fields.values())
                if any(name.encode() in names for drop in untold for name in drop.names) and left <= CLAIM:
                    print(f"  untold: {key.decode()} size {fields.get(b'size')} jobs {len(fields)} claim {left}")  # noqa: T201  evidence
            print(f"  untold: {[min(drop.names) for drop in untold]}", flush=True)  # noqa: T201  evidence


def soak(farm: Farm, *, images: int, seconds: float, seed: int) -> bool:
    """Run it, print the figures, and tell whether they are clean."""
    run = Soak(farm, seed=seed)
    try:
        run.run(images=images, seconds=seconds)
        took = run.settle(patience=max(150.0, 1.2 * seconds))
        untold = run.hear(patience=SOON)
        if untold:
            run.explain(untold)
            run.hear(patience=REMINDED)
    finally:
        for desktop in run.desktops:
            desktop.close()
    found = verdict(farm, run.desktops, run.drops)
    found["drops told late"] = len(untold) - found["drops never told"]
    found["retried by hand"] = sum(desktop.clicks for desktop in run.desktops)
    figures = {"seed": seed, "images": run.images, "harm": sum(run.harm.values()), **run.harm}
    figures |= {"store faults": len(farm.store.faults), "seconds until all was live": round(took), **found}
    print("\n".join(f"{name:36}{figure}" for name, figure in figures.items()), flush=True)  # noqa: T201  the point
    return found["live"] == run.images and not any(found[name] for name in CLEAN)


def main() -> int:
    """Run; 0 if every image is live, right and in order, and nothing is orphaned unseen."""
    options = argparse.ArgumentParser()
    options.add_argument("--images", type=int, default=1000)
    options.add_argument("--seconds", type=float, default=300)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep", type=Path, help="a folder to leave everything in")
    chosen = options.parse_args()
    with contextlib.ExitStack() as ends:
        folder = chosen.keep or Path(ends.enter_context(tempfile.TemporaryDirectory()))
        farm = ends.enter_context(open_farm(folder))
        return 0 if soak(farm, images=chosen.images, seconds=chosen.seconds, seed=chosen.seed) else 1


if __name__ == "__main__":
    sys.exit(main())
