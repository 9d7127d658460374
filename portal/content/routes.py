"""Pages of topics, and the files that articles and videos show and play."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, RedirectResponse

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.content.dependencies import Captions, Chapters, OwnMedia, Shelf, WantedLanguage
from portal.content.forwarding import find_address
from portal.content.media import path_of
from portal.errors import NotFound
from portal.web.dependencies import ReadDb, Runtime
from portal.web.pages import page
from portal.web.refusals import NO_SUCH_PAGE

router = APIRouter(dependencies=[needs(Capability.READ_ACADEMY)])

PRIVATE = {
    "Cache-Control": "private, max-age=3600",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


@router.get("/topics/{slug}", name="show_topic")
def show_topic(request: Request, shelf: Shelf) -> Response:
    return page(request, "content/topic.html", shelf=shelf)


@router.get("/items/{item_id}", name="show_item")
def show_item(item_id: UUID, person: CurrentPerson, db: ReadDb, lang: WantedLanguage) -> Response:
    """Lead to an item by its id, whatever it is called now."""
    may_read_drafts = person.may(Capability.READ_DRAFTS)
    found = find_address(
        db, item_id, lang=lang, audiences=person.audiences, may_read_drafts=may_read_drafts
    )
    if found is None:
        raise NotFound(NO_SUCH_PAGE)
    return RedirectResponse(found, 303)


@router.get("/media/captions/{revision_id}.vtt", name="show_captions")
def show_captions(text: Captions) -> Response:
    return Response(text, media_type="text/vtt", headers=PRIVATE)


@router.get("/media/chapters/{revision_id}.vtt", name="show_chapters")
def show_chapters(text: Chapters) -> Response:
    return Response(text, media_type="text/vtt", headers=PRIVATE)


@router.get("/media/{media_id}/{filename}", name="show_media")
def show_media(media: OwnMedia, runtime: Runtime) -> Response:
    """The file itself; asked for a range, that range, so that a video can be sought in."""
    return FileResponse(
        path_of(runtime.settings.data_dir, media.sha256),
        media_type=media.content_type,
        filename=media.filename,
        content_disposition_type="inline",
        headers=PRIVATE,
    )
