"""Signing in by password or by one-time link, and signing out."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.accounts.errors import LinkUsedUp
from portal.accounts.models import LinkOrigin, Membership, Person, SignedInSession, SignInLink
from portal.accounts.passwords import is_right_password
from portal.accounts.queries import (
    find_link,
    find_membership,
    find_person,
    find_session,
    folded,
)
from portal.accounts.throttling import TRIES_PER_ADDRESS, TRIES_PER_HOST, count_try
from portal.activity.recording import record
from portal.runtime import Runtime
from portal.web.sessions import hashed
from portal.words import N_

LINK_LASTS = {
    LinkOrigin.TERMINAL: timedelta(days=7),
    LinkOrigin.INVITATION: timedelta(days=7),
    LinkOrigin.MAIL: timedelta(hours=1),
}
LINK_DEAD = N_(
    "This sign-in link was used already or is too old. Ask for a new one on the sign-in page."
)


def sign_in_by_password(runtime: Runtime, email: str, password: str, *, host: str) -> str | None:
    """Return the new session's secret, or None when the pair is wrong.

    The try is counted before anything is hashed, and nothing is hashed under the write lock.
    Raise TooManyTries.
    """
    with runtime.database.writing() as db:
        count_try(db, runtime, TRIES_PER_HOST, host)
        count_try(db, runtime, TRIES_PER_ADDRESS, folded(email))
        person = find_person(db, email)
        membership = _active_membership(db, person)
    if not is_right_password(password, person.password_hash if person and membership else None):
        return None
    assert membership is not None
    with runtime.database.writing() as db:
        return start_session(db, runtime, membership.id, membership.person_id)


def sign_in_by_link(db: Session, runtime: Runtime, secret: str) -> str:
    """Use the link up and return the new session's secret; raise LinkUsedUp."""
    now = runtime.now()
    link = find_link(db, secret)
    membership = _active_membership(db, link.person) if link and link.works(now) else None
    if link is None or membership is None or not _use_up(db, link.id, now):
        raise LinkUsedUp(LINK_DEAD)
    return start_session(db, runtime, membership.id, membership.person_id, by_link=True)


def start_session(
    db: Session, runtime: Runtime, membership_id: UUID, person_id: UUID, *, by_link: bool = False
) -> str:
    """Add a session and return its secret; only the hash is stored."""
    secret, now = runtime.new_secret(), runtime.now()
    db.add(
        SignedInSession(
            id=runtime.new_id(),
            secret_hash=hashed(secret),
            membership_id=membership_id,
            created_at=now,
            used_at=now,
            by_link=by_link,
        )
    )
    record(db, "accounts.signed-in", at=now, actor_id=person_id)
    return secret


def sign_out(db: Session, secret: str, now: datetime) -> None:
    session = find_session(db, secret)
    if session is not None:
        session.ended_at = session.ended_at or now


def end_sessions(db: Session, person_id: UUID, now: datetime, *, but: str) -> None:
    """Sign the person out everywhere except where that secret is kept."""
    own = select(Membership.id).where(Membership.person_id == person_id)
    db.execute(
        update(SignedInSession)
        .where(SignedInSession.membership_id.in_(own), SignedInSession.ended_at.is_(None))
        .where(SignedInSession.secret_hash != hashed(but))
        .values(ended_at=now)
    )


def end_links(db: Session, person_id: UUID, now: datetime) -> None:
    """Let none of the links that were sent to the person work any more."""
    own = SignInLink.person_id == person_id, SignInLink.used_at.is_(None)
    db.execute(update(SignInLink).where(*own).values(used_at=now))


def make_link(db: Session, runtime: Runtime, person: Person, origin: LinkOrigin) -> str:
    """Add a one-time link and return its secret."""
    secret, now = runtime.new_secret(), runtime.now()
    db.add(
        SignInLink(
            id=runtime.new_id(),
            secret_hash=hashed(secret),
            person_id=person.id,
            origin=origin,
            created_at=now,
            expires_at=now + LINK_LASTS[origin],
        )
    )
    return secret


def _use_up(db: Session, link_id: UUID, now: datetime) -> bool:
    """Mark the link used; False when somebody else was faster."""
    used = db.execute(
        update(SignInLink)
        .where(SignInLink.id == link_id, SignInLink.used_at.is_(None))
        .values(used_at=now)
    )
    return bool(used.rowcount == 1)  # type: ignore[attr-defined]


def _active_membership(db: Session, person: Person | None) -> Membership | None:
    if person is None or person.disabled_at is not None:
        return None
    return find_membership(db, person.id)
