"""Which library may be imported where: direct imports only, so that a library has one door into each program."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# The two ends of the queue. broker_line is what the desktop's queue holds for an address, broker_errors the mapping of
# what may go wrong there; the worker's command line hands over to Celery's and reads what was refused.
DESKTOP_END = ["desktop/services/broker_line.py", "desktop/services/broker_errors.py"]
QUEUE = ["worker/broker/", "worker/local/", "worker/__main__.py", *DESKTOP_END]

# A library, and the only places of `desktop` and `worker` that may import it.
ONLY_HERE = {
    "PIL": ["worker/imaging/", "worker/steps/"],
    "pi_heif": ["worker/imaging/"],
    "simplejpeg": ["worker/imaging/"],
    "oxipng": ["worker/imaging/"],
    "ajpegli": ["worker/imaging/"],
    "boto3": ["worker/storage/s3.py"],
    "botocore": ["worker/storage/s3.py", "worker/storage/s3_faults.py"],
    "celery": [*QUEUE, "worker/app.py", "worker/tasks.py"],
    "kombu": [*QUEUE, "worker/app.py", "worker/tasks.py"],
    "redis": [*QUEUE, "worker/notify/", "worker/services.py"],  # services makes the one client the others are given
    "apprise": ["worker/notify/channel.py"],
    "httpx": ["desktop/services/transfer.py", "desktop/services/previews.py", "desktop/services/downloads.py"],
    "jeepney": ["desktop/services/notifications.py"],
    "sqlite3": ["desktop/services/"],
    "PySide6": ["desktop/"],
}
THREADS = ("threading", "concurrent", "multiprocessing")
QT_THREADS = {"QThread", "QThreadPool", "QRunnable"}
POSIX_ONLY = ("fcntl", "grp", "pwd", "resource", "termios", "pty")


def modules(folder: str) -> list[Path]:
    """Return every module under a folder of the tree."""
    return sorted((ROOT / folder).rglob("*.py"))


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (module, name) for each import in a file, wherever in it; the name is empty for `import module`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


def is_within(module: str, package: str) -> bool:
    """Tell whether a module is a package or inside it."""
    return module == package or module.startswith(f"{package}.")


def offenders(folder: str, packages: tuple[str, ...], *, allowed: tuple[str, ...] = ()) -> list[str]:
    """List the imports of some packages under a folder, outside the allowed places."""
    return [
        f"{place} imports {module}"
        for path in modules(folder)
        if not (place := path.relative_to(ROOT).as_posix()).startswith(allowed or ("\0",))
        for module, name in imports(path)
        if any(is_within(module, package) or is_within(f"{module}.{name}", package) for package in packages)
    ]


@pytest.mark.parametrize("library", ONLY_HERE)
def test_a_library_is_imported_only_in_its_place(library: str) -> None:
    places = tuple(ONLY_HERE[library])

    found = [line for folder in ("desktop", "worker") for line in offenders(folder, (library,), allowed=places)]

    assert found == []


def test_the_window_knows_nothing_of_the_worker_but_the_contract() -> None:
    found = [
        f"{path.relative_to(ROOT)} imports {module}.{name}"
        for path in modules("desktop")
        for module, name in imports(path)
        if is_within(module, "worker") and not is_within(f"{module}.{name}", "worker.contract")
    ]

    assert found == []


def test_the_contract_imports_the_standard_library_alone() -> None:
    known = sys.stdlib_module_names | {"worker"}

    found = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in modules("worker/contract")
        for module, _ in imports(path)
        if module.split(".")[0] not in known
        or (is_within(module, "worker") and not is_within(module, "worker.contract"))
    ]

    assert found == []


def test_the_worker_knows_no_window() -> None:
    assert offenders("worker", ("desktop", "PySide6", "shiboken6")) == []


def test_the_domain_is_plain_python() -> None:
    assert offenders("desktop/domain", ("PySide6", "shiboken6", "celery", "httpx", "sqlite3")) == []


def test_threads_exist_in_one_file_of_the_window() -> None:
    door = ("desktop/services/background.py",)

    found = offenders("desktop", THREADS, allowed=door)
    found += [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules("desktop")
        if path.relative_to(ROOT).as_posix() not in door
        for module, name in imports(path)
        if module == "PySide6.QtCore" and name in QT_THREADS
    ]

    assert found == []


def test_the_window_runs_on_systems_that_are_not_posix() -> None:
    assert offenders("desktop", POSIX_ONLY) == []


def test_only_what_is_seen_imports_the_parts_of_qt_that_draw() -> None:
    drawing = ("PySide6.QtGui", "PySide6.QtWidgets", "PySide6.QtSvg")
    seen = (
        "desktop/widgets/",
        "desktop/models/",
        "desktop/app.py",
        "desktop/session.py",
        "desktop/wiring/",
        "desktop/offloaded.py",
        "desktop/services/previews.py",
        "desktop/controllers/links.py",
    )

    assert offenders("desktop", drawing, allowed=seen) == []


def test_pixels_know_neither_the_queue_nor_the_store() -> None:
    assert offenders("worker/imaging", ("celery", "kombu", "redis", "boto3", "botocore", "worker.storage")) == []
