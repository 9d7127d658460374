"""What a video still lacks besides words: its film, its captions, its chapters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.content.videos import Cue
from portal.editing.findings import About, Finding
from portal.words import N_

LONG_VIDEO_S = 120
FASTEST = 25  # characters a second that most people can still read
SHORTEST_S = 1.0

NO_FILM = N_("There is no film. Choose one of the library, or give an address elsewhere.")
LOST_FILM = N_("The file of the film is no longer in the library. Add it again.")
DEAD_SOURCE = N_("The address elsewhere does not answer (%(problem)s). Look for its new one.")
NO_POSTER = N_("There is no picture before it plays. Choose one that shows what it is about.")
LOST_POSTER = N_("The picture before it plays is no longer in the library. Choose another.")
NO_CAPTIONS = N_("There are no captions yet. Without them the video cannot be published.")
TOO_FAST = N_("The words at %(at)s pass too fast to be read. Split them, or say it in fewer.")
SAID_TOO_LATE = N_("The words at %(at)s come after the end of the video (%(end)s).")
NOT_TRANSLATED = N_("%(count)s captions of the original have no words here yet.")
NO_CHAPTERS = N_("There are no chapters. Write headings beside the captions and propose them.")
OVERLAP = N_("The chapter “%(title)s” begins before the one above it has ended.")
OUT_OF_ORDER = N_("The chapter “%(title)s” begins before the one above it.")
BEYOND = N_("The chapter “%(title)s” goes beyond the end of the video (%(end)s).")


@dataclass(frozen=True)
class FilmFacts:
    """What is known of a film: `lost` names parts whose bytes are gone, `problem` says why its
    address elsewhere does not answer, `original` are the captions a translation follows."""

    captions: Sequence[Cue] = ()
    chapters: Sequence[Cue] = ()
    duration_s: int | None = None
    has_film: bool = False
    has_poster: bool = False
    lost: frozenset[str] = frozenset()
    problem: str = ""
    original: Sequence[Cue] = ()

    @property
    def end(self) -> float:
        """Return how long it lasts: what somebody said, else until nobody speaks any more."""
        return self.duration_s or max((cue.end for cue in self.captions), default=0)

    @property
    def words(self) -> str:
        """Return what is said in it, and what its chapters are called."""
        return " ".join(cue.text for cue in (*self.chapters, *self.captions))


def check_film(film: FilmFacts) -> Iterator[Finding]:
    yield from _pictures(film)
    yield from _captions(film)
    yield from _chapters(film)


def _pictures(film: FilmFacts) -> Iterator[Finding]:
    if not film.has_film:
        yield Finding(About.FILM, NO_FILM)
    elif "film" in film.lost:
        yield Finding(About.FILM, LOST_FILM)
    if film.problem:
        yield Finding(About.FILM, DEAD_SOURCE, {"problem": film.problem})
    if not film.has_poster:
        yield Finding(About.FILM, NO_POSTER)
    elif "poster" in film.lost:
        yield Finding(About.FILM, LOST_POSTER)


def _captions(film: FilmFacts) -> Iterator[Finding]:
    if not film.captions:
        yield Finding(About.CAPTIONS, NO_CAPTIONS)
    there = {cue.start for cue in film.captions}
    missing = sum(cue.start not in there for cue in film.original)
    if missing and film.captions:
        yield Finding(About.CAPTIONS, NOT_TRANSLATED, {"count": missing})
    for cue in film.captions:
        if cue.start >= film.end:
            facts = {"at": clock(cue.start), "end": clock(film.end)}
            yield Finding(About.CAPTIONS, SAID_TOO_LATE, facts)
        elif len(cue.text) > FASTEST * max(cue.end - cue.start, SHORTEST_S):
            yield Finding(About.CAPTIONS, TOO_FAST, {"at": clock(cue.start)})


def _chapters(film: FilmFacts) -> Iterator[Finding]:
    if not film.chapters and film.end > LONG_VIDEO_S:
        yield Finding(About.CHAPTERS, NO_CHAPTERS)
    above: Cue | None = None
    for chapter in film.chapters:
        title = {"title": chapter.text}
        if above and chapter.start < above.start:
            yield Finding(About.CHAPTERS, OUT_OF_ORDER, title)
        elif above and chapter.start < above.end:
            yield Finding(About.CHAPTERS, OVERLAP, title)
        if film.end and int(chapter.end) > film.end:
            yield Finding(About.CHAPTERS, BEYOND, {**title, "end": clock(film.end)})
        above = chapter


def clock(second: float) -> str:
    minutes, seconds = divmod(int(second), 60)
    return f"{minutes}:{seconds:02}"
