"""What the list under a search box says of each suggestion."""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from portal.finding.showing import address_for
from search.interface import Suggestion


@dataclass(frozen=True)
class Offer:
    """A title to open, or with `second` the moment of a video that says the words."""

    url: str
    kind: str
    lang: str
    title: Markup
    second: float | None = None
    words: Markup | None = None


def offers(suggestions: Iterable[Suggestion], lang: str) -> list[Offer]:
    return [_offer(each, lang) for each in suggestions]


def _offer(each: Suggestion, lang: str) -> Offer:
    url = address_for(each.kind, each.slug, each.lang, lang)
    title = Markup(each.title_marked)  # noqa: S704 (escaped by search.snippets)
    if each.moment is None:
        return Offer(url, each.kind, each.lang, title)
    words = Markup(each.moment.marked)  # noqa: S704
    start = each.moment.start
    return Offer(f"{url}#t={int(start)}", each.kind, each.lang, title, start, words)
