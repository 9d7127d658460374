"""What a question is about, when words that editors gave one meaning count as one. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

from portal.finding.guidance import Group
from portal.finding.words import in_order, real_words

Words = frozenset[str]
Phrase = tuple[str, ...]


class Senses:
    """Groups of phrases that mean the same; two that share a phrase are one."""

    def __init__(self, groups: Sequence[Group] = ()) -> None:
        self._groups = groups
        self._phrases = cache(self._phrases_in)

    def of(self, text: str, lang: str) -> Words:
        """Return the real words of a text, with one word for each phrase however inflected."""
        meant = list(self._meant(text, lang)) if self._groups else []
        for _, start, end in reversed(meant):
            text = f"{text[:start]} {text[end:]}"
        return real_words(text, lang) | {meaning for meaning, _, _ in meant}

    def _meant(self, text: str, lang: str) -> Iterator[tuple[str, int, int]]:
        """Yield each phrase by what it means and where it stands: the longest at each place."""
        phrases, words, place = self._phrases(lang), in_order(text, lang), 0
        stems = tuple(word for word, _, _ in words)
        longest = max(map(len, phrases), default=0)
        while place < len(words):
            ends = range(min(place + longest, len(words)), place, -1)
            end = next((end for end in ends if stems[place:end] in phrases), 0)
            if end:
                yield phrases[stems[place:end]], words[place][1], words[end - 1][2]
            place = end or place + 1

    def _phrases_in(self, lang: str) -> Mapping[Phrase, str]:
        found: dict[Phrase, str] = {}
        for number, group in enumerate(self._groups):
            phrases = [tuple(word for word, _, _ in in_order(each, lang)) for each in group]
            meaning = next((found[each] for each in phrases if each in found), f"={number}")
            found |= {each: meaning for each in phrases if each and each not in found}
        return found


@lru_cache(maxsize=4)
def senses_of(groups: tuple[Group, ...]) -> Senses:
    """The same groups are read once, however many questions are asked."""
    return Senses(groups)


AS_TYPED = Senses()
