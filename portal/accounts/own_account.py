"""What a person changes about their own account."""

from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.passwords import LONGEST, SHORTEST, hash_password
from portal.accounts.signing_in import end_sessions
from portal.runtime import Runtime
from portal.web.forms import Line
from portal.web.languages import known_language
from portal.web.zones import known_zone
from portal.words import N_


class AccountForm(BaseModel):
    """Name, language, time zone, and optionally a new password."""

    name: Line = Field(min_length=1, max_length=200, description=N_("Type your name."))
    lang: str = Field("", max_length=10)
    zone: str = Field("", max_length=50)
    new_password: str | None = Field(None, min_length=SHORTEST, max_length=LONGEST)


def save_account(runtime: Runtime, person_id: UUID, form: AccountForm, *, keep: str = "") -> None:
    """Store the choices. A new password signs out every browser but the one with `keep`.

    It is hashed before the writer's turn.
    """
    password_hash = hash_password(form.new_password) if form.new_password else None
    with runtime.database.writing() as db:
        person = db.get_one(Person, person_id)
        person.name = form.name
        person.lang = known_language(form.lang)
        person.zone = known_zone(form.zone)
        if password_hash:
            person.password_hash = password_hash
            end_sessions(db, person_id, runtime.now(), but=keep)


def change_language(db: Session, person_id: UUID, lang: str) -> None:
    db.get_one(Person, person_id).lang = known_language(lang)
