"""Run install.py with a Python that is new enough; old ones read this file too, down to Python 2.7."""

import os
import subprocess
import sys

NEEDED = (3, 11)
NAMES = ("python3.13", "python3.12", "python3.11", "python3.14")


def is_new_enough(program):
    """Ask an interpreter for its version; version managers leave commands on PATH that do not start."""
    question = "import sys; sys.exit(0 if sys.version_info >= {!r} else 1)".format(NEEDED)
    try:
        with open(os.devnull, "w") as nowhere:
            return subprocess.call([program, "-c", question], stdout=nowhere, stderr=nowhere) == 0
    except OSError:
        return False


def main():
    """Hand over to install.py, or say in one line that no Python here will do."""
    candidates = [sys.executable] if sys.version_info >= NEEDED else []
    candidates += [name for name in NAMES if not candidates and is_new_enough(name)]
    if not candidates:
        sys.exit(
            "Pixferry needs Python 3.11 or newer; {} is {}.{}. Install one, or say: make PYTHON=/path/to/it".format(
                sys.executable, sys.version_info[0], sys.version_info[1]
            )
        )
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "install.py")
    os.execvp(candidates[0], [candidates[0], script] + sys.argv[1:])


main()
