"""Handing out everything that is held about one person, and nothing that is about others."""

import json
import os
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Table, or_, select
from sqlalchemy.orm import Session

from portal.accounts.joining import get_person
from portal.accounts.models import Person
from portal.errors import Conflict
from portal.files.storing import path_of
from portal.mail.models import OutgoingMail
from portal.privacy.belongings import BELONGS, SECRETS, Belongs, ids_of, is_theirs, table_of
from portal.runtime import Runtime

FORMAT = "academy-person-1"
Row = dict[str, Any]


@dataclass(frozen=True)
class Export:
    """All rows about one person by section, and where the bytes of their files lie."""

    email: str
    made_at: datetime
    sections: Mapping[str, Sequence[Row]]

    def as_json(self) -> str:
        told = {"format": FORMAT, "person": self.email, "made_at": self.made_at.isoformat()}
        return json.dumps({**told, **self.sections}, ensure_ascii=False, indent=1)

    def as_text(self) -> Iterator[str]:
        """Yield the same for people who read it: a heading per section, a line per value."""
        for section, rows in self.sections.items():
            yield f"== {section}: {len(rows)}"
            for row in rows:
                yield from (f"  {name}: {value}" for name, value in row.items())
                yield ""


def export_person(db: Session, runtime: Runtime, email: str) -> Export:
    """Return what is held about the person with that address; raise NotFound."""
    person = get_person(db, email)
    sections = {
        belongs.section: [_plain(dict(row)) for row in _rows(db, name, belongs, person.id)]
        for name, belongs in BELONGS.items()
    }
    sections["mails"] = list(_mails(db, person))
    return Export(person.email, runtime.now(), sections)


def write_zip(runtime: Runtime, export: Export, target: Path) -> int:
    """Write the export and the files beside its name, then give it the name; count the files.

    Raise Conflict when there is such a file already.
    """
    if target.exists():
        raise Conflict("%(file)s exists already. Name another file.", file=target)
    unfinished = target.with_name(target.name + ".unfinished")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("person.json", export.as_json())
        for row in export.sections["files"]:
            place = path_of(runtime.settings.data_dir, UUID(row["id"]))
            if place.is_file():
                archive.write(place, f"files/{row['id']}-{row['name']}")
    unfinished.chmod(0o600)
    os.replace(unfinished, target)
    return len(export.sections["files"])


def _rows(db: Session, name: str, belongs: Belongs, person_id: UUID) -> Sequence[RowMapping]:
    table = table_of(name)
    wanted = belongs.only or [column.name for column in table.c]
    columns = [table.c[one] for one in wanted if one not in SECRETS | belongs.without]
    theirs = select(*columns).where(is_theirs(name, person_id)).order_by(*_in_time(table))
    return db.execute(theirs).mappings().all()


def _in_time(table: Table) -> list[Any]:
    """Return what puts rows in the order in which they came about, and always the same."""
    named = [name for name in ("started_at", "opened_at", "created_at", "at") if name in table.c]
    return [table.c[name] for name in named[:1]] + list(table.primary_key.columns)


def _mails(db: Session, person: Person) -> Iterator[Row]:
    """Yield every mail to the person. Its text is left out: it quotes others."""
    sent = select(OutgoingMail).where(OutgoingMail.to_address == person.email)
    about = or_(*(OutgoingMail.about_id.in_(ids_of(name, person.id)) for name in MATTERS))
    own = set(db.scalars(select(OutgoingMail.id).where(about)))
    for mail in db.scalars(sent.order_by(OutgoingMail.created_at, OutgoingMail.id)):
        row = {"to": mail.to_address, "lang": mail.lang, "state": mail.state}
        row["subject"] = mail.subject if mail.id in own else ""
        yield _plain({**row, "created_at": mail.created_at, "sent_at": mail.sent_at})


MATTERS = ("ticket", "enquiry")


def _plain(row: Mapping[str, Any]) -> Row:
    return {name: _as_json(value) for name, value in row.items()}


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return str(value)
