"""One article or video for programs: rendered and source."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.content.dependencies import WantedLanguage
from portal.content.policy import Kind
from portal.content.queries import ItemView, find_reading
from portal.content.videos import Cue
from portal.errors import NotFound
from portal.web.api import API_PREFIX
from portal.web.dependencies import ReadDb
from portal.web.refusals import NO_SUCH_PAGE

router = APIRouter(prefix=f"{API_PREFIX}v1", dependencies=[needs(Capability.READ_ACADEMY)])


class VersionAnswer(BaseModel):
    """The item in another language."""

    lang: str
    slug: str
    title: str
    url: str


class CueAnswer(BaseModel):
    """A caption or chapter; seconds from the start."""

    start: float
    end: float
    text: str


class ItemAnswer(BaseModel):
    """An article. `html` is sanitised, `source` is Markdown."""

    id: UUID
    slug: str
    kind: str
    title: str
    lang: str
    summary: str
    tell_us: str
    topic: str
    tags: list[str]
    audience: str
    html: str
    source: str
    updated_at: datetime
    url: str
    translations: list[VersionAnswer]


class VideoAnswer(ItemAnswer):
    """A video: what an article has, and what is heard and seen."""

    duration_s: int | None
    chapters: list[CueAnswer]
    captions: list[CueAnswer]
    media_url: str | None
    poster_url: str | None
    source_url: str | None


def item_answer(item: ItemView) -> ItemAnswer:
    answer = ItemAnswer(
        id=item.translation_id,
        slug=item.slug,
        kind=item.kind,
        title=item.title,
        lang=item.lang,
        summary=item.summary,
        tell_us=item.tell_us,
        topic=item.topic.slug,
        tags=list(item.tags),
        audience=item.audience,
        html=item.html,
        source=item.source,
        updated_at=item.updated_at,
        url=item.url,
        translations=[VersionAnswer.model_validate(vars(version)) for version in item.versions],
    )
    return _video_answer(answer, item) if item.player else answer


def _video_answer(answer: ItemAnswer, item: ItemView) -> VideoAnswer:
    assert item.player is not None
    return VideoAnswer(
        **dict(answer),
        duration_s=item.duration_s,
        chapters=[_cue(cue) for cue in item.chapters],
        captions=[_cue(cue) for cue in item.cues],
        media_url=item.player.url,
        poster_url=item.player.poster_url,
        source_url=item.player.source_url,
    )


def _cue(cue: Cue) -> CueAnswer:
    return CueAnswer(start=cue.start, end=cue.end, text=cue.text)


def _get_item(db: ReadDb, kind: Kind, slug: str, lang: str, person: CurrentPerson) -> ItemView:
    item = find_reading(
        db,
        kind,
        slug,
        lang=lang,
        audiences=person.audiences,
        may_read_drafts=person.may(Capability.READ_DRAFTS),
    )
    if item is None:
        raise NotFound(NO_SUCH_PAGE)
    return item


@router.get("/articles/{slug}", name="api_show_article")
def show_article(slug: str, person: CurrentPerson, db: ReadDb, lang: WantedLanguage) -> ItemAnswer:
    return item_answer(_get_item(db, Kind.ARTICLE, slug, lang, person))


@router.get("/videos/{slug}", name="api_show_video")
def show_video(slug: str, person: CurrentPerson, db: ReadDb, lang: WantedLanguage) -> VideoAnswer:
    answer = item_answer(_get_item(db, Kind.VIDEO, slug, lang, person))
    assert isinstance(answer, VideoAnswer)
    return answer
