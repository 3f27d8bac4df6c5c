"""Turn the contract's frozen dataclasses into JSON values and back, refusing what does not fit.

Unknown fields are ignored (a newer peer may have added them); a missing or ill-typed one raises `ContractError`
with the path of the field, never with its value, because values may be secrets.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import math
import types
import typing
from collections.abc import Mapping
from typing import Any, Self


class ContractError(ValueError):
    """Say that a message does not have the shape the contract gives it."""


class Message:
    """Give a frozen dataclass its two doors: `to_wire` and `from_wire`."""

    def to_wire(self) -> dict[str, Any]:
        """Return the message as a JSON object; enums become strings, tuples become lists."""
        return {field.name: _encoded(getattr(self, field.name)) for field in dataclasses.fields(_as_dataclass(self))}

    @classmethod
    def from_wire(cls, data: object) -> Self:
        """Build the message from a decoded JSON object; raise `ContractError` where it does not fit."""
        return typing.cast("Self", _message(cls, data, cls.__name__))


def _as_dataclass(message: Message) -> Any:  # noqa: ANN401  the dataclass protocol is not spelled in typing
    return message


def _encoded(value: object) -> Any:  # noqa: ANN401  JSON values
    if isinstance(value, Message):
        return value.to_wire()
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, tuple):
        return [_encoded(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _encoded(item) for key, item in value.items()}
    return value


@functools.cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _message(cls: type, data: object, path: str) -> object:
    if not isinstance(data, Mapping):
        msg = f"{path} is not an object"
        raise ContractError(msg)
    values = {}
    for field in dataclasses.fields(typing.cast("Any", cls)):
        if field.name in data:
            values[field.name] = _decoded(_hints(cls)[field.name], data[field.name], f"{path}.{field.name}")
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            msg = f"{path}.{field.name} is missing"
            raise ContractError(msg)
    try:
        return cls(**values)
    except ContractError:
        raise
    except ValueError as error:
        msg = f"{path} is not valid"
        raise ContractError(msg) from error


def _decoded(hint: Any, value: object, path: str) -> object:  # noqa: ANN401  a type expression
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _optional(hint, value, path)
    if origin is tuple:
        items = _checked(list, value, path)
        return tuple(_decoded(typing.get_args(hint)[0], item, f"{path}[{n}]") for n, item in enumerate(items))
    if origin is dict:
        pairs = _checked(dict, value, path)
        return {_checked(str, key, path): _decoded(typing.get_args(hint)[1], pairs[key], f"{path}.…") for key in pairs}
    if issubclass(hint, Message):
        return _message(hint, value, path)
    if issubclass(hint, enum.Enum):
        return _member(hint, value, path)
    return _scalar(hint, value, path)


def _optional(hint: Any, value: object, path: str) -> object:  # noqa: ANN401  a type expression
    if value is None:
        return None
    (inner,) = (arg for arg in typing.get_args(hint) if arg is not types.NoneType)
    return _decoded(inner, value, path)


def _member(hint: type[enum.Enum], value: object, path: str) -> enum.Enum:
    try:
        return hint(value)
    except ValueError as error:
        msg = f"{path} is not one of the known values"
        raise ContractError(msg) from error


def _scalar(hint: type, value: object, path: str) -> object:
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if isinstance(value, bool) is not (hint is bool) or (isinstance(value, float) and not math.isfinite(value)):
        msg = f"{path} is not {hint.__name__}"
        raise ContractError(msg)
    return _checked(hint, value, path)


def _checked(kind: type, value: object, path: str) -> Any:  # noqa: ANN401  narrowed by isinstance
    if not isinstance(value, kind):
        msg = f"{path} is not {kind.__name__}"
        raise ContractError(msg)
    return value
