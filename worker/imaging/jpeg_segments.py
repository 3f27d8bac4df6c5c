"""Read and rewrite a JPEG's segments without touching its pixels: strip metadata, count scans, estimate quality.

Marker numbers and table order are those of ITU-T T.81; the reference tables its Annex K.1.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

_SOI = b"\xff\xd8"
_EOI = 0xD9
_SOS = 0xDA
_DQT = 0xDB
_APP0 = 0xE0
_APP2 = 0xE2
_APP14 = 0xEE
_COM = 0xFE
_METADATA = frozenset({*range(_APP0, _APP0 + 16), _COM})
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
_ICC = b"ICC_PROFILE\x00"
_JFIF = b"JFIF\x00"
_JFIF_FIELDS = 12
_NEXT_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
_LONGEST_QUALITY = 100

# Luminance quantisation table of T.81 Annex K.1 in zigzag order; libjpeg scales it by quality.
_REFERENCE = (
    16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61,
    60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77, 113,
    121, 112, 100, 120, 92, 101, 103, 99,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Segment:
    """Hold one marker with its payload; `scan` is the entropy-coded data behind an SOS."""

    marker: int
    payload: bytes
    scan: bytes = b""

    def to_bytes(self) -> bytes:
        """Encode it again."""
        return struct.pack(">BBH", 0xFF, self.marker, len(self.payload) + 2) + self.payload + self.scan


def segments(data: bytes) -> Iterator[Segment]:
    """Yield the segments up to EOI; what stands behind it (other pictures, a film) is not part of the picture.

    Raise ValueError where the structure ends too early.
    """
    if not data.startswith(_SOI):
        msg = "a JPEG begins with SOI"
        raise ValueError(msg)
    at = 2
    while True:
        at, marker = _marker_at(data, at)
        if marker == _EOI:
            return
        if marker in _WITHOUT_LENGTH:
            continue
        (length,) = struct.unpack_from(">H", data, at) if at + 2 <= len(data) else (0,)
        end = at + length
        if length < 2 or end > len(data):  # noqa: PLR2004  the length counts its own two bytes
            msg = "a JPEG segment reaches behind the end"
            raise ValueError(msg)
        scan_end = _scan_end(data, end) if marker == _SOS else end
        yield Segment(marker=marker, payload=data[at + 2 : end], scan=data[end:scan_end])
        at = scan_end


def _marker_at(data: bytes, at: int) -> tuple[int, int]:
    """Return the position behind the marker at `at`, and the marker; fill bytes before it are allowed."""
    if data[at : at + 1] != b"\xff":
        msg = "a JPEG marker is missing"
        raise ValueError(msg)
    while data[at : at + 1] == b"\xff":
        at += 1
    if at >= len(data):
        msg = "a JPEG ends without EOI"
        raise ValueError(msg)
    return at + 1, data[at]


def _scan_end(data: bytes, at: int) -> int:
    found = _NEXT_MARKER.search(data, at)
    if found is None:
        msg = "a JPEG scan does not end"
        raise ValueError(msg)
    return found.start()


def count_scans(data: bytes, *, most: int) -> int:
    """Return the number of scans, counting no further than one above `most`; a damaged file counts as far as it can."""
    count = 0
    try:
        for segment in segments(data):
            count += segment.marker == _SOS
            if count > most:
                break
    except ValueError:
        return count
    return count


def stripped_jpeg(data: bytes, *, icc_profile: bytes | None = None, orientation: int = 1) -> bytes:
    """Return the same picture without any metadata, bit for bit; what must stay is said by the caller.

    The colour transform (Adobe, APP14) and the density (JFIF) stay because they change how the picture is shown.
    """
    kept = [part for segment in segments(data) if (part := _without_metadata(segment))]
    head = [part for part in kept if part.startswith(b"\xff\xe0")]
    tail = [part for part in kept if not part.startswith(b"\xff\xe0")]
    added = [*_orientation_segments(orientation), *_icc_segments(icc_profile)]
    return b"".join((_SOI, *head, *added, *tail, b"\xff\xd9"))


def _without_metadata(segment: Segment) -> bytes:
    if segment.marker == _APP0 and segment.payload.startswith(_JFIF):
        fields = segment.payload[:_JFIF_FIELDS]
        return Segment(marker=_APP0, payload=fields + b"\x00\x00").to_bytes()  # no embedded thumbnail
    if segment.marker == _APP14 and segment.payload.startswith(b"Adobe"):
        return segment.to_bytes()
    return b"" if segment.marker in _METADATA else segment.to_bytes()


def _orientation_segments(orientation: int) -> list[bytes]:
    """Return a smallest EXIF with nothing but the orientation, if there is one to tell."""
    if orientation == 1:
        return []
    tiff = b"MM\x00*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)
    return [Segment(marker=_APP0 + 1, payload=b"Exif\x00\x00" + tiff).to_bytes()]


def _icc_segments(profile: bytes | None) -> list[bytes]:
    size = 65_519  # what a segment holds beside its own head
    parts = [profile[at : at + size] for at in range(0, len(profile), size)] if profile else []
    return [
        Segment(marker=_APP2, payload=_ICC + bytes((number, len(parts))) + part).to_bytes()
        for number, part in enumerate(parts, start=1)
    ]


def has_metadata(data: bytes) -> bool:
    """Tell whether stripping would take anything away."""
    return len(stripped_jpeg(data)) != len(data)


def estimated_quality(data: bytes) -> int:
    """Return the libjpeg quality (1–100) whose luminance table comes closest; 100 if there is no 8-bit table."""
    table = next((found for segment in segments(data) if (found := _luminance(segment))), None)
    if table is None:
        return _LONGEST_QUALITY
    scale = sum(100 * mine / theirs for mine, theirs in zip(table, _REFERENCE, strict=True)) / len(_REFERENCE)
    quality = (200 - scale) / 2 if scale <= 100 else 5000 / scale  # noqa: PLR2004  jpeg_quality_scaling of libjpeg
    return min(_LONGEST_QUALITY, max(1, round(quality)))


def _luminance(segment: Segment) -> bytes | None:
    """Return the 64 bytes of table 0 of a DQT segment; it is the first where it stands alone."""
    is_table_0 = segment.marker == _DQT and segment.payload[:1] == b"\x00" and len(segment.payload) >= 65  # noqa: PLR2004
    return segment.payload[1:65] if is_table_0 else None
