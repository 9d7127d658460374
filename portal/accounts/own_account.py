"""What a person changes about their own account."""

from datetime import timedelta
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from portal.accounts.asking_for_links import recipient
from portal.accounts.errors import NotTheirPassword
from portal.accounts.models import Person
from portal.accounts.passwords import LONGEST, SHORTEST, hash_password, is_right_password
from portal.accounts.queries import find_session
from portal.accounts.signing_in import end_links, end_sessions
from portal.accounts.throttling import CURRENT_PASSWORDS, count_try
from portal.activity.recording import record
from portal.errors import Conflict
from portal.mail.writing import Letter, post
from portal.runtime import Runtime
from portal.web.forms import Line
from portal.web.languages import known_language
from portal.web.zones import known_zone
from portal.words import N_

FRESH_LINK = timedelta(minutes=15)
NO_CURRENT = N_("Type your current password too, so that nobody else can change it.")
SOMEBODY_ELSE = N_(
    "Somebody else signed in here after you opened this page. Nothing was changed: open your "
    "account again."
)
NOT_CURRENT = N_(
    "This is not your current password. If you have forgotten it, sign out, and sign in again "
    "with a link by mail."
)


class AccountForm(BaseModel):
    """Name, language, time zone, and optionally a new password beside the current one."""

    name: Line = Field(min_length=1, max_length=200, description=N_("Type your name."))
    lang: str = Field("", max_length=10)
    zone: str = Field("", max_length=50)
    password: str = Field("", max_length=LONGEST)
    new_password: str | None = Field(None, min_length=SHORTEST, max_length=LONGEST)
    whose: UUID | None = None


def save_account(runtime: Runtime, person_id: UUID, form: AccountForm, *, keep: str = "") -> None:
    """Store the choices. A new password ends every link, and every session but that of `keep`.

    It is hashed before the writer's turn. Raise Conflict for the form of somebody who was
    signed in here before, NotTheirPassword or TooManyTries.
    """
    if form.whose not in (None, person_id):
        raise Conflict(SOMEBODY_ELSE)
    password_hash = _checked_hash(runtime, person_id, form, keep) if form.new_password else None
    with runtime.database.writing() as db:
        person = db.get_one(Person, person_id)
        person.name = form.name
        person.lang = known_language(form.lang)
        person.zone = known_zone(form.zone)
        if password_hash:
            _set_password(db, runtime, person, password_hash, keep=keep)


def asks_current(db: Session, runtime: Runtime, person_id: UUID, session: str) -> bool:
    """Whether a new password needs the current one beside it.

    Not where there is none, and not right after signing in by a link: so it is for who forgot it.
    """
    if db.get_one(Person, person_id).password_hash is None:
        return False
    here = find_session(db, session)
    is_own = here is not None and here.by_link and here.membership.person_id == person_id
    return not (here and is_own and runtime.now() - here.created_at < FRESH_LINK)


def change_language(db: Session, person_id: UUID, lang: str) -> None:
    db.get_one(Person, person_id).lang = known_language(lang)


def _checked_hash(runtime: Runtime, person_id: UUID, form: AccountForm, session: str) -> str:
    """Return the new password's hash, if the current one need not be typed or was."""
    with runtime.database.reading() as db:
        is_asked = asks_current(db, runtime, person_id, session)
        current = db.get_one(Person, person_id).password_hash
    if is_asked:
        _check_current(runtime, person_id, form.password, current)
    return hash_password(form.new_password or "")


def _check_current(runtime: Runtime, person_id: UUID, typed: str, current: str | None) -> None:
    if not typed:
        raise NotTheirPassword(NO_CURRENT)
    with runtime.database.writing() as db:
        count_try(db, runtime, CURRENT_PASSWORDS, str(person_id))
    if not is_right_password(typed, current):
        raise NotTheirPassword(NOT_CURRENT)


def _set_password(
    db: Session, runtime: Runtime, person: Person, password_hash: str, *, keep: str
) -> None:
    now = runtime.now()
    person.password_hash = password_hash
    end_sessions(db, person.id, now, but=keep)
    end_links(db, person.id, now)
    record(db, "accounts.password-set", at=now, actor_id=person.id)
    post(db, runtime, recipient(person, runtime), Letter("password_set", {"at": now}))
