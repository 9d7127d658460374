"""A long table of captions in parts: one is shown and saved, the others stay. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.editing.cue_table import Row

ROWS_OF_A_PART = 500


@dataclass(frozen=True)
class Part:
    """Part `number` of `parts`; number 0 is the whole table at once."""

    number: int
    parts: int = 1
    rows: int = 0  # of the whole table

    @classmethod
    def wanted(cls, number: int, rows: Sequence[Row]) -> "Part":
        """Return the part of that number, or the one nearest to it."""
        parts = max(1, -(-len(rows) // ROWS_OF_A_PART))
        return cls(min(max(number, 1), parts), parts, len(rows))

    @property
    def first(self) -> int:
        """The number of its first row."""
        return max(self.number - 1, 0) * ROWS_OF_A_PART + 1

    @property
    def last(self) -> int:
        return min(self.first + ROWS_OF_A_PART - 1, self.rows) if self.number else self.rows

    @property
    def beside(self) -> "list[Part]":
        """The parts before and after it."""
        near = (self.number - 1, self.number + 1)
        return [Part(n, self.parts, self.rows) for n in near if self.number and 0 < n <= self.parts]

    def of(self, rows: Sequence[Row]) -> Sequence[Row]:
        return rows[self.first - 1 : self.last] if self.number else rows

    def within(self, rows: Sequence[Row], typed: Sequence[Row]) -> list[Row]:
        """Return all rows with what was typed in the place of this part."""
        if not self.number:
            return list(typed)
        return [*rows[: self.first - 1], *typed, *rows[self.last :]]
