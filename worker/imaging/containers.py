"""Read and rewrite PNG, WebP and GIF files without touching their pixels: strip metadata, count frames.

Layouts are those of the PNG specification (third edition), the WebP container specification and GIF89a.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_PNG_SIGNATURE = 8
# Chunks that change how the picture is shown; everything else (eXIf, tEXt, iTXt, zTXt, tIME, private ones) goes.
_PNG_KEPT = frozenset(
    {
        *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"cICP", b"sBIT", b"pHYs", b"bKGD"),
        *(b"acTL", b"fcTL", b"fdAT"),
    }
)
_WEBP_DROPPED = frozenset({b"EXIF", b"XMP ", b"ICCP"})
_WEBP_KEPT = frozenset({b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF"})
_WEBP_FLAGS_KEPT = 0b00010010  # alpha and animation; the profile's, EXIF's and XMP's go
_GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def stripped_png(data: bytes) -> bytes:
    """Return the same picture without metadata and without its colour profile."""
    return data[:_PNG_SIGNATURE] + b"".join(raw for kind, raw in _png_chunks(data) if kind in _PNG_KEPT)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = _PNG_SIGNATURE
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        yield kind, data[at:end]
        if kind == b"IEND":
            return
        at = end


def webp_size(head: bytes) -> tuple[int, int]:
    """Return the canvas of a WebP from its first 32 bytes; (0, 0) where it cannot be told: the decoder refuses it."""
    kind, body = head[12:16], head[20:32]
    if kind == b"VP8X" and len(body) >= 10:  # noqa: PLR2004  flags and two 24-bit numbers
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if kind == b"VP8L" and len(body) >= 5:  # noqa: PLR2004  signature byte and two 14-bit numbers
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and len(body) >= 10:  # noqa: PLR2004  frame tag, start code and two numbers
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    return 0, 0


def stripped_webp(data: bytes) -> bytes:
    """Return the same picture without EXIF, XMP, colour profile and unknown chunks."""
    parts = []
    for kind, body in _webp_chunks(data):
        if kind not in _WEBP_KEPT:
            continue
        kept = bytes((body[0] & _WEBP_FLAGS_KEPT,)) + body[1:] if kind == b"VP8X" else body
        parts.append(kind + struct.pack("<I", len(kept)) + kept + b"\x00" * (len(kept) % 2))
    payload = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(payload)) + payload


def _webp_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at + 8 <= len(data):
        kind, length = struct.unpack_from("<4sI", data, at)
        yield kind, data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def stripped_gif(data: bytes) -> bytes:
    """Return the same picture or animation without comments, plain text and application data other than its loop."""
    head = _gif_head(data)
    parts = [raw for kind, raw in _gif_blocks(data) if kind not in (b"comment", b"other")]
    return data[:head] + b"".join(parts) + b";"


def count_gif_frames(data: bytes) -> Iterator[int]:
    """Yield the offset-free number of each frame in turn, so that a caller may stop early."""
    number = 0
    for kind, _ in _gif_blocks(data):
        if kind == b"frame":
            number += 1
            yield number


def _gif_head(data: bytes) -> int:
    flags = data[10] if len(data) > 10 else 0  # noqa: PLR2004  the screen descriptor's flags
    return 13 + _gif_colours(flags)


def _gif_colours(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _gif_blocks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield (kind, bytes) of every block up to the trailer or the damaged end."""
    at = _gif_head(data)
    while at < len(data):
        start = at
        if data[at] == 0x2C:  # image descriptor  # noqa: PLR2004
            flags = data[at + 9] if at + 9 < len(data) else 0
            at = _gif_behind(data, at + 11 + _gif_colours(flags))
            yield b"frame", data[start:at]
        elif data[at] == 0x21:  # extension  # noqa: PLR2004
            at = _gif_behind(data, at + 2)
            yield _gif_extension(data[start:at]), data[start:at]
        else:
            return


def _gif_behind(data: bytes, at: int) -> int:
    """Return the position behind a row of sub-blocks."""
    while at < len(data) and data[at]:
        at += data[at] + 1
    return at + 1


def _gif_extension(raw: bytes) -> bytes:
    label = raw[1:2]
    if label == b"\xf9":
        return b"control"
    if label == b"\xfe":
        return b"comment"
    return b"loop" if label == b"\xff" and raw[3:14] in _GIF_LOOPS else b"other"
