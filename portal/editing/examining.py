"""A text examined as it is written: the checklist, customers' words it lacks, texts like it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from sqlalchemy import exists, select, tuple_
from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.content.checking import Typeset
from portal.content.linking import BY_ID, ITEM_FILE, Link
from portal.content.models import Media, OldSlug, Translation
from portal.content.policy import Kind, State, address_of
from portal.editing.checklist import Checklist, check
from portal.editing.dead_links import outside_addresses, site_addresses
from portal.editing.examining_films import film_facts
from portal.editing.film_checklist import FilmFacts
from portal.editing.findings import Surroundings, Written
from portal.editing.item_text import ItemText
from portal.editing.lacking import lacking
from portal.editing.outside import known_problems
from portal.editing.typesetting import place_of_text
from portal.finding.finder import Finder
from portal.finding.words import real_words
from portal.gate.recorded import Search, Shown
from portal.reporting.models import FailedSearch, ItemRead

Key = TypeVar("Key")

LATELY = timedelta(days=90)
MOST_SEARCHES = 500
MOST_ALIKE = 3
ALIKE = 0.5  # of the words of a title, found in another's title and summary


@dataclass(frozen=True)
class Alike:
    """A text that says much the same already."""

    title: str
    url: str


@dataclass(frozen=True)
class Examined:
    """What the panel beside the editor shows."""

    checklist: Checklist
    lacking: Mapping[str, int]
    alike: Sequence[Alike]


@dataclass(frozen=True)
class Examiner:
    """Examines texts for one editor."""

    db: Session
    finder: Finder
    editor: SignedIn
    today: date
    data_dir: Path

    def examine(self, translation: Translation, typed: ItemText, page: Typeset) -> Examined:
        text = Written(
            title=typed.title,
            summary=typed.summary,
            source=typed.source,
            lang=translation.lang,
            html=page.rendered.html,
            plain_text=page.rendered.plain_text,
            headings=page.rendered.headings,
            links=page.links,
            anchor_only=str(place_of_text(translation)),
        )
        film = self._film(translation, typed)
        said = f"{typed.title} {typed.summary} {text.plain_text} {film.words if film else ''}"
        own = real_words(said, translation.lang)
        searched = self._searched(translation)
        return Examined(
            check(text, self._surroundings(text, page), film),
            lacking(searched, own, lang=translation.lang),
            self._alike(translation, typed.title),
        )

    def _film(self, translation: Translation, typed: ItemText) -> FilmFacts | None:
        if translation.kind != Kind.VIDEO:
            return None
        return film_facts(self.db, translation, typed, data_dir=self.data_dir)

    def _surroundings(self, text: Written, page: Typeset) -> Surroundings:
        ids = {placed.id: placed.address for placed in page.pictures.values()}
        decorative = select(Media.id).where(Media.id.in_(ids), Media.alt == "")
        return Surroundings(
            states=states_of(self.db, text.links, site_addresses(text.parts)),
            decorative=frozenset(ids[id_] for id_ in self.db.scalars(decorative)),
            dead=known_problems(self.db, outside_addresses(text.parts)),
        )

    def _searched(self, translation: Translation) -> Sequence[str]:
        """Return searches of late that led here, and those of its topic that failed."""
        since = self.today - LATELY
        topic, item_id = translation.item.topic.slug, translation.item_id
        read = select(ItemRead.enquiry_id).where(
            ItemRead.item_id == item_id,
            ItemRead.lang == translation.lang,
            ItemRead.began_on >= since,
        )
        was_shown = exists().where(Shown.search_id == Search.id, Shown.item_id == item_id)
        led_here = select(Search.terms).where(Search.enquiry_id.in_(read), was_shown)
        failed = select(FailedSearch.terms).where(
            FailedSearch.topic == topic,
            FailedSearch.lang == translation.lang,
            FailedSearch.began_on >= since,
        )
        return [
            *self.db.scalars(led_here.order_by(Search.at.desc()).limit(MOST_SEARCHES)),
            *self.db.scalars(failed.order_by(FailedSearch.began_on.desc()).limit(MOST_SEARCHES)),
        ]

    def _alike(self, translation: Translation, title: str) -> Sequence[Alike]:
        """Return what says much the same in its title and summary already."""
        lang = translation.lang
        words = real_words(title, lang)
        if not words:
            return ()
        found = self.finder.find(title, reader=self.editor, prefer_lang=lang, lang=lang)
        others = [hit for hit in found.hits if hit.id != str(translation.id)]
        alike = (
            Alike(hit.title, f"{address_of(hit.kind, hit.slug)}?lang={lang}")
            for hit in others
            if _share(words, f"{hit.title} {hit.summary}", lang) >= ALIKE
        )
        return list(islice(alike, MOST_ALIKE))


def _share(words: frozenset[str], text: str, lang: str) -> float:
    return len(words & real_words(text, lang)) / len(words)


def states_of(
    db: Session, links: Sequence[Link], addresses: Mapping[str, tuple[str, str]]
) -> Mapping[str, str]:
    """Return by target how far readers come: published when any version is."""
    names = {**addresses, **{link.target: _named(link.target) for link in links}}
    ids = {link.target: UUID(link.target.removeprefix(BY_ID)) for link in links if _is_id(link)}
    by_name = _states_by_name(db, filter(None, names.values()))
    by_id = _states_by_id(db, ids.values())
    found = {target: by_name.get(name) for target, name in names.items() if name}
    found |= {target: by_id.get(id_) for target, id_ in ids.items()}
    return {target: state for target, state in found.items() if state}


def _named(target: str) -> tuple[str, str] | None:
    found = ITEM_FILE.fullmatch(target)
    return (found[1] or found[2], found[3]) if found else None


def _is_id(link: Link) -> bool:
    return link.target.startswith(BY_ID)


def _states_by_name(db: Session, names: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
    wanted = list(set(names))
    now = select(Translation.kind, Translation.slug, Translation.state)
    once = (
        select(OldSlug.kind, OldSlug.slug, Translation.state)
        .join(Translation, Translation.id == OldSlug.translation_id)
        .where(tuple_(OldSlug.kind, OldSlug.slug).in_(wanted))
    )
    now = now.where(tuple_(Translation.kind, Translation.slug).in_(wanted))
    rows = [*db.execute(once), *db.execute(now)] if wanted else []
    return _best(((kind, slug), state) for kind, slug, state in rows)


def _states_by_id(db: Session, ids: Iterable[UUID]) -> Mapping[UUID, str]:
    rows = db.execute(
        select(Translation.item_id, Translation.state).where(Translation.item_id.in_(list(ids)))
    )
    return _best((id_, state) for id_, state in rows)


def _best(rows: Iterable[tuple[Key, str]]) -> Mapping[Key, str]:
    found: dict[Key, str] = {}
    for key, state in rows:
        if found.get(key) != State.PUBLISHED:
            found[key] = state
    return found
