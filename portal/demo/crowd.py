"""The other customers of the demo: their people, and what they come for."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.joining import NewOrganisation, NewPerson, add_organisation, add_person
from portal.accounts.policy import Role
from portal.demo.cast import ADDRESSES
from portal.runtime import Runtime

WRITTEN: Mapping[str, Any] = tomllib.loads(
    Path(__file__).with_name("crowd.toml").read_text(encoding="utf-8")
)


@dataclass(frozen=True)
class Question:
    """What people come for, in the words of either language, and how well it is answered.

    `answered_by` names the one article that can solve it, which may not be written yet.
    """

    area: str
    weight: int
    solves: float
    priority: Sequence[int]
    terms: Mapping[str, Sequence[str]]
    is_burst: bool
    answered_by: str


QUESTIONS = [
    Question(
        *(q["area"], q["weight"], q["solves"], q["priority"], q["in"]),
        *(q.get("burst", False), q.get("answered_by", "")),
    )
    for q in WRITTEN["question"]
]
CAST_WHO_COME = (("cleo", "en"), ("finn", "fr"), ("dai", "en"))


def add_crowd(db: Session, runtime: Runtime, *, today: date) -> Sequence[tuple[str, str]]:
    """Add the customers and return who comes: (address, language) of each, the cast included."""
    comers = [(ADDRESSES[name], lang) for name, lang in CAST_WHO_COME]
    for organisation in WRITTEN["organisation"]:
        begins = today - timedelta(days=150) if organisation["enhanced"] else None
        add_organisation(db, runtime, NewOrganisation(organisation["name"], False, begins))
        for person in organisation["people"]:
            email = _address(person["name"], organisation["name"])
            role, lang = Role(person["role"]), person["lang"]
            add_person(
                db, runtime, NewPerson(email, person["name"], organisation["name"], role, lang)
            )
            comers.append((email, lang))
    return comers


def _address(name: str, organisation: str) -> str:
    return f"{name.split()[0].lower()}@{organisation.lower()}.example"
