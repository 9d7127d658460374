"""The directory: everybody of every organisation, as an admin looks them up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import Membership, Organisation, Person
from portal.accounts.policy import Role
from portal.accounts.queries import find_membership
from portal.errors import NotFound

A_PAGE = 50


@dataclass(frozen=True)
class Asked:
    """What of the directory is wanted: words of name or address, one organisation, which page."""

    words: str = ""
    organisation_id: UUID | None = None
    page: int = 1


@dataclass(frozen=True)
class DirectoryPage:
    """The people of one page, by name, and how many there are in all."""

    people: Sequence[Membership]
    count: int
    number: int

    @property
    def has_next(self) -> bool:
        return self.number * A_PAGE < self.count


def directory_page(db: Session, asked: Asked) -> DirectoryPage:
    found = _found(asked)
    count = db.scalar(select(func.count()).select_from(found.subquery())) or 0
    number = min(max(asked.page, 1), max(1, -(-count // A_PAGE)))
    listed = found.order_by(func.lower(Person.name), Person.id).limit(A_PAGE)
    return DirectoryPage(db.scalars(listed.offset((number - 1) * A_PAGE)).all(), count, number)


def _found(asked: Asked) -> Select[Membership]:
    found = select(Membership).join(Person, Person.id == Membership.person_id)
    if asked.organisation_id is not None:
        found = found.where(Membership.organisation_id == asked.organisation_id)
    for word in asked.words.lower().split():
        names = func.lower(Person.name), Person.email
        found = found.where(or_(*(name.contains(word, autoescape=True) for name in names)))
    return found


def administrators_like(db: Session, words: str, *, limit: int = A_PAGE) -> Sequence[Membership]:
    """Return customers' active administrators whom each word fits: name, address, organisation."""
    found = (
        select(Membership)
        .join(Person, Person.id == Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.role == Role.ADMINISTRATOR, ~Organisation.is_vendor)
        .where(Person.disabled_at.is_(None))
    )
    for word in words.split():
        found = found.where(or_(*_is_in(word, Person.name, Person.email, Organisation.name)))
    by_name = func.lower(Organisation.name), func.lower(Person.name), Person.id
    return db.scalars(found.order_by(*by_name).limit(limit)).all()


def _is_in(word: str, *names: Any) -> list[ColumnElement[bool]]:
    """SQLite folds A to Z only: other first letters are also tried as they are written."""
    folded = [func.lower(name).contains(word.lower(), autoescape=True) for name in names]
    return folded + [name.contains(word.capitalize(), autoescape=True) for name in names]


def organisations(db: Session) -> Sequence[Organisation]:
    """Return the vendor first, then every customer by name."""
    by_name = func.lower(Organisation.name)
    return db.scalars(select(Organisation).order_by(~Organisation.is_vendor, by_name)).all()


def get_member(db: Session, person_id: UUID) -> Membership:
    """Return where that person belongs, whoever it is; raise NotFound."""
    member = find_membership(db, person_id)
    if member is None:
        raise NotFound("There is no such person.")
    return member
