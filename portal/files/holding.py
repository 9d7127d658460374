"""Which thing a file hangs on, and how much somebody sent lately."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.activity.recording import keep_order
from portal.errors import Invalid
from portal.files.models import Holder, StoredFile
from portal.files.storing import Kept, discard
from portal.runtime import Runtime
from portal.words import N_

A_DAY = timedelta(days=1)
MB = 1_048_576
QUOTA = N_("%(name)s was not taken: %(limit)s MB within a day are the limit.")


def hang_on(
    db: Session,
    runtime: Runtime,
    kept: Sequence[Kept],
    holder: Holder,
    holder_id: UUID,
    *,
    by: SignedIn,
) -> None:
    """Let these files belong to that thing, in its transaction; raise Invalid beyond the quota."""
    for file in kept:
        row = StoredFile(holder=holder, holder_id=holder_id, **vars(file))
        row.owner_id, row.organisation_id = by.id, by.organisation_id
        row.created_at = runtime.now()
        db.add(row)
    db.flush()
    if kept:
        _check_quota(db, runtime, kept, by)


def _check_quota(db: Session, runtime: Runtime, files: Sequence[Kept], by: SignedIn) -> None:
    """Raise Invalid, and leave nothing of the files, when they are too much with all of the day.

    Forms that came at once are counted here one after the other.
    """
    keep_order(db)
    limit = runtime.settings.files_mb_a_day
    if bytes_sent_lately(db, by, runtime.now()) <= limit * MB:
        return
    for file in files:
        discard(runtime.settings.data_dir, file.id)
    raise Invalid(QUOTA, name=files[0].name, limit=limit)


def move(db: Session, source: tuple[Holder, UUID], target: tuple[Holder, UUID]) -> None:
    """Let the files of one thing belong to another."""
    db.execute(
        update(StoredFile)
        .where(StoredFile.holder == source[0], StoredFile.holder_id == source[1])
        .values(holder=target[0], holder_id=target[1])
        .execution_options(synchronize_session=False)
    )


def files_of(db: Session, holder: Holder, holder_id: UUID) -> Sequence[StoredFile]:
    return files_by_holder(db, holder, [holder_id]).get(holder_id, ())


def files_by_holder(
    db: Session, holder: Holder, holder_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[StoredFile]]:
    """Return the files of several things of one kind, in the order in which they came."""
    found: dict[UUID, list[StoredFile]] = {}
    if not holder_ids:
        return found
    wanted = select(StoredFile).where(
        StoredFile.holder == holder, StoredFile.holder_id.in_(holder_ids)
    )
    for file in db.scalars(wanted.order_by(StoredFile.created_at, StoredFile.id)):
        found.setdefault(file.holder_id, []).append(file)
    return found


def bytes_sent_lately(db: Session, person: SignedIn, now: datetime) -> int:
    """Return how much this person sent within a day."""
    lately = select(func.sum(StoredFile.size)).where(
        StoredFile.owner_id == person.id, StoredFile.created_at > now - A_DAY
    )
    return int(db.scalar(lately) or 0)
