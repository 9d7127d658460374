"""What a route may ask for by naming its type: the runtime, the clock, a database session.

What waits for nothing is `async`: it runs where it is, without the way to a thread and back.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, TypeVar

import anyio
from anyio import to_thread
from fastapi import Depends, Request
from sqlalchemy.orm import Session

from portal.db.base import Base
from portal.db.engine import BUSY, busy_as_refusal
from portal.errors import Busy
from portal.runtime import Runtime as AcademyRuntime
from portal.web.pages import runtime_of

Row = TypeVar("Row", bound=Base)
GET_OR_HEAD = ["GET", "HEAD"]  # what monitors ask for; of pages that note a reading, GET alone


async def get_runtime(request: Request) -> AcademyRuntime:
    return runtime_of(request)


Runtime = Annotated[AcademyRuntime, Depends(get_runtime)]


async def get_now(runtime: Runtime) -> datetime:
    """Return one moment per request, so that all its rows agree."""
    return runtime.now()


Now = Annotated[datetime, Depends(get_now)]


def get_read_db(runtime: Runtime) -> Iterator[Session]:
    with runtime.database.reading() as db:
        yield db


@asynccontextmanager
async def writer_turn(request: Request, *, wait_s: float) -> AsyncIterator[Session]:
    """Give one turn to write and commit at its end; raise Busy when none comes in time.

    The turn is waited for in the event loop: threads that waited would starve the one
    that holds it.
    """
    turns: anyio.CapacityLimiter = request.app.state.writer_turns
    database = runtime_of(request).database
    try:
        with anyio.fail_after(wait_s):
            await turns.acquire_on_behalf_of(request)
    except TimeoutError as error:
        raise Busy(BUSY, retry_after=2) from error
    db = database.write_session()
    try:
        with busy_as_refusal():
            yield db
            await to_thread.run_sync(db.commit)
        await to_thread.run_sync(database.checkpoint_if_due)
    finally:
        await to_thread.run_sync(db.close)
        turns.release_on_behalf_of(request)


async def get_db(request: Request, runtime: Runtime) -> AsyncIterator[Session]:
    """Give the session of a route that writes; committed before the answer leaves.

    The body is read first: nobody who sends slowly may hold the turn.
    """
    if not getattr(request.state, "form_is_read", False):
        await request.body()
    async with writer_turn(request, wait_s=runtime.settings.writer_wait_s) as db:
        yield db


def note_form_is_read(request: Request) -> None:
    """A form with files is read as it comes, and its body is not kept."""
    request.state.form_is_read = True


def held(db: Session, row: Row) -> Row:
    """Return the row as it is now, kept from other writers until the turn ends (PostgreSQL)."""
    db.refresh(row, with_for_update={"of": type(row)})
    return row


ReadDb = Annotated[Session, Depends(get_read_db, scope="function")]
Db = Annotated[Session, Depends(get_db, scope="function")]
