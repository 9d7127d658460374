"""Mail as staff look at it: what was given up or waits for too long, and what has no request."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.mail.models import IncomingMail, MailboxTrouble, MailOutcome, MailState, OutgoingMail

TOO_LONG = timedelta(hours=1)
MOST_LISTED = 200


def mails_in_trouble(db: Session, now: datetime) -> Sequence[OutgoingMail]:
    """Return what was not sent and will not be, or has not been for an hour, oldest first."""
    found = select(OutgoingMail).where(_not_sent(now)).order_by(OutgoingMail.created_at)
    return db.scalars(found.limit(MOST_LISTED)).all()


def count_in_trouble(db: Session, now: datetime) -> int:
    """Return how many mails were not sent or have no request; a mailbox that is not read is one."""
    troubles = (
        select(OutgoingMail.id).where(_not_sent(now)),
        select(IncomingMail.id).where(IncomingMail.outcome == MailOutcome.NOT_PLACED),
        select(MailboxTrouble.id),
    )
    counts = [
        select(func.count()).select_from(one.subquery()).scalar_subquery() for one in troubles
    ]
    return db.scalar(select(sum(counts[1:], start=counts[0]))) or 0


def _not_sent(now: datetime) -> ColumnElement[bool]:
    given_up = OutgoingMail.state == MailState.FAILED
    late = and_(OutgoingMail.state == MailState.WAITING, OutgoingMail.created_at < now - TOO_LONG)
    return or_(given_up, late)


def get_unsent(db: Session, mail_id: UUID) -> OutgoingMail:
    """Return a mail that is not sent; raise NotFound."""
    mail = db.get(OutgoingMail, mail_id, with_for_update=True)
    if mail is None or mail.state == MailState.SENT:
        raise NotFound("There is no such mail, or it is sent already.")
    return mail


def is_taken(db: Session, digest: str) -> bool:
    return db.scalar(select(IncomingMail.id).where(IncomingMail.digest == digest)) is not None


def mails_not_placed(db: Session) -> Sequence[IncomingMail]:
    """Return what came in and has no request, newest first."""
    found = select(IncomingMail).where(IncomingMail.outcome == MailOutcome.NOT_PLACED)
    newest = found.order_by(IncomingMail.received_at.desc(), IncomingMail.id)
    return db.scalars(newest.limit(MOST_LISTED)).all()


def get_not_placed(db: Session, mail_id: UUID) -> IncomingMail:
    """Return a mail that has no request; raise NotFound."""
    mail = db.get(IncomingMail, mail_id)
    if mail is None or mail.outcome != MailOutcome.NOT_PLACED:
        raise NotFound("There is no such mail, or somebody is done with it already.")
    return mail


def mailbox_trouble(db: Session) -> MailboxTrouble | None:
    """Return since when the mailbox cannot be read; None while it can."""
    return db.scalar(select(MailboxTrouble))
