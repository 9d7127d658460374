"""People and organisations, as an admin looks after them."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from portal.accounts.directory import get_member
from portal.accounts.errors import LastAdmin
from portal.accounts.joining import create_token
from portal.accounts.looking_after import new_link, suspend
from portal.accounts.models import LinkOrigin, Membership, Person
from portal.accounts.policy import Role
from portal.accounts.signed_in import SignedIn
from portal.accounts.signing_in import make_link
from portal.activity.models import Event
from portal.errors import Conflict
from portal.mail.sending import send_due
from portal.mail.writing import Letter, Recipient, post
from portal.runtime import Runtime
from portal.worker import Worker
from tests.browser import Browser
from tests.world import Cast, Clock, Mailbox

PEOPLE = "/admin/people"
NEW = {"email": "Nora@Northwind.example", "name": "Nora Vale", "role": "reader", "lang": "fr"}


def organisation(runtime: Runtime, person: SignedIn) -> str:
    with runtime.database.reading() as db:
        return str(db.get_one(Membership, person.membership_id).organisation_id)


def act(browser: Browser, person: SignedIn, what: str, *, status: int = 200) -> None:
    browser.send(f"{PEOPLE}/{person.id}/access", {"act": what}, status=status)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("?q=harper", ["Cleo Harper"]),
        ("?q=CONTOSO.example", ["Dai Pritchard"]),
        ("?q=cleo+contoso", []),
        ("?q=%25", []),
        ("?page=99&q=finn", ["Finn Moreau"]),
    ],
)
def test_people_are_found_by_words_of_name_and_address(
    browser: Browser, ada: SignedIn, people: Cast, asked: str, names: list[str]
) -> None:
    page = browser.sign_in(ada).open(PEOPLE + asked)

    assert [
        a.text for a in page.all("a") if re.search(r"people/[0-9a-f-]{36}", a.get("href"))
    ] == names


def test_who_is_invited_gets_a_mail_in_their_language_and_signs_in_with_it(
    browser: Browser, runtime: Runtime, ada: SignedIn, cleo: SignedIn, mailbox: Mailbox
) -> None:
    browser.sign_in(ada).send(PEOPLE, {**NEW, "organisation": organisation(runtime, cleo)})
    while send_due(runtime):
        pass
    [mail] = mailbox.to("nora@northwind.example")
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Ada Lindqvist vous a ouvert l’accès" in text
    link = re.search(r"/sign-in/links/\S+", text)
    assert link is not None
    browser.client.cookies.clear()
    browser.open(link[0])
    browser.send(link[0], {})

    assert "Nora Vale" in browser.open("/account").all("body")[0].text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": "nobody"}, "nobody is not an e-mail address"),
        ({"email": ""}, "Type the e-mail address"),
        ({"email": "Finn@northwind.example"}, "exists already"),
        ({"role": "agent"}, "does not exist in Northwind"),
        ({"role": "king"}, "Choose one of the answers"),
        ({"name": ""}, "Type the name"),
    ],
)
def test_an_invitation_that_cannot_be_sent_says_why_and_keeps_what_was_typed(
    browser: Browser,
    runtime: Runtime,
    ada: SignedIn,
    cleo: SignedIn,
    change: dict[str, str],
    sentence: str,
) -> None:
    sent = {**NEW, "organisation": organisation(runtime, cleo), **change}

    page = browser.sign_in(ada).send(PEOPLE, sent, status=422)

    assert sentence in page.main
    typed = {field.get("name"): field.get("value") for field in page.all("input")}
    assert (typed["email"], typed["name"]) == (sent["email"], sent["name"])


def test_a_new_organisation_is_there_to_choose_and_its_name_is_taken(
    browser: Browser, ada: SignedIn
) -> None:
    form = {"organisation_name": "Fabrikam"}
    browser.sign_in(ada).send(f"{PEOPLE}/organisations", form)

    assert "Fabrikam" in [option.text for option in browser.open(PEOPLE).all("option")]
    again = browser.send(f"{PEOPLE}/organisations", form, status=422)
    assert "called Fabrikam already" in again.main


def test_a_new_role_ends_the_sessions_and_counts_from_the_next_sign_in(
    browser: Browser, ada: SignedIn, finn: SignedIn
) -> None:
    browser.sign_in(finn).open("/")
    old = dict(browser.client.cookies)
    browser.sign_in(ada).send(f"{PEOPLE}/{finn.id}/role", {"role": "administrator"})

    browser.client.cookies.clear()
    browser.client.cookies.update(old)
    browser.open("/requests")
    assert browser.path.startswith("/sign-in")
    assert "Administrator" in browser.sign_in(finn).open("/account").main


def test_who_is_suspended_is_out_at_once_and_back_without_their_old_keys(
    browser: Browser, runtime: Runtime, ada: SignedIn, cleo: SignedIn
) -> None:
    with runtime.database.writing() as db:
        key = {"Authorization": f"Bearer {create_token(db, runtime, cleo.email)}"}
        link = make_link(db, runtime, db.get_one(Person, cleo.id), LinkOrigin.INVITATION)
    browser.sign_in(cleo).open("/")
    session = dict(browser.client.cookies)

    act(browser.sign_in(ada), cleo, "suspend")
    assert "Suspended" in browser.open(f"{PEOPLE}/{cleo.id}").main
    act(browser, cleo, "invite", status=409)
    with runtime.database.reading() as db:
        with pytest.raises(Conflict):
            create_token(db, runtime, cleo.email)
        with pytest.raises(Conflict):
            new_link(db, runtime, db.get_one(Person, cleo.id), LinkOrigin.TERMINAL)
    act(browser, cleo, "reinstate")

    browser.client.cookies.clear()
    assert browser.client.get("/api/v1/tickets", headers=key).status_code == 401
    browser.send(f"/sign-in/links/{link}", {}, status=409)
    browser.client.cookies.update(session)
    browser.open("/requests")
    assert browser.path.startswith("/sign-in")
    assert "request" in browser.sign_in(cleo).open("/requests").main


def test_mail_that_waits_for_who_is_suspended_is_given_up_until_they_are_back(
    browser: Browser, runtime: Runtime, mailbox: Mailbox, ada: SignedIn, cleo: SignedIn
) -> None:
    letter = Letter("sign_in_link", {"link": "https://help.example/"})
    with runtime.database.writing() as db:
        for person in (cleo, ada):
            post(db, runtime, Recipient(person.email, person.name, "en"), letter)
    worker = Worker(runtime)

    act(browser.sign_in(ada), cleo, "suspend")
    worker.turn_of_mail()
    assert [message["To"] for message in mailbox.messages] == [ada.email]
    assert "This person is suspended" in browser.open("/desk/mail").main
    [tries] = [
        form.get("action")
        for form in browser.open("/desk/mail").all("form")
        if form.get("action").endswith("/tries")
    ]
    browser.send(tries, {})
    worker.turn_of_mail()
    assert mailbox.to(cleo.email) == []

    act(browser, cleo, "reinstate")
    browser.send(tries, {})
    worker.turn_of_mail()
    assert len(mailbox.to(cleo.email)) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite takes turns
def test_of_two_admins_who_suspend_each_other_at_once_one_stays(
    runtime: Runtime, ada: SignedIn, mia: SignedIn
) -> None:
    with runtime.database.writing() as db:
        get_member(db, mia.id).role = Role.ADMIN

    def suspends(by: SignedIn, whom: SignedIn) -> None:
        with runtime.database.writing() as db:
            suspend(db, runtime, get_member(db, whom.id), by=by)

    with ThreadPoolExecutor() as pool:
        with runtime.database.writing() as db:
            suspend(db, runtime, get_member(db, mia.id), by=ada)
            second = pool.submit(suspends, mia, ada)
            while not (second.done() or somebody_waits(runtime)):
                pass
        assert isinstance(second.exception(), LastAdmin)


def somebody_waits(runtime: Runtime) -> bool:
    with runtime.database.reading() as db:
        return bool(db.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


@pytest.mark.parametrize("what", ["suspend", "role"])
def test_nobody_locks_themselves_out(browser: Browser, ada: SignedIn, what: str) -> None:
    browser.sign_in(ada)
    if what == "role":
        browser.send(f"{PEOPLE}/{ada.id}/role", {"role": "agent"}, status=409)
    else:
        act(browser, ada, what, status=409)

    assert "This is you" in browser.open(f"{PEOPLE}/{ada.id}").main


def test_a_role_of_staff_is_none_for_a_customer(
    browser: Browser, ada: SignedIn, finn: SignedIn
) -> None:
    browser.sign_in(ada).send(f"{PEOPLE}/{finn.id}/role", {"role": "admin"}, status=422)

    assert "Reader" in browser.open(f"{PEOPLE}/{finn.id}").main


def test_every_act_is_written_down_with_who_did_it(
    browser: Browser, runtime: Runtime, ada: SignedIn, finn: SignedIn, clock: Clock
) -> None:
    browser.sign_in(ada)
    for what in ("invite", "suspend", "reinstate"):
        act(browser, finn, what)
    browser.send(f"{PEOPLE}/{finn.id}/role", {"role": "administrator"})

    with runtime.database.reading() as db:
        about = select(Event.kind).where(Event.subject_id == finn.id, Event.actor_id == ada.id)
        kinds = db.scalars(about.order_by(Event.id)).all()
    assert kinds == [
        "accounts.person-invited",
        "accounts.person-suspended",
        "accounts.person-reinstated",
        "accounts.role-changed",
    ]
