"""What a killed worker left behind is found by `pixferry-worker sweep`, and goes when the operator says so."""

from __future__ import annotations

import subprocess
import sys

from tests.plugins.farm import Farm
from tests.plugins.farm_workers import ROOT
from tests.plugins.store_proxy import Fault, Request


def sweep(farm: Farm, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "worker", "sweep", *options],
        cwd=farm.folder,
        env={**farm.environment(), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )


def test_objects_without_a_manifest_are_found_and_deleted_on_request(farm: Farm) -> None:
    farm.start_worker()
    whole = farm.send()
    farm.assert_published_once(whole)
    denied = Fault(status=403, code="AccessDenied")

    def refuse_the_manifest(request: Request) -> Fault | None:
        return denied if request.method == "PUT" and "/manifests/" in request.path else None

    farm.store.script = refuse_the_manifest
    half = farm.send()
    assert farm.failure(half).code == "storage:denied"
    left = farm.keys_of(half, "images")
    assert left

    assert sweep(farm).stdout == ""
    said = sweep(farm, "--older-than", "0").stdout
    assert [line.split()[:2] for line in said.splitlines()] == [["orphaned", key] for key in left]
    assert farm.keys_of(half, "images") == left

    sweep(farm, "--older-than", "0", "--delete")

    assert farm.keys_of(half, "images") == []
    farm.assert_published_once(whole)
