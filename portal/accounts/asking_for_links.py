"""Sending a sign-in link by mail: the answer is the same whether the address is known or not."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import LinkOrigin, Person
from portal.accounts.queries import find_person, folded
from portal.accounts.signing_in import make_link
from portal.accounts.throttling import LINKS_PER_ADDRESS, LINKS_PER_HOST, count_try
from portal.mail.writing import Letter, Recipient, post
from portal.runtime import Runtime


def send_link(runtime: Runtime, email: str, *, page_lang: str, host: str) -> None:
    """Mail a link to the stored address, if there is one; raise TooManyTries.

    For an address that nobody has, the same is done and taken back, so that it takes as long.
    """
    with runtime.database.writing() as db:
        count_try(db, runtime, LINKS_PER_HOST, host)
        count_try(db, runtime, LINKS_PER_ADDRESS, folded(email))
        known = find_person(db, email)
        person = known or db.scalar(select(Person).limit(1))
        if person is None:  # nobody is here yet
            return
        with db.begin_nested() as trial:
            _send(db, runtime, person, person.lang or page_lang)
            if known is None or known.disabled_at is not None:
                trial.rollback()


def _send(db: Session, runtime: Runtime, person: Person, lang: str) -> None:
    secret = make_link(db, runtime, person, LinkOrigin.MAIL)
    to = Recipient(person.email, person.name, lang)
    post(db, runtime, to, Letter("sign_in_link", {"link": link_address(runtime, secret)}))
    db.flush()


def link_address(runtime: Runtime, secret: str) -> str:
    return f"{runtime.settings.base_url}/sign-in/links/{secret}"


def recipient(person: Person, runtime: Runtime) -> Recipient:
    """Return the person as somebody to write to, in their own language."""
    lang = person.lang or runtime.settings.default_language
    is_suspended = person.disabled_at is not None
    return Recipient(person.email, person.name, lang, person.zone, is_suspended)
