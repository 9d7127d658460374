"""Files of an answer or a note that is still being written: only who writes it sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.files.holding import files_by_holder, files_of, hang_on, move
from portal.files.models import Holder, StoredFile
from portal.files.receiving import Uploads
from portal.files.storing import discard
from portal.runtime import Runtime
from portal.service_desk.changes import Note
from portal.service_desk.models import Reply, Ticket

Kind = Literal["reply", "note"]

KEPT_FOR = timedelta(days=1)
AT_ONCE = 50


@dataclass(frozen=True)
class Draft:
    """What somebody writes on a ticket; the key of its form tells it from their others."""

    ticket: Ticket
    kind: Kind
    key: str
    by: SignedIn

    @property
    def id(self) -> UUID:
        return uuid5(self.ticket.id, f"{self.kind} {self.by.id} {self.key}")


def keep(db: Session, runtime: Runtime, draft: Draft, uploads: Uploads) -> None:
    """Let files wait until what they belong to is sent."""
    if uploads.kept:
        hang_on(db, runtime, uploads.take(), Holder.DRAFT, draft.id, by=draft.by)


def kept_with(db: Session, drafts: Sequence[Draft]) -> Mapping[str, Sequence[StoredFile]]:
    """Return the files that wait, by what they wait for."""
    found = files_by_holder(db, Holder.DRAFT, [draft.id for draft in drafts])
    return {draft.kind: found.get(draft.id, ()) for draft in drafts}


def hand_over(db: Session, runtime: Runtime, draft: Draft, message: Reply | Note) -> None:
    """Let the files belong to what was sent; one sent twice keeps those it came with first."""
    holder = Holder.NOTE if isinstance(message, Note) else Holder.REPLY
    if files_of(db, holder, message.id):
        _drop(db, runtime, files_of(db, Holder.DRAFT, draft.id))
    move(db, (Holder.DRAFT, draft.id), (holder, message.id))


def take_away(db: Session, runtime: Runtime, draft: Draft, file_id: UUID) -> None:
    """Drop one of the files that wait with this draft; of any other nothing happens."""
    _drop(db, runtime, [one for one in files_of(db, Holder.DRAFT, draft.id) if one.id == file_id])


def forget_drafts(runtime: Runtime) -> int:
    """Drop the files of what was never sent; return how many."""
    since = runtime.now() - KEPT_FOR
    left = select(StoredFile).where(
        StoredFile.holder == Holder.DRAFT, StoredFile.created_at <= since
    )
    with runtime.database.reading() as db:
        if db.scalar(left.limit(1)) is None:
            return 0
    with runtime.database.writing() as db:
        return _drop(db, runtime, db.scalars(left.limit(AT_ONCE)).all())


def _drop(db: Session, runtime: Runtime, files: Sequence[StoredFile]) -> int:
    for file in files:
        discard(runtime.settings.data_dir, file.id)
        db.delete(file)
    db.flush()
    return len(files)
