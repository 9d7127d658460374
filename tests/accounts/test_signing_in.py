"""Signing in by password and by link, and what nobody learns from trying."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.accounts.asking_for_links import send_link
from portal.accounts.errors import LinkUsedUp, TooManyTries
from portal.accounts.joining import get_person
from portal.accounts.models import (
    LinkOrigin,
    Membership,
    Organisation,
    Person,
    SignedInSession,
    SignInLink,
)
from portal.accounts.own_account import AccountForm, save_account
from portal.accounts.signed_in import SignedIn
from portal.accounts.signing_in import make_link, sign_in_by_link, sign_in_by_password
from portal.accounts.throttling import TRIES_PER_HOST, count_try
from portal.mail.models import OutgoingMail
from portal.runtime import Runtime
from tests.service_desk.test_queueing import statements_of
from tests.world import MONDAY_TEN, Clock

PASSWORD = "a long enough password"


def with_password(runtime: Runtime, person: SignedIn) -> None:
    form = AccountForm(name=person.name, lang="en", new_password=PASSWORD)
    save_account(runtime, person.id, form)


def link_for(runtime: Runtime, email: str, origin: LinkOrigin = LinkOrigin.MAIL) -> str:
    with runtime.database.writing() as db:
        return make_link(db, runtime, get_person(db, email), origin)


def test_the_right_pair_signs_in(runtime: Runtime, cleo: SignedIn) -> None:
    with_password(runtime, cleo)

    assert sign_in_by_password(runtime, "CLEO@northwind.example ", PASSWORD, host="192.0.2.1")
    with runtime.database.writing() as db:
        get_person(db, cleo.email).disabled_at = runtime.now()
    assert sign_in_by_password(runtime, cleo.email, PASSWORD, host="192.0.2.1") is None


def test_a_new_password_ends_the_links_that_were_sent_to_its_owner(
    runtime: Runtime, cleo: SignedIn
) -> None:
    own, anothers = link_for(runtime, cleo.email), link_for(runtime, "finn@northwind.example")
    with_password(runtime, cleo)

    with runtime.database.writing() as db:
        with pytest.raises(LinkUsedUp):
            sign_in_by_link(db, runtime, own)
        assert sign_in_by_link(db, runtime, anothers)


@pytest.mark.parametrize("email", ["cleo@northwind.example", "nobody@northwind.example"])
def test_a_wrong_pair_says_nothing_about_which_was_wrong(
    runtime: Runtime, cleo: SignedIn, email: str
) -> None:
    with_password(runtime, cleo)

    assert sign_in_by_password(runtime, email, "not the password", host="192.0.2.1") is None


def test_somebody_without_a_password_cannot_sign_in_with_one(runtime: Runtime) -> None:
    email = "finn@northwind.example"

    assert sign_in_by_password(runtime, email, "", host="192.0.2.1") is None


def test_tries_are_counted_per_address_and_forgotten_after_five_minutes(
    runtime: Runtime, cleo: SignedIn, clock: Clock
) -> None:
    with_password(runtime, cleo)
    for n in range(10):
        sign_in_by_password(runtime, cleo.email, "wrong", host=f"192.0.2.{n}")

    with pytest.raises(TooManyTries) as refused:
        sign_in_by_password(runtime, cleo.email, PASSWORD, host="192.0.2.99")
    assert 0 < int(str(refused.value.facts["retry_after"])) <= 300

    clock.go(minutes=5, seconds=1)
    assert sign_in_by_password(runtime, cleo.email, PASSWORD, host="192.0.2.99")


def test_one_host_tries_so_many_passwords_whoevers_they_are(runtime: Runtime) -> None:
    with runtime.database.writing() as db:
        for _ in range(TRIES_PER_HOST.tries):
            count_try(db, runtime, TRIES_PER_HOST, "192.0.2.1")

    with pytest.raises(TooManyTries):
        sign_in_by_password(runtime, "nobody@northwind.example", PASSWORD, host="192.0.2.1")


def test_a_session_ends_after_its_days_however_much_it_is_used() -> None:
    membership = Membership(person=Person())
    session = SignedInSession(created_at=MONDAY_TEN, membership=membership)
    limits = {"idle": timedelta(hours=12), "longest": timedelta(days=30)}

    session.used_at = MONDAY_TEN + timedelta(days=30, seconds=-1)
    assert session.is_alive(session.used_at, **limits)
    session.used_at += timedelta(seconds=1)
    assert not session.is_alive(session.used_at, **limits)


@pytest.mark.parametrize(
    ("day", "tier"), [(21, "standard"), (22, "enhanced"), (24, "enhanced"), (25, "standard")]
)
def test_enhanced_support_lasts_from_its_first_day_to_its_last(day: int, tier: str) -> None:
    span = {"enhanced_from_on": date(2026, 11, 22), "enhanced_until_on": date(2026, 11, 24)}

    assert Organisation(**span).tier_on(date(2026, 11, day)) == tier


def test_a_link_signs_in_once(runtime: Runtime) -> None:
    secret = link_for(runtime, "cleo@northwind.example")

    with runtime.database.writing() as db:
        assert sign_in_by_link(db, runtime, secret)
    with pytest.raises(LinkUsedUp), runtime.database.writing() as db:
        sign_in_by_link(db, runtime, secret)


def test_a_mailed_link_lasts_an_hour(runtime: Runtime, clock: Clock) -> None:
    secret = link_for(runtime, "cleo@northwind.example")
    clock.go(hours=1)

    with pytest.raises(LinkUsedUp), runtime.database.writing() as db:
        sign_in_by_link(db, runtime, secret)


def test_a_made_up_link_is_refused_like_an_old_one(runtime: Runtime) -> None:
    with pytest.raises(LinkUsedUp), runtime.database.writing() as db:
        sign_in_by_link(db, runtime, "made-up")


def test_asking_for_a_link_does_the_same_whoever_has_the_address(
    runtime: Runtime, cleo: SignedIn, dai: SignedIn
) -> None:
    with runtime.database.writing() as db:
        db.get_one(Person, dai.id).disabled_at = runtime.now()
    done = []
    for email in (cleo.email, dai.email, "nobody@northwind.example"):
        with statements_of(runtime) as sent:
            send_link(runtime, email, page_lang="en", host=email)
        done.append([one for one in sent if "SAVEPOINT" not in one])

    known, suspended, unknown = done
    assert sum(one.startswith("INSERT") for one in known) >= 3
    assert suspended == known
    assert [one for one in unknown if "LIMIT" not in one] == known
    with runtime.database.reading() as db:
        assert db.scalars(select(OutgoingMail.to_address)).all() == [cleo.email]
        assert db.scalars(select(SignInLink.person_id)).all() == [cleo.id]


def test_one_host_asks_for_a_few_links_only_whoevers_they_are(
    runtime: Runtime, clock: Clock
) -> None:
    for n in range(30):
        send_link(runtime, f"{n}@nobody.example", page_lang="en", host="192.0.2.7")

    with pytest.raises(TooManyTries):
        send_link(runtime, "other@nobody.example", page_lang="en", host="192.0.2.7")
    send_link(runtime, "other@nobody.example", page_lang="en", host="192.0.2.8")
    clock.go(minutes=16)
    send_link(runtime, "other@nobody.example", page_lang="en", host="192.0.2.7")
