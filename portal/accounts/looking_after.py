"""What an admin does for people: invite, change their role, suspend, reinstate."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.accounts.asking_for_links import link_address, recipient
from portal.accounts.errors import LastAdmin
from portal.accounts.joining import NO_SUCH_ROLE, NewPerson, add_person
from portal.accounts.models import ApiToken, LinkOrigin, Membership, Person
from portal.accounts.policy import CUSTOMERS, STAFF, Role
from portal.accounts.queries import vendor_people_with
from portal.accounts.signed_in import SignedIn
from portal.accounts.signing_in import end_links, end_sessions, make_link
from portal.activity.recording import keep_order, record
from portal.errors import Conflict, Invalid
from portal.mail.writing import Letter, post
from portal.runtime import Runtime
from portal.words import N_

LAST_ADMIN = N_("%(email)s is the last admin. Make somebody else an admin first.")
YOURSELF = N_("Another admin must do this for you.")


def invite(db: Session, runtime: Runtime, new: NewPerson, *, by: SignedIn) -> Person:
    """Add a person and send them a link; raise AddressTaken, NotFound or Invalid."""
    person = add_person(db, runtime, new)
    send_invitation(db, runtime, person, by=by)
    return person


def new_link(db: Session, runtime: Runtime, person: Person, origin: LinkOrigin) -> str:
    """Return an address that signs this person in once; raise Conflict for who is suspended."""
    person.check_not_suspended()
    return link_address(runtime, make_link(db, runtime, person, origin))


def send_invitation(db: Session, runtime: Runtime, person: Person, *, by: SignedIn) -> None:
    """Mail a link that signs in once within seven days; raise Conflict for who is suspended."""
    link = new_link(db, runtime, person, LinkOrigin.INVITATION)
    letter = Letter("invitation", {"link": link, "inviter": by.name})
    post(db, runtime, recipient(person, runtime), letter)
    _note(db, "accounts.person-invited", person.id, at=runtime.now(), by=by)


def change_role(
    db: Session, runtime: Runtime, member: Membership, role: Role, *, by: SignedIn
) -> None:
    """Give a person another role there is where they belong; they sign in anew.

    Raise Invalid for a role there is not, Conflict for oneself and for the last admin.
    """
    if member.role == role:
        return
    check_not_yourself(member, by)
    if role not in roles_of(member):
        raise Invalid(NO_SUCH_ROLE, role=role.value, name=member.organisation.name)
    check_not_last_admin(db, member.person, member)
    member.role = role
    end_sessions(db, member.person_id, runtime.now(), but="")
    _note(db, "accounts.role-changed", member.person_id, at=runtime.now(), by=by, role=role.value)


def suspend(db: Session, runtime: Runtime, member: Membership, *, by: SignedIn) -> None:
    """End every session, link and key of a person, and let none begin; raise Conflict."""
    check_not_yourself(member, by)
    check_not_last_admin(db, member.person, member)
    now = runtime.now()
    member.person.disabled_at = member.person.disabled_at or now
    end_sessions(db, member.person_id, now, but="")
    end_links(db, member.person_id, now)
    _revoke_keys(db, member.id, now)
    _note(db, "accounts.person-suspended", member.person_id, at=now, by=by)


def reinstate(db: Session, runtime: Runtime, member: Membership, *, by: SignedIn) -> None:
    """Let a person sign in again; the keys they had stay revoked."""
    member.person.disabled_at = None
    _note(db, "accounts.person-reinstated", member.person_id, at=runtime.now(), by=by)


def roles_of(member: Membership) -> frozenset[Role]:
    """Return the roles there are where this person belongs."""
    return STAFF if member.organisation.is_vendor else CUSTOMERS


def check_not_yourself(member: Membership, by: SignedIn) -> None:
    """Raise Conflict: who locks themselves out cannot take it back."""
    if member.person_id == by.id:
        raise Conflict(YOURSELF)


def check_not_last_admin(db: Session, person: Person, member: Membership | None) -> None:
    """Raise LastAdmin where nobody would be left to look after the Academy."""
    if member is None or member.role != Role.ADMIN:
        return
    keep_order(db)  # two admins who end each other: the second is the last
    if [one.id for one in vendor_people_with(db, Role.ADMIN)] == [person.id]:
        raise LastAdmin(LAST_ADMIN, email=person.email)


def _revoke_keys(db: Session, membership_id: UUID, now: datetime) -> None:
    own = ApiToken.membership_id == membership_id, ApiToken.revoked_at.is_(None)
    db.execute(update(ApiToken).where(*own).values(revoked_at=now))


def _note(
    db: Session, kind: str, person_id: UUID, *, at: datetime, by: SignedIn, role: str | None = None
) -> None:
    facts = {"role": role} if role else {}
    record(db, kind, at=at, actor_id=by.id, subject_id=person_id, organisation_id=None, **facts)
