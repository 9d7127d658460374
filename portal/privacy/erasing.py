"""Erasing a person: what they typed and sent goes, what the organisation asked stays nameless."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from portal.accounts.looking_after import check_not_last_admin
from portal.accounts.models import Membership, Person
from portal.accounts.policy import STAFF, Role
from portal.accounts.queries import find_membership, find_person, folded
from portal.activity.recording import record
from portal.files.models import StoredFile
from portal.files.storing import discard
from portal.mail.models import NO_ADDRESS, IncomingMail, MailState, OutgoingMail
from portal.privacy import enquiries, tickets
from portal.privacy.belongings import is_theirs, table_of
from portal.privacy.scrubbing import Names, scrub_everywhere
from portal.reporting.keeping import keep_up
from portal.runtime import Runtime
from portal.web.languages import translations
from portal.words import N_

FORMER_STAFF = N_("Former member of staff")
FORMER: Mapping[str, str] = {
    Role.READER: N_("Former reader"),
    Role.ADMINISTRATOR: N_("Former administrator"),
}
GONE_WITH_THEM = (
    "signed_in_session",
    "sign_in_link",
    "api_token",
    "success_manager",
    "opening_key",
    "incident_join",
    "draft",
    "incoming_mail",
)
NO_LONGER_THEIRS = {"item": "owner_id", "gap": "owner_id"}


@dataclass(frozen=True)
class Erased:
    """How much was deleted or made nameless; empty when there was nobody of that address."""

    person_id: UUID | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


def erase_person(
    db: Session, runtime: Runtime, email: str, *, keep_texts: bool = False, by: UUID | None = None
) -> Erased:
    """Erase who has that address; again, it changes nothing. Raise LastAdmin for the last admin.

    `keep_texts` leaves the texts of requests and replies to the organisation, without the name.
    """
    person = find_person(db, email)
    if person is None:
        return Erased(None, {"mails": _erase_mails(db, folded(email), ())})
    membership = find_membership(db, person.id)
    check_not_last_admin(db, person, membership)
    while keep_up(db, runtime):  # the ledger counts what is there before it is not
        pass
    names = Names.of(person, former_name(runtime, membership))
    counts = _erase_all(db, runtime, names, keep_texts=keep_texts or _is_staff(membership))
    _make_nameless(db, runtime, person, names)
    whose = membership.organisation_id if membership else None
    kind, at = "accounts.person-erased", runtime.now()
    record(db, kind, at=at, actor_id=by, organisation_id=whose, subject_id=person.id)
    return Erased(person.id, counts)


def former_name(runtime: Runtime, membership: Membership | None) -> str:
    """Return who they were, in the Academy's own language; it is stored like any name."""
    role = membership.role if membership else Role.READER
    say = translations(runtime.settings.default_language).gettext
    return say(FORMER.get(role, FORMER_STAFF))


def _is_staff(membership: Membership | None) -> bool:
    return membership is not None and Role(membership.role) in STAFF


def _erase_all(db: Session, runtime: Runtime, names: Names, *, keep_texts: bool) -> dict[str, int]:
    person_id = names.person_id
    asked = tickets.asked_by(db, person_id)
    matters = tickets.matters_of(db, person_id)
    counts = {
        "files": _erase_files(db, runtime, person_id),
        "mails": _erase_mails(db, names.email, matters),
        "requests": len(asked),
        "replies": tickets.erase_texts(db, names, keep_texts=keep_texts),
        "enquiries": enquiries.erase_texts(db, person_id, runtime.now()),
    }
    for name in GONE_WITH_THEM:
        db.execute(delete(table_of(name)).where(is_theirs(name, person_id)))
    for name, column in NO_LONGER_THEIRS.items():
        db.execute(update(table_of(name)).where(is_theirs(name, person_id)).values({column: None}))
    db.execute(delete(Membership).where(Membership.person_id == person_id))
    return counts


def _make_nameless(db: Session, runtime: Runtime, person: Person, names: Names) -> None:
    person.email, person.name = f"erased-{person.id.hex}{NO_ADDRESS}", names.instead
    person.lang, person.zone = None, ""
    person.password_hash, person.disabled_at = None, runtime.now()
    db.flush()
    scrub_everywhere(db, names)


def _erase_files(db: Session, runtime: Runtime, person_id: UUID) -> int:
    files = db.scalars(select(StoredFile).where(StoredFile.owner_id == person_id)).all()
    for file in files:
        discard(runtime.settings.data_dir, file.id)
        db.delete(file)
    db.flush()
    return len(files)


def _erase_mails(db: Session, email: str, matters: Iterable[UUID]) -> int:
    """Delete mail to the person; empty what others got about their matters, unless it waits."""
    own = func.lower(OutgoingMail.to_address) == email
    about = OutgoingMail.about_id.in_(list(matters))
    waits = about & (OutgoingMail.state == MailState.WAITING)
    done = db.execute(delete(OutgoingMail).where(or_(own, waits)))
    db.execute(delete(IncomingMail).where(func.lower(IncomingMail.sender) == email))
    db.execute(update(OutgoingMail).where(about).values(subject="", text="", html=""))
    return int(getattr(done, "rowcount", 0))
