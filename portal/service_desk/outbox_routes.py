"""Mail that could not be delivered, shown to staff, who may have it tried again."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from portal.accounts.dependencies import needs
from portal.accounts.policy import Capability
from portal.mail.queries import get_unsent, mails_in_trouble
from portal.web.dependencies import Db, Now, ReadDb
from portal.web.pages import page, see_other

router = APIRouter(prefix="/desk/mail", dependencies=[needs(Capability.WORK_TICKETS)])


@router.get("", name="show_outbox")
def show_outbox(request: Request, db: ReadDb, now: Now, again: bool = False) -> Response:
    mails = mails_in_trouble(db, now)
    return page(request, "service_desk/outbox.html", mails=mails, again=again)


@router.post("/{mail_id}/tries", name="create_mail_try")
def create_mail_try(request: Request, mail_id: UUID, db: Db, now: Now) -> Response:
    get_unsent(db, mail_id).try_again(now)
    return see_other(request, "show_outbox", ending="?again=true")
