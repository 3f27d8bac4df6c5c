"""Turn whatever a decoder or encoder throws at a file into a word about that file."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from worker.contract import Code
from worker.errors import PermanentError, PixferryError, TransientError

_log = logging.getLogger(__name__)
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def imaging_faults(
    *, let_pass: tuple[type[Exception], ...] = (), has_room: Callable[[], bool] = lambda: True
) -> Iterator[None]:
    """Make every exception of imaging code a permanent `image:damaged`, because doing it again gives the same.

    Our own errors, those in `let_pass` (a time limit's) and a full disk keep their meaning; encoders that write by
    themselves do not say that the disk is full, so `has_room` is asked before the picture is blamed.
    """
    try:
        with resource_faults():
            yield
    except PixferryError:
        raise
    except let_pass:
        raise
    except Exception as error:  # decoders raise what they like: SyntaxError, struct.error, ZeroDivisionError …
        if not has_room():
            raise TransientError(Code.WORKER_DISK_FULL, type(error).__name__) from error
        _log.info("the picture cannot be processed", exc_info=True)
        raise PermanentError(Code.IMAGE_DAMAGED, f"{type(error).__name__}: {error}"[:200]) from error


@contextmanager
def resource_faults() -> Iterator[None]:
    """Name the machine's own limits: memory and a file too big are the picture's fault, a full disk passes."""
    try:
        yield
    except MemoryError as error:
        raise PermanentError(Code.WORKER_OUT_OF_MEMORY) from error
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise TransientError(Code.WORKER_DISK_FULL, error.strerror or "") from error
        if error.errno == errno.EFBIG:  # the limit of one file, four times that of an original
            raise PermanentError(Code.IMAGE_TOO_LARGE, "what would be made of it is over the limit") from error
        raise
