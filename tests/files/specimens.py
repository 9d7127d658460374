"""Files as people and attackers send them, made here so that none is kept in the repository."""

import io
import struct
import zipfile
import zlib

from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
HTML = b"<!doctype html><script>alert(1)</script>"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
EXE = b"MZ\x90\x00" + b"\0" * 200


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, (200, 30, 40)).save(file, kind, **options)  # type: ignore[arg-type]
    return file.getvalue()


def picture_with_place() -> bytes:
    """A JPEG whose metadata says where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = "CANARY-51.5007N"
    return picture("JPEG", exif=exif)


def huge_png(side: int = 50_000) -> bytes:
    """A PNG of a few bytes that says it has 2.5 thousand million pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        checked = name + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


def archive(*names: str, content: bytes = b"x") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        for name in names:
            written.writestr(name, content)
    return file.getvalue()


def zip_bomb() -> bytes:
    return archive("a.txt", content=b"\0" * 20_000_000)


def long_list(entries: int) -> bytes:
    """Return a zip that lists one small file over and over, and says that it lists one."""
    first = struct.pack("<4s5H3L2H", b"PK\3\4", 20, *(0,) * 7, 1, 0) + b"a"
    entry = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, *(0,) * 7, 1, *(0,) * 6) + b"a"
    listing = entry * entries
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(listing), len(first), 0)
    return first + listing + end


def word_document() -> bytes:
    return archive("[Content_Types].xml", "word/document.xml")
