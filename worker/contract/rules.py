"""Refuse values no peer of ours sends: the checks messages share."""

from __future__ import annotations

import re

from worker.contract.codec import ContractError

_SHA256_DIGITS = 64
_PUBLIC_KEY = re.compile(r"images(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)+")
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


def require_text(value: str, what: str) -> None:
    """Refuse what is longer than any name; which characters it has is for whoever shows it to mind."""
    require(len(value) <= LONGEST_NAME, f"{what} is longer than {LONGEST_NAME} characters")


def require_public_key(value: str) -> None:
    """Refuse what names no published object: a link made of it would lead anywhere."""
    ok = len(value) <= LONGEST_NAME and _PUBLIC_KEY.fullmatch(value) is not None
    require(ok, "key is not that of a published object")
