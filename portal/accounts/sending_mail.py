"""Mail leaves for who may sign in: what waits for a suspended person is given up."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.mail.sending import send_due
from portal.runtime import Runtime


def send_mail(runtime: Runtime) -> int:
    """Send what is due, but nothing to who is suspended by now; return how many were tried."""
    return send_due(runtime, is_withheld=is_suspended)


def is_suspended(db: Session, address: str) -> bool:
    suspended = select(Person.id).where(Person.email == address, Person.disabled_at.is_not(None))
    return db.scalar(suspended) is not None
