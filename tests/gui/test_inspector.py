"""The inspector tells everything of the selected image, and what to do when it failed."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from desktop.domain.item import Hold, Item, State
from desktop.models import phrases
from desktop.widgets.inspector_parts import FailureCard, Portrait
from tests.gui.sample_items import CDN, item, live, outcome, variant
from tests.gui.stage import ONLINE, Stage
from worker.contract import Code, Failure, Role

FOLDER = f"{CDN}/images/0123456789abcdef-0123456789ab"


def told(stage: Stage) -> str:
    labels = stage.window.inspector.findChildren(QLabel)
    return "\n".join(label.text().replace("\u200b", "") for label in labels if label.isVisible())


def button(stage: Stage, text: str) -> QPushButton:
    return next(found for found in stage.window.inspector.findChildren(QPushButton) if found.text() == text)


def responsive() -> Item:
    """An image published in three widths."""
    one = live(1, name="hero.jpg")
    sizes = {640: 90_000, 320: 31_000}
    variants = tuple(
        dataclasses.replace(variant(f"hero-{width}.avif", role=Role.VARIANT, width=width, size=size),
                            content_type="image/avif")
        for width, size in sizes.items()
    )  # fmt: skip
    return dataclasses.replace(one, outcome=outcome(one, variants=variants))


def test_the_picture_of_the_selected_image_is_shown_whole(stage: Stage, tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "red.png"
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff0000"))
    image.save(str(file))
    stage.model.add([item(1, state=State.SENDING, path=file, name="red.png")])
    stage.select(0)
    (portrait,) = stage.window.inspector.findChildren(Portrait)

    def is_red() -> bool:
        return portrait.grab().toImage().pixelColor(portrait.width() // 2, portrait.height() // 2) == QColor("#ff0000")

    qtbot.waitUntil(is_red)
    assert portrait.accessibleName() == "red.png"


def test_sizes_before_and_after_stand_with_the_saving_and_the_pixels(stage: Stage) -> None:
    stage.model.add([live(1, size=4_800_000)])

    stage.select(0)

    assert "4.6 MB → 293 KB   −94 %   1200 × 800" in told(stage)


def test_the_link_can_be_read_and_is_copied_in_the_chosen_format(stage: Stage, qtbot: QtBot) -> None:
    stage.model.add([live(1)])
    stage.select(0)
    inspector = stage.window.inspector

    with qtbot.waitSignal(stage.actions.format_chosen) as chosen:
        inspector._formats.setCurrentIndex(1)
        inspector._formats.activated.emit(1)
    with qtbot.waitSignal(stage.actions.copy.triggered):
        button(stage, "Copy link").click()

    assert inspector._link.text() == f"{FOLDER}/photo-1.jpg"
    assert chosen.args == ["markdown"]
    assert inspector._formats.count() == len(phrases.link_formats())


def test_every_file_stands_with_its_size_and_a_button_that_copies_its_link(stage: Stage, qtbot: QtBot) -> None:
    stage.model.add([responsive()])
    stage.select(0)
    copies = [found for found in stage.window.inspector.findChildren(QToolButton) if found.text() == "Copy"]

    copied = []
    for one in copies:
        with qtbot.waitSignal(stage.window.inspector.text_copy_requested) as asked:
            one.click()
        copied.append(asked.args[0])

    assert copied == [
        f"{FOLDER}/{name}" for name in ("hero.jpg", "hero-thumbnail.jpg", "hero-640.avif", "hero-320.avif")
    ]
    assert [one.accessibleName() for one in copies] == [
        "Copy link of Image 1200", "Copy link of Thumbnail 200", "Copy link of AVIF 640", "Copy link of AVIF 320",
    ]  # fmt: skip
    qtbot.waitUntil(lambda: "640 × 800 · 88 KB" in told(stage))


def test_stages_stand_with_their_times_and_the_worker_that_did_them(stage: Stage) -> None:
    stage.model.add([live(1)])

    stage.select(0)

    text = stage.window.inspector._stages.text().replace("\u200b", "")
    rows = ["Fetching", "80 ms", "Optimising", "610 ms", "Thumbnails", "120 ms", "Publishing", "200 ms", "image@studio"]
    assert [text.index(part) for part in rows] == sorted(text.index(part) for part in rows)


def test_a_failure_is_a_sentence_a_next_step_a_code_and_a_button_that_retries(stage: Stage, qtbot: QtBot) -> None:
    failure = Failure(code=Code.STORAGE_FULL, detail="507 from the store")
    stage.model.add([item(1, state=State.FAILED, failure=failure)])
    stage.select(0)

    with qtbot.waitSignal(stage.actions.retry.triggered):
        button(stage, "Retry").click()

    assert "The store is full.\nMake room there, then retry." in told(stage)
    assert "storage:full · 507 from the store" in told(stage)


def test_where_retrying_cannot_help_no_button_says_it_would(stage: Stage) -> None:
    stage.model.add([item(1, state=State.FAILED, failure=Failure(code=Code.IMAGE_DAMAGED))])

    stage.select(0)

    (card,) = stage.window.inspector.findChildren(FailureCard)
    assert card.isVisible()
    assert not button(stage, "Retry").isVisible()


def test_an_image_that_is_retried_by_itself_tells_why_without_a_button(stage: Stage) -> None:
    held = item(1, hold=Hold.RETRY, retries=2, failure=Failure(code=Code.STORAGE_SLOW_DOWN))
    stage.model.add([held])

    stage.select(0)

    assert "The store is asking everyone to slow down." in told(stage)
    assert not button(stage, "Retry").isVisible()


@pytest.mark.parametrize(("rows", "said"), [((0,), "This link works only"), ((0, 1), "These links work only")])
def test_links_that_work_only_here_are_marked_with_a_way_out(
    stage: Stage, rows: tuple[int, ...], said: str, qtbot: QtBot
) -> None:
    stage.model.add([live(1), live(2)])
    stage.select(*rows)

    with qtbot.waitSignal(stage.actions.publish.triggered):
        button(stage, "Publish to a bucket…").click()

    assert said in told(stage)


def test_many_images_are_summed_and_copied_together(stage: Stage) -> None:
    stage.window.show_connection(ONLINE)
    stage.model.add([live(1, size=1024), live(2, size=2048), item(3, state=State.FAILED, size=0)])

    stage.select(0, 1, 2)

    assert told(stage).splitlines()[:3] == ["3 images", "2 live", "3 KB"]
    assert button(stage, "Copy 2 links").isVisible()


def test_what_is_elsewhere_says_where_and_may_be_published_where_images_go_now(stage: Stage, qtbot: QtBot) -> None:
    assert ONLINE.description is not None
    bucket = dataclasses.replace(ONLINE.description, store="bucket", local_only=False)
    stage.window.show_connection(dataclasses.replace(ONLINE, description=bucket))
    here, folder, team = live(1), live(2), live(3)
    places = {2: ("folder", "http://127.0.0.1:9"), 3: ("team", "https://img.team.example")}
    moved = [
        dataclasses.replace(one, outcome=dataclasses.replace(outcome(one), store=places[n][0], cdn_url=places[n][1]))
        for n, one in ((2, folder), (3, team))
    ]
    stage.model.add([here, *moved])

    said = {}
    for row in range(3):
        (chosen,) = stage.select(row)
        said[chosen.job_id] = told(stage)

    assert "This link works only on this computer." in said[folder.job_id]
    assert "Published at img.team.example, not where images go now." in said[team.job_id]
    assert "only on this computer" not in said[here.job_id]
    stage.select(next(row for row, text in enumerate(said.values()) if "img.team" in text))
    with qtbot.waitSignal(stage.actions.publish.triggered):
        button(stage, "Publish where images go now").click()
