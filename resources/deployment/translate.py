"""Collect every sentence of the window for translators and build what the program loads, through Qt's own tools.

python resources/deployment/translate.py            collects into resources/translations/*.ts and builds *.qm
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "resources" / "translations"
sys.path.insert(0, str(ROOT))


def sentences_of_errors() -> str:
    """Return calls the collector understands: advice is held in tables, where it sees none."""
    from desktop import errors  # noqa: PLC0415  after the path is set

    advice = [*errors._KNOWN.values(), *errors._BY_PREFIX.values(), errors._UNKNOWN]  # noqa: SLF001  the tables themselves
    texts = dict.fromkeys(text for one in advice for text in (one.sentence, one.next_step))
    return "\n".join(f'translate("Errors", {text!r})' for text in texts)


def collect(target: Path) -> None:
    """Bring a .ts file up to date with the sources; what is translated stays."""
    with tempfile.TemporaryDirectory() as scratch:
        errors = Path(scratch) / "errors_said.py"
        errors.write_text(sentences_of_errors(), "utf-8")
        sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "desktop").rglob("*.py"))
        command = [_tool("lupdate"), *sources, str(errors), "-ts", str(target), "-no-obsolete", "-locations", "none"]
        command += ["-source-language", "en", "-target-language", target.stem.rpartition("_")[2]]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def build(source: Path) -> None:
    """Build the .qm file beside a .ts file."""
    command = [_tool("lrelease"), str(source), "-qm", str(source.with_suffix(".qm"))]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _tool(name: str) -> str:
    return str(Path(sys.executable).with_name(f"pyside6-{name}"))


if __name__ == "__main__":
    for file in sorted(FOLDER.glob("*.ts")):
        collect(file)
        build(file)
