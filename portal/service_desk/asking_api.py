"""More ways to ask, for programs: an emergency in one sentence, and files for a request."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from portal.accounts.dependencies import CurrentPerson
from portal.files.holding import files_of, hang_on
from portal.files.models import Holder, StoredFile
from portal.files.receiving import FIELD
from portal.files.receiving import Sent as SentFiles
from portal.finding.dependencies import Finding
from portal.gate.dependencies import OwnEnquiry, SeenEnquiry, needs_administrator
from portal.gate.forms import UrgentForm
from portal.service_desk.api import OPENED, TicketAnswer, opened_answer
from portal.service_desk.urgent import Emergency, send_emergency
from portal.web.dependencies import Db, Now, Runtime
from portal.web.languages import translations
from portal.web.pages import language_of

router = APIRouter(prefix="/api/v1", tags=["tickets"], dependencies=[needs_administrator()])

FILES = {"type": "array", "items": {"type": "string", "format": "binary"}}
MULTIPART = {"schema": {"type": "object", "required": [FIELD], "properties": {FIELD: FILES}}}
TAKES_FILES: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"multipart/form-data": MULTIPART}}
}


class FileAnswer(BaseModel):
    """One file that goes with a request."""

    id: UUID
    name: str
    media_type: str
    size: int

    @classmethod
    def of(cls, file: StoredFile) -> "FileAnswer":
        return cls(id=file.id, name=file.name, media_type=file.media_type, size=file.size)


class FileList(BaseModel):
    """What an enquiry holds, and a sentence for each file that was not taken."""

    files: list[FileAnswer]
    refused: list[str]


@router.post("/tickets/urgent", name="api_create_urgent", status_code=201, responses=OPENED)
def create_urgent(
    request: Request,
    response: Response,
    body: UrgentForm,
    person: CurrentPerson,
    runtime: Runtime,
    finder: Finding,
    db: Db,
) -> TicketAnswer:
    """Search the sentence on the record, and open a ticket of the first severity at once."""
    emergency = Emergency(person, body, language_of(request), is_by_program=True)
    ticket = send_emergency(db, runtime, finder, emergency)
    return opened_answer(request, response, ticket)


@router.post("/enquiries/{enquiry_id}/files", name="api_create_files", openapi_extra=TAKES_FILES)
def create_files(
    request: Request,
    seen: SeenEnquiry,
    uploads: SentFiles,
    enquiry: OwnEnquiry,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    now: Now,
) -> FileList:
    """Keep files that travel with the ticket of this enquiry; one that is refused is named."""
    enquiry.ask(now)
    hang_on(db, runtime, uploads.take(), Holder.ENQUIRY, enquiry.id, by=person)
    held = files_of(db, Holder.ENQUIRY, enquiry.id)
    catalogue = translations(language_of(request))
    return FileList(
        files=[FileAnswer.of(file) for file in held],
        refused=[one.in_words(catalogue) for one in uploads.errors],
    )
