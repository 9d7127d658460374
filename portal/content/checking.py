"""Checking a content folder: everything that is wrong with it, before anything is stored."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

from portal.content.errors import Complaint, ContentRefused
from portal.content.folders import FileError, Folder, walk
from portal.content.grouping import Group, Key, Stored, group
from portal.content.links_between import Targets
from portal.content.manuscripts import (
    WAITING,
    Complain,
    Manuscript,
    TopicEntry,
    item_files,
    read_manuscript,
    read_topics,
)
from portal.content.markdown import Ahead
from portal.content.media import MediaShelf, Placed
from portal.content.memory import MEMORY_FILE, Memory, read_memory
from portal.content.said import Said, by_file
from portal.content.typesetting import Typeset, typeset_file

__all__ = ["Prepared", "Progress", "Typeset", "Waiting", "check_folder", "quietly"]

Progress = Callable[[int, int], None]


def quietly(done: int, of: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Waiting:
    """A text that waits for its turn beside what readers get."""

    manuscript: Manuscript
    page: Typeset


@dataclass(frozen=True)
class Prepared:
    """A content folder without faults, ready to be stored.

    `warnings` are faults that the workspace had already when it was exported.
    """

    folder: Folder
    topics: tuple[TopicEntry, ...]
    groups: tuple[Group, ...]
    pages: Mapping[Key, Typeset]
    media: Mapping[str, Placed]
    memory: Memory = field(default_factory=Memory)
    said: Mapping[Key, Said] = field(default_factory=dict)
    waiting: Mapping[str, Waiting] = field(default_factory=dict)
    warnings: tuple[Complaint, ...] = ()


def check_folder(
    top: Path,
    *,
    stored: Stored | None = None,
    new_id: Callable[[], UUID] = uuid4,
    progress: Progress = quietly,
) -> Prepared:
    """Return the folder read, rendered and cross-checked; raise ContentRefused."""
    stored = stored or Stored()
    folder, complaints = walk(top.resolve())
    memory = read_memory(folder, complaints.append)
    shelf = MediaShelf(folder, new_id, _media_ids(memory, stored))
    topics = tuple(read_topics(folder, complaints.append))
    with Ahead() as ahead:
        manuscripts = _read_all(shelf, complaints, ahead)
        _check_topics(manuscripts, {t.slug for t in topics} or stored.topics, complaints.append)
        pages = _typeset(manuscripts, shelf, complaints.append, ahead, progress)
    groups = group(manuscripts, stored, complaints.append)
    said = _said(groups, pages)
    targets = Targets.of(manuscripts, pages, stored, memory)
    warnings = _check_links(manuscripts, pages, targets, _untouched(memory, said), complaints)
    waiting = _waiting(shelf, memory, complaints.append)
    if complaints:
        raise ContentRefused(complaints)
    return Prepared(folder, topics, groups, pages, shelf.placed, memory, said, waiting, warnings)


def _media_ids(memory: Memory, stored: Stored) -> dict[str, UUID]:
    """Return ids by digest: those stored here, else those of the Academy it was exported from."""
    taken = set(stored.media_ids.values())
    remembered = {m.sha256: m.id for m in memory.media.values() if m.id not in taken}
    return {**remembered, **stored.media_ids}


def _read_all(shelf: MediaShelf, complaints: list[Complaint], ahead: Ahead) -> list[Manuscript]:
    """Return the manuscripts that could be read, each slug once."""
    found: dict[Key, Manuscript] = {}
    if not (files := item_files(shelf.folder)) and not complaints:
        complaints.append(Complaint(".", 0, "There are no articles or videos in this folder."))
    for file in files:
        manuscript = read_manuscript(shelf, file, complaints.append)
        if manuscript is None:
            continue
        twin = found.setdefault(manuscript.key, manuscript)
        if twin is manuscript:
            ahead.begin(manuscript.written.body)
        else:
            complaints.append(Complaint(file, 0, f"{twin.file} has this name already."))
    return list(found.values())


def _check_topics(manuscripts: list[Manuscript], known: Set[str], complain: Complain) -> None:
    for manuscript in manuscripts:
        if (topic := manuscript.written.matter.topic) not in known:
            complain(manuscript.complaint("topic", f"There is no topic {topic} in topics.toml."))


def _typeset(
    manuscripts: list[Manuscript],
    shelf: MediaShelf,
    complain: Complain,
    ahead: Ahead,
    progress: Progress,
) -> dict[Key, Typeset]:
    pages: dict[Key, Typeset] = {}
    for number, manuscript in enumerate(manuscripts, start=1):
        if page := typeset_file(manuscript, shelf, complain, ahead):
            pages[manuscript.key] = page
        progress(number, len(manuscripts))
    return pages


def _said(groups: tuple[Group, ...], pages: Mapping[Key, Typeset]) -> dict[Key, Said]:
    return {
        member.key: by_file(member, pages[member.key], group.original_lang)
        for group in groups
        for member in group.members
        if member.key in pages
    }


def _untouched(memory: Memory, said: Mapping[Key, Said]) -> set[Key]:
    """Return the texts that nobody changed since they were exported."""
    prints = {text.said for text in memory.texts.values()}
    return {key for key, each in said.items() if each.print in prints} if prints else set()


def _check_links(
    manuscripts: list[Manuscript],
    pages: Mapping[Key, Typeset],
    targets: Targets,
    untouched: set[Key],
    complaints: list[Complaint],
) -> tuple[Complaint, ...]:
    """Note broken links; return those of texts that had them in the workspace already."""
    warnings: list[Complaint] = []
    for manuscript in manuscripts:
        if page := pages.get(manuscript.key):
            mine = warnings if manuscript.key in untouched else complaints
            mine.extend(targets.broken(manuscript, page))
    return tuple(warnings)


def _waiting(shelf: MediaShelf, memory: Memory, complain: Complain) -> dict[str, Waiting]:
    """Return the texts under waiting/, and find every file of the library the folder holds."""
    found = {}
    for file in item_files(shelf.folder, WAITING):
        manuscript = read_manuscript(shelf, file, complain)
        page = typeset_file(manuscript, shelf, complain) if manuscript else None
        if manuscript and page:
            found[manuscript.place] = Waiting(manuscript, page)
    for path in memory.media:
        try:
            shelf.find(path)
        except FileError as error:
            complain(Complaint(MEMORY_FILE, 0, str(error)))
    return found
