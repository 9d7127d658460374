"""What a text still lacks, found while it is written: where it is, and how to mend it."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from portal.editing.dead_links import dead_links
from portal.editing.film_checklist import FilmFacts, check_film
from portal.editing.findings import (
    About,
    Finding,
    Surroundings,
    Written,
    line_of,
    prose,
)
from portal.editing.readability import LONGEST_SENTENCE, Level, Measure, measure
from portal.words import N_

LONG_TEXT = 400
SHORTEST_SUMMARY, LONGEST_SUMMARY = 20, 160
PICTURE = re.compile(r"!\[")

JUMP = N_("The heading “%(heading)s” skips a level. Take one # away, or add the level between.")
EMPTY_HEADING = N_("A heading has no words. Write what follows, or remove the heading.")
NO_HEADINGS = N_("%(count)s words without a heading. Divide the text, so that it can be skimmed.")
NO_ALT = N_(
    "A picture has no description. Write in the square brackets what it shows, "
    "or call it decorative in the library."
)
NO_PICTURE = N_("This picture is not in the library. Add it there, or correct its name.")
NO_SUMMARY = N_("There is no summary. Say in one sentence what the reader will be able to do.")
SHORT_SUMMARY = N_("The summary is too short to choose by. Say what the reader will be able to do.")
LONG_SUMMARY = N_("The summary has %(count)s characters. Results show about 160: shorten it.")
SUMMARY_IS_TITLE = N_("The summary only repeats the title. Say what the title does not say.")
LONG_SENTENCE = N_("A sentence has %(count)s words: “%(start)s…”. Make two of it.")
HARD = N_("The text is hard to read. Shorten sentences, and use the words that customers use.")


@dataclass(frozen=True)
class Checklist:
    """Everything found about one text."""

    findings: Sequence[Finding]
    measure: Measure

    def about(self, about: str) -> list[Finding]:
        return [finding for finding in self.findings if finding.about == about]


def check(text: Written, around: Surroundings, film: FilmFacts | None = None) -> Checklist:
    if film is not None:
        return _of_a_video(text, around, film)
    measured = measure(text.plain_text, text.lang)
    found = (
        *_headings(text, measured.words),
        *_pictures(text, around.decorative),
        *dead_links(text, around),
        *_summary(text),
        *_level(measured, text.source),
    )
    return Checklist(found, measured)


def _of_a_video(text: Written, around: Surroundings, film: FilmFacts) -> Checklist:
    found = (
        *_summary(text),
        *check_film(film),
        *_pictures(text, around.decorative),
        *dead_links(text, around),
    )
    return Checklist(found, measure(f"{film.words}\n{text.plain_text}", text.lang))


def _headings(text: Written, words: int) -> Iterator[Finding]:
    above = 1
    for heading in text.headings:
        if not heading.text:
            yield Finding(About.HEADINGS, EMPTY_HEADING)
        elif heading.level > above + 1:
            line = line_of(text.source, heading.text)
            yield Finding(About.HEADINGS, JUMP, {"heading": heading.text}, line)
        above = heading.level
    if words > LONG_TEXT and not text.headings:
        yield Finding(About.HEADINGS, NO_HEADINGS, {"count": words})


def _pictures(text: Written, decorative: Set[str]) -> Iterator[Finding]:
    lines = [line for line, words in prose(text.source) for _ in PICTURE.findall(words)]
    for number, (address, alt) in enumerate(text.parts.pictures):
        line = lines[number] if number < len(lines) else None
        if not address:
            yield Finding(About.PICTURES, NO_PICTURE, line=line)
        elif not alt and address not in decorative:
            yield Finding(About.PICTURES, NO_ALT, line=line)


def _summary(text: Written) -> Iterator[Finding]:
    summary, length = text.summary.strip(), len(text.summary.strip())
    if not summary:
        yield Finding(About.SUMMARY, NO_SUMMARY)
    elif summary.casefold().rstrip(".") == text.title.strip().casefold().rstrip("."):
        yield Finding(About.SUMMARY, SUMMARY_IS_TITLE)
    elif length < SHORTEST_SUMMARY:
        yield Finding(About.SUMMARY, SHORT_SUMMARY)
    elif length > LONGEST_SUMMARY:
        yield Finding(About.SUMMARY, LONG_SUMMARY, {"count": length})


def _level(measured: Measure, source: str) -> Iterator[Finding]:
    if measured.level == Level.HARD:
        yield Finding(About.LEVEL, HARD)
    if measured.longest_words > LONGEST_SENTENCE:
        start = " ".join(measured.longest.split()[:5])
        facts = {"count": measured.longest_words, "start": start}
        yield Finding(About.LEVEL, LONG_SENTENCE, facts, line_of(source, start))
