"""A content folder on disk: what stands in it, and reading it without being led out of it."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from portal.content.errors import Complaint
from portal.content.policy import MOST_ENTRIES
from portal.paths import ACADEMY_CONTENT

TOO_MANY = f"There are more than {MOST_ENTRIES} files in this folder."


class FileError(Exception):
    """A file that cannot be taken, and why."""


@dataclass(frozen=True)
class Folder:
    """A content folder. Paths inside it are written from its top, with forward slashes."""

    top: Path
    files: frozenset[str]

    def read_bytes(self, path: str, *, largest: int) -> bytes:
        """Return a file's bytes; raise FileError."""
        with open(self.descriptor(path, largest=largest), "rb") as file:
            content = file.read(largest + 1)
        if len(content) > largest:
            raise FileError(_too_large(largest))
        return content

    def read_text(self, path: str, *, largest: int) -> str:
        try:
            return self.read_bytes(path, largest=largest).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise FileError("This file is not written in UTF-8.") from error

    def descriptor(self, path: str, *, largest: int) -> int:
        """Open a file of the folder for reading; raise FileError."""
        if path not in self.files:
            raise FileError(f"There is no file {path} in this folder.")
        try:
            descriptor = os.open(self.top / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError as error:
            raise FileError(f"{path} cannot be read: {error.strerror}.") from error
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_size > largest:
            os.close(descriptor)
            raise FileError(_too_large(largest))
        return descriptor


def walk(top: Path) -> tuple[Folder, list[Complaint]]:
    """Return the folder with its ordinary files, and a complaint for everything else in it."""
    files: dict[str, str] = {}
    complaints: list[Complaint] = []
    for count, (path, found) in enumerate(_entries(top, PurePosixPath())):
        if count >= MOST_ENTRIES:
            return Folder(top, frozenset()), [Complaint(".", 0, TOO_MANY)]
        twin = files.setdefault(path.casefold(), path)
        if sentence := _fault(found, top, twin if twin != path else ""):
            complaints.append(Complaint(path, 0, sentence))
    return Folder(top, frozenset(files.values())), complaints


def _entries(folder: Path, inside: PurePosixPath) -> Iterator[tuple[str, os.stat_result]]:
    """Yield what is no folder, hidden entries left out; links are not followed."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _entries(Path(entry.path), inside / entry.name)
            else:
                yield str(inside / entry.name), entry.stat(follow_symlinks=False)


def _fault(found: os.stat_result, top: Path, twin: str) -> str:
    if stat.S_ISLNK(found.st_mode):
        return "This is a symbolic link. Put the file itself here."
    if not stat.S_ISREG(found.st_mode):
        return "This is no ordinary file."
    if found.st_nlink > 1 and top != ACADEMY_CONTENT:  # installers link what they unpack
        return "This file has a second name elsewhere (a hard link). Put a copy here."
    return f"On some systems this is the same name as {twin}." if twin else ""


def _too_large(largest: int) -> str:
    return f"This file is larger than {largest // 1024} kB, or no ordinary file."
