"""The seven people of the demo, in two customer organisations and the vendor."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from portal.accounts.joining import NewOrganisation, NewPerson, add_organisation, add_person
from portal.accounts.policy import Role
from portal.accounts.queries import find_organisation, find_person, find_vendor
from portal.accounts.success_managers import name_success_manager
from portal.runtime import Runtime

VENDOR = "Fernwood"
NORTHWIND = "Northwind"
CONTOSO = "Contoso"

PEOPLE = (
    NewPerson("ada@academy.example", "Ada Lindqvist", VENDOR, Role.ADMIN, "en"),
    NewPerson("ben@academy.example", "Ben Okafor", VENDOR, Role.AGENT, "en"),
    NewPerson("eva@academy.example", "Eva Marchetti", VENDOR, Role.EDITOR, "en"),
    NewPerson("mia@academy.example", "Mia Tanaka", VENDOR, Role.MANAGER, "en"),
    NewPerson("cleo@northwind.example", "Cleo Harper", NORTHWIND, Role.ADMINISTRATOR, None),
    NewPerson("finn@northwind.example", "Finn Moreau", NORTHWIND, Role.READER, None),
    NewPerson("dai@contoso.example", "Dai Pritchard", CONTOSO, Role.ADMINISTRATOR, None),
)
ADDRESSES = {person.email.partition("@")[0]: person.email for person in PEOPLE}


def add_cast(db: Session, runtime: Runtime, *, today: date) -> None:
    """Add the organisations and their people; Northwind has bought enhanced support."""
    begins, ends = today - timedelta(days=200), today + timedelta(days=530)
    if find_vendor(db) is None:
        add_organisation(db, runtime, NewOrganisation(VENDOR, is_vendor=True))
    add_organisation(db, runtime, NewOrganisation(NORTHWIND, False, begins, ends))
    add_organisation(db, runtime, NewOrganisation(CONTOSO))
    for person in PEOPLE:
        join(db, runtime, person)
    northwind, mia = find_organisation(db, NORTHWIND), find_person(db, ADDRESSES["mia"])
    if northwind is not None:
        name_success_manager(db, runtime, northwind, mia)


def join(db: Session, runtime: Runtime, person: NewPerson) -> None:
    """Add the person; staff join the vendor whose Academy this is, whatever it is called."""
    vendor = find_vendor(db)
    if vendor is not None and person.organisation == VENDOR:
        person = replace(person, organisation=vendor.name)
    add_person(db, runtime, person)
