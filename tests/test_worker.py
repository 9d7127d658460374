"""The worker follows what happens, and a task that fails stops nobody."""

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

    assert worker.turn() == 0.0
    assert worker.turn() == PAUSE_S
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


def test_mail_goes_out_while_the_index_cannot_be_written(runtime: Runtime) -> None:
    def fail(runtime: Runtime) -> int:
        raise IndexUnavailable

    done: list[str] = []
    worker = Worker(runtime)
    worker.tasks = (fail, lambda runtime: done.append("mail") or 0)

    assert (worker.turn(), done) == (PAUSE_AFTER_TROUBLE_S, ["mail"])


def test_it_stops_when_it_is_told_to(runtime: Runtime) -> None:
    worker = Worker(runtime)
    worker.start()
    worker.stop()

    assert not worker.thread.is_alive()
