"""Start the worker inside the bundle, where this program is also the Python that `-m celery` asks for."""

from __future__ import annotations

import multiprocessing
import sys


def main() -> None:
    """Run `-m celery …` as Celery's own command line, anything else as `pixferry-worker …`."""
    multiprocessing.freeze_support()
    arguments = [word for word in sys.argv[1:] if word != "-P"]
    if arguments[:2] == ["-m", "celery"]:
        from celery.__main__ import main as celery  # noqa: PLC0415  each start pays for one command line only

        sys.argv[1:] = arguments[2:]
        celery()
    else:
        from worker.__main__ import main as worker  # noqa: PLC0415  as above

        worker()


main()
