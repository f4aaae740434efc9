"""What a device wrote into a picture does not go on with it; the picture does."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.lines.bare import bare
from dispatch.lines.pictures import kind_of

SECRET = b"GPS 36.4800 N 127.2890 E"


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def exif(orientation: int, order: str = "<") -> bytes:
    """Two entries, the second which way up, and something nobody needs to know behind."""
    mark = {"<": b"II*\0", ">": b"MM\0*"}[order]
    entries = struct.pack(f"{order}HHHIHH", 2, 0x010F, 3, 1, 7, 0)
    entries += struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    return segment(0xE1, b"Exif\0\0" + mark + struct.pack(f"{order}I", 8) + entries + SECRET)


def jpeg(*segments: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(segments) + segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"pixels\xff\xd9"


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + b"".join(chunks) + chunk(b"IEND", b"")


def gif(*blocks: bytes) -> bytes:
    """One pixel with a palette of its own, behind a palette for all."""
    picture = b"\x2c" + bytes(8) + b"\x80" + bytes(6) + b"\x02\x02\x44\x01\0"
    return b"GIF89a\x01\0\x01\0\x80\0\0" + bytes(6) + b"".join(blocks) + picture + b"\x3b"


def riff(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def webp(*chunks: bytes) -> bytes:
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


TABLE = segment(0xDB, bytes(65))
JFIF = segment(0xE0, b"JFIF\0" + bytes(9))


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_jpeg_keeps_which_way_up_and_nothing_else(order: str, orientation: int) -> None:
    told = segment(0xED, SECRET), segment(0xFE, SECRET), segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET)
    clean = bare(jpeg(JFIF, exif(orientation, order), *told, TABLE), "image/jpeg")
    assert clean is not None
    assert SECRET not in clean
    again = bare(clean, "image/jpeg")
    assert again == clean
    assert struct.pack(">HHIH", 0x0112, 3, 1, orientation) in clean
    upright = bare(jpeg(JFIF, exif(1, order), TABLE), "image/jpeg")
    assert upright == jpeg(JFIF, TABLE)


def test_a_png_and_a_webp_lose_their_notes() -> None:
    noted = png(chunk(b"eXIf", SECRET), chunk(b"tEXt", SECRET), chunk(b"IDAT", b"pixels"))
    assert bare(noted + SECRET, "image/png") == png(chunk(b"IDAT", b"pixels"))
    head, plain = bytes([0x0C | 0x10]) + bytes(9), bytes([0x10]) + bytes(9)
    noted = webp(riff(b"VP8X", head), riff(b"VP8 ", b"pixel"), riff(b"EXIF", SECRET), riff(b"XMP ", SECRET))
    assert bare(noted, "image/webp") == webp(riff(b"VP8X", plain), riff(b"VP8 ", b"pixel"))


@given(
    begins=st.sampled_from(
        [b"\xff\xd8\xff", b"\xff\xd8\xff\xe1\0\x20Exif\0\0MM\0*", b"\x89PNG\r\n\x1a\n", webp(), b"GIF89a"]
    ),
    rest=st.binary(max_size=200),
)
def test_whatever_follows_is_bare_or_nothing(begins: bytes, rest: bytes) -> None:
    kind = kind_of(begins + rest)
    assert kind is not None
    clean = bare(begins + rest, kind)
    assert clean is None or bare(clean, kind) == clean


def test_what_lies_behind_the_end_goes_whatever_it_is() -> None:
    """Motion photographs put a film there, others a second picture, both with their place."""
    picture = jpeg(JFIF, TABLE)
    for behind in (jpeg(exif(6)), b"\0\0\0\x18ftypmp42" + SECRET, SECRET):
        assert bare(picture + behind, "image/jpeg") == picture
        assert bare(gif() + behind, "image/gif") == gif()


def test_a_jpeg_of_several_scans_is_read_to_its_end_and_half_a_one_is_none() -> None:
    scan = segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"a\xff\0\xff\xd9"[:-2] + b"b\xff\xd0c"
    whole = b"\xff\xd8" + TABLE + scan + segment(0xC4, bytes(20)) + scan + b"\xff\xd9"
    noted = whole.replace(segment(0xC4, bytes(20)), segment(0xFE, SECRET) + segment(0xC4, bytes(20)))
    assert bare(noted, "image/jpeg") == whole
    assert bare(whole[:-2], "image/jpeg") is None
    assert bare(whole[:-2] + jpeg(exif(6)), "image/jpeg") is None


def test_a_gif_keeps_its_pictures_and_how_it_runs() -> None:
    timing, loop = b"\x21\xf9\x04\0\0\0\0\0", b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    comment = b"\x21\xfe" + bytes([len(SECRET)]) + SECRET + b"\0"
    program = b"\x21\xff\x0bXMP DataXMP" + bytes([len(SECRET)]) + SECRET + b"\0"
    assert bare(gif(loop, comment, program, timing), "image/gif") == gif(loop, timing)


def test_a_film_is_not_touched_because_it_is_not_taken() -> None:
    assert bare(b"\0\0\0\x18ftypmp42", "video/mp4") is None
