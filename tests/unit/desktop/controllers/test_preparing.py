"""What no ticket can be asked for ends alone; everything else goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from desktop.__main__ import WRONG_USAGE, main
from desktop.domain.item import State
from tests.unit.desktop.conftest import Desk
from worker.contract import Code

Image = Callable[..., Path]


def test_a_preset_the_wire_cannot_name_fails_its_own_images_alone(desk: Desk, image: Image) -> None:
    desk.uploads.add([image("bad.jpg")], preset="my preset")
    desk.uploads.add([image("good.jpg")])
    desk.until(lambda: len(desk.reports) == 2)

    bad = desk.item("bad.jpg")
    assert bad.state is State.FAILED
    assert bad.failure is not None
    assert bad.failure.code == Code.REQUEST_INVALID
    assert desk.state("good.jpg") is State.LIVE


def test_a_preset_the_wire_cannot_name_is_not_applied_to_a_live_image(desk: Desk, image: Image) -> None:
    desk.uploads.add([image("cat.jpg")])
    desk.until(lambda: desk.reports)

    desk.uploads.apply_preset(list(desk.items), "my preset")
    desk.until(lambda: len(desk.reports) == 2)
    desk.uploads.add([image("good.jpg")])
    desk.until(lambda: len(desk.reports) == 3)

    assert desk.reports[1].items[0].state is State.FAILED
    assert desk.state("good.jpg") is State.LIVE


@pytest.mark.parametrize("name", ["my preset", "", "a/b"])
def test_send_refuses_what_no_preset_is_called(name: str) -> None:
    ended = CliRunner().invoke(main, ["send", "--preset", name, "a.jpg"])

    assert ended.exit_code == WRONG_USAGE
    assert "--preset" in ended.output
