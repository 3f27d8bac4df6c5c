"""What was dropped is looked at by its bytes, and refused with a reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.domain.intake import Finding, Limits, Scanned, look_at, scan
from desktop.domain.signatures import content_type_of
from worker.contract import Code

Image = Callable[..., Path]


def scanned(*paths: Path, limits: Limits | None = None) -> tuple[list[Finding], Scanned]:
    found: list[Finding] = []
    result = scan(paths, limits=limits or Limits(), found=found.extend)
    return found, result


def test_a_folder_gives_its_images_in_the_order_of_names_and_skips_the_rest(image: Image, tmp_path: Path) -> None:
    for name in ("b.jpg", "a.jpg", "notes.txt", "deep/er/c.jpg", ".hidden/d.jpg"):
        image(name, folder="drop")

    found, result = scanned(tmp_path / "drop")

    assert [one.path.name for one in found] == ["a.jpg", "b.jpg", "c.jpg"]
    assert result == Scanned(accepted=3, refused=0, skipped=1)


def test_a_folder_that_links_to_itself_ends(image: Image) -> None:
    file = image("a.jpg", folder="drop")
    (file.parent / "again").symlink_to(file.parent, target_is_directory=True)

    found, _ = scanned(file.parent)

    assert [one.path for one in found] == [file]


def test_a_named_file_is_refused_where_a_folder_would_skip_it(image: Image) -> None:
    file = image("notes.txt", body=b"hello")

    found, _ = scanned(file)

    assert found[0].failure is not None
    assert found[0].failure.code == Code.IMAGE_NOT_AN_IMAGE


def test_an_image_with_a_wrong_name_is_known_by_its_bytes(image: Image) -> None:
    file = image("picture.txt", body=b"\x89PNG\r\n\x1a\n....")

    assert look_at(file, Limits()).content_type == "image/png"


def test_a_file_over_the_limit_says_both_sizes(image: Image) -> None:
    file = image("big.jpg")
    with file.open("ab") as stream:
        stream.truncate(3 * 1024 * 1024)

    finding = look_at(file, Limits(max_bytes=1024 * 1024))

    assert finding.failure is not None
    assert finding.failure.code == Code.IMAGE_TOO_LARGE
    assert finding.failure.detail == "3 MiB, the limit is 1 MiB"


def test_what_the_deployment_does_not_take_is_unsupported(image: Image) -> None:
    finding = look_at(image("x.jpg"), Limits(content_types=frozenset({"image/png"})))

    assert finding.failure is not None
    assert finding.failure.code == Code.IMAGE_UNSUPPORTED


def test_a_path_no_system_can_have_is_unreadable() -> None:
    finding = look_at(Path("bad\0name.jpg"), Limits())

    assert finding.failure is not None
    assert finding.failure.code == Code.FILE_UNREADABLE


def test_a_scan_that_is_stopped_ends(image: Image) -> None:
    found: list[Finding] = []

    result = scan([image("a.jpg")], limits=Limits(), found=found.extend, is_stopped=lambda: True)

    assert (found, result.total) == ([], 0)


def test_the_first_finding_is_handed_on_at_once(image: Image) -> None:
    files = [image(f"{n}.jpg") for n in range(5)]
    chunks: list[int] = []

    scan(files, limits=Limits(), found=lambda chunk: chunks.append(len(chunk)))

    assert chunks[0] == 1
    assert sum(chunks) == 5


@pytest.mark.parametrize(
    ("head", "content_type"),
    [
        (b"\xff\xd8\xff\xe1", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00mif1miaf", "image/avif"),
        (b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avifmiaf", "image/avif"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "image/heic"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isom", None),
        (b"II*\x00", "image/tiff"),
        (b"%PDF-1.7", None),
        (b"", None),
    ],
)
def test_the_first_bytes_tell_the_kind(head: bytes, content_type: str | None) -> None:
    assert content_type_of(head) == content_type
