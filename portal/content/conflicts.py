"""Who changed a text since its file was imported or exported last: nobody, one side, or both."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from enum import StrEnum

from portal.content.said import Said


class Side(StrEnum):
    """Whose text is taken where both changed."""

    FILE = "file"
    WORKSPACE = "workspace"


class Verdict(StrEnum):
    """What an import does with a file."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"  # only the workspace changed
    CONFLICT = "conflicts"  # both changed


@dataclass(frozen=True)
class Taking:
    """Whose text is taken where both changed: by file, else of all; None takes neither."""

    every: Side | None = None
    by_file: Mapping[str, Side] = field(default_factory=dict)

    def side(self, file: str) -> Side | None:
        return self.by_file.get(file, self.every)


NEITHER = Taking()
KEEP_WORKSPACE = Taking(Side.WORKSPACE)


def judge(
    file: str, mine: str, theirs: str, *, is_mine_old: bool, is_theirs_old: bool, taking: Taking
) -> Verdict:
    """Return what becomes of a file whose print is `theirs`, of a text whose print is `mine`.

    Old is what it was at the last import or export.
    """
    if mine == theirs:
        return Verdict.UNCHANGED
    if is_theirs_old:
        return Verdict.KEPT
    side = Side.FILE if is_mine_old else taking.side(file)
    if side is None:
        return Verdict.CONFLICT
    return Verdict.CHANGED if side == Side.FILE else Verdict.KEPT


@dataclass(frozen=True)
class Compared:
    """A file beside the text it would change."""

    verdict: Verdict
    theirs: Said
    is_theirs_new: bool = True

    @property
    def is_taken(self) -> bool:
        return self.verdict in TAKEN


TAKEN: Set[Verdict] = {Verdict.ADDED, Verdict.CHANGED}
