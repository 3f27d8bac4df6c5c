"""Decode the original once; everything published is made from these pixels."""

from __future__ import annotations

from worker.imaging.decoding import decode as decoded
from worker.steps.context import Context


def decode(context: Context) -> None:
    """Run the guards, then decode upright into sRGB."""
    if context.original is None:
        msg = "nothing was fetched"
        raise LookupError(msg)
    context.decoded = decoded(context.original, context.limits)
