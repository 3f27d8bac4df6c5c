"""Every variable a program reads stands in .env.example with its reason, and nothing stands there that nobody reads."""

from __future__ import annotations

import re
from pathlib import Path

from worker.settings import WorkerSettings

ROOT = Path(__file__).resolve().parents[2]
OUTSIDE_THE_WORKER = {"PIXFERRY_HOME", "PIXFERRY_LINGER", "PIXFERRY_VALKEY", "PIXFERRY_RCLONE"}


def explained() -> dict[str, str]:
    """Return each variable of .env.example with the comment above it."""
    blocks = re.split(r"\n\s*\n", (ROOT / ".env.example").read_text(encoding="utf-8"))
    found = {}
    for block in blocks:
        comment = " ".join(line.lstrip("# ") for line in block.splitlines() if line.startswith("# "))
        found.update(dict.fromkeys(re.findall(r"^#?(PIXFERRY_\w+)=", block, flags=re.MULTILINE), comment))
    return found


def test_every_setting_of_the_worker_is_explained() -> None:
    wanted = {f"PIXFERRY_{name.upper()}" for name in WorkerSettings.model_fields}

    assert wanted - set(explained()) == set()
    assert [name for name, comment in explained().items() if len(comment) < 20] == []


def test_nothing_is_explained_that_nobody_reads() -> None:
    fields = {f"PIXFERRY_{name.upper()}" for name in WorkerSettings.model_fields}
    sources = [
        path.read_text(encoding="utf-8") for folder in ("desktop", "worker") for path in (ROOT / folder).rglob("*.py")
    ]
    named = {name for source in sources for name in re.findall(r"PIXFERRY_[A-Z0-9_]+", source)}

    assert set(explained()) - fields - named == set()
    assert set(explained()) >= OUTSIDE_THE_WORKER


def test_the_values_of_the_example_are_the_defaults(tmp_path: Path) -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    written = tmp_path / "env"
    written.write_text("\n".join(re.findall(r"^#(PIXFERRY_\w+=.+)$", example, flags=re.MULTILINE)), encoding="utf-8")

    assert WorkerSettings(_env_file=written) == WorkerSettings(_env_file=None)
