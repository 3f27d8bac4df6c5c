"""Name the tasks, queues, stages and error codes both programs speak of."""

from __future__ import annotations

from enum import StrEnum

CONTRACT_VERSION = 2
"""Raised when a message gains a field; peers show it in `describe` and never refuse a neighbour for it alone."""


class TaskName(StrEnum):
    """The only tasks a worker runs."""

    DESCRIBE = "worker.describe"
    ISSUE_TICKETS = "worker.issue_tickets"
    PROCESS_IMAGE = "worker.process_image"
    NOTIFY = "worker.notify"
    SEAL_DROP = "worker.seal_drop"
    UNPUBLISH = "worker.unpublish"
    CANCEL = "worker.cancel"


class QueueName(StrEnum):
    """The queues, in the order a worker that serves all of them takes from them."""

    CONTROL = "pixferry.control"
    IMAGES = "pixferry.images"
    BULK = "pixferry.bulk"


class Stage(StrEnum):
    """What a worker is doing with an image; the Celery state of the running task, letter for letter."""

    QUEUED = "QUEUED"
    FETCHING = "FETCHING"
    OPTIMISING = "OPTIMISING"
    THUMBNAILS = "THUMBNAILS"
    PUBLISHING = "PUBLISHING"


class Role(StrEnum):
    """What a published file is for."""

    MAIN = "main"
    THUMBNAIL = "thumbnail"
    VARIANT = "variant"


class Ending(StrEnum):
    """How a job of a drop ended."""

    LIVE = "live"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Code(StrEnum):
    """The errors we know; the wire carries plain strings, so a code we do not know is shown as it came."""

    FILE_MISSING = "file:missing"
    FILE_UNREADABLE = "file:unreadable"
    FILE_CHANGED = "file:changed"
    FOLDER_EMPTY = "folder:no-images"
    IMAGE_EMPTY = "image:empty"
    IMAGE_NOT_AN_IMAGE = "image:not-an-image"
    IMAGE_UNSUPPORTED = "image:unsupported"
    IMAGE_DAMAGED = "image:damaged"
    IMAGE_TOO_LARGE = "image:too-large"
    IMAGE_TOO_MANY_PIXELS = "image:too-many-pixels"
    IMAGE_TOO_MANY_FRAMES = "image:too-many-frames"
    IMAGE_TOO_MANY_SCANS = "image:too-many-scans"
    SOURCE_MISSING = "source:missing"
    SOURCE_CHANGED = "source:changed"
    STORAGE_DENIED = "storage:denied"
    STORAGE_NO_BUCKET = "storage:no-bucket"
    STORAGE_SLOW_DOWN = "storage:slow-down"
    STORAGE_UNAVAILABLE = "storage:unavailable"
    STORAGE_UNREACHABLE = "storage:unreachable"
    STORAGE_TIMEOUT = "storage:timeout"
    STORAGE_FULL = "storage:full"
    TICKET_EXPIRED = "ticket:expired"
    REQUEST_INVALID = "request:invalid"
    REQUEST_UNKNOWN_PRESET = "request:unknown-preset"
    WORKER_OUT_OF_MEMORY = "worker:out-of-memory"
    WORKER_TIME_LIMIT = "worker:time-limit"
    WORKER_CRASHED = "worker:crashed"
    WORKER_POISON = "worker:poison"
    WORKER_DISK_FULL = "worker:disk-full"
    WORKER_BUG = "worker:bug"
    BROKER_UNREACHABLE = "broker:unreachable"
    BROKER_DENIED = "broker:denied"
    BROKER_FULL = "broker:full"
    NO_WORKER = "broker:no-worker"
    DEPLOYMENT_FAILED = "deployment:failed"
    CANCELLED = "job:cancelled"
