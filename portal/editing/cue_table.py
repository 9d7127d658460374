"""Captions and chapters as rows of a table: times as people write them, faults by row. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from portal.content.videos import Cue, VttError, read_cues
from portal.web.forms import FieldError
from portal.words import N_

MOST_ROWS = 2_000
TIME = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,2}):)?(\d{1,5})(?:[.,](\d{1,3}))?")
HEADING_OR_TIMES = re.compile(r"^NOTE Heading: (.*)$|^.*-->.*$", re.MULTILINE)

NO_TIME = N_("Row %(row)s: write the time like 1:02.500.")
ENDS_EARLY = N_("Row %(row)s ends before it starts.")
NO_TEXT = N_("Row %(row)s has no text.")


@dataclass(frozen=True)
class Row:
    """A cue as it is typed, and the heading that stands above it in the transcript.

    `original` is what a translator has beside it.
    """

    start: str = ""
    end: str = ""
    text: str = ""
    heading: str = ""
    original: str = ""

    @property
    def at(self) -> float | str:
        """Return the moment by which it is known, however its time is written."""
        return _second(self.start) if TIME.fullmatch(self.start) else self.start

    @property
    def is_blank(self) -> bool:
        return not (self.start or self.end or self.text)


def rows_of(vtt: str | None) -> list[Row]:
    """Return the rows of a text that was checked when it was stored."""
    if not vtt:
        return []
    headings = _headings(vtt)
    return [
        Row(written(cue.start), written(cue.end), cue.text, headings.get(number, ""))
        for number, cue in enumerate(read_cues(vtt))
    ]


def beside(original: Sequence[Row], own: Sequence[Row]) -> list[Row]:
    """Return the original's rows with what was written for their times, and all other own rows."""
    written = {row.at: row for row in own}
    paired = [
        replace(written.pop(row.at, Row(row.start, row.end)), original=_with_heading(row))
        for row in original
    ]
    return sorted([*paired, *written.values()], key=lambda row: _second(row.start))


def in_order(original: Sequence[Row], own: Sequence[Row]) -> list[Row]:
    """Return own rows with the original's words of the same place: another film has other times."""
    words = [_with_heading(row) for row in original]
    pairs = zip_longest(own, words)
    return [replace(row or Row(), original=said or "") for row, said in pairs]


def with_originals(typed: Sequence[Row], stored: Sequence[Row]) -> list[Row]:
    """Return what was typed with the originals that stood beside it."""
    by_time = {row.at: row.original for row in stored}
    by_place = [row.original for row in stored]
    return [
        replace(row, original=by_time.get(row.at) or (by_place[n] if n < len(by_place) else ""))
        for n, row in enumerate(typed)
    ]


def check_rows(rows: Sequence[Row]) -> list[FieldError]:
    """Return what is wrong, row by row; blank rows are none."""
    faults = [fault for number, row in enumerate(rows, 1) for fault in _faults(number, row)]
    return faults or _unreadable(to_vtt(rows))


def _unreadable(vtt: str | None) -> list[FieldError]:
    """Nothing is kept that could not be read again."""
    try:
        read_cues(vtt) if vtt else None
    except VttError as error:
        return [FieldError("start-1", error.sentence)]
    return []


def to_vtt(rows: Iterable[Row]) -> str | None:
    """Return checked rows in the order of their times as WebVTT; None when all are blank."""
    wanted = sorted((row for row in rows if not row.is_blank), key=lambda row: _second(row.start))
    if not wanted:
        return None
    return "WEBVTT\n\n" + "\n".join(_block(row) for row in wanted)


def chapters_from_headings(captions: str | None) -> list[Row]:
    """Propose a chapter from each heading of the transcript to the next."""
    rows = rows_of(captions)
    heads = [row for row in rows if row.heading]
    if heads and heads[0] is rows[0]:
        heads[0] = replace(heads[0], start=written(0))
    ends = [row.start for row in heads[1:]] + [row.end for row in rows[-1:]]
    return [Row(head.start, end, head.heading) for head, end in zip(heads, ends, strict=False)]


def written(second: float) -> str:
    minutes, rest = divmod(round(second * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"


def as_lines(vtt: str | None) -> str:
    """Return what is said as text to read and to compare: a line for each cue."""
    lines = (f"{row.start} {row.text}" for row in rows_of(vtt))
    above = (f"{row.heading}\n" if row.heading else "" for row in rows_of(vtt))
    return "\n".join(head + line for head, line in zip(above, lines, strict=True))


def last_second(cues: Sequence[Cue]) -> int | None:
    return -int(-cues[-1].end // 1) if cues else None


def _with_heading(row: Row) -> str:
    return f"{row.heading}: {row.text}" if row.heading else row.text


def _faults(number: int, row: Row) -> list[FieldError]:
    if row.is_blank:
        return []
    facts = {"row": number}
    bad = [name for name in ("start", "end") if not TIME.fullmatch(getattr(row, name))]
    if bad:
        return [FieldError(f"{name}-{number}", NO_TIME, facts) for name in bad]
    if _second(row.end) <= _second(row.start):
        return [FieldError(f"end-{number}", ENDS_EARLY, facts)]
    return [] if row.text else [FieldError(f"text-{number}", NO_TEXT, facts)]


def _second(time: str) -> float:
    found = TIME.fullmatch(time)
    assert found is not None
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[:3])
    return hours * 3600 + minutes * 60 + seconds + int((found[4] or "0").ljust(3, "0")) / 1000


def _block(row: Row) -> str:
    above = f"NOTE Heading: {_plain(row.heading)}\n\n" if row.heading else ""
    times = f"{written(_second(row.start))} --> {written(_second(row.end))}"
    words = _plain(row.text).replace("&", "&amp;").replace("<", "&lt;")
    return f"{above}{times}\n{words}\n"


def _plain(text: str) -> str:
    """No text may look like the times of a cue."""
    return " ".join(text.replace("-->", "→").split())


def _headings(vtt: str) -> dict[int, str]:
    """Return the headings by the number of the cue they stand above."""
    found: dict[int, str] = {}
    heading, number = "", 0
    for match in HEADING_OR_TIMES.finditer(vtt.replace("\r\n", "\n")):
        if match[1] is not None:
            heading = match[1].strip()
            continue
        if heading:
            found[number], heading = heading, ""
        number += 1
    return found
