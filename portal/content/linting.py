"""What a folder's own team should mend though it could be imported: headings and alt texts."""

import re
from collections.abc import Iterator, Set
from pathlib import PurePosixPath

from portal.content.checking import Prepared
from portal.content.errors import Complaint
from portal.content.manuscripts import Manuscript
from portal.content.memory import Memory
from portal.content.rewording import LINK, lines_of

HEADING = re.compile(r" {0,3}(#{1,6})(?:\s+(.*?))?\s*#*\s*")
DECORATIVE = re.compile(r"""\s["']decorative["']\s*\)$""")
JUMP = "The heading “{}” skips a level: put {} before it, or fewer # in front of it."
EMPTY_HEADING = "This heading has no words."
NO_ALT = (
    "The picture {} has no description. Write in the square brackets what it shows; "
    'one that only decorates is written ![](name "decorative").'
)


def lint(prepared: Prepared) -> list[Complaint]:
    """Return everything to mend, with the faults the workspace had when it was exported."""
    decorative = _decorative(prepared.memory)
    members = (member for group in prepared.groups for member in group.members)
    waiting = (waiting.manuscript for waiting in prepared.waiting.values())
    found = list(prepared.warnings)
    for manuscript in (*members, *waiting):
        found += _headings(manuscript)
        found += _pictures(manuscript, decorative)
    return sorted(found)


def _decorative(memory: Memory) -> Set[str]:
    """Return the names of pictures that the library calls decorative."""
    return {PurePosixPath(path).name for path, media in memory.media.items() if media.alt == ""}


def _headings(manuscript: Manuscript) -> Iterator[Complaint]:
    above = 1
    for number, line in _prose(manuscript):
        if (found := HEADING.fullmatch(line)) is None:
            continue
        level, words = len(found[1]), found[2] or ""
        if not words:
            yield Complaint(manuscript.file, number, EMPTY_HEADING)
        elif level > above + 1:
            yield Complaint(manuscript.file, number, JUMP.format(words, "#" * (above + 1)))
        above = level


def _pictures(manuscript: Manuscript, decorative: Set[str]) -> Iterator[Complaint]:
    for number, line in _prose(manuscript):
        for found in LINK.finditer(line):
            is_picture = bool(found["mark"]) and not found["code"]
            if not is_picture or found["text"].strip() or DECORATIVE.search(found[0]):
                continue
            if PurePosixPath(found["to"]).name not in decorative:
                yield Complaint(manuscript.file, number, NO_ALT.format(found["to"]))


def _prose(manuscript: Manuscript) -> Iterator[tuple[int, str]]:
    """Yield the lines that are no code with their number in the file."""
    for number, (line, is_code) in enumerate(lines_of(manuscript.written.body)):
        if not is_code:
            yield manuscript.written.body_line + number, line
