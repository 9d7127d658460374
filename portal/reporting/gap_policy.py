"""What customers look for in vain, put together by the words they use. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

from portal.finding.words import real_words
from portal.reporting.gap_senses import AS_TYPED, Senses, Words
from portal.reporting.policy import Outcome

ALIKE_FROM = 0.5
HIDDEN = "…"
_ADDRESS = re.compile(r"(?<!\S)\S[^\s@]*+@\S+|\bhttps?://\S+|\bwww\.\S+")
_NUMBER = re.compile(r"\+?\d(?:[ ./-]?\d){3,}")


class Way(StrEnum):
    """How somebody did not find what they looked for."""

    FOUND_NOTHING = "found-nothing"
    NOT_OPENED = "not-opened"
    RAISED_AFTER_READING = "raised-after-reading"
    NOT_HELPED = "not-helped"


class Fix(StrEnum):
    """What mends a gap."""

    SYNONYM = "synonym"
    TITLE = "title"
    REWRITE = "rewrite"
    ARTICLE = "article"


@dataclass(frozen=True)
class Failure:
    """One search of an enquiry that is over, and one way in which it failed."""

    enquiry_id: UUID
    organisation_id: UUID
    lang: str
    terms: str
    way: Way
    outcome: str
    item_id: UUID | None = None


@dataclass
class Cluster:
    """Failures of one language that say the same; `words` are those it is known by.

    `sense` is what they are about: the words, or one word for all that mean the same.
    """

    lang: str
    words: Words
    sense: Words
    failures: list[Failure] = field(default_factory=list)

    @property
    def enquiries(self) -> set[UUID]:
        return {failure.enquiry_id for failure in self.failures}

    @property
    def organisations(self) -> set[UUID]:
        return {failure.organisation_id for failure in self.failures}

    @property
    def cases(self) -> int:
        return len(self.enquiries)

    @property
    def ways(self) -> Mapping[Way, int]:
        """Return in how many enquiries it failed in which way; one may fail in several."""
        pairs = {(failure.way, failure.enquiry_id) for failure in self.failures}
        return Counter(way for way, _ in pairs)

    @property
    def sentences(self) -> Sequence[str]:
        """Return how customers put it, what most of them said first."""
        said = {(failure.terms, failure.enquiry_id) for failure in self.failures}
        counted = Counter(terms for terms, _ in said)
        return sorted(counted, key=lambda terms: (-counted[terms], terms))

    @property
    def read(self) -> Sequence[UUID]:
        """Return what was opened in vain, most opened first."""
        opened = {(f.item_id, f.enquiry_id) for f in self.failures if f.item_id}
        counted = Counter(item for item, _ in opened if item)
        return sorted(counted, key=lambda item: (-counted[item], item))

    @property
    def fix(self) -> Fix:
        """Return what would probably mend it.

        Who found nothing and still solved it met the answer under other words.
        """
        solved = any(failure.outcome == Outcome.SOLVED for failure in self.failures)
        return suggested(self.ways, solved=solved)


def suggested(ways: Mapping[Way, int], *, solved: bool = False) -> Fix:
    main = max(Way, key=lambda way: ways.get(way, 0))
    if main == Way.FOUND_NOTHING:
        return Fix.SYNONYM if solved else Fix.ARTICLE
    return Fix.TITLE if main == Way.NOT_OPENED else Fix.REWRITE


@dataclass(frozen=True)
class Known:
    """A gap somebody took up: failures alike are its own before they can make another."""

    id: UUID
    lang: str
    words: Words
    sentence: str = ""

    def sense(self, senses: Senses) -> Words:
        """Return what it is about by its sentence, and by the words which that hides."""
        hidden = self.words - real_words(self.sentence, self.lang)
        shown = senses.of(self.sentence, self.lang)
        return shown.union(*(senses.of(word, self.lang) for word in hidden))


def likeness(one: Words, other: Words) -> float:
    """Return how much of all their words both share."""
    return len(one & other) / (len(one | other) or 1)


def is_alike(one: Words, other: Words) -> bool:
    """Whether they are one question: most words are the same, or half of one's say it all."""
    shared = likeness(one, other)
    return shared > ALIKE_FROM or (shared == ALIKE_FROM and (one <= other or other <= one))


def clustered(
    failures: Iterable[Failure], known: Sequence[Known] = (), senses: Senses = AS_TYPED
) -> tuple[list[Cluster], Mapping[UUID, Cluster]]:
    """Return the clusters nobody has taken up, largest first, and those of the known gaps."""
    fresh: list[Cluster] = []
    taken: dict[UUID, Cluster] = {}
    for lang, same in _by_lang(failures, senses).items():
        mine = [gap for gap in known if gap.lang == lang]
        leaders = Leaders(same, (Cluster(lang, gap.words, gap.sense(senses)) for gap in mine))
        for cluster in sorted(same, key=_largest_first):
            leaders.take(cluster)
        taken |= {gap.id: cluster for gap, cluster in zip(mine, leaders.all, strict=False)}
        fresh += leaders.all[len(mine) :]
    return sorted(fresh, key=_largest_first), taken


class Leaders:
    """The word sets that gather those alike, found by their rarest words.

    Who shares half of all words shares half of its own at least: one of them is then among the
    rarer half of each, or the one after it.
    """

    def __init__(self, all_of_them: Iterable[Cluster], known: Iterable[Cluster]) -> None:
        self.frequency = Counter(word for cluster in all_of_them for word in cluster.sense)
        self.all: list[Cluster] = []
        self.by_word: defaultdict[str, list[int]] = defaultdict(list)
        for cluster in known:
            self._lead(cluster)

    def take(self, cluster: Cluster) -> None:
        """Put the cluster to the leader most alike, or let it lead."""
        met = {place for word in self._rarest(cluster.sense) for place in self.by_word[word]}
        alike = [place for place in met if is_alike(cluster.sense, self.all[place].sense)]
        found = [(likeness(cluster.sense, self.all[place].sense), -place) for place in alike]
        if found:
            self.all[-max(found)[1]].failures.extend(cluster.failures)
        else:
            self._lead(cluster)

    def _lead(self, cluster: Cluster) -> None:
        for word in self._rarest(cluster.sense):
            self.by_word[word].append(len(self.all))
        self.all.append(cluster)

    def _rarest(self, words: Words) -> Sequence[str]:
        by_rarity = sorted(words, key=lambda word: (self.frequency[word], word))
        return by_rarity[: len(words) // 2 + 1]


def _by_lang(failures: Iterable[Failure], senses: Senses) -> Mapping[str, list[Cluster]]:
    """Return, for each language, the failures put together by the very same real words."""
    found: dict[tuple[str, Words], Cluster] = {}
    for failure in failures:
        words = real_words(failure.terms, failure.lang)
        if words:
            key = failure.lang, words
            if key not in found:
                found[key] = Cluster(*key, senses.of(failure.terms, failure.lang))
            found[key].failures.append(failure)
    by_lang: defaultdict[str, list[Cluster]] = defaultdict(list)
    for (lang, _), cluster in found.items():
        by_lang[lang].append(cluster)
    return by_lang


def _largest_first(cluster: Cluster) -> tuple[int, list[str]]:
    return -cluster.cases, sorted(cluster.words)


def redacted(text: str, names: Iterable[str] = ()) -> str:
    """Return the text without addresses, long numbers and these names."""
    for pattern in (_ADDRESS, _NUMBER, _named(tuple(names))):
        text = pattern.sub(HIDDEN, text)
    return text


@lru_cache(maxsize=4)
def _named(names: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern for any of these names, the longer before those it begins with."""
    longest_first = sorted(filter(None, names), key=lambda name: (-len(name), name))
    any_of_them = "|".join(map(re.escape, longest_first))
    return re.compile(rf"\b(?:{any_of_them})\b" if any_of_them else r"(?!)", re.IGNORECASE)
