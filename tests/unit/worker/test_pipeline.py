"""One image from its original to what is published: whole, once, and explained when it fails."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.plugins.pictures import photo, saved
from tests.plugins.published import StoreThatDies, all_fit, run, send, source_of
from worker.contract import Code, Role, Stage
from worker.drafts import MemoryDrafts
from worker.errors import PermanentError
from worker.manifests import Manifest
from worker.pipeline import STEPS
from worker.settings import WorkerSettings
from worker.storage.memory import MemoryStore


def test_the_steps_are_a_list_that_can_be_read_aloud() -> None:
    assert [step.run.__name__ for step in STEPS] == ["fetch", "decode", "optimise", "thumbnails", "publish"]
    assert sum(step.share for step in STEPS) == pytest.approx(1.0)


def test_a_photo_becomes_a_link_and_a_thumbnail(holiday: Path, store: MemoryStore, settings: WorkerSettings) -> None:
    source = source_of(holiday)
    send(source, holiday, store)

    outcome = run(source, store, settings)

    folder = f"images/{source.sha256[:16]}-{outcome.fingerprint}"
    assert outcome.main.key == f"{folder}/ete-a-paris.jpg"
    assert outcome.thumbnail.key == f"{folder}/ete-a-paris-thumb.jpg"
    assert (outcome.thumbnail.width, outcome.thumbnail.height) == (200, 143)
    assert (outcome.width, outcome.height, outcome.bytes_in) == (1400, 1000, source.size)
    assert outcome.bytes_out < outcome.bytes_in
    assert (outcome.reused, outcome.kept_original, outcome.worker) == (False, False, "worker@here")
    assert [time.stage for time in outcome.stages] == list(Stage)[1:]
    assert all_fit(store, outcome)


def test_the_responsive_preset_adds_every_width_it_reaches(
    holiday: Path, store: MemoryStore, settings: WorkerSettings
) -> None:
    source = source_of(holiday, preset="responsive")
    send(source, holiday, store)

    outcome = run(source, store, settings)

    assert [(file.width, file.content_type) for file in outcome.variants] == [
        (1280, "image/avif"),
        (1280, "image/jpeg"),
        (640, "image/avif"),
        (640, "image/jpeg"),
        (320, "image/avif"),
        (320, "image/jpeg"),
    ]
    assert {file.role for file in outcome.variants} == {Role.VARIANT}
    assert outcome.variants[-1].key.endswith("/ete-a-paris-320.jpg")
    assert all_fit(store, outcome)


def test_a_narrow_picture_gets_no_widths(tmp_path: Path, store: MemoryStore, settings: WorkerSettings) -> None:
    path = saved(photo(300, 500), tmp_path / "narrow.jpg")
    source = source_of(path, preset="responsive")
    send(source, path, store)

    assert run(source, store, settings).variants == ()


def test_a_transparent_picture_stays_transparent_at_every_size(
    tmp_path: Path, store: MemoryStore, settings: WorkerSettings
) -> None:
    image = photo(700, 500)
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    path = saved(image, tmp_path / "logo.png")
    source = source_of(path, preset="responsive")
    send(source, path, store)

    outcome = run(source, store, settings)

    assert {file.content_type for file in outcome.files} == {"image/png", "image/avif"}


def test_progress_climbs_through_every_stage(holiday: Path, store: MemoryStore, settings: WorkerSettings) -> None:
    source = source_of(holiday)
    send(source, holiday, store)
    seen: list[tuple[Stage, float]] = []

    run(source, store, settings, report=lambda stage, fraction: seen.append((stage, fraction)))

    fractions = [fraction for _, fraction in seen]
    assert list(dict.fromkeys(stage for stage, _ in seen)) == list(Stage)[1:]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)


def test_the_manifest_is_written_last_and_names_its_owner(
    holiday: Path, store: MemoryStore, settings: WorkerSettings
) -> None:
    source = source_of(holiday)
    send(source, holiday, store)
    watched: Any = StoreThatDies(store=store)

    outcome = run(source, watched, settings)

    key = f"manifests/{source.sha256}/{outcome.fingerprint}/ete-a-paris.json"
    assert [call for call in watched.calls if call in ("upload", "write")] == ["upload", "upload", "write"]
    assert Manifest.from_json(store.read(key) or b"") == Manifest(outcome=outcome, owners=("desk-1",))


def test_doing_it_twice_gives_the_same_keys_without_work(
    holiday: Path, store: MemoryStore, settings: WorkerSettings
) -> None:
    source = source_of(holiday)
    send(source, holiday, store)
    first = run(source, store, settings)
    keys = store.list_keys("")
    watched: Any = StoreThatDies(store=store)

    again = run(replace(source, job_id="job-2"), watched, settings)

    assert again == replace(first, job_id="job-2", reused=True, worker="", stages=())
    assert store.list_keys("") == keys
    assert not {"download", "upload", "write", "copy"} & set(watched.calls)


def test_a_second_desktop_becomes_an_owner(holiday: Path, store: MemoryStore, settings: WorkerSettings) -> None:
    source = source_of(holiday)
    send(source, holiday, store)
    first = run(source, store, settings)

    run(source_of(holiday, owner="desk-2"), store, settings)

    manifest = Manifest.from_json(store.read(f"manifests/{source.sha256}/{first.fingerprint}/ete-a-paris.json") or b"")
    assert manifest is not None
    assert manifest.owners == ("desk-1", "desk-2")


def test_the_same_bytes_under_another_name_are_copied_in_the_store(
    holiday: Path, store: MemoryStore, settings: WorkerSettings
) -> None:
    source = source_of(holiday)
    send(source, holiday, store)
    first = run(source, store, settings)
    store.delete(f"originals/{source.sha256}")

    second = run(source_of(holiday, name="IMG_0001.JPG"), store, settings)

    assert second.reused
    assert second.main.key == first.main.key.replace("ete-a-paris", "img-0001")
    assert store.read(second.thumbnail.key) == store.read(first.thumbnail.key)
    assert all_fit(store, second)


def test_a_manifest_whose_objects_are_gone_is_made_good_again(
    holiday: Path, store: MemoryStore, settings: WorkerSettings
) -> None:
    source = source_of(holiday)
    send(source, holiday, store)
    first = run(source, store, settings)
    store.delete(first.main.key)

    again = run(source, store, settings)

    assert not again.reused
    assert all_fit(store, again)


def test_a_retry_sends_only_what_is_not_stored_yet(holiday: Path, store: MemoryStore, settings: WorkerSettings) -> None:
    source = source_of(holiday, preset="responsive")
    send(source, holiday, store)
    first = run(source, store, settings)
    store.delete(first.variants[0].key)
    watched: Any = StoreThatDies(store=store)

    run(source, watched, settings)

    assert watched.calls.count("upload") == 1


@pytest.mark.parametrize("is_again", [False, True], ids=["at once", "where everything is stored already"])
def test_the_last_word_comes_before_the_image_is_published(
    holiday: Path, store: MemoryStore, settings: WorkerSettings, *, is_again: bool
) -> None:
    source, drafts = source_of(holiday), MemoryDrafts()
    send(source, holiday, store)

    def stop_at_the_end(_stage: Stage, fraction: float) -> None:
        if fraction == 1.0:
            raise PermanentError(Code.CANCELLED)

    for _ in range(1 + is_again):
        with pytest.raises(PermanentError):
            run(source, store, settings, stop_at_the_end, drafts=drafts)

    assert len(store.list_keys("images/")) == 2
    assert store.list_keys("manifests/") == []
