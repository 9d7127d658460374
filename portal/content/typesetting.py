"""A file of a content folder made a page where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from portal.content.errors import Complaint, TooHard
from portal.content.folders import FileError
from portal.content.linking import Following, Link
from portal.content.manuscripts import Complain, Manuscript
from portal.content.markdown import RENDERER, Ahead, Rendered, Renderer, render
from portal.content.media import MediaShelf, Placed


@dataclass(frozen=True)
class Typeset:
    """A rendered manuscript, the links it has and the pictures it shows, by their paths."""

    rendered: Rendered
    links: tuple[Link, ...]
    pictures: Mapping[str, Placed]


def typeset_file(
    manuscript: Manuscript,
    shelf: MediaShelf,
    complain: Complain,
    renderer: Renderer | Ahead = RENDERER,
) -> Typeset | None:
    """Return its page, or None after a complaint."""
    pictures: dict[str, Placed] = {}

    def picture(path: str) -> str | None:
        try:
            pictures[path] = shelf.find(path)
        except FileError:
            return None  # the link is checked later, where its line is known
        return pictures[path].address

    following = Following(PurePosixPath(manuscript.place), picture)
    try:
        body = manuscript.written.body
        rendered = render(body, following, lang=manuscript.lang, renderer=renderer)
    except TooHard as error:
        sentence = error.sentence % error.facts
        complain(Complaint(manuscript.file, manuscript.written.body_line, sentence))
        return None
    return Typeset(rendered, tuple(following.links), pictures)
