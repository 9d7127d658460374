"""While an answer is written: articles are put in, files are taken away; nothing is sent yet."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.files.receiving import Sent as SentFiles
from portal.finding.dependencies import Finding
from portal.service_desk.dependencies import DeskTicket, WorkedTicket
from portal.service_desk.desk_forms import KeptForm, PickForm
from portal.service_desk.desk_pages import desk_page
from portal.service_desk.drafts import Draft, Kind, keep, take_away
from portal.service_desk.picking import picks, with_picked
from portal.web.dependencies import Db, Runtime
from portal.web.forms import Filled, Sent

router = APIRouter(dependencies=[needs(Capability.WORK_TICKETS)])


@router.post("/desk/requests/{reference}/picks", name="create_picks")
def create_picks(
    request: Request,
    seen: DeskTicket,
    uploads: SentFiles,
    finder: Finding,
    ticket: WorkedTicket,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    form: Annotated[Filled[PickForm], Sent(PickForm)],
) -> Response:
    """Offer what fits, or put what was chosen into the answer; chosen files are kept."""
    wanted = form.value
    keep(db, runtime, Draft(ticket, "reply", wanted.key, person), uploads)
    offered = picks(finder, ticket, wanted.find)
    base_url = runtime.settings.base_url
    text, slug = with_picked(wanted.text, offered, wanted.insert, base_url=base_url)
    typed = form.values | {"text": text, "answered_with": slug or wanted.answered_with}
    return desk_page(request, ticket, db, typed, uploads.errors, picks=offered)


@router.post("/desk/requests/{reference}/drafts/{kind}/{file_id}/removal", name="delete_kept_file")
def delete_kept_file(
    request: Request,
    seen: DeskTicket,
    uploads: SentFiles,
    ticket: WorkedTicket,
    kind: Kind,
    file_id: UUID,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    form: Annotated[Filled[KeptForm], Sent(KeptForm)],
) -> Response:
    draft, typed = Draft(ticket, kind, form.value.key, person), dict(form.values)
    keep(db, runtime, draft, uploads)
    take_away(db, runtime, draft, file_id)
    typed.pop("text" if kind == "note" else "note")
    return desk_page(request, ticket, db, typed, uploads.errors)
