"""The editors' pages of a video: beginning one, its text and film, publishing it."""

from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.content.models import Media, Revision
from portal.content.queries import topics
from portal.editing.filming import (
    find_video,
    is_taken_from,
    missing_in,
    publish,
    save_video,
    start_video,
    text_of,
    videos,
    withdraw,
)
from portal.editing.library import find_in_library, library
from portal.editing.starting import NewItem
from portal.editing.video_forms import NewVideoForm, StateForm, VideoForm, typed_of
from portal.errors import NotFound
from portal.web.dependencies import Db, ReadDb, Runtime
from portal.web.forms import FieldError, Filled, Sent
from portal.web.pages import language_of, page, runtime_of, see_other
from portal.web.refusals import NO_SUCH_PAGE
from portal.words import N_

router = APIRouter(prefix="/content/videos", dependencies=[needs(Capability.EDIT_CONTENT)])

NOTHING_TYPED = {"title": "", "summary": "", "lang": "", "topic": "", "audience": "everyone"}
OTHER_HOST = N_("Only addresses on these hosts are taken: %(hosts)s.")
NO_SUCH_TOPIC = N_("Choose one of the topics.")


def get_video(video_id: UUID, db: ReadDb) -> Revision:
    revision = find_video(db, video_id)
    if revision is None:
        raise NotFound(NO_SUCH_PAGE)
    return revision


def get_video_to_write(video_id: UUID, db: Db) -> Revision:
    return get_video(video_id, db)


Video = Annotated[Revision, Depends(get_video)]
VideoToWrite = Annotated[Revision, Depends(get_video_to_write, scope="function")]


@router.get("", name="show_videos")
def show_videos(request: Request, db: ReadDb) -> Response:
    return _videos_page(request, db, {**NOTHING_TYPED, "lang": language_of(request)}, [])


@router.post("", name="create_video")
def create_video(
    request: Request,
    form: Annotated[Filled[NewVideoForm], Sent(NewVideoForm)],
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    errors = form.errors
    if not errors and form.value.topic not in dict(_shelves(request, db)):
        errors = [FieldError("topic", NO_SUCH_TOPIC)]
    if errors:
        return _videos_page(request, db, form.values, errors)
    started = start_video(db, runtime, NewItem(**form.value.model_dump()), by=person)
    return see_other(request, "show_video_editor", video_id=started.id)


@router.get("/{video_id}", name="show_video_editor")
def show_video_editor(
    request: Request, video: Video, db: ReadDb, chosen: UUID | None = None, saved: bool = False
) -> Response:
    values = typed_of(video)
    media = find_in_library(db, chosen) if chosen else None
    if media:
        values["poster" if media.is_picture else "film"] = str(media.id)
    return _video_page(request, db, video, values, [], saved=saved, chosen=media)


@router.post("/{video_id}", name="update_video")
def update_video(
    request: Request,
    video: VideoToWrite,
    form: Annotated[Filled[VideoForm], Sent(VideoForm)],
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    errors = form.errors or _foreign_host(request, form.value.source_url)
    if errors:
        return _video_page(request, db, video, form.values, errors)
    given = form.value.model_dump(exclude={"number", "film", "poster", "duration"})
    text = replace(
        text_of(video),
        **{**given, "source_url": given["source_url"] or None},
        media=_chosen(db, form.value.film, "video/"),
        poster=_chosen(db, form.value.poster, "image/"),
        duration_s=form.value.duration,
    )
    if video.translation.is_published and (missing := missing_in(text)):
        return _video_page(request, db, video, form.values, _for_film(missing))
    save_video(db, runtime, video.translation, text, seen=form.value.number, by=person)
    return see_other(
        request, "show_video_editor", video_id=video.translation_id, ending="?saved=true"
    )


@router.post("/{video_id}/state", name="update_video_state")
def update_video_state(
    request: Request,
    video: VideoToWrite,
    form: Annotated[Filled[StateForm], Sent(StateForm)],
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    if form.value.action == "withdraw":
        withdraw(db, runtime, video.translation, by=person)
    elif missing := missing_in(text_of(video)):
        return _video_page(request, db, video, typed_of(video), _for_film(missing))
    else:
        publish(db, runtime, video.translation, by=person)
    return see_other(request, "show_video_editor", video_id=video.translation_id)


def _foreign_host(request: Request, source: str) -> list[FieldError]:
    hosts = runtime_of(request).settings.video_hosts
    if not source or is_taken_from(source, hosts):
        return []
    return [FieldError("source_url", OTHER_HOST, {"hosts": hosts})]


def _for_film(sentences: list[str]) -> list[FieldError]:
    return [FieldError("film", sentence) for sentence in sentences]


def _chosen(db: Session, media_id: UUID | None, kind: str) -> Media | None:
    media = find_in_library(db, media_id) if media_id else None
    return media if media and media.content_type.startswith(kind) else None


def _shelves(request: Request, db: Session) -> list[tuple[str, str]]:
    return [(shelf.slug, shelf.title) for shelf in topics(db, language_of(request))]


def _videos_page(
    request: Request, db: Session, values: dict[str, str], errors: list[FieldError]
) -> Response:
    return page(
        request,
        "editing/videos.html",
        status_code=422 if errors else 200,
        shown=videos(db),
        shelves=_shelves(request, db),
        values=values,
        errors=errors,
    )


def _video_page(
    request: Request,
    db: Session,
    video: Revision,
    values: dict[str, Any],
    errors: list[FieldError],
    **about: Any,
) -> Response:
    films = {str(one.id): one.filename for one in library(db, only="video")}
    posters = {str(one.id): one.filename for one in library(db, only="image")}
    for own, kept in ((films, video.media), (posters, video.poster)):
        own.update({str(kept.id): kept.filename} if kept else {})
    return page(
        request,
        "editing/video.html",
        status_code=422 if errors else 200,
        video=video,
        films=list(films.items()),
        posters=list(posters.items()),
        hosts=runtime_of(request).settings.video_hosts,
        values=values,
        errors=errors,
        **{"saved": False, "chosen": None, **about},
    )
