"""What the Academy asks of a search engine: documents in, marked hits and counts out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from search.synonyms import NO_SYNONYMS, Synonyms

DocumentKind = Literal["article", "video"]
MomentKind = Literal["chapter", "cue"]
Notice = Literal["some-words", "corrected"]


class IndexUnavailable(Exception):
    """There is no readable index: never built, deleted, damaged, or closed."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A second of a video and what is said or shown from there on."""

    start: float
    text: str
    kind: MomentKind


@dataclass(frozen=True, slots=True)
class Document:
    """One language variant of an article or a video; `id` is unique in the index.

    `body` is plain text, not HTML. `audience` is one name; a query lists those its reader may see.
    """

    id: str
    kind: DocumentKind
    slug: str
    lang: str
    topic: str
    audience: str
    title: str
    summary: str = ""
    headings: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    body: str = ""
    moments: tuple[Moment, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """`text` is what somebody typed, taken as words and never as syntax.

    `audiences` bounds hits, total, facets and suggestions. `lang`, `kind` and `topic` are filters.
    `pins` are the ids to list first, in this order, for those who may see them.
    """

    text: str
    prefer_lang: str
    audiences: frozenset[str]
    lang: str | None = None
    kind: str | None = None
    topic: str | None = None
    limit: int = 10
    offset: int = 0
    pins: tuple[str, ...] = ()
    synonyms: Synonyms = NO_SYNONYMS


@dataclass(frozen=True, slots=True)
class MatchedMoment:
    """`marked` is HTML: escaped text in which `<mark>` is the only element."""

    start: float
    text: str
    marked: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found.

    `title_marked` and `snippet` are HTML: escaped text in which `<mark>` is the only element.
    `title` and `summary` are plain text, still to be escaped. `moments` are best first.
    """

    id: str
    kind: str
    slug: str
    lang: str
    topic: str
    title: str
    title_marked: str
    summary: str
    snippet: str
    score: float
    moments: tuple[MatchedMoment, ...] = ()
    is_pinned: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One document to offer while somebody types; `moment` is where a video says the words.

    `title_marked` is HTML: escaped text in which `<mark>` is the only element.
    """

    id: str
    kind: str
    slug: str
    lang: str
    title: str
    title_marked: str
    moment: MatchedMoment | None = None


@dataclass(frozen=True, slots=True)
class Facets:
    """How many hits each value would give, the other filters kept and its own let go."""

    kind: Mapping[str, int] = field(default_factory=dict)
    topic: Mapping[str, int] = field(default_factory=dict)
    lang: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Results:
    """`words` are those really searched: none when the query had only stop words or signs.

    `did_you_mean` is the query in other words that find more. `notice` says "corrected" when
    nothing had all the words as typed and those of `did_you_mean` were searched instead, else
    "some-words" when fewer than three documents had all of them.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: Facets = field(default_factory=Facets)
    did_you_mean: str | None = None
    words: tuple[str, ...] = ()
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """`position` is the number of the last event this index has followed.

    `fragments` grows with updates and is 1 after a rebuild; `problem` is for operators.
    """

    documents: int
    position: int
    generation: str
    built_at: datetime | None
    healthy: bool
    problem: str | None = None
    fragments: int = 1


class SearchEngine(Protocol):
    """Many threads may `find` while one other rebuilds or updates."""

    def rebuild(
        self,
        documents: Iterable[Document],
        *,
        position: int,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        """Build aside and switch at once; on any error the index stays as it was.

        Raises ValueError when two documents share an id. `progress` gets the count so far.
        """

    def update(self, changed: Sequence[Document], removed: Sequence[str], *, position: int) -> None:
        """Make the changes visible together. Unknown ids in `removed` are fine.

        Raises IndexUnavailable when there is nothing to update: rebuild then.
        """

    def find(self, query: Query) -> Results:
        """Answer from one generation. Raises IndexUnavailable and nothing else."""

    def suggest(self, query: Query) -> tuple[Suggestion, ...]:
        """Return the best few while the last word is still being typed; raises like `find`."""

    def status(self) -> Status:
        """Never raises; what is wrong stands in `problem`."""

    def close(self) -> None: ...
