"""Each step of a request writes to whom it concerns, in their language, and to nobody else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.accounts.joining import NewPerson, add_person, get_person
from portal.accounts.models import Organisation
from portal.accounts.policy import Role
from portal.accounts.queries import find_membership
from portal.demo.cast import ADDRESSES, NORTHWIND
from portal.finding.finder import Finder
from portal.mail.sending import send_due
from portal.opening_hours.keeping import DayChange
from portal.opening_hours.models import DayKind
from portal.runtime import Runtime
from portal.service_desk import working_on
from portal.service_desk.by_phone import Call, CallForm, log_call
from portal.service_desk.desk_forms import (
    AreaForm,
    ClosingForm,
    NoteForm,
    OwnerForm,
    OwnSolutionForm,
    RatingForm,
    SeverityForm,
    WaitingForm,
)
from portal.service_desk.ending import rate, solve_oneself
from portal.service_desk.escalating import escalate
from portal.service_desk.forms import ReplyForm
from portal.service_desk.models import Ticket
from portal.service_desk.privacy import choose_privacy
from portal.service_desk.replying import answer, reply_as_customer
from portal.service_desk.rescheduling import change_calendar
from portal.service_desk.retiering import TierForm, change_tier
from portal.service_desk.warning import warn_of_late_answers
from tests.gate.steps import FINDS
from tests.service_desk.test_opening import opened
from tests.world import Cast, Clock, Mailbox

SAID = ReplyForm(text="These are the words.")


@dataclass
class Desk:
    """A request of Cleo's, who reads French, and everybody who does something with it."""

    runtime: Runtime
    people: Cast
    clock: Clock
    ticket_id: Any = None

    def do(self, act: Callable[[Session, Ticket], object]) -> None:
        """Do it a minute later, in a transaction of its own."""
        self.clock.go(minutes=1)
        with self.runtime.database.writing() as db:
            act(db, db.get_one(Ticket, self.ticket_id))


def answers(desk: Desk) -> None:
    desk.do(lambda db, one: answer(db, desk.runtime, one, SAID, by=desk.people.ben))


def replies(desk: Desk) -> None:
    desk.do(lambda db, one: reply_as_customer(db, desk.runtime, one, SAID, by=desk.people.cleo))


def colleague_replies(desk: Desk) -> None:
    desk.do(lambda db, one: reply_as_customer(db, desk.runtime, one, SAID, by=desk.people.zoe))


def closes(outcome: str, **more: str) -> Callable[[Desk], None]:
    def act(desk: Desk) -> None:
        form = ClosingForm(outcome=outcome, **more)
        by, words = desk.people.ben, "Words of the policy."
        desk.do(lambda db, one: working_on.close(db, desk.runtime, one, form, words, by=by))

    return act


def works(verb: str, form: Any) -> Callable[[Desk], None]:
    def act(desk: Desk) -> None:
        step = getattr(working_on, verb)
        desk.do(lambda db, one: step(db, desk.runtime, one, form, by=desk.people.ben))

    return act


def gives_away(desk: Desk) -> None:
    form = OwnerForm(colleague=desk.people.mia.id, owner_why="I am away.")
    works("assign", form)(desk)


def is_late(desk: Desk) -> None:
    desk.clock.go(hours=5)
    warn_of_late_answers(desk.runtime)


def escalates(desk: Desk) -> None:
    desk.do(lambda db, one: escalate(db, desk.runtime, one, "Audit.", by=desk.people.cleo))


def colleague_escalates(desk: Desk) -> None:
    desk.do(lambda db, one: escalate(db, desk.runtime, one, "Audit.", by=desk.people.zoe))


def solves(desk: Desk) -> None:
    form, by = OwnSolutionForm(), desk.people.cleo
    desk.do(lambda db, one: solve_oneself(db, desk.runtime, one, form, by=by))


def rates(desk: Desk) -> None:
    by = desk.people.cleo
    desk.do(lambda db, one: rate(db, desk.runtime, one, RatingForm(rating=1), by=by))


def keeps_private(desk: Desk) -> None:
    desk.do(lambda db, one: choose_privacy(desk.runtime, one, True, by=desk.people.cleo))


def calls(desk: Desk) -> None:
    form = CallForm(
        caller=ADDRESSES["cleo"],
        words=FINDS,
        reason="not-my-problem",
        priority=2,
        title="By phone",
        description="They said so.",
    )
    call = Call(desk.people.cleo, desk.people.ben, "fr")
    with desk.runtime.database.writing() as db:
        log_call(db, desk.runtime, Finder(desk.runtime.engine, db), call, form)


def replies_late(desk: Desk) -> None:
    """The promise of the next answer runs into the day after."""
    desk.clock.at = desk.clock.at.replace(hour=20)
    replies(desk)


def hours_change(desk: Desk) -> None:
    change = DayChange(date(2026, 11, 24), DayKind.CLOSED, reason="Move")
    desk.do(lambda db, one: change_calendar(db, desk.runtime, change, by=desk.people.ada))


def tier_changes(desk: Desk) -> None:
    def act(db: Session, one: Ticket) -> None:
        organisation = db.get_one(Organisation, one.organisation_id)
        change_tier(db, desk.runtime, organisation, TierForm(why="Ended."), by=desk.people.ada)

    desk.do(act)


def suspends(who: str) -> Callable[[Desk], None]:
    """An admin suspends them; what becomes of their tickets is for others to say."""

    def act(desk: Desk) -> None:
        def suspended(db: Session, one: Ticket) -> None:
            get_person(db, ADDRESSES[who]).disabled_at = desk.clock.at

        desk.do(suspended)

    return act


def changes_desks(desk: Desk) -> None:
    def writes_now(db: Session, one: Ticket) -> None:
        member = find_membership(db, desk.people.ben.id)
        assert member is not None
        member.role = Role.EDITOR

    desk.do(writes_now)


CLEO_HAS = "Votre demande {reference} est close"
STEPS = [
    ("a note", [], works("add_note", NoteForm(note="Odd.")), {}),
    ("taken", [], lambda desk: desk.do(lambda db, one: working_on.let_go(
        db, desk.runtime, one, by=desk.people.ben)), {}),
    ("answered", [], answers, {"cleo": "Réponse à votre demande {reference}"}),
    ("replied", [answers], replies, {"ben": "Reply on {reference}"}),
    ("a colleague replied", [answers], colleague_replies, {
        "ben": "Reply on {reference}", "cleo": "Zoe Marsh a écrit"}),
    ("answered both", [colleague_replies], answers, {
        "cleo": "Réponse à votre demande", "zoe": "Answer to your request"}),
    ("answered, private since", [colleague_replies, keeps_private], answers, {
        "cleo": "Réponse à votre demande"}),
    ("waiting", [], works("wait_for_customer", WaitingForm(waiting_for="The log.")), {
        "cleo": "Nous attendons votre réponse à propos de votre demande {reference}"}),
    ("severity", [], works("change_severity", SeverityForm(priority=4, why="Few.")), {
        "cleo": "Nouvelle gravité pour votre demande {reference}"}),
    ("area", [], works("change_area", AreaForm(area="mail", area_why="Filter.")), {
        "cleo": "Nouveau domaine du produit pour votre demande {reference}"}),
    ("tier", [], tier_changes, {"cleo": "Nouveau niveau d’assistance pour votre demande"}),
    ("opening hours", [answers, replies_late], hours_change, {"cleo": "Nouveau délai de réponse"}),
    ("owner", [], gives_away, {"mia": "Yours now: {reference}"}),
    ("late", [], is_late, {
        "ben": "Due now: {reference}", "mia": "Late: {reference}",
        "cleo": "Nous sommes en retard pour votre demande {reference}"}),
    ("escalated", [], escalates, {
        "ben": "Escalated: {reference}", "mia": "Escalated: {reference}",
        "cleo": "Nos responsables connaissent votre demande {reference}"}),
    ("solved", [], closes("solved"), {"cleo": CLEO_HAS}),
    ("not ours", [], closes("not-ours"), {"cleo": CLEO_HAS}),
    ("not reproduced", [], closes("not-reproduced"), {"cleo": CLEO_HAS}),
    ("duplicate", [], closes("duplicate", duplicate_of="AA-1"), {"cleo": CLEO_HAS}),
    ("incident", [], closes("incident"), {"cleo": CLEO_HAS}),
    ("reopened", [closes("solved")], replies, {"ben": "Open again: {reference}"}),
    ("solved by the customer", [], solves, {"ben": "Solved by the customer: {reference}"}),
    ("rated", [closes("solved")], rates, {}),
    ("made private", [], keeps_private, {}),
    ("replied, owner suspended", [answers, suspends("ben")], replies, {
        "mia": "Reply on {reference}"}),
    ("replied, owner an editor by now", [answers, changes_desks], replies, {
        "mia": "Reply on {reference}"}),
    ("solved by the customer, owner suspended", [suspends("ben")], solves, {}),
    ("escalated, owner and requester suspended", [suspends("ben"), suspends("cleo")],
        colleague_escalates, {"mia": "Escalated: {reference}", "zoe": "Your request {reference}"}),
    ("by phone", [], calls, {"cleo": "Nous avons reçu votre demande", "ben": "P2 AA-"}),
]  # fmt: skip


@pytest.fixture
def desk(runtime: Runtime, people: Cast, clock: Clock) -> Desk:
    with runtime.database.writing() as db:
        zoe = NewPerson("zoe@northwind.example", "Zoe Marsh", NORTHWIND, Role.ADMINISTRATOR, "en")
        add_person(db, runtime, zoe)
        get_person(db, ADDRESSES["cleo"]).lang = "fr"
    return Desk(runtime, people, clock)


@pytest.fixture(autouse=True)
def zoe_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ADDRESSES, "zoe", "zoe@northwind.example")


@pytest.mark.parametrize(("before", "step", "told"), [
    pytest.param(before, step, told, id=name) for name, before, step, told in STEPS
])  # fmt: skip
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_step_writes_to_whom_it_concerns(
    desk: Desk, mailbox: Mailbox, before: list[Any], step: Any, told: dict[str, str]
) -> None:
    ticket = opened(desk.runtime, desk.people.cleo)
    desk.ticket_id = ticket.id
    desk.do(lambda db, one: working_on.take(db, desk.runtime, one, by=desk.people.ben))
    for one in (*before, send_all):
        one(desk)
    known = {str(mail["Message-ID"]) for mail in mailbox.messages}
    mailbox.messages.clear()
    step(desk)
    send_all(desk)

    got = {str(mail["To"]).split("@")[0]: mail for mail in mailbox.messages}
    wanted = {who: begin.format(reference=ticket.reference) for who, begin in told.items()}
    begins = {who: str(mail["Subject"])[: len(wanted.get(who, ""))] for who, mail in got.items()}
    assert begins == wanted
    assert len(got) == len(mailbox.messages)
    for who, mail in got.items():
        check_form(mail, lang="fr" if who == "cleo" else "en", known=known)


def send_all(desk: Desk) -> None:
    while send_due(desk.runtime):
        pass


def check_form(mail: EmailMessage, *, lang: str, known: set[str]) -> None:
    """What every mail of a request has, whatever it says."""
    assert "AA-" in str(mail["Subject"])
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == lang
    assert mail["In-Reply-To"] is None or str(mail["In-Reply-To"]) in known
    plain, rich = (part.get_content() for part in mail.iter_parts())
    assert "/requests/AA-" in plain
    assert f'lang="{lang}"' in rich
