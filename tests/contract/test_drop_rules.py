"""What a desktop says of its drops stays within bounds: it is kept for weeks, and read out to a whole team."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from worker.contract import CancelRequest, ContractError, EndedJob, NotifyRequest, SealRequest

GOLDEN = Path(__file__).parent / "golden" / "v1"
OWN_KEY = "images/abababababababab-c881cae1b3a2/strasse-am-meer-thumb.webp"


def said(kind: type, **changes: object) -> dict[str, Any]:
    return {**json.loads((GOLDEN / f"{kind.__name__}.json").read_text()), **changes}


@pytest.mark.parametrize(
    "changes",
    [
        {"job_id": ""},
        {"job_id": "j" * 65},
        {"job_id": "job 1"},
        {"name": "n" * 256},
        {"code": "c" * 256},
        {"key": "originals/abababababababab"},
        {"key": "images/../originals/ab"},
        {"key": "../../evil@phish.example/x"},
        {"key": "images//x.jpg"},
        {"key": "images/a b.jpg"},
        {"key": "images/x.jpg\n"},
        {"key": f"images/{'x' * 255}"},
    ],
    ids=str,
)
def test_an_ended_job_no_desktop_of_ours_tells_of_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ContractError):
        EndedJob.from_wire(said(EndedJob, **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "写" * 255},
        {"name": "holiday\n\u202egpj.exe"},
        {"key": OWN_KEY},
        {"key": None},
        {"code": "storage:SomethingOnlyThisStoreSays"},
    ],
    ids=str,
)
def test_what_an_honest_desktop_may_meet_is_taken(changes: dict[str, object]) -> None:
    message = said(EndedJob, **changes)

    assert EndedJob.from_wire(message).to_wire() == message


@pytest.mark.parametrize("kind", [NotifyRequest, SealRequest, CancelRequest], ids=lambda kind: kind.__name__)
def test_a_user_is_called_by_a_name_and_not_by_a_book(kind: Any) -> None:  # noqa: ANN401  one of three messages
    assert kind.from_wire(said(kind, user="u" * 255)).user == "u" * 255
    with pytest.raises(ContractError, match="user"):
        kind.from_wire(said(kind, user="u" * 256))


@pytest.mark.parametrize("kind", [SealRequest, CancelRequest], ids=lambda kind: kind.__name__)
def test_a_message_tells_of_five_hundred_jobs_at_most(kind: Any) -> None:  # noqa: ANN401  one of two messages
    job = said(EndedJob)

    assert len(kind.from_wire(said(kind, ended=[job] * 500)).ended) == 500
    with pytest.raises(ContractError, match="500"):
        kind.from_wire(said(kind, ended=[job] * 501))
