"""Refuse values no peer of ours sends: the checks messages share."""

from __future__ import annotations

from worker.contract.codec import ContractError

_SHA256_DIGITS = 64
LONGEST_NAME = 255
LONGEST_TOKEN = 64


def require(holds: bool, what: str) -> None:  # noqa: FBT001  reads as an assertion
    """Raise `ContractError(what)` unless it holds."""
    if not holds:
        raise ContractError(what)


def require_token(value: str, what: str) -> None:
    """Refuse what is no identifier of ours."""
    ok = 0 < len(value) <= LONGEST_TOKEN and value.isascii() and all(c.isalnum() or c in "-_." for c in value)
    require(ok, f"{what} is not a token of at most {LONGEST_TOKEN} letters, digits, '-', '_' and '.'")


def require_sha256(value: str) -> None:
    """Refuse what is no SHA-256 digest."""
    ok = len(value) == _SHA256_DIGITS and set(value) <= set("0123456789abcdef")
    require(ok, "sha256 is not 64 lower-case hexadecimal digits")
