"""The editors' pages of a video: beginning one, its film and text, seeing it as readers will."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.accounts.signed_in import SignedIn
from portal.content.models import Media, Revision
from portal.content.queries import topics
from portal.editing.conflicts import both_texts_page, saved_part
from portal.editing.drafting import drafts_of_others, find_draft, save_draft
from portal.editing.filming import Film, choose, film_of, is_taken_from, start_video, videos
from portal.editing.item_text import ItemText
from portal.editing.library import find_in_library, library
from portal.editing.preview_routes import NOT_SHOWN, preview_of
from portal.editing.starting import NewItem
from portal.editing.steps import steps_of
from portal.editing.text_dependencies import AnyText, AnyTextToWrite, CurrentExaminer
from portal.editing.tracks import addresses_of_draft
from portal.editing.video_forms import ChosenForm, NewVideoForm, VideoForm, typed_of
from portal.errors import NotFound
from portal.web.dependencies import Db, ReadDb, Runtime, held
from portal.web.forms import FieldError, Filled, Sent
from portal.web.pages import language_of, page, runtime_of, see_other, wants_part
from portal.web.refusals import NO_SUCH_PAGE
from portal.words import N_

router = APIRouter(prefix="/content/videos", dependencies=[needs(Capability.EDIT_CONTENT)])

NOTHING_TYPED = {"title": "", "summary": "", "lang": "", "topic": "", "audience": "everyone"}
OTHER_HOST = N_("Only addresses on these hosts are taken: %(hosts)s.")
NO_SUCH_TOPIC = N_("Choose one of the topics.")
NO_SUCH_FILE = N_("Choose a file of the media library.")
NEXT = {"publish": "show_publication"}
ENDING = {"preview": "?view=preview", "": "#saved"}


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
    request: Request,
    video: AnyText,
    person: CurrentPerson,
    db: ReadDb,
    examiner: CurrentExaminer,
    view: str = "",
    found: bool = False,
) -> Response:
    draft = find_draft(db, video.translation_id, person.id)
    shown = preview_of(examiner, video, ItemText.of(draft or video))
    if view == "preview":
        film = film_of_draft(request, db, video, person)
        return page(request, "editing/preview.html", text=video, film=film, **shown)
    shown["found"] = found
    return editor_page(request, db, video, person, typed_of(video, draft), [], shown=shown)


@router.post("/{video_id}/draft", name="update_video_draft")
def update_video_draft(
    request: Request,
    form: Annotated[Filled[VideoForm], Sent(VideoForm)],
    video: AnyTextToWrite,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    if errors := form.errors or _faults(request, db, form.value):
        return editor_page(request, db, video, person, form.values, errors, shown=NOT_SHOWN)
    typed, translation = form.value, held(db, video.translation)  # before its draft is read
    draft = find_draft(db, translation.id, person.id)
    text = typed.over(ItemText.of(draft or video))
    kept = save_draft(db, runtime, translation, text, seen=typed.seen, by=person)
    if wants_part(request):
        return saved_part(request, db, video, typed.seen, kept, by=person)
    if kept is None:
        return both_texts_page(request, db, video, text, seen=typed.seen, by=person)
    return _next(request, video, typed.then)


@router.post("/{video_id}/files", name="create_video_file")
def create_video_file(
    request: Request,
    form: Annotated[Filled[ChosenForm], Sent(ChosenForm)],
    video: AnyTextToWrite,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    media = None if form.errors else find_in_library(db, form.value.media)
    if media is None:
        raise NotFound(NO_SUCH_PAGE)
    choose(db, runtime, video, media, by=person)
    return see_other(request, "show_video_editor", video_id=video.translation_id, ending="#saved")


def _next(request: Request, video: Revision, then: str) -> Response:
    """Go where the writer goes once the draft is kept."""
    video_id, lang = video.translation_id, video.translation.lang
    if then == "beside":
        return see_other(request, "show_translation", video_id=video_id, lang=lang, ending="#saved")
    if then == "media":
        return see_other(request, "show_media_library", ending=f"?video={video_id}")
    if then in {"captions", "chapters"}:
        return see_other(request, "show_cues", video_id=video_id, track=then)
    name = NEXT.get(then, "show_video_editor")
    return see_other(request, name, video_id=video_id, ending=ENDING.get(then, ""))


def film_of_draft(request: Request, db: Session, video: Revision, person: SignedIn) -> Film:
    """Return the film as this person's draft has it, else as readers get it."""
    draft = find_draft(db, video.translation_id, person.id)
    tracks = addresses_of_draft(request, video)
    return film_of(db, video.translation, ItemText.of(draft or video), tracks)


def _faults(request: Request, db: Session, typed: VideoForm) -> list[FieldError]:
    hosts = runtime_of(request).settings.video_hosts
    faults = []
    if typed.source_url and not is_taken_from(typed.source_url, hosts):
        faults.append(FieldError("source_url", OTHER_HOST, {"hosts": hosts}))
    chosen = (("film", typed.film, "video/"), ("poster", typed.poster, "image/"))
    for name, media_id, kind in chosen:
        media = db.get(Media, media_id) if media_id else None
        if media_id and (media is None or not media.content_type.startswith(kind)):
            faults.append(FieldError(name, NO_SUCH_FILE))
    return faults


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


def editor_page(
    request: Request,
    db: Session,
    video: Revision,
    person: SignedIn,
    values: dict[str, Any],
    errors: list[FieldError],
    *,
    shown: dict[str, Any],
) -> Response:
    film = film_of_draft(request, db, video, person)
    return page(
        request,
        "editing/video.html",
        part="editing/_draft_errors.html" if errors else None,
        status_code=422 if errors else 200,
        text=video,
        **_choices(request, db, film),
        draft=find_draft(db, video.translation_id, person.id),
        others=drafts_of_others(db, video.translation_id, person.id),
        steps=steps_of(db, video.translation_id),
        values=values,
        errors=errors,
        **{"found": False, **shown, "title": values["title"], "summary": values["summary"]},
    )


def _choices(request: Request, db: Session, film: Film) -> dict[str, Any]:
    return {
        "film": film,
        "films": _names(db, "video", film.media),
        "posters": _names(db, "image", film.poster),
        "hosts": runtime_of(request).settings.video_hosts,
    }


def _names(db: Session, kind: str, chosen: Media | None) -> list[tuple[str, str]]:
    """Return what of the library may be chosen, with what is chosen already."""
    found = {str(one.id): one.filename for one in library(db, only=kind)}
    return list({**found, **({str(chosen.id): chosen.filename} if chosen else {})}.items())
