"""Pages of topics, and the files that articles and videos show and play."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from portal.accounts.dependencies import needs
from portal.accounts.policy import Capability
from portal.content.dependencies import Captions, Chapters, OwnMedia, Shelf
from portal.content.media import path_of
from portal.web.dependencies import Runtime
from portal.web.pages import page

router = APIRouter(dependencies=[needs(Capability.READ_ACADEMY)])

PRIVATE = {
    "Cache-Control": "private, max-age=3600",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


@router.get("/topics/{slug}", name="show_topic")
def show_topic(request: Request, shelf: Shelf) -> Response:
    return page(request, "content/topic.html", shelf=shelf)


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
