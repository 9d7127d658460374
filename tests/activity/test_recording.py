"""Events are part of the transaction in which things happen, and rise in the order of commit."""

from threading import Event as Signal
from threading import Thread

import pytest

from portal.activity.queries import events_after, last_event_id
from portal.activity.recording import record
from portal.runtime import Runtime


def kinds_after(runtime: Runtime, event_id: int, kinds: str = "") -> list[str]:
    with runtime.database.reading() as db:
        return [event.kind for event in events_after(db, event_id, kinds=kinds)]


def test_an_event_of_a_failed_transaction_never_happened(runtime: Runtime) -> None:
    with runtime.database.reading() as db:
        before = last_event_id(db)

    def record_and_fail() -> None:
        with runtime.database.writing() as db:
            record(db, "ticket.opened", at=runtime.now())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        record_and_fail()
    assert kinds_after(runtime, before) == []


def test_a_follower_reads_only_the_kinds_it_wants(runtime: Runtime) -> None:
    with runtime.database.writing() as db:
        before = last_event_id(db)
        record(db, "ticket.opened", at=runtime.now())
        record(db, "content.published", at=runtime.now())

    assert kinds_after(runtime, before, "content.") == ["content.published"]


def test_a_later_event_is_never_seen_before_an_earlier_one(runtime: Runtime) -> None:
    """Two writers at once: the second gets its id only when the first has committed."""
    if runtime.database.is_sqlite:
        pytest.skip("SQLite has one writer")
    with runtime.database.reading() as db:
        before = last_event_id(db)
    first_recorded, second_may_go = Signal(), Signal()

    def write_second() -> None:
        first_recorded.wait()
        second_may_go.set()
        with runtime.database.writing() as db:
            record(db, "second", at=runtime.now())

    other = Thread(target=write_second)
    other.start()
    with runtime.database.writing() as db:
        record(db, "first", at=runtime.now())
        first_recorded.set()
        second_may_go.wait()
    other.join()

    assert kinds_after(runtime, before) == ["first", "second"]
