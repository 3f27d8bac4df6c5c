"""Look at what a soak left, object by object: every row of every desktop, every object of the bucket, every message."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from desktop.domain.item import Item
from tests.faults.soak_desktop import Desktop
from tests.plugins.farm import Farm
from tests.plugins.farm_workers import ROOT
from worker.manifests import Manifest

NAME = re.compile(rb"(desk\d-\d{4}-\d{2})")


@dataclass(frozen=True, kw_only=True)
class Dropped:
    """Hold one folder that was dropped: its files in order."""

    desktop: Desktop
    files: tuple[Path, ...]

    @property
    def names(self) -> frozenset[str]:
        """How a message names its images: by slug or by file name."""
        return frozenset(file.stem for file in self.files)


def times_told(farm: Farm, drops: Sequence[Dropped]) -> dict[int, int]:
    """Count the messages about each drop, by its index."""
    drop_of = {name: number for number, drop in enumerate(drops) for name in drop.names}
    told: Counter[int] = Counter()
    for body in list(farm.webhook.bodies):
        told.update({drop_of[name.decode()] for name in NAME.findall(body)})
    return {number: told[number] for number in range(len(drops))}


def verdict(farm: Farm, desktops: Sequence[Desktop], drops: Sequence[Dropped]) -> Counter[str]:
    """Return the figures; the desktops have ended."""
    found: Counter[str] = Counter({"not live": 0})
    expected: set[str] = set()
    for desktop in desktops:
        items = desktop.items()
        given = [file for drop in drops if drop.desktop is desktop for file in drop.files]
        found["accepted"] += len(items)
        found["lost"] += len(set(given) - {item.path for item in items})
        found["rows too many"] += len(items) - len({item.path for item in items})
        found["desktops out of order"] += [item.path for item in items] != given
        for item in items:
            _look_at(farm, item, found, expected)
    _count_orphans(farm, expected, found)
    told = times_told(farm, drops)
    found["drops"] = len(drops)
    found["drops never told"] = sum(not count for count in told.values())
    found["duplicate notifications"] = sum(max(0, count - 1) for count in told.values())
    found["duplicate executions"] = _duplicate_executions(farm)
    return found


def _look_at(farm: Farm, item: Item, found: Counter[str], expected: set[str]) -> None:
    """Compare one row with its file, its link with its objects."""
    if item.outcome is None or not item.is_live:
        print(f"not live: {item.name} {item.state} {item.failure}")  # noqa: T201  for whoever looks into it
        found["not live"] += 1
        return
    digest = hashlib.sha256(item.path.read_bytes()).hexdigest()
    found["wrong links"] += item.outcome.sha256 != digest or f"/{digest[:16]}-" not in item.outcome.main.key
    found["wrong links"] += item.path.stem not in item.outcome.main.key
    broken = [file for file in item.outcome.files if not _is_whole(farm.s3.bucket_folder / file.key, file.bytes)]
    found["broken links"] += len(broken)
    found["live"] += not broken
    expected.update(file.key for file in item.outcome.files)
    manifests = list((farm.s3.bucket_folder / "manifests" / digest).rglob("*.json"))
    found["images without one manifest"] += len(manifests) != 1


def _is_whole(file: Path, size: int) -> bool:
    """Tell whether an object has its size, and every pixel of it can be read."""
    if not file.is_file() or file.stat().st_size != size:
        return False
    with Image.open(file) as image:
        image.load()
    return True


def _count_orphans(farm: Farm, expected: set[str], found: Counter[str]) -> None:
    """Count the objects no link needs; unseen are those that neither a manifest nor `sweep` names."""
    root = farm.s3.bucket_folder
    stored = {file.relative_to(root).as_posix() for file in (root / "images").rglob("*") if file.is_file()}
    named: set[str] = set()
    for file in (root / "manifests").rglob("*.json"):
        manifest = Manifest.from_json(file.read_bytes())
        if manifest is not None:
            named.update(one.key for one in manifest.outcome.files)
    seen = {line.split()[1] for line in _sweep(farm) if line.startswith("orphaned ")}
    found["objects"] = len(stored)
    found["orphaned"] = len(stored - expected)
    found["orphaned unseen"] = len(stored - expected - named - seen)
    found["live objects sweep would delete"] = len(seen & expected)


def _sweep(farm: Farm) -> list[str]:
    command = [sys.executable, "-P", "-m", "worker", "sweep", "--older-than", "0"]
    environment = {**farm.environment(), "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(command, cwd=farm.folder, env=environment, capture_output=True, text=True, check=True)
    return ended.stdout.splitlines()


def _duplicate_executions(farm: Farm) -> int:
    """Count the runs that worked on an image beyond its first: whole fetches of its original."""

    def fetched(requests: Sequence[object]) -> Counter[str]:
        paths = (str(getattr(r, "path", "")).partition("?")[0] for r in requests if getattr(r, "method", "") == "GET")
        return Counter(path for path in paths if "/originals/" in path)

    whole = fetched(farm.store.requests)
    whole.subtract(fetched(farm.store.faults))
    return sum(max(0, count - 1) for count in whole.values())
