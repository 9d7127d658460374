"""Files that belong to nothing: what a failed transaction or a crash left on the disk."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.files.models import StoredFile
from portal.runtime import Runtime

KEPT_FOR = timedelta(days=1)  # a file is on disk before its row; no request lasts that long
AT_ONCE = 500
log = structlog.get_logger()


def sweep_files(runtime: Runtime) -> int:
    """Delete what is older than a day and belongs to no row; return how many files went.

    The disk is listed before the rows are asked for: a row that comes between is seen. A
    database that knows no file at all may be the wrong one for this folder: nothing goes.
    """
    data_dir = runtime.settings.data_dir
    before = (runtime.now() - KEPT_FOR).timestamp()
    kept = {path: _id_of(path) for path in _older(data_dir / "files", "*/*", before)}
    left = [*_older(data_dir / "incoming", "*", before), *_older(data_dir, "media/*/.*", before)]
    with runtime.database.reading() as db:
        left += _without_a_row(db, kept)
    for path in left:
        path.unlink(missing_ok=True)
    if left:
        log.info("files-swept", count=len(left))
    return len(left)


def _older(folder: Path, pattern: str, before: float) -> Iterator[Path]:
    for path in folder.glob(pattern):
        try:
            if path.is_file() and path.stat().st_mtime < before:
                yield path
        except FileNotFoundError:  # somebody dropped it meanwhile
            continue


def _id_of(path: Path) -> UUID | None:
    """Return whose bytes or preview these are; None for a file of another kind."""
    try:
        return UUID(hex=path.stem)
    except ValueError:
        return None


def _without_a_row(db: Session, kept: Mapping[Path, UUID | None]) -> Sequence[Path]:
    if db.scalar(select(StoredFile.id).limit(1)) is None:
        return []
    ids = list({file_id for file_id in kept.values() if file_id is not None})
    known: set[UUID] = set()
    for start in range(0, len(ids), AT_ONCE):
        some = StoredFile.id.in_(ids[start : start + AT_ONCE])
        known |= set(db.scalars(select(StoredFile.id).where(some)))
    left = set(ids) - known
    return [path for path, file_id in kept.items() if file_id in left]
