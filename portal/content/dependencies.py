"""Fetching content by a route's signature; what a person may not read does not exist."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from portal.accounts.dependencies import CurrentPerson
from portal.accounts.policy import Capability
from portal.content.media import path_of
from portal.content.models import Media
from portal.content.queries import TopicPage, find_caption_text, find_media, topic_page
from portal.errors import NotFound
from portal.web.dependencies import ReadDb, Runtime
from portal.web.languages import known_language
from portal.web.pages import language_of
from portal.web.refusals import NO_SUCH_PAGE


def get_wanted_language(request: Request, lang: str | None = None) -> str:
    """Return the language asked for by `?lang=`, else the reader's own."""
    return known_language(lang) or language_of(request)


WantedLanguage = Annotated[str, Depends(get_wanted_language)]


def get_shelf(slug: str, person: CurrentPerson, db: ReadDb, lang: WantedLanguage) -> TopicPage:
    shelf = topic_page(db, slug, lang, person.audiences)
    if shelf is None:
        raise NotFound(NO_SUCH_PAGE)
    return shelf


Shelf = Annotated[TopicPage, Depends(get_shelf)]


def get_media(
    media_id: UUID, filename: str, person: CurrentPerson, db: ReadDb, runtime: Runtime
) -> Media:
    """Return the file's row; one whose bytes were lost is as good as none."""
    media = find_media(
        db,
        media_id,
        audiences=person.audiences,
        may_read_drafts=person.may(Capability.READ_DRAFTS),
    )
    if media is None or media.filename != filename:
        raise NotFound(NO_SUCH_PAGE)
    if not path_of(runtime.settings.data_dir, media.sha256).exists():
        raise NotFound(NO_SUCH_PAGE)
    return media


OwnMedia = Annotated[Media, Depends(get_media)]


class CaptionText:
    """Fetches one column of WebVTT text of a revision."""

    def __init__(self, column: str) -> None:
        self.column = column

    def __call__(self, revision_id: UUID, person: CurrentPerson, db: ReadDb) -> str:
        text = find_caption_text(
            db,
            revision_id,
            self.column,
            audiences=person.audiences,
            may_read_drafts=person.may(Capability.READ_DRAFTS),
        )
        if text is None:
            raise NotFound(NO_SUCH_PAGE)
        return text


Captions = Annotated[str, Depends(CaptionText("captions_vtt"))]
Chapters = Annotated[str, Depends(CaptionText("chapters_vtt"))]
