"""Where an index lies on disk: one folder per generation, and a pointer that names the current one.

A generation never changes once it is named. Writing makes a new folder, syncs it, and moves the
pointer by an atomic rename: a crash leaves the old generation or the new one, never half of each.
Files are read whole and checked against their digests, so that damage is noticed before use and
nothing that happens to the disk afterwards reaches an open reader.
"""

import fcntl
import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from time import monotonic, sleep
from typing import IO

from search.disk import Disk
from search.interface import IndexUnavailable

FORMAT = 3  # raise it when analysis, weights or the schema change: old generations are refused
POINTER = "current"
MANIFEST = "manifest.json"
UNFINISHED = "unfinished-"
MOST_RETRIES = 3
PATIENCE_S = 10.0
PAUSE_S = 0.05
_NAME = re.compile(r"\d+-\w{8}")

Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Generation:
    """A named state of the index, with the bytes of its files."""

    name: str
    position: int
    documents: int
    built_at: datetime
    files: Mapping[str, bytes]
    digests: Mapping[str, str]
    stamps: Mapping[str, Stamp]


@dataclass(frozen=True)
class Draft:
    """What a new generation is to hold."""

    position: int
    documents: int
    built_at: datetime
    files: Mapping[str, bytes]


class Generations:
    """The folder of an index. Any number of readers; writers wait for each other."""

    def __init__(self, folder: Path, disk: Disk, *, patience_s: float = PATIENCE_S) -> None:
        self.folder, self.disk, self.patience_s = folder, disk, patience_s

    def mark(self) -> Stamp:
        """Return what changes whenever the pointer is moved; cheap enough for every search."""
        try:
            return _stamp(self.folder / POINTER)
        except OSError as problem:
            raise IndexUnavailable(f"no index in {self.folder}") from problem

    def read(self, known: Generation | None = None) -> Generation:
        """Return the current generation; files that `known` holds are not read again."""
        for _ in range(MOST_RETRIES):
            mark = self.mark()
            try:
                return self._read(known)
            except (OSError, ValueError, KeyError, TypeError, RecursionError) as problem:
                reason = problem
            if self.mark() == mark:
                break
        raise IndexUnavailable(f"the index is damaged: {reason}") from reason

    def _read(self, known: Generation | None) -> Generation:
        name, digest = json.loads((self.folder / POINTER).read_text("utf-8"))
        folder = self.folder / name
        manifest = json.loads(_checked((folder / MANIFEST).read_bytes(), digest, MANIFEST))
        if manifest["format"] != FORMAT:
            raise ValueError(f"format {manifest['format']}, expected {FORMAT}")
        digests: dict[str, str] = manifest["files"]
        return Generation(
            name=name,
            position=manifest["position"],
            documents=manifest["documents"],
            built_at=datetime.fromisoformat(manifest["built_at"]),
            files={file: _content(folder / file, digests[file], known) for file in digests},
            digests=digests,
            stamps={file: _stamp(folder / file) for file in digests},
        )

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """Keep other writers out; yield a folder for scratch, removed afterwards."""
        with ExitStack() as stack:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                lock = stack.enter_context((self.folder / "lock").open("w"))
                self._take(lock)
                self._sweep_unfinished()
                scratch = self._new_folder()
            except OSError as problem:
                raise IndexUnavailable(f"the index cannot be written: {problem}") from problem
            stack.callback(self.disk.remove, scratch)
            yield scratch

    def _take(self, lock: IO[str]) -> None:
        """Wait for another writer, but not for ever: whoever waits has other work to do."""
        until = monotonic() + self.patience_s
        while True:
            try:
                return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if monotonic() >= until:
                    raise
            sleep(PAUSE_S)

    def write(self, draft: Draft, base: Generation | None = None) -> Generation:
        """Make the draft current. Call inside `writing`; files that `base` holds are linked."""
        try:
            return self._write(draft, base)
        except OSError as problem:
            raise IndexUnavailable(f"the index cannot be written: {problem}") from problem

    def _write(self, draft: Draft, base: Generation | None) -> Generation:
        folder = self._new_folder()
        digests = {
            file: self._place(folder / file, content, base)
            for file, content in sorted(draft.files.items())
        }
        manifest = _manifest(draft, digests)
        self.disk.write(folder / MANIFEST, manifest)
        self.disk.sync(folder)
        name = f"{draft.position}-{folder.name.removeprefix(UNFINISHED)}"
        self.disk.move(folder, self.folder / name)
        self._point_at(name, sha256(manifest).hexdigest())
        self._sweep(keep={name, base.name if base else ""})
        stamps = {file: _stamp(self.folder / name / file) for file in digests}
        return Generation(
            name, draft.position, draft.documents, draft.built_at, draft.files, digests, stamps
        )

    def _new_folder(self) -> Path:
        return Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=self.folder))

    def _place(self, path: Path, content: bytes, base: Generation | None) -> str:
        """Put a file into a new generation and return its digest."""
        if base is None or base.files.get(path.name) is not content:
            self.disk.write(path, content)
            return sha256(content).hexdigest()
        is_linked = self.disk.link(self.folder / base.name / path.name, path)
        if not is_linked or _stamp(path) != base.stamps[path.name]:
            self.disk.remove(path)
            self.disk.write(path, content)
        return base.digests[path.name]

    def _point_at(self, name: str, digest: str) -> None:
        pointer, unfinished = self.folder / POINTER, self.folder / f"{UNFINISHED}{POINTER}"
        self.disk.write(unfinished, json.dumps([name, digest]).encode())
        if pointer.is_dir():
            self.disk.remove(pointer)
        self.disk.move(unfinished, pointer)

    def _sweep(self, keep: set[str]) -> None:
        """Remove old generations. The last one stays: another process may just be reading it."""
        for path in self.folder.iterdir():
            if path.name not in keep and _NAME.fullmatch(path.name):
                self.disk.remove(path)

    def _sweep_unfinished(self) -> None:
        for path in self.folder.glob(f"{UNFINISHED}*"):
            self.disk.remove(path)

    def damage(self, generation: Generation) -> str | None:
        """Say what happened on disk to a generation since it was read or written."""
        for file, stamp in generation.stamps.items():
            try:
                if _stamp(self.folder / generation.name / file) != stamp:
                    return f"{file} was changed"
            except OSError:
                return f"{file} is missing"
        return None


def _manifest(draft: Draft, digests: Mapping[str, str]) -> bytes:
    content = {
        "format": FORMAT,
        "position": draft.position,
        "documents": draft.documents,
        "built_at": draft.built_at.isoformat(),
        "files": digests,
    }
    return json.dumps(content, indent=1).encode()


def _content(path: Path, digest: str, known: Generation | None) -> bytes:
    if known and known.digests.get(path.name) == digest and path.exists():
        return known.files[path.name]
    return _checked(path.read_bytes(), digest, path.name)


def _checked(content: bytes, digest: str, name: str) -> bytes:
    if sha256(content).hexdigest() != digest:
        raise ValueError(f"{name} is not what was written")
    return content


def _stamp(path: Path) -> Stamp:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size
