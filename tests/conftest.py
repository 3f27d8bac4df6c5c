"""Keep tests apart from the person who runs them and from each other, and load the fixtures every folder shares."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

pytest_plugins = ["tests.plugins.servers", "tests.plugins.workers"]

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 3.0
"""Seconds a thread or process that was told to end may take."""

KEEPERS = ("resource_tracker", "semaphore_tracker", "forkserver")
"""Processes Python's multiprocessing starts once and keeps for the life of ours."""

HOME = tempfile.mkdtemp(prefix="pixferry-tests-")

# Before anything reads them: no window, no real home, no keyring, and none of the developer's own settings.
for name in [name for name in os.environ if name.startswith("PIXFERRY_") and not name.startswith("PIXFERRY_TEST_")]:
    del os.environ[name]
os.environ["PIXFERRY_HOME"] = HOME
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


def pytest_unconfigure() -> None:
    """Remove the home all tests shared."""
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of sample images: four JPEG photographs, one of them sideways, and one PNG."""
    return ROOT / "resources" / "samples"


@pytest.fixture(scope="session")
def redis_server_binary() -> str:
    """Debian's redis-server, unpacked by `make test`; elsewhere the system's, if there is one."""
    ours = ROOT / ".venv" / "redis" / "redis-server"
    found = shutil.which(os.environ.get("PIXFERRY_TEST_REDIS") or "redis-server") or shutil.which(ours)
    if found is None and shutil.which("apt-get"):
        pytest.fail("no redis-server: run `make test`, which unpacks Debian's")
    if found is None:
        pytest.skip("this system has no redis-server and no Debian packages; Valkey runs in its place")
    return found


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """Fail a test that leaves a thread, a job of Qt's pool or a child process running."""
    before = _running()

    yield

    deadline = time.monotonic() + PATIENCE
    while (left := _running() - before) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not left, f"left running: {', '.join(sorted(left))}"


def _running() -> set[str]:
    """Name every thread, pool and child process of this moment."""
    # Python keeps a placeholder for each foreign thread (Qt's) that ever ran its code, also after that thread's end.
    placeholder = threading._DummyThread
    names = {f"thread {t.name} ({t.ident})" for t in threading.enumerate() if not isinstance(t, placeholder)}
    names |= {
        f"process {child.pid} ({command})" for child in psutil.Process().children() if (command := _command(child))
    }
    core = sys.modules.get("PySide6.QtCore")
    if core is not None and core.QThreadPool.globalInstance().activeThreadCount():
        names.add("a job in Qt's pool")
    return names


def _command(child: psutil.Process) -> str:
    """Return a live child's command line; nothing for those that have ended or belong to Python itself."""
    with contextlib.suppress(psutil.NoSuchProcess):
        command = " ".join(child.cmdline())
        return "" if any(keeper in command for keeper in KEEPERS) else command  # a zombie's command is empty
    return ""
