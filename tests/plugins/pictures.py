"""Draw pictures for tests: small, with whatever metadata, profile or damage a test needs."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

SECRET = b"51.5007N-0.1246W"
"""What must not be found in anything that is published."""

GPS = 0x8825
ORIENTATION = 0x0112
DESCRIPTION = 0x010E


def photo(width: int = 320, height: int = 240) -> Image.Image:
    """Return something like a photograph: smooth colours, some edges and noise, the same each time."""
    noise = np.random.default_rng(7).normal(0, 6, (height, width, 3))
    y, x = np.mgrid[0:height, 0:width]
    waves = np.stack(
        [
            128 + 100 * np.sin(x / 37 + y / 53),
            128 + 90 * np.cos(x / 29),
            128 + 80 * np.sin(y / 41) + 40 * ((x // 24 + y // 24) % 2),
        ],
        axis=2,
    )
    return Image.fromarray(np.clip(waves + noise, 0, 255).astype(np.uint8))


def quarters(width: int = 64, height: int = 48) -> Image.Image:
    """Return red, green, blue and white quarters: top left, top right, bottom left, bottom right."""
    image = Image.new("RGB", (width, height), "white")
    half = (width // 2, height // 2)
    for colour, corner in (("red", (0, 0)), ("lime", (half[0], 0)), ("blue", (0, half[1]))):
        image.paste(colour, (*corner, corner[0] + half[0], corner[1] + half[1]))
    return image


def exif(*, orientation: int = 1) -> bytes:
    """Return EXIF data with a place in it."""
    data = Image.Exif()
    data[DESCRIPTION] = SECRET.decode()
    data[ORIENTATION] = orientation
    data.get_ifd(GPS)[1] = "N"
    data.get_ifd(GPS)[2] = (51.0, 30.0, 2.5)
    data.get_ifd(GPS)[29] = SECRET.decode()
    return data.tobytes()


def xmp() -> bytes:
    """Return an XMP packet with a place in it."""
    return b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><place>' + SECRET + b"</place></x:xmpmeta>"


def png_info() -> PngInfo:
    """Return text chunks with a place in them."""
    info = PngInfo()
    info.add_text("Comment", SECRET.decode())
    info.add_itxt("XML:com.adobe.xmp", xmp().decode())
    return info


def saved(image: Image.Image, path: Path, **options: object) -> Path:
    """Save a picture and return its path."""
    image.save(path, **options)  # type: ignore[arg-type]  # each format has its own options
    return path


def encoded(image: Image.Image, format_name: str, **options: object) -> bytes:
    """Return a picture's file as bytes."""
    buffer = io.BytesIO()
    image.save(buffer, format_name, **options)
    return buffer.getvalue()


def swapped_profile() -> bytes:
    """Return a colour profile like sRGB's, in which red and green have changed places.

    The smallest matrix profile of ICC.1:2001: primaries of sRGB adapted to D50, gamma 2.2.
    """
    red, green, blue = (0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141)
    curve = b"curv" + struct.pack(">IIHH", 0, 1, round(2.2 * 256), 0)
    name = b"swapped\x00"
    description = b"desc" + struct.pack(">II", 0, len(name)) + name + bytes(78)
    tags = {
        b"desc": description + bytes(-len(description) % 4),
        b"cprt": b"text" + bytes(4) + b"none",
        b"wtpt": _xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": _xyz(*green),
        b"gXYZ": _xyz(*red),
        b"bXYZ": _xyz(*blue),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    at = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for signature, data in tags.items():
        table += struct.pack(">4sII", signature, at + len(body), len(data))
        body += data
    size = at + len(body)
    head = struct.pack(">I4sI4s4s4s", size, b"none", 0x02400000, b"mntr", b"RGB ", b"XYZ ") + bytes(12) + b"acsp"
    head = head.ljust(68, b"\x00") + struct.pack(">iii", 63190, 65536, 54061)
    return head.ljust(128, b"\x00") + table + body


def _xyz(*values: float) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">iii", *(round(value * 65536) for value in values))
