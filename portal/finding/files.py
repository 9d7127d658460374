"""Synonyms and pinned answers as a file of a content folder: search.toml, out and in."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.accounts.models import Person
from portal.content.errors import Complaint, ContentRefused
from portal.content.exporting import write_file
from portal.content.folders import FileError, Folder
from portal.content.models import Item, Translation
from portal.content.policy import Kind
from portal.finding.models import PinnedAnswer, SynonymGroup
from portal.words import N_
from search.synonyms import default_groups

GUIDANCE_FILE = "search.toml"
LARGEST = 4 * 1024 * 1024
CANNOT = "It cannot be read"
NO_SUCH_ITEM = N_("There is no article or video at %(address)s.")


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    by: str | None = None
    changed_at: AwareDatetime | None = None


class SynonymEntry(_Entry):
    """Words that mean the same; one without an id was written by hand."""

    id: UUID | None = None
    phrases: list[str]


class PinEntry(_Entry):
    """The answers to list first, each as articles/en/its-name, the best first."""

    words: str
    lang: str
    answers: list[str] = Field(min_length=1)


class GuidanceFile(BaseModel):
    """All of a search.toml; `without` are groups that came with an Academy and were removed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    without: list[UUID] = []
    synonyms: list[SynonymEntry] = []
    pins: list[PinEntry] = []


class Lines:
    """Where the entries of a search.toml stand."""

    def __init__(self, text: str) -> None:
        self._lines = [line.strip() for line in text.splitlines()]

    def of(self, table: str, place: int = 0) -> int:
        """Return the line of the table's entry at that place, counted from 0; 0 when unknown."""
        heads = [n for n, line in enumerate(self._lines, 1) if line == f"[[{table}]]"]
        if place < len(heads):
            return heads[place]
        named = (n for n, line in enumerate(self._lines, 1) if line.startswith(table))
        return next(named, 0)

    def told(self, error: tomllib.TOMLDecodeError) -> int:
        found = re.search(r"at line (\d+)", str(error))
        return int(found[1]) if found else len(self._lines)


def read_guidance(folder: Folder) -> tuple[GuidanceFile, Lines]:
    """Return what the folder says, nothing if it has no such file; raise ContentRefused."""
    if GUIDANCE_FILE not in folder.files:
        return GuidanceFile(), Lines("")
    try:
        lines = Lines(text := folder.read_text(GUIDANCE_FILE, largest=LARGEST))
    except FileError as error:
        raise ContentRefused([Complaint(GUIDANCE_FILE, 0, f"{CANNOT}: {error}.")]) from error
    try:
        return GuidanceFile.model_validate(tomllib.loads(text)), lines
    except ValidationError as error:
        raise ContentRefused([_complaint(dict(e), lines) for e in error.errors()]) from error
    except tomllib.TOMLDecodeError as error:
        complaint = Complaint(GUIDANCE_FILE, lines.told(error), f"{CANNOT}: {error}.")
        raise ContentRefused([complaint]) from error


def _complaint(error: Mapping[str, Any], lines: Lines) -> Complaint:
    table, *inside = error["loc"]
    place = inside[0] if inside and isinstance(inside[0], int) else 0
    sentence = f"{'.'.join(map(str, error['loc']))} does not look right: {error['msg']}."
    return Complaint(GUIDANCE_FILE, lines.of(str(table), place), sentence)


def write_guidance(db: Session, folder: Path) -> None:
    """Write every synonym and pin, and which of the shipped groups are gone."""
    shipped = [uuid5(NAMESPACE_URL, f"synonyms:{group[0]}") for group in default_groups()]
    groups = db.scalars(select(SynonymGroup).order_by(SynonymGroup.id)).all()
    gone = sorted(set(shipped) - {group.id for group in groups})
    people = dict(db.execute(select(Person.id, Person.email)).all())
    parts = [f"without = {_toml([str(id_) for id_ in gone])}\n"]
    for group in groups:
        facts: dict[str, object] = {"id": str(group.id), "phrases": list(group.phrases)}
        by = people.get(group.author_id) if group.author_id else None
        parts.append("[[synonyms]]\n" + "".join(_lines(facts, by, group.changed_at)))
    pins = select(PinnedAnswer).options(selectinload(PinnedAnswer.places))
    for pin in db.scalars(pins.order_by(PinnedAnswer.lang, PinnedAnswer.key)):
        answers = [place for item_id in pin.item_ids if (place := place_of_item(db, item_id))]
        facts = {"words": pin.words, "lang": pin.lang, "answers": answers}
        by = people.get(pin.author_id)
        parts.append("[[pins]]\n" + "".join(_lines(facts, by, pin.changed_at)))
    write_file(folder / GUIDANCE_FILE, "\n".join(parts))


def place_of_item(db: Session, item_id: UUID) -> str:
    """Return the item's name in the language it was written in first."""
    named = select(Translation).join(Item, Item.id == Translation.item_id)
    original = named.where(Item.id == item_id, Translation.lang == Item.original_lang)
    found = db.scalar(original)
    return f"{found.kind}s/{found.lang}/{found.slug}" if found else ""


def find_item_of(db: Session, place: str) -> UUID | None:
    """Return the item of a name such as articles/en/reset-a-password."""
    parts = place.split("/")
    kind = next((kind for kind in Kind if f"{kind}s" == parts[0]), None)
    if kind is None or len(parts) != 3:
        return None
    named = select(Translation.item_id).filter_by(kind=kind, lang=parts[1], slug=parts[2])
    return db.scalar(named)


def _lines(facts: Mapping[str, object], by: str | None, at: datetime | None) -> Iterator[str]:
    yield from (f"{key} = {_toml(value)}\n" for key, value in facts.items())
    if by:
        yield f"by = {_toml(by)}\n"
    if at:
        yield f"changed_at = {at.isoformat()}\n"


def _toml(value: object) -> str:
    """JSON's strings and lists are TOML's, with one sign to escape besides."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
