"""What else became of the demo's requests: weighed again, paused, solved by who asked."""

from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.demo.sentences import ASKED_BACK, WEIGHED
from portal.runtime import Runtime
from portal.service_desk.desk_forms import OwnSolutionForm, SeverityForm, WaitingForm
from portal.service_desk.ending import solve_oneself
from portal.service_desk.models import Ticket
from portal.service_desk.working_on import change_severity, wait_for_customer
from portal.support_policy.tiers import Priority


def weigh_less(db: Session, runtime: Runtime, ticket: Ticket, ben: SignedIn) -> None:
    """Not everybody was hit after all."""
    if not ticket.is_closed:
        form = SeverityForm(priority=Priority.P3, why=WEIGHED[ticket.lang])
        change_severity(db, runtime, ticket, form, by=ben)


def ask_back(db: Session, runtime: Runtime, ticket: Ticket, ben: SignedIn) -> None:
    if not ticket.is_closed:
        form = WaitingForm(waiting_for=ASKED_BACK[ticket.lang])
        wait_for_customer(db, runtime, ticket, form, by=ben)


def find_the_answer(db: Session, runtime: Runtime, ticket: Ticket, customer: SignedIn) -> None:
    """The customer reads on, and needs nobody any more."""
    opened = [one["slug"] for one in ticket.trail["readings"]]
    form = OwnSolutionForm(slug=opened[-1] if opened else "")
    solve_oneself(db, runtime, ticket, form, by=customer)
