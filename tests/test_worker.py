"""The worker follows what happens, and a task that fails stops nobody."""

from threading import Event

import pytest

from portal.content.importing import import_folder
from portal.mail.writing import Letter, Recipient, post
from portal.runtime import Runtime
from portal.worker import PAUSE_AFTER_TROUBLE_S, PAUSE_S, Worker
from search.interface import IndexUnavailable, Query
from tests.conftest import SAMPLE
from tests.world import Mailbox


def test_a_turn_sends_what_waits_and_then_rests(runtime: Runtime, mailbox: Mailbox) -> None:
    with runtime.database.writing() as db:
        letter = Letter("sign_in_link", {"link": "https://help.example/x"})
        post(db, runtime, Recipient("cleo@northwind.example", "Cleo", "en"), letter)
    worker = Worker(runtime)

    assert worker.turn_of_mail() == 0.0
    assert worker.turn_of_mail() == PAUSE_S
    assert len(mailbox.messages) == 1


def test_a_lost_index_is_built_again_by_itself(runtime: Runtime) -> None:
    runtime.engine.close()
    import_folder(runtime, SAMPLE)

    Worker(runtime).turn()

    query = Query("password", prefer_lang="en", audiences=frozenset({"everyone"}))
    assert runtime.engine.find(query).total > 0


def test_a_failing_task_is_logged_and_the_worker_pauses(runtime: Runtime) -> None:
    def fail(runtime: Runtime) -> int:
        raise RuntimeError

    worker = Worker(runtime)
    worker.tasks = (fail,)

    assert worker.turn() == PAUSE_AFTER_TROUBLE_S


def test_the_next_task_runs_while_the_index_cannot_be_written(runtime: Runtime) -> None:
    def fail(runtime: Runtime) -> int:
        raise IndexUnavailable

    done: list[str] = []
    worker = Worker(runtime)
    worker.tasks = (fail, lambda runtime: done.append("late answers") or 0)

    assert (worker.turn(), done) == (PAUSE_AFTER_TROUBLE_S, ["late answers"])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_mail_server_that_does_not_answer_holds_up_nothing_else(runtime: Runtime) -> None:
    stuck, goes_on, over = Event(), Event(), Event()

    def wait(runtime: Runtime) -> int:
        stuck.set()
        over.wait(10)
        return 0

    def follow(runtime: Runtime) -> int:
        if stuck.wait(5):
            goes_on.set()
        return 0

    worker = Worker(runtime)
    worker.mail, worker.tasks = (wait,), (follow,)
    worker.start()
    try:
        assert goes_on.wait(5)
    finally:
        over.set()
        worker.stop()


def test_it_stops_when_it_is_told_to(runtime: Runtime) -> None:
    worker = Worker(runtime)
    worker.start()
    worker.stop()

    assert not any(thread.is_alive() for thread in worker.threads)
