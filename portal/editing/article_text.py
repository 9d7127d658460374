"""What editors write of an article, as a value: typed, drafted or saved, it is the same."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from portal.content.checking import Typeset
from portal.content.front_matter import ArticleMatter, Written
from portal.content.manuscripts import Film, Manuscript
from portal.content.models import Revision, Translation
from portal.content.policy import Kind
from portal.content.revising import Saved, revise, set_aside
from portal.editing.models import Draft
from portal.editing.typesetting import place_of_text
from portal.runtime import Runtime
from portal.words import N_

NO_TITLE = N_("Give the article a title.")
NO_SUMMARY = N_("Write a summary: it is what people read in the results of a search.")
NO_BODY = N_("Write the text.")


@dataclass(frozen=True)
class ArticleText:
    """The text of an article in one language."""

    title: str
    summary: str
    tags: Sequence[str]
    source: str
    tell_us: str

    @classmethod
    def of(cls, row: Draft | Revision) -> "ArticleText":
        return cls(row.title, row.summary, list(row.tags), row.source, row.tell_us)

    @property
    def columns(self) -> dict[str, Any]:
        return asdict(self)

    def missing(self) -> list[tuple[str, str]]:
        """Return field and sentence of what readers would miss."""
        wanted = (("title", NO_TITLE), ("summary", NO_SUMMARY), ("source", NO_BODY))
        return [(name, sentence) for name, sentence in wanted if not getattr(self, name)]


def revise_article(
    db: Session,
    runtime: Runtime,
    translation: Translation,
    text: ArticleText,
    page: Typeset,
    saved: Saved,
) -> bool:
    """Make this the current text; return whether readers get something else."""
    manuscript = manuscript_of(translation, text)
    return revise(
        db, translation, manuscript, page, new_id=runtime.new_id, at=runtime.now(), saved=saved
    )


def set_text_aside(
    db: Session,
    runtime: Runtime,
    translation: Translation,
    text: ArticleText,
    page: Typeset,
    saved: Saved,
) -> Revision:
    """Return this text as a revision that waits beside what readers get."""
    manuscript = manuscript_of(translation, text)
    return set_aside(
        db, translation, manuscript, page, new_id=runtime.new_id, at=runtime.now(), saved=saved
    )


def manuscript_of(translation: Translation, text: ArticleText) -> Manuscript:
    matter = ArticleMatter.model_construct(
        title=text.title,
        summary=text.summary,
        lang=translation.lang,
        tags=list(text.tags),
        tell_us=text.tell_us,
    )
    written = Written(matter, {}, text.source, 1)
    place = str(place_of_text(translation))
    return Manuscript(place, Kind.ARTICLE, translation.slug, written, Film())
