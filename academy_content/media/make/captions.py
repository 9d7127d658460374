"""The text under the picture: cuts spoken sentences into caption cues and writes WebVTT."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from speaking import Heard

LINE = 42
SHORTEST_S, LONGEST_S = 1.0, 7.0
CUE_COST, RAGGED_COST, HASTY_COST = 30.0, 14.0, 200.0
SPACE = " "  # split() without it would also break at the no-break spaces of French


@dataclass(frozen=True)
class Cue:
    start: float
    end: float
    text: str


def wrapped(words: Sequence[str]) -> str | None:
    """Return the words on one or two balanced lines, or None when they do not fit."""
    whole = SPACE.join(words)
    if len(whole) <= LINE:
        return whole
    pairs = [(SPACE.join(words[:i]), SPACE.join(words[i:])) for i in range(1, len(words))]
    fitting = [pair for pair in pairs if max(map(len, pair)) <= LINE]
    return "\n".join(min(fitting, key=raggedness)) if fitting else None


def raggedness(pair: tuple[str, str]) -> float:
    first, second = pair
    natural = -12 if first.endswith((",", ":", ";")) else 0
    splits_name = 12 if second[0].isdigit() else 0  # "Microsoft / 365"
    return abs(len(first) - len(second)) + natural + splits_name


def cut(words: Sequence[str], seconds: float) -> list[str]:
    """Return the cheapest row of cues: few, long enough to read, ending at a natural pause."""
    best: list[tuple[float, list[str]]] = [(0.0, [])]
    for end in range(1, len(words) + 1):
        ways = []
        for start in range(end):
            text = wrapped(words[start:end])
            if text and (lasts := share(text, words, seconds)) <= LONGEST_S:
                cost = best[start][0] + cost_of(text, lasts, end == len(words))
                ways.append((cost, [*best[start][1], text]))
        best.append(min(ways))
    return best[-1][1]


def cost_of(text: str, lasts: float, is_last: bool) -> float:
    natural = is_last or text.endswith((",", ":", ";", ".", "?", "!"))
    stub = max(0, 24 - len(text)) * 1.5
    too_short = HASTY_COST if lasts < SHORTEST_S else 0
    return CUE_COST + stub + too_short + (0 if natural else RAGGED_COST)


def share(text: str, words: Sequence[str], seconds: float) -> float:
    return seconds * (len(text) + 1) / (len(SPACE.join(words)) + 1)


def cues_of(heard: Iterable[Heard]) -> list[Cue]:
    cues: list[Cue] = []
    for sentence in heard:
        words = sentence.text.split(SPACE)
        start, seconds = sentence.start, sentence.end - sentence.start
        for text in cut(words, seconds):
            end = min(start + share(text, words, seconds), sentence.end)
            cues.append(Cue(start, max(end, start + SHORTEST_S), text))
            start = end
    return cues


def vtt(cues: Iterable[Cue]) -> str:
    blocks = [f"{clock(c.start)} --> {clock(c.end)}\n{c.text}\n" for c in cues]
    return "\n".join(["WEBVTT\n", *blocks])


def clock(seconds: float) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{thousandths:03}"
