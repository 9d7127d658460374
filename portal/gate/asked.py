"""The search part of an address, and what recording a view of it asks for."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

import structlog
from anyio import to_thread
from fastapi import Depends, Query, Request
from pydantic import BaseModel
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson
from portal.accounts.policy import Capability
from portal.accounts.signed_in import SignedIn
from portal.content.queries import ItemView
from portal.db.engine import busy_as_refusal
from portal.errors import Busy
from portal.finding.dependencies import Finding
from portal.finding.finder import Finder, Found
from portal.finding.known import known_problems
from portal.finding.showing import KnownProblem
from portal.gate.enquiring import find_current_enquiry, start_enquiry
from portal.gate.looking import Wish, find, read_on_record, search_on_record
from portal.gate.models import Enquiry
from portal.gate.ruling import exempt_areas, rules_of
from portal.runtime import Runtime as AcademyRuntime
from portal.web.cross_origin import was_navigated
from portal.web.dependencies import Now, ReadDb, Runtime, writer_turn
from portal.web.languages import known_language
from portal.web.pages import language_of

log = structlog.get_logger()

VIEW_WAITS_S = 1.0
PER_PAGE = 10
LAST_PAGE = 100


class Asked(BaseModel):
    """What an address asks the search for."""

    q: str = ""
    lang: str = ""
    kind: str = ""
    topic: str = ""
    page: int = 1
    area: str = ""

    def wish(self, prefer_lang: str) -> Wish:
        return Wish(
            terms=self.q,
            prefer_lang=prefer_lang,
            lang=known_language(self.lang),
            kind=self.kind or None,
            topic=self.topic or None,
            limit=PER_PAGE,
            offset=(min(max(self.page, 1), LAST_PAGE) - 1) * PER_PAGE,
        )


AskedFor = Annotated[Asked, Query()]


@dataclass(frozen=True)
class Visit:
    """One view of a page by one person: what it shows is recorded if it counts as seen."""

    db: Session
    runtime: AcademyRuntime
    finder: Finder
    person: SignedIn
    at: datetime
    counts: bool
    lang: str

    def search(self, asked: Asked, *, asks_us: bool = False) -> tuple[Found, Enquiry | None]:
        """Answer the search, on the record of the person's enquiry when the view counts."""
        wish = asked.wish(self.lang)
        if not (self.counts and asked.q.strip()):
            return find(self.finder, wish, self.person), self._carried_in(asks_us)
        enquiry = self.enquiry() or start_enquiry(self.db, self.runtime, self.person)
        found = search_on_record(
            self.db, self.finder, enquiry, wish, reader=self.person, at=self.at
        )
        if asks_us:
            enquiry.ask(self.at)
            self._note_area(enquiry, asked.area)
        return found, enquiry

    def _note_area(self, enquiry: Enquiry, area: str) -> None:
        """Take down that it is about an area for which the gate asks less."""
        if area in exempt_areas(self.db, self.person.tier):
            rules = rules_of(self.db, enquiry, self.at, area)
            enquiry.is_about(area, rules=rules, at=self.at)

    def read(self, item: ItemView) -> Enquiry | None:
        """Record that the item was opened, in the enquiry the person is in the middle of."""
        enquiry = self.enquiry()
        if enquiry is not None and self.counts:
            read_on_record(self.db, enquiry, item, at=self.at)
        return enquiry

    def known(self, text: str) -> list[KnownProblem]:
        """Return the open incidents that the words may be about."""
        return known_problems(self.db, text, self.person, self.lang)

    def _carried_in(self, asks_us: bool) -> Enquiry | None:
        """Return the enquiry under way; who comes to ask with it means to ask."""
        enquiry = self.enquiry()
        if enquiry is not None and asks_us and self.counts:
            enquiry.ask(self.at)
        return enquiry

    def enquiry(self) -> Enquiry | None:
        return find_current_enquiry(self.db, self.person, self.at, to_write=self.counts)


async def get_visit(
    request: Request,
    read_db: ReadDb,
    runtime: Runtime,
    finder: Finding,
    person: CurrentPerson,
    now: Now,
) -> AsyncIterator[Visit]:
    """Customers' own navigations count; a prefetch, a HEAD or a link planted elsewhere does not.

    Reading never waits long for writing: when no turn comes, the page is shown unrecorded.
    """
    unrecorded = Visit(read_db, runtime, finder, person, now, False, language_of(request))
    navigated = was_navigated(request.method, request.headers)
    if not (navigated and person.may(Capability.ASK_FOR_HELP)):
        yield unrecorded
        return
    async with AsyncExitStack() as turn:
        db = await _begin_to_write(request, turn)
        yield replace(unrecorded, db=db, counts=True) if db is not None else unrecorded


async def _begin_to_write(request: Request, turn: AsyncExitStack) -> Session | None:
    """Return a session that holds the write lock until the turn ends, or None when all are busy."""
    try:
        db = await turn.enter_async_context(writer_turn(request, wait_s=VIEW_WAITS_S))
        with busy_as_refusal():
            await to_thread.run_sync(db.connection)
    except Busy:
        log.warning("view-not-recorded", request_id=request.state.request_id)
        return None
    return db


CurrentVisit = Annotated[Visit, Depends(get_visit, scope="function")]
