"""Captions and chapters: reading WebVTT, and a transcript that reads like text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from webvtt import WebVTT
from webvtt.errors import MalformedCaptionError, MalformedFileError

from portal.words import N_

PAUSE_S = 1.0
# Where a cue is shown; players know older ones. Nothing is tried twice: arrows may come by 100,000.
SETTINGS = re.compile(r"(?m)^((?>.*?-->)[ \t]*+\S++)[ \t].*$")
SENTENCE_ENDS = (".", "!", "?", "…", ":")


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said, or the chapter that runs, between two moments in seconds."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Cues that belong together: spoken without a pause, ended with a sentence."""

    cues: tuple[Cue, ...]

    @property
    def start(self) -> float:
        return self.cues[0].start

    @property
    def text(self) -> str:
        return " ".join(cue.text for cue in self.cues)


class VttError(Exception):
    """A WebVTT file that cannot be used: the line, and why."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line
        self.sentence = sentence


def read_cues(text: str) -> tuple[Cue, ...]:
    """Return the cues of a WebVTT text in order; raise VttError."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not lines[0].startswith("WEBVTT"):
        raise VttError(1, N_("A WebVTT file starts with WEBVTT in its first line."))
    cues: list[Cue] = []
    for number, block in _blocks(lines):
        for cue in _cues_in(number, block):
            _check_order(number, cue, cues)
            cues.append(cue)
    if not cues:
        raise VttError(1, N_("There is no cue in this file."))
    return tuple(cues)


@lru_cache(maxsize=512)
def stored_cues(text: str | None) -> tuple[Cue, ...]:
    """Return the cues of a stored text; one that cannot be read has none and stops nothing else."""
    try:
        return read_cues(text) if text else ()
    except VttError:  # all were checked when they were stored, perhaps less strictly
        return ()


def transcript(cues: Sequence[Cue]) -> tuple[Paragraph, ...]:
    """Group cues into paragraphs: one ends where a sentence ends and a pause follows."""
    paragraphs: list[Paragraph] = []
    said: list[Cue] = []
    for cue, following in zip(cues, [*cues[1:], None], strict=True):
        said.append(cue)
        pause = following is None or following.start - cue.end >= PAUSE_S
        if following is None or (pause and cue.text.endswith(SENTENCE_ENDS)):
            paragraphs.append(Paragraph(tuple(said)))
            said = []
    return tuple(paragraphs)


def _blocks(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield each block after the header with the number of its first line, counted from 1."""
    block: list[str] = []
    is_header = True
    for number, line in enumerate([*lines, ""], start=1):
        if line:
            block.append(line)
        elif block:
            if not is_header:
                yield number - len(block), "\n".join(block)
            block, is_header = [], False


def _cues_in(number: int, block: str) -> list[Cue]:
    """Return the block's cue, if it is one; parsed by itself so that a fault has a line."""
    times = SETTINGS.sub(r"\1", block, count=1)
    try:
        captions = WebVTT.from_string(f"WEBVTT\n\n{times}\n", strict=True).captions
    except (MalformedCaptionError, MalformedFileError, ValueError) as error:
        raise VttError(
            number,
            N_("This cue cannot be read. Write its time like 00:01:02.000 --> 00:01:05.500."),
        ) from error
    return [
        Cue(_seconds(c.start), _seconds(c.end), " ".join(unescape(c.text).split()))
        for c in captions
    ]


def _check_order(number: int, cue: Cue, before: list[Cue]) -> None:
    if cue.end <= cue.start:
        raise VttError(number, N_("This cue ends before it starts."))
    if before and cue.start < before[-1].start:
        raise VttError(number, N_("This cue starts before the one above it."))
    if not cue.text:
        raise VttError(number, N_("This cue has no text."))


def _seconds(timestamp: str) -> float:
    hours, minutes, seconds = timestamp.split(":")
    return round(int(hours) * 3600 + int(minutes) * 60 + float(seconds), 3)
