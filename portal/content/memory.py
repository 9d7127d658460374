"""academy.json: what a content folder remembers besides its texts, so that nothing is lost."""

import json
import re
from typing import Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from portal.content.errors import Complaint
from portal.content.folders import FileError, Folder
from portal.content.manuscripts import Complain
from portal.content.policy import LONGEST_SLUG, SLUG, Significance, Stage

MEMORY_FILE = "academy.json"
LARGEST = 64 * 1024 * 1024


class _Remembered(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Edition(_Remembered):
    """What is known of a revision besides its text."""

    number: int = Field(ge=1, le=1_000_000)
    significance: Significance
    why: str = Field("", max_length=300)
    author: str | None = None
    based_on: int | None = None
    over_number: int | None = None
    created_at: AwareDatetime
    live_at: AwareDatetime | None = None


class OldName(_Remembered):
    """A name whose address still leads to the text."""

    slug: str = Field(pattern=f"^{SLUG}$", max_length=LONGEST_SLUG)
    until_at: AwareDatetime


class Proposed(_Remembered):
    """A text that waits for its turn; one of the same number is the text itself."""

    stage: Stage
    publish_at: AwareDatetime | None = None
    edition: Edition


class TextMemory(_Remembered):
    """One text. `said` is the print of what stood in its file when it was exported."""

    id: UUID
    said: str
    edition: Edition
    published_at: AwareDatetime | None = None
    old_names: list[OldName] = []
    proposed: Proposed | None = None


class MediaMemory(_Remembered):
    """One file of the library; an empty `alt` says that it only decorates."""

    id: UUID
    sha256: str
    filename: str = Field(min_length=1, max_length=200)
    alt: str | None = Field(None, max_length=300)
    width: int | None = None
    height: int | None = None
    sent_sha256: str | None = None
    added_by: str | None = None
    created_at: AwareDatetime


class Memory(_Remembered):
    """Everything academy.json says. Without one a folder is what somebody wrote by hand."""

    version: Literal[1] = 1
    topics: str = ""
    topic_ids: dict[str, UUID] = {}
    items: dict[UUID, AwareDatetime] = {}
    texts: dict[str, TextMemory] = {}
    media: dict[str, MediaMemory] = {}

    def written(self) -> str:
        facts: dict[str, Any] = self.model_dump(mode="json", exclude_none=True)
        return json.dumps(facts, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def read_memory(folder: Folder, complain: Complain) -> Memory:
    """Return what the folder remembers; nothing when it has no academy.json."""
    if MEMORY_FILE not in folder.files:
        return Memory()
    try:
        return Memory.model_validate_json(folder.read_bytes(MEMORY_FILE, largest=LARGEST))
    except FileError as error:
        complain(Complaint(MEMORY_FILE, 0, str(error)))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        at = re.search(r"line (\d+)", first["msg"])
        sentence = f"{where or 'It'} does not look right: {first['msg']}."
        complain(Complaint(MEMORY_FILE, int(at[1]) if at else 1, sentence))
    return Memory()
