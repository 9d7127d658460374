"""Taking a person's name and address out of texts that stay."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    String,
    Table,
    Text,
    cast,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.db.every_model import METADATA
from portal.privacy.belongings import table_of

SHORTEST_NAME = 3
DELETED = "[…]"
# Who else is called so stays so, and articles and videos are no record of people.
UNTOUCHED = frozenset((
    "person", "organisation", "file_print", "item", "media", "old_slug", "picture",
    "pinned_answer", "revision", "synonym_group", "topic", "translation",
))  # fmt: skip
TEXTS: Mapping[str, str] = {
    "reply": "ticket_id",
    "ticket_note": "ticket_id",
    "ticket_change": "ticket_id",
    "escalation": "ticket_id",
    "phone_call": "ticket_id",
    "ticket": "id",
}


@dataclass(frozen=True)
class Names:
    """What somebody is called, and what stands there instead."""

    person_id: UUID
    email: str
    name: str
    instead: str

    @classmethod
    def of(cls, person: Person, instead: str) -> "Names":
        return cls(person.id, person.email, person.name, instead)

    @property
    def whole(self) -> list[str]:
        """Return what nobody else is called: the address, and a name of several words."""
        return [self.email, *([self.name] if " " in self.name else [])]

    @property
    def parts(self) -> list[str]:
        return [part for part in self.name.split() if len(part) >= SHORTEST_NAME]

    def without(self, value: Any, *, parts: bool) -> Any:
        """Return a text, or what is inside a JSON value, without the names."""
        if isinstance(value, str):
            return self._replaced(value, parts=parts)
        if isinstance(value, Mapping):
            return {key: self.without(one, parts=parts) for key, one in value.items()}
        if isinstance(value, Sequence):
            return [self.without(one, parts=parts) for one in value]
        return value

    def _replaced(self, text: str, *, parts: bool) -> str:
        for whole in self.whole:
            text = _words(whole, re.IGNORECASE).sub(self.instead, text)
        for part in self.parts if parts else ():
            text = _words(part).sub(self.instead, text)
        return text


def scrub_everywhere(db: Session, names: Names) -> int:
    """Take address and whole name out of all that is no article or video; count the rows."""
    tables = (table for table in METADATA.sorted_tables if table.name not in UNTOUCHED)
    return sum(_scrub(db, table, names, names.whole, parts=False) for table in tables)


def scrub_threads(db: Session, names: Names, ticket_ids: Sequence[UUID]) -> None:
    """Take each part of the name out of these tickets: answers begin with "Hello Cleo"."""
    for name, column in TEXTS.items():
        table = table_of(name)
        _scrub(db, table, names, names.parts, table.c[column].in_(ticket_ids), parts=True)


def _scrub(
    db: Session,
    table: Table,
    names: Names,
    looked_for: Iterable[str],
    *which: ColumnElement[bool],
    parts: bool,
) -> int:
    columns = [column for column in table.c if isinstance(column.type, String | Text | JSON)]
    found = [_holds(column, text) for column in columns for text in looked_for]
    if not found:
        return 0
    key = list(table.primary_key.columns)
    rows = db.execute(select(*key, *columns).where(or_(*found), *which)).mappings().all()
    for row in rows:
        new = {c.name: names.without(row[c.name], parts=parts) for c in columns}
        short = {c.name: _fitting(c, new[c.name]) for c in columns if not c.primary_key}
        db.execute(update(table).where(*(c == row[c.name] for c in key)).values(short))
    return len(rows)


def _holds(column: Column[Any], text: str) -> ColumnElement[bool]:
    written = func.lower(cast(column, Text))
    escaped = json.dumps(text.lower())[1:-1]
    both = (written.contains(one, autoescape=True) for one in {text.lower(), escaped})
    return or_(*both)


def _fitting(column: Column[Any], value: Any) -> Any:
    """Return a text no longer than its column takes."""
    longest = getattr(column.type, "length", None)
    return value[:longest] if longest and isinstance(value, str) else value


def _words(text: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(text)}(?!\w)", flags)
