"""The sign-in page, the account page and the language switch, as people use them."""

import pytest
from sqlalchemy import select, text

from portal.accounts.dependencies import (
    CUSTOMER_MAY_NOT,
    FOR_CUSTOMERS,
    FOR_STAFF,
    STAFF_MAY_NOT,
    refusal_of,
)
from portal.accounts.joining import get_person
from portal.accounts.models import LinkOrigin, Person, SignedInSession
from portal.accounts.passwords import hash_password, is_right_password
from portal.accounts.policy import Capability, Role
from portal.accounts.signed_in import SignedIn
from portal.accounts.signing_in import make_link
from portal.mail.models import OutgoingMail
from portal.mail.sending import send_due
from portal.runtime import Runtime
from portal.web.sessions import cookie_name
from tests.browser import Browser, Page
from tests.world import Clock, Mailbox


def link_for(runtime: Runtime, email: str, origin: LinkOrigin) -> str:
    with runtime.database.writing() as db:
        return make_link(db, runtime, get_person(db, email), origin)


def test_nobody_sees_a_page_without_signing_in(browser: Browser) -> None:
    browser.open("/requests?open=1")

    assert browser.path == "/sign-in?next=/requests%3Fopen%3D1"


def test_a_link_from_the_terminal_signs_in_at_once(browser: Browser, runtime: Runtime) -> None:
    secret = link_for(runtime, "cleo@northwind.example", LinkOrigin.TERMINAL)

    page = browser.open(f"/sign-in/links/{secret}")

    assert browser.path == "/"
    assert "Cleo Harper" in page.all("body")[0].text


def test_a_mailed_link_waits_for_the_button(browser: Browser, runtime: Runtime) -> None:
    secret = link_for(runtime, "cleo@northwind.example", LinkOrigin.MAIL)

    browser.open(f"/sign-in/links/{secret}")
    assert browser.path == f"/sign-in/links/{secret}"

    browser.send(f"/sign-in/links/{secret}", {})
    assert browser.path == "/"


def test_a_used_link_says_what_to_do(browser: Browser, runtime: Runtime) -> None:
    secret = link_for(runtime, "cleo@northwind.example", LinkOrigin.TERMINAL)
    browser.open(f"/sign-in/links/{secret}")
    browser.client.cookies.clear()

    page = browser.send(f"/sign-in/links/{secret}", {}, status=409)

    assert "Ask for a new one" in page.all("main")[0].text


@pytest.mark.parametrize("email", ["cleo@northwind.example", "nobody@northwind.example"])
def test_asking_for_a_link_looks_the_same_for_known_and_unknown(
    browser: Browser, email: str
) -> None:
    page = browser.send("/sign-in/links", {"email": email})

    assert browser.path == "/sign-in/links/sent"
    assert email not in page.all("main")[0].text


def test_the_mailed_link_goes_to_the_stored_address_on_the_set_origin(
    browser: Browser, runtime: Runtime, mailbox: Mailbox
) -> None:
    browser.send("/sign-in/links", {"email": "CLEO@northwind.example"})
    send_due(runtime)

    [message] = mailbox.to("cleo@northwind.example")
    body = message.get_body(("plain",))
    assert body is not None
    assert f"{runtime.settings.base_url}/sign-in/links/" in body.get_content()


def test_an_unknown_address_gets_no_mail(browser: Browser, runtime: Runtime) -> None:
    browser.send("/sign-in/links", {"email": "stranger@example.org"})

    with runtime.database.reading() as db:
        assert db.scalars(select(OutgoingMail)).all() == []


def test_a_wrong_pair_keeps_the_address_and_not_the_password(browser: Browser) -> None:
    page = browser.send(
        "/sign-in", {"email": "cleo@northwind.example", "password": "wrong-one"}, status=422
    )

    assert "wrong-one" not in browser.html
    assert 'value="cleo@northwind.example"' in browser.html
    assert page.all("title")[0].text.startswith("Error:")


def test_the_old_session_is_dead_after_signing_out(browser: Browser, cleo: SignedIn) -> None:
    browser.sign_in(cleo)
    secret = browser.client.cookies[cookie_name(browser.runtime.settings)]
    browser.send("/sign-out", {})

    browser.client.cookies.set(cookie_name(browser.runtime.settings), secret)
    browser.open("/")
    assert browser.path.startswith("/sign-in")


def test_a_session_ends_when_it_is_not_used(browser: Browser, cleo: SignedIn, clock: Clock) -> None:
    browser.sign_in(cleo)
    for _ in range(3):
        clock.go(hours=11)
        browser.open("/")
        assert browser.path == "/"
    clock.go(hours=12)

    browser.open("/")
    assert browser.path.startswith("/sign-in")


def test_a_disabled_person_is_signed_out_on_the_next_request(
    browser: Browser, cleo: SignedIn, runtime: Runtime
) -> None:
    browser.sign_in(cleo)
    with runtime.database.writing() as db:
        db.get_one(Person, cleo.id).disabled_at = runtime.now()

    browser.open("/")
    assert browser.path.startswith("/sign-in")


def test_only_hashes_of_secrets_are_stored(
    browser: Browser, cleo: SignedIn, runtime: Runtime
) -> None:
    browser.sign_in(cleo)
    secret = browser.client.cookies[cookie_name(runtime.settings)]

    with runtime.database.reading() as db:
        rows = [str(tuple(row)) for row in db.execute(text("SELECT * FROM signed_in_session"))]
        assert len(db.scalars(select(SignedInSession)).all()) == 1
    assert secret not in "".join(rows)


def test_the_language_switch_speaks_french_and_remembers(browser: Browser, cleo: SignedIn) -> None:
    page = browser.sign_in(cleo).send("/language", {"lang": "fr", "back": "/help"})

    assert browser.path == "/help"
    assert page.all("html")[0].get("lang") == "fr"
    browser.client.cookies.delete("academy_language")
    assert browser.open("/").all("html")[0].get("lang") == "fr"


@pytest.mark.parametrize(
    "away",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "evil"],
)
def test_no_way_back_leads_off_site(browser: Browser, cleo: SignedIn, away: str) -> None:
    browser.sign_in(cleo).send("/language", {"lang": "en", "back": away})

    assert browser.path == "/"
    assert browser.address.startswith(browser.origin)


def test_the_account_page_saves_and_refuses_a_short_password(
    browser: Browser, cleo: SignedIn
) -> None:
    browser.sign_in(cleo).send("/account", {"name": "Cleo H.", "lang": "fr"})
    assert browser.path == "/account?saved=true"

    form = {"name": "Cleo H.", "lang": "fr", "new_password": "short"}
    browser.send("/account", form, status=422)
    assert 'value="Cleo H."' in browser.html


def test_an_account_form_changes_nobody_who_signed_in_after_it_was_opened(
    browser: Browser, cleo: SignedIn, finn: SignedIn
) -> None:
    fields = browser.sign_in(cleo).open("/account").all("input")
    [whose] = [one.get("value") for one in fields if one.get("name") == "whose"]
    form = {"name": "Cleo H.", "lang": "fr", "whose": whose}

    page = browser.sign_in(finn).send("/account", form, status=409)
    assert "Nothing was changed" in page.main
    assert "Finn Moreau" in browser.open("/account").all("header")[0].text
    browser.sign_in(cleo).send("/account", form)
    assert 'value="Cleo H."' in browser.html


def test_a_form_from_another_site_changes_nothing(browser: Browser, cleo: SignedIn) -> None:
    browser.sign_in(cleo).send(
        "/account",
        {"name": "Mallory", "lang": "en"},
        status=403,
        **{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    )

    assert "Cleo Harper" in browser.open("/account").all("header")[0].text


CURRENT, NEW = "the password of today", "the password of tomorrow"


@pytest.fixture
def cleos_password(runtime: Runtime, cleo: SignedIn) -> None:
    """She has one, and no session has seen her type it."""
    with runtime.database.writing() as db:
        db.get_one(Person, cleo.id).password_hash = hash_password(CURRENT)


def choose(browser: Browser, typed: str = "", new: str = NEW, status: int = 200) -> Page:
    form = {"name": "Cleo Harper", "lang": "en", "password": typed, "new_password": new}
    return browser.send("/account", form, status=status)


def goes(runtime: Runtime, password: str) -> bool:
    with runtime.database.reading() as db:
        stored = get_person(db, "cleo@northwind.example").password_hash
    return is_right_password(password, stored)


@pytest.mark.usefixtures("cleos_password")
def test_a_new_password_needs_the_current_one_and_only_so_many_are_tried(
    browser: Browser, runtime: Runtime, cleo: SignedIn, clock: Clock
) -> None:
    browser.sign_in(cleo)

    assert "Type your current password too" in choose(browser, "", status=422).main
    for _ in range(5):
        choose(browser, "a guess of a thief", status=422)
    assert "a guess of a thief" not in browser.html
    choose(browser, CURRENT, status=429)

    assert 0 < int(browser.response.headers["Retry-After"]) <= 900
    assert goes(runtime, CURRENT)
    clock.go(minutes=16)
    assert "You have a new password" in choose(browser, CURRENT).main
    assert goes(runtime, NEW)


@pytest.mark.usefixtures("cleos_password")
def test_a_new_password_ends_the_other_sessions_and_is_told_by_mail(
    browser: Browser, runtime: Runtime, cleo: SignedIn, mailbox: Mailbox
) -> None:
    cookie = cookie_name(runtime.settings)
    elsewhere = browser.sign_in(cleo).client.cookies[cookie]
    browser.sign_in(cleo)

    choose(browser, CURRENT)
    send_due(runtime)

    [told] = mailbox.to(cleo.email)
    assert told["Subject"] == "A new password for Administrator Academy"
    assert NEW not in told.as_string()
    browser.client.cookies.set(cookie, elsewhere)
    browser.open("/account")
    assert browser.path.startswith("/sign-in")


@pytest.mark.usefixtures("cleos_password")
def test_a_fresh_sign_in_link_stands_for_a_forgotten_password(
    browser: Browser, runtime: Runtime, clock: Clock
) -> None:
    secret = link_for(runtime, "cleo@northwind.example", LinkOrigin.MAIL)
    browser.send(f"/sign-in/links/{secret}", {})
    assert "Current password" not in browser.open("/account").main

    clock.go(minutes=15)
    assert "Current password" in choose(browser, status=422).main
    clock.go(minutes=-1)
    choose(browser)
    assert goes(runtime, NEW)


def test_who_has_no_password_yet_is_asked_for_none(
    browser: Browser, runtime: Runtime, cleo: SignedIn
) -> None:
    assert "Current password" not in browser.sign_in(cleo).open("/account").main

    choose(browser)

    assert goes(runtime, NEW)
    assert "Current password" in browser.open("/account").main


@pytest.mark.parametrize(
    ("role", "capability", "sentence"),
    [
        (Role.AGENT, Capability.ASK_FOR_HELP, FOR_CUSTOMERS),
        (Role.ADMIN, Capability.SEE_STATEMENTS, FOR_CUSTOMERS),
        (Role.EDITOR, Capability.WORK_TICKETS, STAFF_MAY_NOT),
        (Role.READER, Capability.SEE_STATEMENTS, CUSTOMER_MAY_NOT),
        (Role.ADMINISTRATOR, Capability.EDIT_CONTENT, FOR_STAFF),
    ],
)
def test_who_is_refused_reads_what_is_true_of_their_role(
    role: Role, capability: Capability, sentence: str
) -> None:
    assert refusal_of(role, capability) == sentence
