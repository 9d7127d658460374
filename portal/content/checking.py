"""Checking a content folder: everything that is wrong with it, before anything is stored."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from uuid import UUID, uuid4

from portal.content.errors import Complaint, ContentRefused, TooHard
from portal.content.folders import FileError, Folder, walk
from portal.content.grouping import Group, Key, Stored, group
from portal.content.linking import HEADING_PREFIX, Following, Link
from portal.content.manuscripts import (
    Complain,
    Manuscript,
    TopicEntry,
    item_files,
    read_manuscript,
    read_topics,
)
from portal.content.markdown import Rendered, render
from portal.content.media import MediaShelf, Placed

Progress = Callable[[int, int], None]


def quietly(done: int, of: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Typeset:
    """A rendered manuscript, the links it has and the pictures it shows, by their paths."""

    rendered: Rendered
    links: tuple[Link, ...]
    pictures: Mapping[str, Placed]


@dataclass(frozen=True)
class Prepared:
    """A content folder without faults, ready to be stored."""

    folder: Folder
    topics: tuple[TopicEntry, ...]
    groups: tuple[Group, ...]
    pages: Mapping[Key, Typeset]
    media: Mapping[str, Placed]


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
    shelf = MediaShelf(folder, new_id, dict(stored.media_ids))
    topics = read_topics(folder, complaints.append)
    manuscripts = _read_all(shelf, complaints)
    known_topics = {topic.slug for topic in topics} or stored.topics
    pages: dict[Key, Typeset] = {}
    for number, manuscript in enumerate(manuscripts, start=1):
        _check_topic(manuscript, known_topics, complaints.append)
        if page := _typeset(manuscript, shelf, complaints.append):
            pages[manuscript.key] = page
        progress(number, len(manuscripts))
    groups = group(manuscripts, stored, complaints.append)
    _check_links(manuscripts, pages, stored, complaints.append)
    if complaints:
        raise ContentRefused(complaints)
    return Prepared(folder, tuple(topics), groups, pages, shelf.placed)


def _read_all(shelf: MediaShelf, complaints: list[Complaint]) -> list[Manuscript]:
    """Return the manuscripts that could be read, each slug once."""
    found: dict[Key, Manuscript] = {}
    if not (files := item_files(shelf.folder)) and not complaints:
        complaints.append(Complaint(".", 0, "There are no articles or videos in this folder."))
    for file in files:
        manuscript = read_manuscript(shelf, file, complaints.append)
        if manuscript is None:
            continue
        twin = found.setdefault(manuscript.key, manuscript)
        if twin is not manuscript:
            complaints.append(Complaint(file, 0, f"{twin.file} has this name already."))
    return list(found.values())


def _check_topic(
    manuscript: Manuscript, known: set[str] | frozenset[str], complain: Complain
) -> None:
    topic = manuscript.written.matter.topic
    if topic not in known:
        complain(manuscript.complaint("topic", f"There is no topic {topic} in topics.toml."))


def _typeset(manuscript: Manuscript, shelf: MediaShelf, complain: Complain) -> Typeset | None:
    pictures: dict[str, Placed] = {}

    def picture(path: str) -> str | None:
        try:
            pictures[path] = shelf.find(path)
        except FileError:
            return None  # the link is checked later, where its line is known
        return pictures[path].address

    following = Following(PurePosixPath(manuscript.file), picture)
    try:
        rendered = render(manuscript.written.body, following, lang=manuscript.lang)
    except TooHard as error:
        sentence = error.sentence % error.facts
        complain(Complaint(manuscript.file, manuscript.written.body_line, sentence))
        return None
    return Typeset(rendered, tuple(following.links), pictures)


def _check_links(
    manuscripts: list[Manuscript], pages: Mapping[Key, Typeset], stored: Stored, complain: Complain
) -> None:
    headings: dict[str, set[str] | None] = dict.fromkeys(stored.files())
    for manuscript in manuscripts:
        page = pages.get(manuscript.key)
        headings[manuscript.file] = {h.id for h in page.rendered.headings} if page else None
    for manuscript in manuscripts:
        page = pages.get(manuscript.key)
        for link in page.links if page else ():
            if sentence := _broken(link, page, headings):
                line = manuscript.written.line_saying(link.written)
                complain(Complaint(manuscript.file, line, sentence))


def _broken(link: Link, page: Typeset | None, headings: Mapping[str, set[str] | None]) -> str:
    """Return what is wrong with a link; a stored file's headings are not known here."""
    if link.is_picture:
        is_shown = page is not None and link.target in page.pictures
        return "" if is_shown else f"There is no picture {link.written} in this folder."
    if link.target not in headings:
        return f"The link {link.written} leads to no article or video of this folder."
    there = headings[link.target]
    if link.heading and there is not None and HEADING_PREFIX + link.heading not in there:
        return f"The link {link.written} leads to no heading of {link.target}."
    return ""
