"""The media library's pages: adding a picture or a video, saying what a picture shows."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.content.models import Revision
from portal.content.policy import Kind
from portal.editing.filming import choose
from portal.editing.library import (
    add_to_library,
    describe,
    find_in_library,
    library,
    markdown_of,
    uses_of,
)
from portal.editing.receiving import FIELD, MediaSent, SentMedia
from portal.editing.text_dependencies import find_text
from portal.errors import NotFound
from portal.web.dependencies import Db, Now, ReadDb, Runtime
from portal.web.forms import FieldError, Filled, Line, Sent, fill
from portal.web.languages import translations
from portal.web.pages import language_of, page, runtime_of, see_other
from portal.web.refusals import NO_SUCH_PAGE
from portal.words import N_

router = APIRouter(prefix="/content/media", dependencies=[needs(Capability.EDIT_CONTENT)])

NO_FILE = N_("Choose a picture or a video.")
NO_ALT = N_("Describe what the picture shows, or say that it is decorative.")
NOTHING_TYPED = {"alt": "", "is_decorative": ""}
MARKDOWN = "text/markdown"


class Description(BaseModel):
    """What a picture shows."""

    alt: Line = Field("", max_length=300)
    is_decorative: bool = False

    @property
    def is_missing(self) -> bool:
        return not (self.alt or self.is_decorative)

    @property
    def text(self) -> str:
        return "" if self.is_decorative else self.alt


@router.get("", name="show_media_library")
def show_media_library(
    request: Request,
    db: ReadDb,
    q: str = "",
    added: UUID | None = None,
    found: bool = False,
    video: str = "",
) -> Response:
    media = find_in_library(db, added) if added else None
    target = _video(db, video)
    return _library_page(request, db, words=q, added=media, found=found, video=target)


@router.post("", name="create_media")
def create_media(
    request: Request, sent: MediaSent, runtime: Runtime, person: CurrentPerson, db: Db
) -> Response:
    """Add a file; a script that asks for Markdown gets the line to put into its text."""
    form = fill(Description, sent.texts)
    errors = sent.errors or form.errors or _missing(sent, form)
    if errors or sent.incoming is None:
        return _refused(request, db, form.values, errors, _video(db, sent.texts.get("video", "")))
    alt = form.value.text if sent.incoming.content_type.startswith("image/") else None
    media, is_twin = add_to_library(db, runtime, sent.incoming, alt, by=person)
    if _wants_markdown(request):
        return PlainTextResponse(markdown_of(media, alt))
    if video := _video(db, sent.texts.get("video", "")):
        choose(db, runtime, video, media, by=person)
        id_ = video.translation_id
        ending = "?found=true" if is_twin else "#saved"
        return see_other(request, "show_video_editor", video_id=id_, ending=ending)
    ending = f"?added={media.id}" + ("&found=true" if is_twin else "")
    return see_other(request, "show_media_library", ending=ending)


@router.post("/{media_id}/description", name="update_media_description")
def update_media_description(
    request: Request,
    media_id: UUID,
    form: Annotated[Filled[Description], Sent(Description)],
    person: CurrentPerson,
    db: Db,
    now: Now,
) -> Response:
    media = find_in_library(db, media_id)
    if media is None:
        raise NotFound(NO_SUCH_PAGE)
    if form.errors or form.value.is_missing:
        errors = form.errors or [FieldError("alt", NO_ALT)]
        return _library_page(request, db, added=media, errors=errors, described=form.values)
    describe(db, media, form.value.text, by=person, at=now)
    return see_other(request, "show_media_library", ending=f"?added={media.id}")


def _missing(sent: SentMedia, form: Filled[Description]) -> list[FieldError]:
    if sent.incoming is None:
        return [FieldError(FIELD, NO_FILE)]
    if sent.incoming.content_type.startswith("image/") and form.value.is_missing:
        return [FieldError("alt", NO_ALT)]
    return []


def _video(db: Session, named: str) -> Revision | None:
    """Return the video for which a file is looked for, if it is for one."""
    try:
        return find_text(db, Kind.VIDEO, UUID(named))
    except ValueError:
        return None


def _wants_markdown(request: Request) -> bool:
    return request.headers.get("accept", "").startswith(MARKDOWN)


def _refused(
    request: Request,
    db: Session,
    values: dict[str, str],
    errors: list[FieldError],
    video: Revision | None,
) -> Response:
    if _wants_markdown(request):
        words = [error.in_words(translations(language_of(request))) for error in errors]
        return PlainTextResponse(" ".join(words), status_code=422)
    return _library_page(request, db, values=values, errors=errors, video=video)


def _library_page(
    request: Request,
    db: Session,
    *,
    words: str = "",
    errors: list[FieldError] | None = None,
    **about: Any,
) -> Response:
    shown = library(db, words)
    settings = runtime_of(request).settings
    usual = {"added": None, "found": False, "values": NOTHING_TYPED}
    nothing = {"described": None, "video": None}
    return page(
        request,
        "editing/media.html",
        status_code=422 if errors else 200,
        shown=shown,
        words=words,
        uses=uses_of(db, [media.id for media in shown]),
        markdown_of=markdown_of,
        limits=(settings.max_file_mb, settings.max_video_mb),
        errors=errors or [],
        **{**usual, **nothing, **about},
    )
