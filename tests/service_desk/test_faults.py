"""Opening a ticket breaks off at each of its statements: all of it happens, or nothing."""

from sqlalchemy import event, func, select

from portal.accounts.signed_in import SignedIn
from portal.activity.models import Event
from portal.gate.models import Enquiry
from portal.gate.policy import State
from portal.mail.models import OutgoingMail
from portal.runtime import Runtime
from portal.service_desk.clocks import AnswerClock
from portal.service_desk.models import OpeningKey, Ticket
from tests.gate.steps import unlocked_enquiry
from tests.service_desk.test_opening import FORM, sent_again

FEWEST_STATEMENTS = 20
WRITTEN = (Ticket, AnswerClock, OpeningKey, OutgoingMail, Event)


class BreaksOff(Exception):
    """The fault that was planted."""


class Breaker:
    """Raises at the n-th statement of the writer; `seen` says how many there were."""

    def __init__(self) -> None:
        self.at, self.seen = 0, 0

    def __call__(self, *of_the_statement: object) -> None:
        self.seen += 1
        if self.seen == self.at:
            raise BreaksOff


def rows(runtime: Runtime) -> list[int]:
    with runtime.database.reading() as db:
        return [db.scalar(select(func.count()).select_from(one)) or 0 for one in WRITTEN]


def test_a_fault_at_any_statement_leaves_nothing_and_a_retry_succeeds(
    runtime: Runtime, cleo: SignedIn
) -> None:
    with runtime.database.writing() as db:
        enquiry_id = unlocked_enquiry(db, runtime, cleo).id
    before, breaker = rows(runtime), Breaker()
    event.listen(runtime.database.writers, "after_cursor_execute", breaker)
    reference = None
    while reference is None:
        breaker.at, breaker.seen = breaker.at + 1, 0
        try:
            reference = sent_again(runtime, cleo, enquiry_id, FORM, "k")
        except BreaksOff:
            with runtime.database.reading() as db:
                assert db.get_one(Enquiry, enquiry_id).state == State.UNLOCKED
            assert rows(runtime) == before, breaker.at
    event.remove(runtime.database.writers, "after_cursor_execute", breaker)

    assert breaker.seen >= FEWEST_STATEMENTS
    assert sent_again(runtime, cleo, enquiry_id, FORM, "k") == reference
    assert rows(runtime)[0] == before[0] + 1
