"""What every tracked file owes the next reader: an opening sentence, a readable size, no address of one machine."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ("desktop", "worker", "resources")

# Assembled here, so that this file does not contain what it looks for.
REGISTRIES = ("py" + "pi.org", "python" + "hosted.org", "registry." + "npmjs", "npmjs" + ".org", "deb." + "debian.org")
MACHINE_PATHS = re.compile(r"(?<![\w.~-])(?:/wo" + r"rk/[\w.-]+|/ro" + r"ot/[\w.-]+|" + re.escape(str(ROOT)) + ")")

LONGEST_FILE = 280
LONGEST_FUNCTION = 40


def tracked() -> list[Path]:
    """Return the files git knows, or every file that looks like ours where there is no git."""
    if shutil.which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
        return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]
    everywhere = [path for folder in (*PROGRAMS, "tests", ".ci") for path in (ROOT / folder).rglob("*")]
    return [path for path in (*everywhere, *ROOT.glob("*")) if path.is_file() and path.name != ".env"]


def texts() -> list[tuple[str, str]]:
    """Return the tracked files that hold text, each with its path from the top."""
    found = []
    for path in tracked():
        try:
            found.append((path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def sources() -> list[tuple[str, ast.Module]]:
    """Return every module of the programs, parsed."""
    return [
        (path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for folder in PROGRAMS
        for path in sorted((ROOT / folder).rglob("*.py"))
    ]


def test_no_file_names_a_package_registry() -> None:
    assert [name for name, text in texts() if any(host in text for host in REGISTRIES)] == []


def test_no_file_names_a_folder_of_one_machine() -> None:
    found = [(name, MACHINE_PATHS.findall(text)) for name, text in texts() if not name.endswith(".lock")]

    assert [(name, paths) for name, paths in found if paths] == []


@pytest.mark.parametrize("lock", ["requirements.lock", "worker/requirements.lock"])
def test_every_locked_package_has_a_version_and_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")

    pinned = re.findall(r"^[a-z0-9][^\s\[]*(?:\[\S+\])?==\S+.*\\$", text, flags=re.MULTILINE)
    named = re.findall(r"^[^\s#].*", text, flags=re.MULTILINE)

    assert "://" not in text
    assert "--hash=sha256:" in text
    assert pinned == named


def test_every_module_opens_by_saying_what_it_is_for() -> None:
    assert [name for name, tree in sources() if not ast.get_docstring(tree)] == []


def test_no_file_or_function_is_too_long_to_be_read_at_once() -> None:
    found = [
        f"{name}: {node.name} has {length} lines"
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    found += [f"{name} has {tree.body[-1].end_lineno} lines" for name, tree in sources() if _is_long(tree)]

    assert found == []


def _is_long(tree: ast.Module) -> bool:
    return (tree.body[-1].end_lineno or 0) > LONGEST_FILE
