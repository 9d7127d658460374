"""The monthly statement by mail: once, on the first working day, to a customer's administrators."""

from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.accounts.asking_for_links import recipient
from portal.accounts.models import Organisation
from portal.accounts.policy import Role
from portal.accounts.queries import people_with
from portal.mail.writing import Letter, post
from portal.reporting.models import StatementSent
from portal.reporting.statement import statement_of
from portal.runtime import Runtime
from portal.service_desk.due import policy_rules
from portal.support_policy.tiers import Tier
from portal.support_policy.uptime import Month


def send_statements(runtime: Runtime) -> int:
    """Put last month's statements into the outbox that are not there yet; return how many."""
    now = runtime.now()
    month = Month.of(Month.of(now).starts_at - timedelta(days=1))
    if now < _first_opening(runtime, month.ends_at):
        return 0
    with runtime.database.reading() as db:
        if not db.scalars(_waiting(month).limit(1)).first():
            return 0
    with runtime.database.writing() as db:
        waiting = db.scalars(_waiting(month).with_for_update(skip_locked=True)).all()
        for organisation in waiting:
            _send(db, runtime, organisation, month)
        return len(waiting)


def _first_opening(runtime: Runtime, month_begins: datetime) -> datetime:
    """Return when support first opens in a month."""
    return policy_rules(runtime.settings).calendar(Tier.STANDARD).next_opening(month_begins)


def _waiting(month: Month) -> Select[Organisation]:
    """Choose the customers of that month whose statement was not sent."""
    sent = select(StatementSent).where(
        StatementSent.organisation_id == Organisation.id, StatementSent.month == str(month)
    )
    return (
        select(Organisation)
        .where(~Organisation.is_vendor, Organisation.created_at < month.ends_at, ~sent.exists())
        .order_by(Organisation.name)
    )


def _send(db: Session, runtime: Runtime, organisation: Organisation, month: Month) -> None:
    now = runtime.now()
    sent = StatementSent(organisation_id=organisation.id, month=str(month), sent_at=now)
    db.add(sent)
    statement = statement_of(db, runtime, organisation, month)
    for person in people_with(db, Role.ADMINISTRATOR, organisation.id):
        letter = Letter("statement", {"statement": statement}, organisation.id)
        post(db, runtime, recipient(person, runtime), letter)
