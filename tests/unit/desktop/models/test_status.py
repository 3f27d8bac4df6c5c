"""Every state has an icon, a word and a tone of its own, in the user's language."""

from __future__ import annotations

import dataclasses

import pytest

from desktop.domain.item import Hold, Item, State, Wish
from desktop.models.status import Tone, legs_of, status_of
from desktop.widgets import icons
from tests.gui.sample_items import NOW, every_state, item, live, outcome
from worker.contract import Code, Failure, Stage


@pytest.mark.parametrize("one", every_state(), ids=lambda one: f"{one.state}-{one.hold}")
def test_every_state_has_an_icon_and_a_word_that_is_not_celerys(one: Item) -> None:
    status = status_of(one, now=NOW)

    assert icons.file_of(status.icon).is_file()
    assert status.word
    assert status.word not in {stage.value for stage in Stage}
    assert "PENDING" not in status.sentence


def test_no_two_states_share_icon_and_word() -> None:
    seen = [(status_of(one, now=NOW).icon, status_of(one, now=NOW).word) for one in every_state()]

    assert len(set(seen)) == len(seen)


def test_sending_tells_its_share_on_the_first_leg_alone() -> None:
    sending = item(state=State.SENDING, fraction=0.62)

    assert status_of(sending, now=NOW).word == "Sending 62 %"
    assert legs_of(sending) == (0.62, 0.0)


def test_what_a_worker_has_is_past_its_first_leg() -> None:
    assert legs_of(item(state=State.QUEUED)) == (1.0, 0.0)
    assert legs_of(item(state=State.PUBLISHING, fraction=0.9)) == (1.0, 0.9)


def test_what_ended_has_no_progress() -> None:
    assert legs_of(live()) is None


def test_a_live_image_tells_both_sizes_and_what_was_saved() -> None:
    status = status_of(live(size=4_800_000), now=NOW)

    assert (status.word, status.detail, status.saving) == ("Live", "4.6 MB → 293 KB", "−94 %")


def test_bytes_already_published_are_said_to_be_online() -> None:
    one = live()

    status = status_of(dataclasses.replace(one, outcome=outcome(one, reused=True)), now=NOW)

    assert (status.word, status.tone) == ("Already online", Tone.GOOD)


def test_an_original_that_would_have_grown_is_said_to_be_kept() -> None:
    one = live()

    status = status_of(dataclasses.replace(one, outcome=outcome(one, kept_original=True)), now=NOW)

    assert (status.word, status.saving) == ("Kept original", "")


def test_a_live_image_whose_deletion_waits_for_a_worker_says_so() -> None:
    status = status_of(live().changed(wish=Wish.DELETE), now=NOW)

    assert (status.word, status.tone) == ("Deleting…", Tone.HELD)


def test_a_failure_is_explained_in_a_sentence() -> None:
    status = status_of(item(state=State.FAILED, failure=Failure(code=Code.IMAGE_DAMAGED)), now=NOW)

    assert (status.word, status.tone) == ("Failed – needs you", Tone.BAD)
    assert status.detail == "The image is damaged or cut short."


@pytest.mark.parametrize(
    ("hold", "word"),
    [
        (Hold.PAUSED, "Paused"),
        (Hold.NETWORK, "Waiting for network"),
        (Hold.WORKER, "Waiting for a worker"),
        (Hold.STALLED, "Stalled"),
    ],
)
def test_what_stands_still_says_why(hold: Hold, word: str) -> None:
    status = status_of(item(hold=hold), now=NOW)

    assert (status.word, status.tone) == (word, Tone.HELD)
