"""Files of a request: added while it is written, and served to who may see the request."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import FileResponse

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.errors import NotFound
from portal.files.holding import files_of, hang_on
from portal.files.models import Holder, StoredFile
from portal.files.receiving import Sent as SentFiles
from portal.files.storing import discard, path_of, preview_of
from portal.gate.dependencies import OwnEnquiry, SeenEnquiry, needs_administrator
from portal.gate.models import Enquiry
from portal.service_desk.asking_routes import Seen, Typed, both_texts_page, keep_typed
from portal.service_desk.files import find_seen_file, remove_file
from portal.web.dependencies import Db, Now, ReadDb, Runtime
from portal.web.forms import FieldError
from portal.web.pages import page, runtime_of, see_other, wants_part
from portal.web.refusals import NO_SUCH_PAGE

router = APIRouter(dependencies=[needs_administrator()])
serving = APIRouter(prefix="/files", dependencies=[needs(Capability.READ_ACADEMY)])

PRIVATE = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


@router.post("/help/{enquiry_id}/files", name="create_files")
def create_files(
    request: Request,
    seen: SeenEnquiry,
    uploads: SentFiles,
    enquiry: OwnEnquiry,
    person: CurrentPerson,
    db: Db,
    now: Now,
    form: Typed,
    version: Seen,
) -> Response:
    enquiry.ask(now)  # what is over takes no files: they are refused before they are kept
    hang_on(db, runtime_of(request), uploads.take(), Holder.ENQUIRY, enquiry.id, by=person)
    if not wants_part(request) and not keep_typed(enquiry, form, version, now):
        return both_texts_page(request, enquiry, form)
    if not wants_part(request) and not uploads.errors:
        return see_other(request, "show_details", enquiry_id=enquiry.id, ending="#files")
    return held_page(request, enquiry, files_of(db, Holder.ENQUIRY, enquiry.id), uploads.errors)


def held_page(
    request: Request, enquiry: Enquiry, files: Sequence[StoredFile], errors: Sequence[FieldError]
) -> Response:
    """The files an enquiry holds, and what was refused: a part of its form, or a page."""
    return page(
        request,
        "files/refused.html",
        part="files/_held.html",
        status_code=200 if wants_part(request) else 422,
        enquiry=enquiry,
        files=files,
        errors=errors,
    )


@router.post("/help/{enquiry_id}/files/{file_id}/removal", name="delete_file")
def delete_file(
    request: Request,
    enquiry: OwnEnquiry,
    file_id: UUID,
    runtime: Runtime,
    db: Db,
    now: Now,
    form: Typed,
    version: Seen,
) -> Response:
    enquiry.ask(now)  # what is over keeps its files: they go when its text goes
    if remove_file(db, enquiry, file_id):
        discard(runtime.settings.data_dir, file_id)
    if not keep_typed(enquiry, form, version, now):
        return both_texts_page(request, enquiry, form)
    return see_other(request, "show_details", enquiry_id=enquiry.id, ending="#files")


def seen_file(file_id: UUID, person: CurrentPerson, db: ReadDb) -> StoredFile:
    """Return a file of a thing this person may see; any other does not exist."""
    file = find_seen_file(db, person, file_id)
    if file is None:
        raise NotFound(NO_SUCH_PAGE)
    return file


SeenFile = Annotated[StoredFile, Depends(seen_file)]


@serving.get("/{file_id}/preview", name="show_preview")
def show_preview(file: SeenFile, runtime: Runtime) -> Response:
    """The picture drawn anew; nothing else is ever shown in a page."""
    path = preview_of(runtime.settings.data_dir, file.id)
    if not file.has_preview or not path.exists():
        raise NotFound(NO_SUCH_PAGE)
    return FileResponse(path, media_type="image/webp", headers=PRIVATE)


@serving.get("/{file_id}/{name}", name="show_file")
def show_file(file: SeenFile, name: str, runtime: Runtime) -> Response:
    """The file itself, to be saved: it is never opened as a page of ours."""
    path = path_of(runtime.settings.data_dir, file.id)
    if not path.exists():
        raise NotFound(NO_SUCH_PAGE)
    return FileResponse(
        path,
        media_type=file.media_type,
        filename=file.name,
        content_disposition_type="attachment",
        headers=PRIVATE,
    )
