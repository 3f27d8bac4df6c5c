"""Named destinations are switched under "To"; each has a list of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from desktop.session import Session
from desktop.settings import Deployment, Destination, Settings, load, save
from desktop.widgets.settings_dialog import SettingsDialog
from desktop.wiring.destinations import Destinations
from tests.gui.stage import ONLINE

NO_BROKER = "redis://127.0.0.1:1/0"
SHOP = Destination(name="Shop", deployment=Deployment.TEAM, broker_url=NO_BROKER)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"PIXFERRY_HOME": str(tmp_path / "home")}


@pytest.fixture
def session(environment: dict[str, str], qtbot: QtBot) -> Iterator[Session]:
    first = load(environment).settings
    blog = Settings(home=first.home, owner=first.owner, deployment=Deployment.TEAM, broker_url=NO_BROKER)
    save(blog.switched_to(SHOP))
    opened = Session(load(environment).settings, environment)
    qtbot.waitExposed(opened.window)
    yield opened
    opened.close()


def entries(session: Session) -> dict[str, bool]:
    return {action.text(): action.isChecked() for action in menu(session).actions() if action.isCheckable()}


def menu(session: Session):  # type: ignore[no-untyped-def]  # noqa: ANN201  the menu of the theme below
    (theme,) = session.window.findChildren(Destinations)
    return theme.menu


def test_the_menu_lists_the_destinations_and_marks_the_present_one(session: Session) -> None:
    session.window.show_connection(ONLINE)

    assert entries(session) == {"First destination": False, "Shop": True}
    assert session.window.toolbar._destination.text() == " Shop"


def test_choosing_another_destination_is_kept_for_the_session_that_follows(
    session: Session, environment: dict[str, str], qtbot: QtBot
) -> None:
    next(action for action in menu(session).actions() if action.text() == "First destination").trigger()

    qtbot.waitUntil(lambda: load(environment).settings.destination == "", timeout=20_000)
    assert [one.name for one in load(environment).settings.destinations] == ["Shop"]


def test_a_new_destination_is_set_up_in_the_settings_before_it_is_used(session: Session) -> None:
    menu(session).add_named("  Holiday   photos ")

    (dialog,) = session.window.findChildren(SettingsDialog)
    choice = dialog._choice()
    dialog.reject()

    assert choice.settings.destination == "Holiday photos"
    assert {one.name for one in choice.settings.destinations} == {"", "Shop"}


def test_a_forgotten_destination_is_gone_from_the_list(
    session: Session, environment: dict[str, str], qtbot: QtBot
) -> None:
    next(action for action in menu(session).actions() if "Forget" in action.text()).trigger()

    qtbot.waitUntil(lambda: load(environment).settings.destination == "", timeout=20_000)
    assert load(environment).settings.destinations == ()


def test_a_known_name_is_chosen_instead_of_added_twice(session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(menu(session).chosen) as chosen:
        menu(session).add_named("Shop")

    assert chosen.args == ["Shop"]


def test_a_destination_gets_another_name_and_keeps_its_list_and_its_secrets(
    session: Session, environment: dict[str, str], qtbot: QtBot
) -> None:
    before = session._settings.room, session._settings.secret("broker")

    menu(session).rename("  Garden   shop ")

    qtbot.waitUntil(lambda: load(environment).settings.destination_title == "Garden shop", timeout=20_000)
    kept = load(environment).settings
    assert (kept.room, kept.secret("broker")) == before
    assert entries(session) == {"First destination": False, "Garden shop": True}
    assert session.window.toolbar._destination.text() == " Garden shop"


def test_the_name_is_asked_for_with_the_present_one_written_already(session: Session) -> None:
    next(action for action in menu(session).actions() if action.text().startswith("&Rename")).trigger()

    (dialog,) = session.window.findChildren(QInputDialog)
    written = dialog.textValue()
    dialog.reject()

    assert written == "Shop"


@pytest.mark.parametrize("text", ["", "   ", "Shop"])
def test_an_empty_name_or_one_that_is_taken_changes_nothing(session: Session, text: str, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(menu(session).renamed):
        menu(session).rename(text)


def test_a_name_that_was_given_up_can_be_given_to_a_new_destination(session: Session) -> None:
    menu(session).rename("Garden")

    menu(session).add_named("Shop")
    (dialog,) = session.window.findChildren(SettingsDialog)
    settings = dialog._choice().settings
    dialog.reject()

    assert (settings.destination, settings.destination_title) == ("Shop 2", "Shop")
    assert settings.room != session._settings.room
