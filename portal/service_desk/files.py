"""Who may see a file: who may see the enquiry, the request or the message it hangs on."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.policy import Capability
from portal.accounts.signed_in import SignedIn
from portal.files.holding import files_by_holder, files_of, hang_on
from portal.files.models import Holder, StoredFile
from portal.files.receiving import Uploads
from portal.gate.enquiring import find_own_enquiry
from portal.gate.models import Enquiry
from portal.runtime import Runtime
from portal.service_desk.changes import Note
from portal.service_desk.models import Reply, Ticket
from portal.service_desk.queries import seen_by


def find_seen_file(db: Session, person: SignedIn, file_id: UUID) -> StoredFile | None:
    """Return the file if this person may see what it hangs on."""
    file = db.get(StoredFile, file_id)
    if file is None:
        return None
    if file.holder == Holder.ENQUIRY:
        return file if find_own_enquiry(db, person, file.holder_id) else None
    if file.holder == Holder.DRAFT:
        return file if file.owner_id == person.id else None
    if file.holder == Holder.NOTE:
        return file if person.may(Capability.WORK_TICKETS) else None
    ticket_id = file.holder_id
    if file.holder == Holder.REPLY:
        reply = db.get_one(Reply, file.holder_id)
        ticket_id = reply.ticket_id
    return file if _may_see(db, person, ticket_id) else None


def _may_see(db: Session, person: SignedIn, ticket_id: UUID) -> bool:
    if person.may(Capability.WORK_TICKETS):
        return True
    return db.scalar(seen_by(person).where(Ticket.id == ticket_id)) is not None


def remove_file(db: Session, enquiry: Enquiry, file_id: UUID) -> bool:
    """Take a file away from an enquiry that is not sent yet; whether there was one."""
    file = db.scalar(
        select(StoredFile).where(
            StoredFile.id == file_id,
            StoredFile.holder == Holder.ENQUIRY,
            StoredFile.holder_id == enquiry.id,
        )
    )
    if file is not None:
        db.delete(file)
    return file is not None


def files_in_thread(
    db: Session, ticket: Ticket, notes: Sequence[Note] = ()
) -> Mapping[UUID, Sequence[StoredFile]]:
    """Return the files of a request, of its messages and of notes, by what they hang on."""
    replies = files_by_holder(db, Holder.REPLY, [reply.id for reply in ticket.replies])
    inside = files_by_holder(db, Holder.NOTE, [note.id for note in notes]) if notes else {}
    return {**inside, **replies, ticket.id: files_of(db, Holder.TICKET, ticket.id)}


def hang_on_new(
    db: Session, runtime: Runtime, uploads: Uploads, message: Reply | Note, *, by: SignedIn
) -> None:
    """Let the files belong to a message; one sent twice keeps those it came with first."""
    holder = Holder.NOTE if isinstance(message, Note) else Holder.REPLY
    if uploads.kept and not files_of(db, holder, message.id):
        hang_on(db, runtime, uploads.take(), holder, message.id, by=by)
