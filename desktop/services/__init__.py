"""Doors to the outside, without widgets: threads, ledger, hashing, queue, transfer, previews, deployment."""
