"""What a gap keeps of the words customers typed: all of them while a search says so, then few.

Once the searches are deleted, words stay that are nobody's own: those that people of two
organisations typed, and those that stand in a title, a summary or a tag of a published text.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation
from portal.content.listing import IS_CURRENT
from portal.content.models import Revision, Translation
from portal.content.policy import State
from portal.finding.guidance import current_guidance
from portal.finding.words import as_asked, real_words
from portal.gate.recorded import Search
from portal.reporting.gap_models import LONGEST_SENTENCE, Gap, GapCase
from portal.reporting.gap_policy import HIDDEN, Known, is_alike, redacted
from portal.reporting.gap_senses import Words, senses_of

_WORD = re.compile(r"\w+")
_HIDDEN_RUN = re.compile(rf"{HIDDEN}(?:\W*{HIDDEN})+")
Said = tuple[UUID, str]  # by which organisation, in which words


def shared(said: Iterable[Said], lang: str) -> Words:
    """Return the words that people of two organisations used."""
    users: defaultdict[str, set[UUID]] = defaultdict(set)
    for organisation_id, terms in said:
        for word in real_words(terms, lang):
            users[word].add(organisation_id)
    return frozenset(word for word, who in users.items() if len(who) > 1)


def only(text: str, lang: str, kept: Words) -> str:
    """Return the text with every other word hidden."""
    shown = _WORD.sub(lambda found: _shown(found[0], lang, kept), text)
    return _HIDDEN_RUN.sub(HIDDEN, shown)


def _shown(word: str, lang: str, kept: Words) -> str:
    return word if real_words(word, lang) <= kept else HIDDEN


def note_shared(db: Session, gaps: Iterable[Gap]) -> None:
    """Remember which words are shared now: their searches will be deleted one by one."""
    for gap in gaps:
        found = shared(_said_at(db, gap), gap.lang)
        gap.shared_words = " ".join(sorted(found | frozenset(gap.shared_words.split())))


def forget_words(db: Session, enquiry_ids: Collection[UUID]) -> None:
    """Let the gaps of these enquiries forget what nothing says any more."""
    gone = select(Search.enquiry_id).where(
        Search.enquiry_id.in_(enquiry_ids), Search.is_real, Search.terms == ""
    )
    at = select(GapCase.gap_id).where(GapCase.enquiry_id.in_(gone))
    for gap in db.scalars(select(Gap).where(Gap.id.in_(at)).order_by(Gap.id)):
        _forget(db, gap)


def _forget(db: Session, gap: Gap) -> None:
    sentences = _sentences(db, gap)
    shown = gap.sentence if gap.sentence in sentences else next(iter(sentences), gap.sentence)
    said = frozenset().union(*(real_words(one, gap.lang) for one in sentences))
    known = said | frozenset(gap.shared_words.split())
    words = frozenset(gap.words.split())
    in_doubt = (words | real_words(gap.sentence, gap.lang)) - known
    known |= _published(db, gap.lang, in_doubt)
    gap.sentence = shown if sentences else only(shown, gap.lang, known)
    if words - known:
        gap.words = _free_key(db, gap, words & known)


def _sentences(db: Session, gap: Gap) -> Sequence[str]:
    """Return how customers put it as far as that is kept, the most frequent first."""
    names = list(db.scalars(select(Organisation.name).where(~Organisation.is_vendor)))
    counted = Counter(terms for _, terms in _said_at(db, gap))
    by_frequency = sorted(counted, key=lambda terms: (-counted[terms], terms))
    return [redacted(terms, names)[:LONGEST_SENTENCE] for terms in by_frequency]


def _said_at(db: Session, gap: Gap) -> Sequence[Said]:
    """Return the searches of its cases that are about it and are not deleted yet."""
    found = db.execute(
        select(GapCase.organisation_id, Search.terms)
        .join(Search, Search.enquiry_id == GapCase.enquiry_id)
        .where(GapCase.gap_id == gap.id, Search.is_real, Search.terms != "")
    )
    senses = senses_of(current_guidance(db).groups)
    mine = Known(gap.id, gap.lang, frozenset(gap.words.split()), gap.sentence).sense(senses)
    asked = ((organisation_id, as_asked(terms)) for organisation_id, terms in found)
    return [one for one in asked if is_alike(senses.of(one[1], gap.lang), mine)]


def _published(db: Session, lang: str, in_doubt: Words) -> Words:
    """Return which of these words the Academy itself uses where its texts are named."""
    if not in_doubt:
        return frozenset()
    named = (
        select(Revision.title, Revision.summary, Revision.tags)
        .join(Translation, IS_CURRENT)
        .where(Translation.lang == lang, Translation.state == State.PUBLISHED)
    )
    texts = (f"{title} {summary} {' '.join(tags)}" for title, summary, tags in db.execute(named))
    return in_doubt & real_words(" ".join(texts), lang)


def _free_key(db: Session, gap: Gap, words: Words) -> str:
    """Return the words as a key that no other gap has."""
    key = " ".join(sorted(words))
    twin = select(Gap.id).where(Gap.lang == gap.lang, Gap.words == key, Gap.id != gap.id)
    is_free = key and db.scalar(twin) is None
    return key if is_free else f"{key} {HIDDEN}{gap.id.hex}".strip()
