"""What `pixferry send` promises, with every server and worker real."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import httpx
from PIL import Image

from tests.end2end.conftest import User


def fetch(url: str) -> Image.Image:
    """GET a link as a reader of the page would, and decode what comes."""
    answer = httpx.get(url)
    assert answer.status_code == 200, url
    image = Image.open(io.BytesIO(answer.content))
    image.load()
    return image


def test_every_sample_ends_live_and_its_links_answer(user: User, samples: Path) -> None:
    files = sorted(path for path in samples.iterdir() if path.suffix in {".jpg", ".png"})

    sent = user.send(*files)

    assert sent.code == 0, sent.said
    assert [row["file"] for row in sent.rows] == [str(path) for path in files]
    assert {row["status"] for row in sent.rows} == {"live"}
    for path, row in zip(files, sent.rows, strict=True):
        assert row["bytes_in"] == path.stat().st_size
        assert row["bytes_out"] <= row["bytes_in"]
        assert max(fetch(row["thumbnail_url"]).size) <= 200
        fetch(row["url"])


def test_a_sideways_photo_is_published_upright_and_without_its_place(user: User, samples: Path) -> None:
    sent = user.send(samples / "coffee-sideways.jpg")

    image = fetch(sent.rows[0]["url"])
    assert image.size == (600, 400)
    assert not image.getexif()
    assert image.info.keys().isdisjoint({"exif", "xmp", "comment", "icc_profile"})


def test_what_is_published_after_the_first_look_answers_too(user: User, samples: Path, tmp_path: Path) -> None:
    first = user.send(samples / "rocket.jpg").rows[0]
    fetch(first["url"])
    other = tmp_path / "another name.jpg"
    Image.effect_noise((640, 480), 30).convert("RGB").save(other)

    second = user.send(other).rows[0]

    assert fetch(second["url"]).size == (640, 480)
    assert second["url"].endswith("/another-name.jpg")


def test_the_same_file_again_is_reused_and_keeps_its_link(user: User, samples: Path) -> None:
    first = user.send(samples / "astronaut.jpg").rows[0]

    again = user.send(samples / "astronaut.jpg").rows[0]

    assert again["reused"] is True
    assert again["url"] == first["url"]


def test_the_same_bytes_under_another_name_get_a_link_with_that_name(user: User, samples: Path, tmp_path: Path) -> None:
    first = user.send(samples / "hubble.jpg").rows[0]
    copy = Path(shutil.copy(samples / "hubble.jpg", tmp_path / "Deep Field.jpg"))

    second = user.send(copy).rows[0]

    assert second["status"] == "live"
    assert second["url"].endswith("/deep-field.jpg")
    assert fetch(second["url"]).tobytes() == fetch(first["url"]).tobytes()


def test_the_responsive_preset_publishes_each_width_once_and_never_enlarges(user: User, samples: Path) -> None:
    sent = user.send("--preset", "responsive", samples / "rocket.jpg")

    variants = [v for v in sent.rows[0]["variants"] if v["role"] == "variant"]
    widths = sorted({v["width"] for v in variants})
    assert widths == [width for width in (320, 640, 1280, 1920) if width <= 640]
    assert {v["content_type"] for v in variants} == {"image/avif", "image/jpeg"}
    for variant in variants:
        assert fetch(variant["url"]).size == (variant["width"], variant["height"])


def test_each_bad_file_ends_in_its_own_code_and_the_good_one_goes_on(user: User, samples: Path, tmp_path: Path) -> None:
    text = tmp_path / "text.jpg"
    text.write_text("not an image at all\n" * 50)
    empty = tmp_path / "empty.png"
    empty.touch()
    whole = (samples / "rocket.jpg").read_bytes()
    truncated = tmp_path / "truncated.jpg"
    truncated.write_bytes(whole[: len(whole) // 2])
    folder = tmp_path / "no images"
    folder.mkdir()
    (folder / "notes.txt").write_text("hello")

    sent = user.send(text, empty, truncated, folder, tmp_path / "gone.jpg", samples / "rocket.jpg")

    assert sent.code == 1
    assert [(row["status"], row["code"]) for row in sent.rows] == [
        ("refused", "image:not-an-image"),
        ("refused", "image:empty"),
        ("failed", "image:damaged"),
        ("refused", "folder:no-images"),
        ("refused", "file:missing"),
        ("live", None),
    ]
    sentences = [row["message"] for row in sent.rows[:-1]]
    assert len(set(sentences)) == len(sentences)
    assert all(sentences)


def test_an_unreadable_file_is_refused(user: User, tmp_path: Path) -> None:
    circle = tmp_path / "circle.jpg"
    circle.symlink_to(circle)  # nobody can open it, not even root

    sent = user.send(circle)

    assert (sent.code, sent.rows[0]["status"], sent.rows[0]["code"]) == (1, "refused", "file:unreadable")


def test_a_folder_gives_a_row_for_each_of_its_images_in_order(user: User, samples: Path, tmp_path: Path) -> None:
    deep = tmp_path / "album" / "deeper"
    deep.mkdir(parents=True)
    shutil.copy(samples / "rocket.jpg", deep / "b.jpg")
    shutil.copy(samples / "chelsea.png", tmp_path / "album" / "a.png")
    (tmp_path / "album" / "notes.txt").write_text("not for the CDN")

    sent = user.send(tmp_path / "album")

    assert sent.code == 0
    assert sorted(Path(row["file"]).name for row in sent.rows) == ["a.png", "b.jpg"]


def test_wrong_usage_exits_with_2_and_prints_nothing_on_stdout(user: User) -> None:
    done = user.run("pixferry", "send", "--no-such-option")

    assert done.returncode == 2
    assert done.stdout == ""
    assert "--no-such-option" in done.stderr


def test_an_unknown_preset_is_wrong_usage_or_a_clear_failure(user: User, samples: Path) -> None:
    sent = user.send("--preset", "no-such-preset", samples / "rocket.jpg")

    assert sent.code in {1, 2}
    assert "no-such-preset" in sent.said + "".join(row["message"] for row in sent.rows)


def test_private_objects_are_not_on_the_cdn(user: User, samples: Path) -> None:
    row = user.send(samples / "rocket.jpg").rows[0]
    base = row["url"].split("/images/")[0]

    for private in ("originals/", "manifests/", ""):
        answer = httpx.get(f"{base}/{private}")
        assert answer.status_code == 404 or "manifest" not in answer.text, private
