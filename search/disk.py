"""The few ways an index changes the disk; a test hands in a disk that fails."""

import os
import shutil
from pathlib import Path


class Disk:
    def write(self, path: Path, content: bytes) -> None:
        """Return only when the content would survive a power cut."""
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def link(self, original: Path, path: Path) -> bool:
        """Say whether the file system could do it."""
        try:
            os.link(original, path)
        except OSError:
            return False
        return True

    def move(self, path: Path, destination: Path) -> None:
        """Put a file or folder in place of another at once, and for good."""
        path.replace(destination)
        self.sync(destination.parent)

    def sync(self, folder: Path) -> None:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def remove(self, path: Path) -> None:
        """What cannot be removed now is removed another time."""
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
