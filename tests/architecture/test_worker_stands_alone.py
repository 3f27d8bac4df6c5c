"""A worker installs and starts from its own lock file: where Qt, and everything else of the desktop, is absent."""

from __future__ import annotations

import importlib.metadata
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Make every module of the named packages look as if it were not installed, then run the rest of the command line.
WITHOUT = """
import runpy, sys
absent = set(sys.argv.pop(1).split(","))
class Absent:
    def find_spec(name, path=None, target=None):
        if name.split(".")[0] in absent:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Absent)
sys.argv.pop(0)
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""


def normal(name: str) -> str:
    """Spell a package's name as lock files do."""
    return re.sub(r"[-_.]+", "-", name).lower()


def absent_modules(lock: Path) -> list[str]:
    """Return the top modules installed here that no package of a lock file brings."""
    locked = {
        normal(name) for name in re.findall(r"^([\w.-]+)==", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)
    }
    providers = importlib.metadata.packages_distributions()
    return [
        module
        for module, packages in providers.items()
        if not {normal(package) for package in packages} & {*locked, "pixferry", "pip"}
    ]


@pytest.fixture(scope="module")
def absent() -> list[str]:
    return absent_modules(ROOT / "worker" / "requirements.lock")


def run_without(absent: list[str], *words: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m …` in a Python that has only what the lock file brings."""
    command = [sys.executable, "-c", WITHOUT, ",".join(absent), *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


def test_the_worker_s_lock_brings_no_qt_and_no_tools_of_developers(absent: list[str]) -> None:
    assert {"PySide6", "shiboken6", "httpx", "keyring", "pytest", "moto"} <= set(absent)
    assert {"celery", "PIL", "boto3", "apprise", "pydantic_settings"} & set(absent) == set()


def test_the_worker_s_command_line_starts_without_qt(absent: list[str]) -> None:
    done = run_without(absent, "worker", "--help")

    assert done.returncode == 0, done.stderr
    assert "run" in done.stdout


@pytest.mark.parametrize("command", ["worker", "flower"])
def test_celery_s_own_commands_find_the_app_without_qt(absent: list[str], command: str) -> None:
    done = run_without(absent, "celery", "-A", "worker.app", command, "--help")

    assert done.returncode == 0, done.stderr
    assert "Usage" in done.stdout


def test_every_module_of_the_worker_but_the_local_deployment_loads_without_qt(
    absent: list[str], tmp_path: Path
) -> None:
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in sorted((ROOT / "worker").rglob("*.py"))
        if "local" not in path.relative_to(ROOT / "worker").parts and not path.stem.startswith("__")
    ]
    (tmp_path / "load_all.py").write_text("".join(f"import {module}\n" for module in modules), encoding="utf-8")

    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n" + WITHOUT]
    done = subprocess.run(
        [*command, ",".join(absent), "load_all"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )

    assert done.returncode == 0, done.stderr


def test_send_works_without_the_parts_of_qt_that_draw(tmp_path: Path) -> None:
    words = ["desktop", "send", "--json", str(tmp_path / "nothing-here.jpg")]
    undrawn = WITHOUT.replace('name.split(".")[0] in absent', "name in absent")
    command = [sys.executable, "-c", undrawn, "PySide6.QtGui,PySide6.QtWidgets,PySide6.QtSvg", *words]
    # A team's broker that is not there: nothing is started on this computer.
    settings = {"PIXFERRY_HOME": str(tmp_path), "PIXFERRY_BROKER_URL": "redis://127.0.0.1:1/0"}

    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, check=False, timeout=60
    )

    assert done.returncode == 1, done.stderr
    assert '"refused"' in done.stdout
