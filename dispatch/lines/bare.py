"""Pictures without what their device wrote beside them: where and with what they were taken, and by whom.

Which way up is kept, for a telephone turns no pixels; everything else a page does not draw goes. Formats: JPEG ITU-T
T.81 B.1 with Exif 2.3 (CIPA DC-008), PNG (W3C, third edition) 5.3, WebP (RFC 9649).
"""

import struct
from collections.abc import Iterator

KEPT_OF_JPEG = frozenset({0xE0, 0xEE})  # JFIF, and Adobe's, without which colours are read wrongly
COMMENT, EXIF, SCAN = 0xFE, 0xE1, 0xDA
APPLICATION = range(0xE0, 0xF0)
KEPT_OF_PNG = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"}
)
KEPT_OF_WEBP = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
SAYS_EXIF_OR_XMP = 0x08 | 0x04  # flags of VP8X
ORIENTATION = 0x0112


def bare(body: bytes, kind: str) -> bytes | None:
    """The picture of `kind` without what does not belong to it; None for one that cannot be read."""
    reading = {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp}.get(kind)
    try:
        return reading(body) if reading is not None else None
    except (struct.error, IndexError, ValueError):
        return None


def _jpeg(body: bytes) -> bytes:
    kept, turned = bytearray(body[:2]), 1
    for marker, begins, ends in _segments(body):
        if marker == EXIF:
            turned = _orientation(body[begins + 4 : ends]) or turned
        elif marker != COMMENT and (marker not in APPLICATION or marker in KEPT_OF_JPEG):
            kept += body[begins:ends]
    return bytes(kept[:2]) + (_turned(turned) if turned > 1 else b"") + bytes(kept[2:])


def _segments(body: bytes) -> Iterator[tuple[int, int, int]]:
    """(marker, first byte, byte after) up to the scan, which goes to the end. Raises ValueError for no JPEG."""
    at = 2
    while True:
        if body[at] != 0xFF:
            raise ValueError("a marker was expected")
        if body[at + 1] == 0xFF:  # fill
            at += 1
            continue
        marker = body[at + 1]
        if marker == SCAN:
            yield marker, at, len(body)
            return
        length = struct.unpack_from(">H", body, at + 2)[0]
        ends = at + 2 + length
        if length < 2 or ends > len(body):
            raise ValueError("a segment longer than its file")
        yield marker, at, ends
        at = ends


def _orientation(exif: bytes) -> int | None:
    """1 to 8 from an Exif segment, None where it says none."""
    if exif[:6] != b"Exif\0\0":
        return None
    tiff = exif[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return None
    try:
        first = struct.unpack_from(f"{order}I", tiff, 4)[0]
        count = struct.unpack_from(f"{order}H", tiff, first)[0]
        entries = (struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * n) for n in range(min(count, 64)))
        return next((value for tag, _, _, value in entries if tag == ORIENTATION and 1 <= value <= 8), None)
    except struct.error:
        return None


def _turned(orientation: int) -> bytes:
    """An Exif segment that says which way up, and nothing else."""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, ORIENTATION, 3, 1, orientation, 0, 0)
    return struct.pack(">BBH", 0xFF, EXIF, 2 + 6 + len(tiff)) + b"Exif\0\0" + tiff


def _png(body: bytes) -> bytes:
    kept, at = bytearray(body[:8]), 8
    while at < len(body):
        length, name = struct.unpack_from(">I4s", body, at)
        ends = at + 12 + length
        if ends > len(body):
            raise ValueError("a chunk longer than its file")
        kept += body[at:ends] if name in KEPT_OF_PNG else b""
        at = ends
        if name == b"IEND":
            return bytes(kept)
    raise ValueError("no end")


def _webp(body: bytes) -> bytes:
    kept, at = bytearray(), 12
    while at < len(body):
        name, length = struct.unpack_from("<4sI", body, at)
        ends = at + 8 + length
        if ends > len(body):
            raise ValueError("a chunk longer than its file")
        chunk = bytearray(body[at:ends]) + b"\0" * (length % 2)
        if name == b"VP8X":
            chunk[8] &= ~SAYS_EXIF_OR_XMP
        kept += chunk if name in KEPT_OF_WEBP else b""
        at = ends + length % 2
    return b"RIFF" + struct.pack("<I", 4 + len(kept)) + b"WEBP" + bytes(kept)
