"""A zip or tar with a content folder in it: unpacked whole into a folder of its own, or refused."""

import gzip
import os
import stat
import struct
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BufferedReader, FileIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Protocol

from portal.content.errors import Complaint, ContentRefused
from portal.content.policy import LARGEST_MEDIA, MOST_ENTRIES

SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz")
TOO_MANY = f"There are more than {MOST_ENTRIES} files in it."
LARGEST_UNPACKED = 4 * 1024**3
FREE_OF_RATIO = 16 * 1024**2
HIGHEST_RATIO = 100
LONGEST_PATH = 300
LARGEST_LISTING = 16 * 1024**2
SIP = 1024**2
BROKEN = (OSError, EOFError, RuntimeError, NotImplementedError, RecursionError, ValueError)
UNREADABLE = (*BROKEN, struct.error, zlib.error, zipfile.BadZipFile, tarfile.TarError)


class Readable(Protocol):
    """What bytes come out of."""

    def read(self, size: int, /) -> bytes: ...


class ArchiveRefused(Exception):
    """Why nothing of an archive is taken."""


def is_archive(path: Path) -> bool:
    return path.name.lower().endswith(SUFFIXES)


@contextmanager
def folder_of(path: Path) -> Iterator[Path]:
    """Yield the content folder: the path itself, or what its archive holds; ContentRefused."""
    if not is_archive(path):
        yield path
        return
    with TemporaryDirectory(prefix="academy-") as place:
        top = Path(place, "content")
        top.mkdir()
        try:
            _unpack(path, top, Path(place, "plain.tar"))
        except ArchiveRefused as refusal:
            raise ContentRefused([Complaint(path.name, 0, str(refusal))]) from refusal
        except UNREADABLE as error:
            sentence = f"This archive cannot be read: {error or type(error).__name__}."
            raise ContentRefused([Complaint(path.name, 0, sentence)]) from error
        yield _inner(top)


def _inner(top: Path) -> Path:
    """Return the only folder in the archive, where it holds nothing else."""
    entries = [entry for entry in top.iterdir() if not entry.name.startswith(".")]
    has_one = len(entries) == 1 and entries[0].is_dir()
    return entries[0] if has_one and entries[0].name not in {"articles", "videos"} else top


def _unpack(path: Path, top: Path, plain: Path) -> None:
    unpacking = _Unpacking(top, packed=path.stat().st_size)
    if path.name.lower().endswith(".zip"):
        _unpack_zip(path, unpacking)
        return
    if not path.name.lower().endswith(".tar"):
        with gzip.open(path) as packed, plain.open("wb") as copy:
            unpacking.pour(packed, copy, largest=LARGEST_UNPACKED)
        unpacking.poured, path = 0, plain
    _unpack_tar(path, unpacking)


@dataclass
class _Unpacking:
    """What came out so far; raises ArchiveRefused as soon as it is too much or leads elsewhere."""

    top: Path
    packed: int
    poured: int = 0
    entries: int = 0
    names: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)

    def place(self, name: str, *, is_folder: bool) -> Path:
        """Return where an entry goes; nothing may stand there under any spelling of its name."""
        self.entries += 1
        if max(self.entries, len(self.names)) > MOST_ENTRIES:
            raise ArchiveRefused(TOO_MANY)
        parts = [part for part in name.rstrip("/").split("/") if part != "."]
        _check_name(name, parts)
        for depth in range(1, len(parts) + 1):
            self._check_twin("/".join(parts[:depth]))
        wanted = "/".join(parts)
        self.folders.update("/".join(parts[:depth]) for depth in range(1, len(parts)))
        is_there = wanted in self.files or (not is_folder and wanted in self.folders)
        if is_there or any("/".join(parts[:depth]) in self.files for depth in range(1, len(parts))):
            raise ArchiveRefused(f"{wanted!a} is in it twice.")
        (self.folders if is_folder else self.files).add(wanted)
        return self.top.joinpath(*parts)

    def _check_twin(self, path: str) -> None:
        twin = self.names.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if twin != path:
            raise ArchiveRefused(f"On some systems {path!a} is the same name as {twin!a}.")

    def take(self, source: Readable, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as copy:
            self.pour(source, copy, largest=LARGEST_MEDIA)

    def pour(self, source: Readable, copy: BinaryIO, *, largest: int) -> None:
        allowed = max(FREE_OF_RATIO, HIGHEST_RATIO * self.packed)
        poured = 0
        while chunk := source.read(SIP // 16):
            poured += len(chunk)
            self.poured += len(chunk)
            if poured > largest or self.poured > LARGEST_UNPACKED:
                raise ArchiveRefused("It holds more than is taken.")
            if self.poured > allowed:
                raise ArchiveRefused(f"It grows more than {HIGHEST_RATIO} times when unpacked.")
            copy.write(chunk)


def _check_name(name: str, parts: list[str]) -> None:
    is_strange = any(ord(sign) < 32 or sign in '\\:"<>|?*' for sign in name)
    is_long = len(name.encode("utf-8", "replace")) > LONGEST_PATH
    if name.startswith("/") or is_strange or is_long or not all(parts) or ".." in parts:
        raise ArchiveRefused(f"{name[:LONGEST_PATH]!a} is no name for a file inside a folder.")


def _unpack_zip(path: Path, unpacking: _Unpacking) -> None:
    _check_listing(path)
    with zipfile.ZipFile(path) as archive:
        placed = []
        for entry in archive.infolist():
            _check_entry(entry)
            placed.append((entry, _placed(unpacking, entry.filename, entry.is_dir())))
        for entry, target in placed:
            if target is not None:
                with archive.open(entry) as source:
                    unpacking.take(source, target)


def _placed(unpacking: _Unpacking, name: str, is_folder: bool) -> Path | None:
    """Return where a file goes; a folder is made when its first file comes."""
    if is_folder and name.strip("./") == "":
        return None
    target = unpacking.place(name, is_folder=is_folder)
    return None if is_folder else target


def _check_entry(entry: zipfile.ZipInfo) -> None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise ArchiveRefused(f"{entry.filename!a} is no ordinary file.")
    if entry.flag_bits & 1:
        raise ArchiveRefused("It is locked with a password.")
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise ArchiveRefused("It is compressed in a way that is not taken.")


def _check_listing(path: Path) -> None:
    """Refuse a huge list of entries before it is read into memory."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 22 - 65_535 - 20))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise ArchiveRefused("This is no zip.")
    count, listing = struct.unpack("<HI", tail[at + 10 : at + 16])
    is_huge = b"PK\x06\x07" in tail or count > MOST_ENTRIES or listing > LARGEST_LISTING
    if is_huge:
        raise ArchiveRefused(TOO_MANY)


class _Sips(BufferedReader):
    """A plain tar, read a little at a time: a header may claim to be as long as the archive."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or not 0 <= size <= SIP:
            raise ArchiveRefused("A name in it is longer than any name.")
        return super().read(size)


def _unpack_tar(path: Path, unpacking: _Unpacking) -> None:
    with _Sips(FileIO(path)) as file, tarfile.open(fileobj=file, mode="r:") as archive:
        placed = []
        for entry in archive:
            if entry.issparse() or not (entry.isfile() or entry.isdir()):
                raise ArchiveRefused(f"{entry.name!a} is no ordinary file.")
            placed.append((entry, _placed(unpacking, entry.name, entry.isdir())))
        for entry, target in placed:
            if target is not None and (source := archive.extractfile(entry)):
                unpacking.take(source, target)
