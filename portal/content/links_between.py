"""The links between the files of a folder: each leads to a text, a heading or a picture."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import PurePosixPath

from portal.content.errors import Complaint
from portal.content.grouping import Key, Stored
from portal.content.linking import BY_ID, HEADING_PREFIX, Link
from portal.content.manuscripts import Manuscript
from portal.content.memory import Memory
from portal.content.typesetting import Typeset

Headings = Mapping[str, Set[str] | None]


@dataclass(frozen=True)
class Targets:
    """What a link may lead to: headings by file, or None where they are not known here."""

    headings: Headings

    @classmethod
    def of(
        cls,
        manuscripts: Sequence[Manuscript],
        pages: Mapping[Key, Typeset],
        stored: Stored,
        memory: Memory,
    ) -> "Targets":
        found: dict[str, Set[str] | None] = dict.fromkeys(stored.files() | _old_files(memory))
        for manuscript in manuscripts:
            page = pages.get(manuscript.key)
            found[manuscript.file] = {h.id for h in page.rendered.headings} if page else None
        ids = (
            stored.by_item.keys() | {m.written.matter.id for m in manuscripts} | memory.items.keys()
        )
        return cls({**dict.fromkeys(f"{BY_ID}{id_}" for id_ in ids if id_), **found})

    def broken(self, manuscript: Manuscript, page: Typeset) -> Iterator[Complaint]:
        """Yield a complaint for each link of a text that leads nowhere."""
        for link in page.links:
            if sentence := self._sentence(link, page):
                line = manuscript.written.line_saying(link.written)
                yield Complaint(manuscript.file, line, sentence)

    def _sentence(self, link: Link, page: Typeset) -> str:
        if link.is_picture:
            is_shown = link.target in page.pictures
            return "" if is_shown else f"There is no picture {link.written} in this folder."
        if link.target not in self.headings:
            return f"The link {link.written} leads to no article or video of this folder."
        there = self.headings[link.target]
        if link.heading and there is not None and HEADING_PREFIX + link.heading not in there:
            return f"The link {link.written} leads to no heading of {link.target}."
        return ""


def _old_files(memory: Memory) -> set[str]:
    """Return where texts stood under their old names: links to those still arrive."""
    return {
        str(PurePosixPath(file).with_name(f"{old.slug}.md"))
        for file, text in memory.texts.items()
        for old in text.old_names
    }
