"""Every code of the contract has its own words."""

from __future__ import annotations

import pytest

from desktop.errors import explain, message
from worker.contract import Code, Failure


@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_a_sentence_and_a_next_step(code: Code) -> None:
    advice = explain(Failure(code=code))

    assert advice.sentence.endswith(".")
    assert advice.next_step.endswith(".")
    assert code.value not in advice.sentence


def test_no_two_codes_say_the_same() -> None:
    assert len({explain(Failure(code=code)).sentence for code in Code}) == len(Code)


def test_an_unknown_code_is_shown_as_it_came() -> None:
    advice = explain(Failure(code="storage:KMS.Disabled", transient=True))

    assert advice.sentence == "The store refused (storage:KMS.Disabled)."
    assert advice.retry_helps


def test_a_code_without_a_family_still_has_words() -> None:
    assert "(odd)" in explain(Failure(code="odd")).sentence


def test_a_detail_is_one_line() -> None:
    assert "\n" not in message(Failure(code=Code.WORKER_BUG, detail="a\nb"))
