"""Harden Celery on Redis: one home for its settings, and for every way a message or a job could harm a worker.

A message is vetted as it leaves the queue (`vetting`, `transport`): rebuilt from what the contract allows, or put on
the dead-letter list. A failure is stored in the contract's words, whoever notices it (`results`). Crashes are bounded
by Celery's retries and by a count of deliveries that never ended (`deliveries`). A worker whose clock is wrong does
not start (`steps`).
"""
