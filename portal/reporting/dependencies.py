"""What insight routes ask for: the filters of the address, with what a report is made within."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request
from sqlalchemy.orm import Session

from portal.accounts.models import Organisation
from portal.accounts.queries import customers, find_customer
from portal.content.queries import topics
from portal.errors import NotFound
from portal.reporting.filters import AskedFilters
from portal.reporting.sheets import Frame
from portal.service_desk.due import policy_rules
from portal.support_policy.tiers import Tier
from portal.web.dependencies import Now, ReadDb, Runtime
from portal.web.languages import own_names, translations
from portal.web.pages import language_of
from portal.web.refusals import NO_SUCH_PAGE


def get_frame(
    request: Request,
    runtime: Runtime,
    now: Now,
    asked: Annotated[AskedFilters, Query()],
    from_on: Annotated[str, Query(alias="from")] = "",
    to_on: Annotated[str, Query(alias="to")] = "",
) -> Frame:
    lang, rules = language_of(request), policy_rules(runtime.settings)
    filters = asked.filters(from_on, to_on, rules.calendar(Tier.STANDARD).date_of(now))
    return Frame(filters, rules, now, lang, translations(lang).gettext)


def get_customer(organisation_id: UUID, db: ReadDb) -> Organisation:
    """Return any customer; raise NotFound, also for the vendor itself."""
    customer = find_customer(db, organisation_id)
    if customer is None:
        raise NotFound(NO_SUCH_PAGE)
    return customer


Customer = Annotated[Organisation, Depends(get_customer)]
AskedFrame = Annotated[Frame, Depends(get_frame)]


def choices_of(db: Session, frame: Frame) -> dict[str, Any]:
    """Return what the filters offer."""
    return {
        "organisations": [(one.id, one.name) for one in customers(db)],
        "shelves": [(topic.slug, topic.title) for topic in topics(db, frame.lang)],
        "languages": own_names(),
    }
