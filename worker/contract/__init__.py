"""THE wire: what a desktop and a worker say to each other. Standard library only, imported by both programs.

JSON objects, made and read by frozen dataclasses (`to_wire`, `from_wire`). Fields are added, never renamed; golden
messages of earlier versions in tests/contract must parse for ever. `names` has tasks, queues, stages and error codes,
`jobs`, `tickets`, `drops` and `deployment` the shapes, `codec` the two doors.

Task signatures (one positional JSON object each; answers are JSON objects):

    worker.describe()                              -> Description
    worker.issue_tickets(TicketsRequest)           -> TicketsAnswer
    worker.process_image(ProcessRequest)           -> Outcome
    worker.notify(Outcome, NotifyRequest)          -> NotifyAnswer      (only as the link of process_image)
    worker.seal_drop(SealRequest)                  -> NotifyAnswer
    worker.unpublish(UnpublishRequest)             -> UnpublishAnswer
    worker.cancel(CancelRequest)                   -> NotifyAnswer

A running job's Celery state is a `Stage`, its meta a `Progress`. A failed one carries one exception whose only
argument is a `Failure` as JSON object.
"""

from worker.contract.codec import ContractError, Message
from worker.contract.deployment import Description, LocalState, PresetDescription
from worker.contract.drops import CancelRequest, EndedJob, NotifyAnswer, NotifyRequest, SealRequest
from worker.contract.jobs import Failure, Outcome, ProcessRequest, Progress, SourceFile, StageTime, Variant
from worker.contract.local import (
    CLIENT_VARIABLE,
    CLIENTS_FOLDER,
    LOCK_FILE,
    LOGS_FOLDER,
    STATE_FILE,
    past_proxies,
    read_local_state,
    settings_mark,
)
from worker.contract.names import CONTRACT_VERSION, Code, Ending, QueueName, Role, Stage, TaskName
from worker.contract.tickets import (
    Part,
    Ticket,
    TicketAnswer,
    TicketsAnswer,
    TicketsRequest,
    UnpublishAnswer,
    UnpublishRequest,
)

__all__ = [
    "CLIENTS_FOLDER",
    "CLIENT_VARIABLE",
    "CONTRACT_VERSION",
    "LOCK_FILE",
    "LOGS_FOLDER",
    "STATE_FILE",
    "CancelRequest",
    "Code",
    "ContractError",
    "Description",
    "EndedJob",
    "Ending",
    "Failure",
    "LocalState",
    "Message",
    "NotifyAnswer",
    "NotifyRequest",
    "Outcome",
    "Part",
    "PresetDescription",
    "ProcessRequest",
    "Progress",
    "QueueName",
    "Role",
    "SealRequest",
    "SourceFile",
    "Stage",
    "StageTime",
    "TaskName",
    "Ticket",
    "TicketAnswer",
    "TicketsAnswer",
    "TicketsRequest",
    "UnpublishAnswer",
    "UnpublishRequest",
    "Variant",
    "past_proxies",
    "read_local_state",
    "settings_mark",
]
