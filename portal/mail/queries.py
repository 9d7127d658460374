"""The outbox as staff look at it: what was given up, and what has been waiting for too long."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.mail.models import MailState, OutgoingMail

TOO_LONG = timedelta(hours=1)
MOST_LISTED = 200


def mails_in_trouble(db: Session, now: datetime) -> Sequence[OutgoingMail]:
    """Return what was not sent and will not be, or has not been for an hour, oldest first."""
    given_up = OutgoingMail.state == MailState.FAILED
    late = and_(OutgoingMail.state == MailState.WAITING, OutgoingMail.created_at < now - TOO_LONG)
    found = select(OutgoingMail).where(or_(given_up, late)).order_by(OutgoingMail.created_at)
    return db.scalars(found.limit(MOST_LISTED)).all()


def get_unsent(db: Session, mail_id: UUID) -> OutgoingMail:
    """Return a mail that is not sent; raise NotFound."""
    mail = db.get(OutgoingMail, mail_id, with_for_update=True)
    if mail is None or mail.state == MailState.SENT:
        raise NotFound("There is no such mail, or it is sent already.")
    return mail
