"""Adding to a request that is open already, instead of opening another one."""

from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.activity.recording import record
from portal.files.holding import move
from portal.files.models import Holder
from portal.gate.models import Enquiry
from portal.gate.trail import freeze
from portal.runtime import Runtime
from portal.service_desk.forms import AdditionForm, ReplyForm
from portal.service_desk.models import Reply, Ticket
from portal.service_desk.replying import reply_as_customer


def add_to_ticket(
    db: Session,
    runtime: Runtime,
    ticket: Ticket,
    enquiry: Enquiry,
    form: AdditionForm,
    *,
    by: SignedIn,
) -> Reply:
    """Reply with what is new and with what was tried; the enquiry ends there.

    Raise EnquiryOver when it ended before.
    """
    enquiry.add_to(ticket.reference, runtime.now())
    _record(db, runtime, enquiry, by)
    message = ReplyForm(text=form.text, key=f"enquiry:{enquiry.id}")
    reply = reply_as_customer(db, runtime, ticket, message, by=by)
    reply.trail = freeze(enquiry)
    move(db, (Holder.ENQUIRY, enquiry.id), (Holder.REPLY, reply.id))
    return reply


def _record(db: Session, runtime: Runtime, enquiry: Enquiry, by: SignedIn) -> None:
    record(
        db,
        "gate.added",
        at=runtime.now(),
        actor_id=by.id,
        organisation_id=enquiry.organisation_id,
        subject_id=enquiry.id,
    )
