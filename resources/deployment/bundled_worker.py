"""Start the worker inside the bundle; `pixferry-worker celery …` is what Celery's workers are started with there."""

from __future__ import annotations

import multiprocessing

from worker.__main__ import main

# The pool's children are this program again wherever they are not forked.
multiprocessing.freeze_support()
main()
