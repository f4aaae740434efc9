"""Pictures without what their device wrote beside them: where and with what they were taken, and by whom.

Which way up is kept, for a telephone turns no pixels; everything else a page does not draw goes. Formats: JPEG ITU-T
T.81 B.1 with Exif 2.3 (CIPA DC-008), PNG (W3C, third edition) 5.3, WebP (RFC 9649), GIF89a. What lies behind the
end of a picture goes too: telephones put a second one or a film there, with its place.
"""

import struct
from collections.abc import Iterator

KEPT_OF_JPEG = frozenset({0xE0, 0xEE})  # JFIF, and Adobe's, without which colours are read wrongly
COMMENT, EXIF, SCAN, END = 0xFE, 0xE1, 0xDA, 0xD9
APPLICATION, RESTART, ALONE = range(0xE0, 0xF0), range(0xD0, 0xD8), frozenset({0x00, 0x01, *range(0xD0, 0xD9)})
KEPT_OF_PNG = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"}
)
KEPT_OF_WEBP = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
SAYS_EXIF_OR_XMP = 0x08 | 0x04  # flags of VP8X
ORIENTATION = 0x0112
GIF_END, GIF_PICTURE, GIF_MORE, GIF_TIMING = 0x3B, 0x2C, 0x21, 0xF9
GIF_LOOP = b"\xff\x0bNETSCAPE2.0"


def bare(body: bytes, kind: str) -> bytes | None:
    """The picture of `kind` without what does not belong to it; None for one that cannot be read."""
    reading = {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp, "image/gif": _gif}.get(kind)
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
    """(marker, first byte, byte after) up to the end of the picture. Raises ValueError for no JPEG, or half of one."""
    at = 2
    while True:
        if body[at] != 0xFF:
            raise ValueError("a marker was expected")
        if body[at + 1] == 0xFF:  # fill
            at += 1
            continue
        marker = body[at + 1]
        if marker == END:
            yield marker, at, at + 2
            return
        if marker in ALONE:
            raise ValueError("no segment begins here")
        length = struct.unpack_from(">H", body, at + 2)[0]
        ends = at + 2 + length
        if length < 2 or ends > len(body):
            raise ValueError("a segment longer than its file")
        ends = _scanned(body, ends) if marker == SCAN else ends
        yield marker, at, ends
        at = ends


def _scanned(body: bytes, at: int) -> int:
    """Where the pixels of a scan end: at the next marker that is none of theirs."""
    while True:
        at = body.index(b"\xff", at)
        if body[at + 1] != 0 and body[at + 1] not in RESTART:
            return at
        at += 2


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


def _gif(body: bytes) -> bytes:
    """Pictures, their palettes, their timing and how often they are shown; no comment, no word of a program."""
    at = 13 + _palette(body[10])
    kept = bytearray(body[:at])
    while body[at] != GIF_END:
        if body[at] not in {GIF_PICTURE, GIF_MORE}:
            raise ValueError("a block was expected")
        begins = at + (11 + _palette(body[at + 9]) if body[at] == GIF_PICTURE else 2)
        ends = _blocks(body, begins)
        kept += body[at:ends] if body[at] == GIF_PICTURE or _is_drawn(body, at) else b""
        at = ends
    return bytes(kept) + bytes([GIF_END])


def _palette(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks(body: bytes, at: int) -> int:
    """Behind the last of a row of blocks, each with its length before it."""
    while body[at] != 0:
        at += body[at] + 1
    return at + 1


def _is_drawn(body: bytes, at: int) -> bool:
    return body[at + 1] == GIF_TIMING or body[at + 1 : at + 14] == GIF_LOOP
