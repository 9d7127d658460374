"""Mail that could not be delivered and may be tried again, and mail that has no request."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from portal.accounts.dependencies import needs
from portal.accounts.policy import Capability
from portal.mail.queries import (
    get_not_placed,
    get_unsent,
    mailbox_trouble,
    mails_in_trouble,
    mails_not_placed,
)
from portal.web.dependencies import Db, Now, ReadDb
from portal.web.pages import page, see_other

router = APIRouter(prefix="/desk/mail", dependencies=[needs(Capability.WORK_TICKETS)])


@router.get("", name="show_outbox")
def show_outbox(request: Request, db: ReadDb, now: Now, again: bool = False) -> Response:
    facts: dict[str, Any] = {"left": mails_not_placed(db), "trouble": mailbox_trouble(db)}
    mails = mails_in_trouble(db, now)
    return page(request, "service_desk/outbox.html", mails=mails, again=again, **facts)


@router.post("/{mail_id}/tries", name="create_mail_try")
def create_mail_try(request: Request, mail_id: UUID, db: Db, now: Now) -> Response:
    get_unsent(db, mail_id).try_again(now)
    return see_other(request, "show_outbox", ending="?again=true")


@router.post("/incoming/{mail_id}/ending", name="create_mail_ending")
def create_mail_ending(request: Request, mail_id: UUID, db: Db) -> Response:
    get_not_placed(db, mail_id).finish()
    return see_other(request, "show_outbox", ending="#not-placed")
