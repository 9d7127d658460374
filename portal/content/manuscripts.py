"""One file of a content folder read in full: front matter, text, and the files it names."""

import posixpath
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, ValidationError

from portal.content.errors import Complaint
from portal.content.folders import FileError, Folder
from portal.content.front_matter import (
    LARGEST,
    FrontMatterError,
    Slug,
    VideoMatter,
    Written,
    read_front_matter,
)
from portal.content.linking import ITEM_FILE
from portal.content.media import MediaShelf, Placed
from portal.content.policy import (
    LARGEST_CAPTIONS,
    LARGEST_SOURCE,
    LARGEST_TOPICS,
    LONGEST_SLUG,
    Kind,
    State,
)
from portal.content.videos import VttError, read_cues
from portal.web.forms import Line
from portal.web.languages import SOURCE_LANGUAGE

TOPICS_FILE = "topics.toml"
WAITING = "waiting/"
WRONG_PLACE = (
    "Articles stand in articles/<language>/<topic>/<name>.md and videos in "
    "videos/<language>/<name>.md, named with small letters, digits and hyphens."
)
NO_CAPTIONS = "A published video needs captions: people who do not hear it rely on them."
NO_FILM = "A published video needs a 'file' or a 'source'."

Complain = Callable[[Complaint], None]


def in_every_language(words: dict[str, str]) -> dict[str, str]:
    """A language may still be missing; its readers get the English words."""
    if not words.get(SOURCE_LANGUAGE):
        raise ValueError(f"it is not written in {SOURCE_LANGUAGE}")
    return words


Words = Annotated[dict[str, Line], AfterValidator(in_every_language)]


class TopicEntry(BaseModel):
    """One [[topic]] of topics.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slug: Slug
    title: Words
    summary: Words
    archived_at: AwareDatetime | None = None


@dataclass(frozen=True)
class Film:
    """What makes a video of a text."""

    media: Placed | None = None
    poster: Placed | None = None
    captions: str | None = None
    chapters: str | None = None


@dataclass(frozen=True)
class Manuscript:
    """An article or a video as it stands in its folder."""

    file: str
    kind: Kind
    slug: str
    written: Written
    film: Film

    @property
    def place(self) -> str:
        """Where it stands among what readers get."""
        return self.file.removeprefix(WAITING)

    @property
    def lang(self) -> str:
        return str(self.written.matter.lang)

    @property
    def key(self) -> tuple[str, str, str]:
        """What no two items may share: kind, language, slug."""
        return (self.kind.value, self.lang, self.slug)

    def complaint(self, key: str, sentence: str) -> Complaint:
        return Complaint(self.file, self.written.line_of(key), sentence)


def read_topics(folder: Folder, complain: Complain) -> list[TopicEntry]:
    """Return the shelves in their order; none when the folder has no topics.toml."""
    if TOPICS_FILE not in folder.files:
        return []
    try:
        text = folder.read_text(TOPICS_FILE, largest=LARGEST_TOPICS)
    except FileError as error:
        complain(Complaint(TOPICS_FILE, 0, str(error)))
        return []
    try:
        entries = tomllib.loads(text).get("topic", [])
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        line = int(at[1]) if at else len(text.splitlines())
        complain(Complaint(TOPICS_FILE, line, f"This is not TOML: {error}."))
        return []
    heads = [n for n, line in enumerate(text.splitlines(), 1) if line.strip() == "[[topic]]"]
    return list(_topics(entries, heads, complain))


def _topics(entries: Any, heads: list[int], complain: Complain) -> Iterator[TopicEntry]:
    seen = set()
    for entry, line in zip(entries, heads, strict=False):
        try:
            topic = TopicEntry.model_validate(entry)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            complain(
                Complaint(
                    TOPICS_FILE,
                    line,
                    f"'{where}' does not look right: {first['msg'].removeprefix('Value error, ')}.",
                )
            )
            continue
        if topic.slug in seen:
            complain(Complaint(TOPICS_FILE, line, f"The topic {topic.slug} is there twice."))
        seen.add(topic.slug)
        yield topic


def item_files(folder: Folder, inside: str = "") -> list[str]:
    """Return the Markdown files under articles/ and videos/, in order."""
    places = (f"{inside}articles/", f"{inside}videos/")
    return sorted(p for p in folder.files if p.endswith(".md") and p.startswith(places))


def read_manuscript(shelf: MediaShelf, file: str, complain: Complain) -> Manuscript | None:
    """Return the file read in full, or None after at least one complaint."""
    found = ITEM_FILE.fullmatch(file.removeprefix(WAITING))
    if found is None or len(found[3]) > LONGEST_SLUG:
        complain(Complaint(file, 0, WRONG_PLACE))
        return None
    kind = Kind(found[1] or found[2])
    try:
        text = shelf.folder.read_text(file, largest=LARGEST_SOURCE + LARGEST)
        written = read_front_matter(text, file=file, kind=kind)
    except FileError as error:
        complain(Complaint(file, 0, str(error)))
        return None
    except FrontMatterError as error:
        for complaint in error.complaints:
            complain(complaint)
        return None
    _check_place(file, kind, written, complain)
    return Manuscript(file, kind, found[3], written, _film(shelf, file, written, complain))


def _check_place(file: str, kind: Kind, written: Written, complain: Complain) -> None:
    """Language and topic stand in the path and in the front matter; they must agree."""
    parts = PurePosixPath(file.removeprefix(WAITING)).parts
    stands: Mapping[str, str] = {"lang": parts[1]}
    if kind == Kind.ARTICLE:
        stands = {**stands, "topic": parts[2]}
    for key, folder in stands.items():
        if (said := getattr(written.matter, key)) != folder:
            sentence = f"'{key}' says {said}, but the file stands under {folder}/."
            complain(Complaint(file, written.line_of(key), sentence))


def _film(shelf: MediaShelf, file: str, written: Written, complain: Complain) -> Film:
    matter = written.matter
    if not isinstance(matter, VideoMatter):
        return Film()
    if matter.status == State.PUBLISHED:
        _check_completeness(file, written, matter, complain)

    def named(key: str) -> Placed | None:
        path: str | None = getattr(matter, key)
        try:
            return shelf.find(_beside(shelf.folder, file, path)) if path else None
        except FileError as error:
            complain(Complaint(file, written.line_of(key), str(error)))
            return None

    def cues(key: str) -> str | None:
        path: str | None = getattr(matter, key)
        at = Complaint(file, written.line_of(key), "")
        found = _beside(shelf.folder, file, path) if path else None
        return _read_vtt(shelf.folder, found, at, complain) if found else None

    return Film(named("file"), named("poster"), cues("captions"), cues("chapters"))


def _check_completeness(
    file: str, written: Written, matter: VideoMatter, complain: Complain
) -> None:
    """A video may be published when everybody can follow it."""
    if not (matter.file or matter.source):
        complain(Complaint(file, written.line_of("status"), NO_FILM))
    if not matter.captions:
        complain(Complaint(file, written.line_of("status"), NO_CAPTIONS))


def _read_vtt(folder: Folder, path: str, named_at: Complaint, complain: Complain) -> str | None:
    try:
        text = folder.read_text(path, largest=LARGEST_CAPTIONS)
        read_cues(text)
    except FileError as error:
        complain(Complaint(named_at.file, named_at.line, str(error)))
    except VttError as error:
        complain(Complaint(path, error.line, error.sentence))
    else:
        return text
    return None


def _beside(folder: Folder, file: str, path: str) -> str:
    """Return the file named: seen from the text, else from the top, else from media/."""
    seen_from = (posixpath.dirname(file), "", "media")
    candidates = [posixpath.normpath(posixpath.join(start, path)) for start in seen_from]
    return next((found for found in candidates if found in folder.files), candidates[0])
