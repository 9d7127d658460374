"""One person's data: handed out whole, and erased without a trace of who it was."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from portal.accounts.joining import NewPerson, add_person
from portal.accounts.models import Person
from portal.accounts.policy import Role
from portal.accounts.queries import find_person
from portal.accounts.signed_in import SignedIn
from portal.activity.models import Event
from portal.db.every_model import METADATA
from portal.demo.cast import ADDRESSES, NORTHWIND
from portal.errors import Conflict, NotFound
from portal.gate.forms import HandOverForm
from portal.gate.handing_over import hand_over
from portal.mail.models import OutgoingMail
from portal.mail.sending import send_due
from portal.privacy.belongings import BELONGS, OF_NOBODY
from portal.privacy.erasing import erase_person
from portal.privacy.exporting import Export, export_person, write_zip
from portal.reporting.keeping import keep_ledger
from portal.reporting.models import FailedDay, LedgerRow
from portal.runtime import Runtime
from portal.service_desk.changes import Change
from portal.service_desk.forms import ReplyForm, RequestForm
from portal.service_desk.models import Ticket
from portal.service_desk.opening import Opening, open_ticket
from portal.service_desk.replying import answer
from tests.browser import Browser
from tests.incidents.test_incidents import opened as opened_incident
from tests.privacy.life import Life, Words, everything_stored, held_in, live
from tests.world import Cast, Mailbox

ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def erase(runtime: Runtime, person: SignedIn, *, keep_texts: bool = False) -> None:
    with runtime.database.writing() as db:
        erase_person(db, runtime, person.email, keep_texts=keep_texts)


def exported(runtime: Runtime, person: SignedIn) -> Export:
    with runtime.database.reading() as db:
        return export_person(db, runtime, person.email)


@pytest.fixture
def amy(runtime: Runtime, people: Cast, monkeypatch: pytest.MonkeyPatch) -> SignedIn:
    """A second administrator of Cleo's organisation."""
    with runtime.database.writing() as db:
        new = NewPerson("amy@northwind.example", "Amy Long", NORTHWIND, Role.ADMINISTRATOR)
        add_person(db, runtime, new)
    monkeypatch.setitem(ADDRESSES, "amy", new.email)
    return people.amy


@pytest.fixture
def hers() -> Words:
    return Words("vermilion")


@pytest.fixture
def theirs() -> Words:
    return Words("cobalt")


@pytest.fixture
def ticket(
    runtime: Runtime, cleo: SignedIn, amy: SignedIn, ben: SignedIn, hers: Words, theirs: Words
) -> Ticket:
    """Cleo's request, after she and a colleague did all that leaves a text."""
    opened_incident(runtime, ben)
    ticket = live(runtime, cleo, hers, ben)
    live(runtime, amy, theirs, ben)
    while keep_ledger(runtime):
        pass
    return ticket


def test_every_table_says_whose_its_rows_are() -> None:
    tables = set(METADATA.tables)

    assert tables - OF_NOBODY - set(BELONGS) == set(), "name them in portal/privacy/belongings.py"
    assert set(BELONGS) | OF_NOBODY == tables
    assert set(BELONGS) & OF_NOBODY == set()


def test_an_export_holds_all_that_somebody_said_and_nothing_of_others(
    runtime: Runtime, cleo: SignedIn, ticket: Ticket, hers: Words, theirs: Words, tmp_path: Path
) -> None:
    export = exported(runtime, cleo)
    write_zip(runtime, export, tmp_path / "cleo.zip")

    with ZipFile(tmp_path / "cleo.zip") as archive:
        text = "\n".join(archive.read(name).decode() for name in archive.namelist())
    assert held_in(text, hers) == hers.said
    assert held_in(text, theirs) == []
    assert json.loads(export.as_json())["profile"][0]["email"] == cleo.email
    assert "secret_hash" not in text
    assert "password_hash" not in text


def test_after_erasing_nothing_says_who_it_was(
    runtime: Runtime, cleo: SignedIn, ticket: Ticket, hers: Words, theirs: Words
) -> None:
    erase(runtime, cleo)
    runtime.database.close()

    left = everything_stored(runtime)
    assert held_in(left, hers) == []
    assert cleo.email not in left
    assert held_in(left, theirs) == theirs.said


@ONLY_SQLITE
def test_the_organisation_keeps_its_requests_without_the_name(
    browser: Browser, runtime: Runtime, cleo: SignedIn, amy: SignedIn, ben: SignedIn, ticket: Ticket
) -> None:
    erase(runtime, cleo)

    page = browser.sign_in(amy).open(f"/requests/{ticket.reference}")
    assert "Former administrator" in page.main
    assert (
        "Former administrator"
        in browser.sign_in(ben).open(f"/desk/requests/{ticket.reference}").main
    )
    browser.open("/desk")


@ONLY_SQLITE
def test_texts_may_stay_with_the_organisation_without_the_name(
    browser: Browser, runtime: Runtime, cleo: SignedIn, amy: SignedIn, ticket: Ticket, hers: Words
) -> None:
    first, last = hers.said[:2]

    erase(runtime, cleo, keep_texts=True)

    page = browser.sign_in(amy).open(f"/requests/{ticket.reference}").main
    assert ticket.description in page
    assert "Hello Former administrator, we wrote to Former administrator." in page
    runtime.database.close()
    left = everything_stored(runtime)
    assert first not in left
    assert last not in left


@ONLY_SQLITE
def test_figures_stay_as_they_were(runtime: Runtime, cleo: SignedIn, ticket: Ticket) -> None:
    def figures() -> list[str]:
        with runtime.database.reading() as db:
            tables = (LedgerRow.__table__, FailedDay.__table__)
            return sorted(str(row) for table in tables for row in db.execute(table.select()))

    before = figures()
    erase(runtime, cleo)
    while keep_ledger(runtime):
        pass

    assert before
    assert figures() == before


@ONLY_SQLITE
def test_whoever_is_erased_is_out_and_gets_no_mail(
    browser: Browser, runtime: Runtime, cleo: SignedIn, ben: SignedIn, ticket: Ticket,
    mailbox: Mailbox,
) -> None:  # fmt: skip
    browser.sign_in(cleo).open("/requests")
    send_due(runtime, limit=1000)
    mailbox.messages.clear()

    erase(runtime, cleo)

    browser.open("/requests", status=200)
    assert browser.path.startswith("/sign-in")
    with runtime.database.writing() as db:
        mine = db.get_one(Ticket, ticket.id)
        mine.closed_at, mine.state = None, "ours"
        answer(db, runtime, mine, ReplyForm(text="Still there?"), by=ben)
    with runtime.database.reading() as db:
        assert not [m for m in db.scalars(select(OutgoingMail)) if "erased" in m.to_address]


@ONLY_SQLITE
def test_erasing_is_written_down_under_a_number_and_twice_is_once(
    runtime: Runtime, cleo: SignedIn, ticket: Ticket
) -> None:
    erase(runtime, cleo)
    runtime.database.close()
    before = everything_stored(runtime)
    erase(runtime, cleo)
    runtime.database.close()

    assert everything_stored(runtime) == before
    with runtime.database.reading() as db:
        event = db.scalars(select(Event).where(Event.kind == "accounts.person-erased")).one()
        acted = db.scalars(select(Event).where(Event.actor_id == cleo.id)).all()
    assert acted
    assert (event.subject_id, event.facts) == (cleo.id, {})
    with pytest.raises(NotFound):
        exported(runtime, cleo)


@ONLY_SQLITE
def test_an_agent_who_is_erased_leaves_answers_and_gives_tickets_back(
    browser: Browser, runtime: Runtime, ben: SignedIn, amy: SignedIn, ticket: Ticket, ada: SignedIn
) -> None:
    with runtime.database.writing() as db:
        mine = db.get_one(Ticket, ticket.id)
        mine.closed_at, mine.state = None, "ours"
        db.get_one(Person, ben.id).name = "Benedict"
        mine.note_change(Change.OWNER, "", "Benedict", why="", by=ben.id, at=runtime.now())

    erase(runtime, ben)

    with runtime.database.reading() as db:
        assert db.get_one(Ticket, ticket.id).owner_id is None
    page = browser.sign_in(amy).open(f"/requests/{ticket.reference}").main
    assert "Former member of staff" in page
    assert "Hello" in page
    runtime.database.close()
    left = everything_stored(runtime)
    assert "Benedict" not in left
    assert ben.email not in left


@ONLY_SQLITE
def test_the_last_admin_stays(runtime: Runtime, ada: SignedIn) -> None:
    with pytest.raises(Conflict, match="last admin"):
        erase(runtime, ada)

    with runtime.database.writing() as db:
        assert find_person(db, ada.email) is not None
        add_person(db, runtime, NewPerson("oda@academy.example", "Oda", "Fernwood", Role.ADMIN))
    erase(runtime, ada)
    with runtime.database.reading() as db:
        assert db.get_one(Person, ada.id).name == "Former member of staff"


@ONLY_SQLITE
def test_what_a_reader_handed_over_stays_without_what_they_typed(
    browser: Browser, runtime: Runtime, finn: SignedIn, cleo: SignedIn, ben: SignedIn
) -> None:
    his = Words("ochre")
    with runtime.database.writing() as db:
        life = Life(db, runtime, finn, his)
        life.name()
        enquiry = life.look_around()
        form = {"title": "No mail", "description": "Nobody gets any.", "priority": 3}
        wish = HandOverForm(administrator=cleo.id, **form)
        hand_over(db, runtime, enquiry, wish, by=finn)
        opening = Opening(cleo, enquiry, RequestForm(**form), "en")
        ticket = open_ticket(db, runtime, opening)
    while keep_ledger(runtime):
        pass

    erase(runtime, finn)

    runtime.database.close()
    assert held_in(everything_stored(runtime), his) == []
    page = browser.sign_in(ben).open(f"/desk/requests/{ticket.reference}").main
    assert "Nobody gets any." in page
