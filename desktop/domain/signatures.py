"""Tell from the first bytes of a file which kind of image it is. The names of files prove nothing."""

from __future__ import annotations

HEAD_BYTES = 512
"""So much of a file is enough to know it."""

_PLAIN = (".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".gif", ".webp", ".bmp", ".dib", ".tif", ".tiff")
_NEW = (".avif", ".heic", ".heif")
EXTENSIONS = frozenset((*_PLAIN, *_NEW))
"""Names that promise an image: files of a dropped folder with other names are skipped, not refused."""

_PREFIXES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"\xff\x0a", "image/jxl"),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "image/jxl"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "image/jp2"),
    (b"\x00\x00\x01\x00", "image/x-icon"),
    (b"8BPS", "image/vnd.adobe.photoshop"),
)
_BRANDS: dict[bytes, str] = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"heim": "image/heic",
    b"heis": "image/heic",
    b"hevc": "image/heic",
    b"hevx": "image/heic",
    b"mif1": "image/heif",
    b"msf1": "image/heif",
}


def content_type_of(head: bytes) -> str | None:
    """Return the content type the first bytes tell, or None where they tell of no image."""
    for prefix, content_type in _PREFIXES:
        if head.startswith(prefix):
            return content_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return _of_brands(head)
    if b"<svg" in head.lower():
        return "image/svg+xml"
    return None


def _of_brands(head: bytes) -> str | None:
    """Read the brands of an ISO media file; AVIF files may call themselves `mif1` first (ISO/IEC 23000-22)."""
    length = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, length - 3, 4))]
    kinds = [_BRANDS[brand] for brand in brands if brand in _BRANDS]
    return next((kind for kind in kinds if kind != "image/heif"), kinds[0] if kinds else None)
