"""Keeping the index current: built from the database, then following its content events."""

from collections.abc import Callable
from importlib import import_module
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from portal.activity.queries import events_after, last_event_id
from portal.finding.documents import documents
from portal.finding.queries import CONTENT
from portal.runtime import Runtime
from portal.settings import Settings, SettingsError
from search.interface import IndexUnavailable, SearchEngine, Status
from search.whoosh_engine import WhooshEngine

INDEX_FOLDER = "index"
BATCH = 500
MOST_FRAGMENTS = 20
log = structlog.get_logger()


def open_engine(settings: Settings) -> SearchEngine:
    """Return the engine that is set; each keeps a folder of its own. Raise SettingsError."""
    if settings.search_engine == "whoosh":
        return WhooshEngine(settings.data_dir / INDEX_FOLDER)
    try:
        tantivy = import_module("search.tantivy_engine")  # an extra: not everybody has it
    except ImportError as error:
        raise SettingsError(
            "ACADEMY_SEARCH_ENGINE: tantivy is not installed; "
            "pip install 'administrator-academy[tantivy]'"
        ) from error
    engine: SearchEngine = tantivy.TantivyEngine(settings.data_dir / f"{INDEX_FOLDER}-tantivy")
    return engine


def rebuild_index(runtime: Runtime, progress: Callable[[int], None] | None = None) -> int:
    """Build the index anew beside the old one and switch; return how many documents it holds.

    `progress` gets the count so far. Raises IndexUnavailable when the disk does not take it.
    """
    with runtime.database.reading() as db:
        position = last_event_id(db)  # before the content: what comes between is followed again
        runtime.engine.rebuild(documents(db), position=position, progress=progress)
    status = runtime.engine.status()
    if not status.healthy:
        raise IndexUnavailable(status.problem or "the new index cannot be read")
    log.info("index-rebuilt", documents=status.documents, position=position)
    return status.documents


def follow_content(runtime: Runtime) -> int:
    """Bring the index up to what happened to content; return how many events were followed.

    Rebuilds when there is no usable index, and at a quiet time when it lies in many pieces.
    """
    status = runtime.engine.status()
    with runtime.database.reading() as db:
        if _is_usable(status, db):
            followed = _follow(runtime.engine, db, status.position)
            if followed or status.fragments <= MOST_FRAGMENTS:
                return followed
    return rebuild_index(runtime)


def _is_usable(status: Status, db: Session) -> bool:
    """An index ahead of the database belongs to another one, or to one before a restore."""
    return status.healthy and status.position <= last_event_id(db)


def _follow(engine: SearchEngine, db: Session, position: int) -> int:
    events = events_after(db, position, kinds=CONTENT, limit=BATCH)
    if events:
        touched = {event.subject_id for event in events if event.subject_id is not None}
        _update(engine, db, touched, position=events[-1].id)
    return len(events)


def _update(engine: SearchEngine, db: Session, touched: set[UUID], *, position: int) -> None:
    """Put in what is published now and take out the rest, whatever the events said."""
    changed = list(documents(db, touched))
    removed = {str(id_) for id_ in touched} - {document.id for document in changed}
    engine.update(changed, sorted(removed), position=position)
