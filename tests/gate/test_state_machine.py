"""Whatever people do in whatever order: no ticket without its own consumed, searched enquiry."""

import os
import shutil
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.policy import Role
from portal.accounts.signed_in import SignedIn
from portal.errors import Refusal
from portal.finding.indexing import rebuild_index
from portal.gate.enquiring import find_own_enquiry, start_enquiry
from portal.gate.forms import HandOverForm
from portal.gate.handing_over import hand_over
from portal.gate.lapsing import end_what_was_left
from portal.gate.looking import dismiss, need_at_once, solve
from portal.gate.models import Enquiry
from portal.gate.policy import State, WhyDismissed, WhyUrgent
from portal.runtime import Runtime
from portal.service_desk.forms import RequestForm
from portal.service_desk.models import Ticket
from portal.service_desk.opening import Opening, open_ticket
from tests.conftest import make_runtime
from tests.gate.steps import FINDS, FINDS_NOTHING, read, search
from tests.world import Cast, Clock, Mailbox

EXAMPLES = int(os.environ.get("GATE_EXAMPLES", "25"))
FORM = RequestForm.model_validate({"priority": 3, "title": "No mail", "description": "None came."})
WHO = st.sampled_from(["cleo", "cleo", "cleo", "finn", "dai"])
WHICH = st.integers(min_value=0, max_value=2)


class Gate(RuleBasedStateMachine):
    """Three people, their enquiries, and a clock."""

    runtime: Runtime
    clock: Clock

    def __init__(self) -> None:
        super().__init__()
        self.people = Cast(self.runtime)
        self.enquiries: list[Any] = []

    def _do(self, which: int, who: str, act: Any) -> None:
        """Let somebody do something with an enquiry they may or may not have."""
        if not self.enquiries:
            return
        person: SignedIn = getattr(self.people, who)
        with self.runtime.database.write_session() as db:
            mine = find_own_enquiry(db, person, self.enquiries[which % len(self.enquiries)])
            if mine is None:
                return
            try:
                act(db, mine, person)
            except Refusal:
                db.rollback()
            else:
                db.commit()

    @rule(who=WHO)
    def start(self, who: str) -> None:
        with self.runtime.database.writing() as db:
            person: SignedIn = getattr(self.people, who)
            self.enquiries.append(start_enquiry(db, self.runtime, person).id)

    @rule(which=WHICH, who=WHO, terms=st.sampled_from([FINDS, FINDS_NOTHING, "the of", "password"]))
    def search(self, which: int, who: str, terms: str) -> None:
        self._do(which, who, lambda db, e, p: search(db, self.runtime, e, p, terms))

    @rule(which=WHICH)
    def go_the_whole_way(self, which: int) -> None:
        self.search(which, "cleo", FINDS)
        self.dismiss(which, "cleo")
        self.send(which, "cleo")

    @rule(which=WHICH, who=WHO)
    def read(self, which: int, who: str) -> None:
        self._do(which, who, lambda db, e, p: read(db, self.runtime, e, p))

    @rule(which=WHICH, who=WHO)
    def dismiss(self, which: int, who: str) -> None:
        now, why = self.clock(), WhyDismissed.TRIED_IT
        self._do(which, who, lambda db, e, p: dismiss(db, e, why, "", at=now))

    @rule(which=WHICH, who=WHO)
    def solve(self, which: int, who: str) -> None:
        self._do(which, who, lambda db, e, p: solve(db, e, None, at=self.clock()))

    @rule(which=WHICH, who=WHO)
    def call_it_urgent(self, which: int, who: str) -> None:
        why = WhyUrgent.NOBODY_CAN_WORK
        self._do(which, who, lambda db, e, p: need_at_once(db, e, why, at=self.clock()))

    @rule(which=WHICH, who=WHO)
    def hand_over(self, which: int, who: str) -> None:
        form = HandOverForm(
            administrator=self.people.cleo.id, title="No mail", description="None.", priority=3
        )
        self._do(which, who, lambda db, e, p: hand_over(db, self.runtime, e, form, by=p))

    @rule(which=WHICH, who=st.sampled_from(["cleo", "cleo", "dai"]))
    def send(self, which: int, who: str) -> None:
        def act(db: Session, enquiry: Enquiry, person: SignedIn) -> None:
            assert person.role == Role.ADMINISTRATOR
            open_ticket(db, self.runtime, Opening(person, enquiry, FORM, "en"))

        self._do(which, who, act)

    @rule(hours=st.sampled_from([1, 13, 25, 400]))
    def wait(self, hours: int) -> None:
        self.clock.go(hours=hours)
        end_what_was_left(self.runtime)

    @invariant()
    def every_ticket_has_its_own_consumed_enquiry_with_a_search(self) -> None:
        with self.runtime.database.reading() as db:
            tickets = db.scalars(select(Ticket)).all()
            used = [db.get_one(Enquiry, ticket.enquiry_id) for ticket in tickets]
        assert len({enquiry.id for enquiry in used}) == len(tickets)
        assert all(enquiry.state == State.RAISED for enquiry in used)
        assert all(any(s.is_real or s.is_down for s in enquiry.searches) for enquiry in used)
        assert all(ticket.trail["searches"] for ticket in tickets)

    def teardown(self) -> None:
        """Whatever happened before, who goes the whole way gets a ticket."""
        before = self._tickets()
        self.start("cleo")
        self.go_the_whole_way(len(self.enquiries) - 1)
        assert self._tickets() == before + 1
        self.every_ticket_has_its_own_consumed_enquiry_with_a_search()

    def _tickets(self) -> int:
        with self.runtime.database.reading() as db:
            return db.scalar(select(func.count()).select_from(Ticket)) or 0


def test_no_order_of_doing_things_gets_past_the_gate(sqlite_template: Path, tmp_path: Path) -> None:
    shutil.copytree(sqlite_template.parent, tmp_path, dirs_exist_ok=True)
    clock = Clock()
    runtime = make_runtime(f"sqlite:///{tmp_path / 'academy.db'}", tmp_path, clock, Mailbox())
    rebuild_index(runtime)
    machine = type("GateHere", (Gate,), {"runtime": runtime, "clock": clock})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    runtime.database.close()
