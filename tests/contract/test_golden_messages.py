"""What an earlier version sent parses for ever; what does not fit is refused with the place named, not the value."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from worker import contract
from worker.contract import ContractError, Message

GOLDEN = sorted((Path(__file__).parent / "golden").rglob("*.json"))
MESSAGES = {
    name: kind
    for name in contract.__all__
    if isinstance(kind := getattr(contract, name), type) and issubclass(kind, Message) and kind is not Message
}
UNFIT: list[object] = [None, "text", -1.5, True, [1], {"unknown": 1}, float("nan")]


def kind_of(path: Path) -> Any:  # noqa: ANN401  one of the messages' classes
    return MESSAGES[path.stem]


def golden(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text()))


def required(path: Path) -> list[str]:
    fields = dataclasses.fields(kind_of(path))
    missing = dataclasses.MISSING
    return [f.name for f in fields if f.default is missing and f.default_factory is missing]


def test_every_message_has_a_golden_one() -> None:
    assert {path.stem for path in GOLDEN if path.parent.name == "v1"} >= set(MESSAGES)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_an_earlier_message_parses_and_keeps_what_it_said(path: Path) -> None:
    said = golden(path)

    again = kind_of(path).from_wire(said).to_wire()

    assert keeps(again, said)


def keeps(now: object, said: object) -> bool:
    """Whether everything said is still there; a newer version may say more, also inside."""
    if isinstance(said, dict) and isinstance(now, dict):
        return all(name in now and keeps(now[name], value) for name, value in said.items())
    if isinstance(said, list) and isinstance(now, list):
        return len(now) == len(said) and all(map(keeps, now, said))
    return now == said


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_field_of_a_newer_peer_is_ignored(path: Path) -> None:
    said = golden(path)

    message = kind_of(path).from_wire({**said, "from_the_future": {"deep": [1]}})

    assert message == kind_of(path).from_wire(said)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_missing_field_is_named(path: Path) -> None:
    for name in required(path):
        said = golden(path)
        del said[name]

        with pytest.raises(ContractError, match=rf"{path.stem}\.{name} is missing"):
            kind_of(path).from_wire(said)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
@pytest.mark.parametrize("unfit", UNFIT, ids=repr)
def test_a_field_of_another_type_is_refused(path: Path, unfit: object) -> None:
    kind = kind_of(path)
    for name, value in golden(path).items():
        if type(value) is type(unfit) or _fits(kind, name, unfit):
            continue

        with pytest.raises(ContractError):
            kind.from_wire({**golden(path), name: unfit})


def _fits(kind: Any, name: str, value: object) -> bool:  # noqa: ANN401  one of the messages' classes
    """Tell the few values of `UNFIT` that a field does take: none where it may be absent, text, any finite number."""
    hint = {field.name: str(field.type) for field in dataclasses.fields(kind)}[name]
    if value is None:
        return "None" in hint
    if isinstance(value, str):
        return "str" in hint
    return isinstance(value, float) and value == value and "float" in hint  # noqa: PLR0124  not NaN


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
@pytest.mark.parametrize("said", [None, [], "text", 7], ids=repr)
def test_what_is_no_object_is_no_message(path: Path, said: object) -> None:
    with pytest.raises(ContractError):
        kind_of(path).from_wire(said)


def test_a_refusal_does_not_repeat_what_may_be_secret() -> None:
    path = next(path for path in GOLDEN if path.stem == "Ticket")

    with pytest.raises(ContractError) as refused:
        kind_of(path).from_wire({**golden(path), "url": ["X-Amz-Signature=secret"]})

    assert "secret" not in str(refused.value)


def test_a_secret_does_not_show_in_a_log() -> None:
    first = {p.stem: p for p in GOLDEN if p.parent.name == "v1"}
    ticket, state = (kind_of(p).from_wire(golden(p)) for p in (first["Ticket"], first["LocalState"]))

    assert "X-Amz-Signature" not in repr(ticket) + repr(state)
    assert ":pw@" not in repr(ticket) + repr(state)
