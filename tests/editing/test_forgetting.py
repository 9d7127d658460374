"""What readers typed is deleted in time wherever editors met it; what was counted stays."""

from uuid import UUID

import pytest

from portal.accounts.signed_in import SignedIn
from portal.content.models import Revision, Translation
from portal.editing.forgetting import forget_readers_words
from portal.editing.gap_articles import quoted, without_quotes
from portal.editing.models import Draft, Todo, Voice
from portal.runtime import Runtime
from tests.browser import Browser
from tests.editing.test_gaps import failed, take
from tests.reporting.life import Life
from tests.world import Clock

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
READ = "simulated-mail-missing"
__all__ = ["failed"]


def read_item(runtime: Runtime) -> UUID:
    with runtime.database.reading() as db:
        return db.query(Translation).filter_by(slug=READ).one().item_id


def test_words_of_a_to_do_go_after_thirty_days_and_its_voices_stay(
    browser: Browser, runtime: Runtime, clock: Clock, eva: SignedIn, cleo: SignedIn, dai: SignedIn
) -> None:
    path = f"/items/{read_item(runtime)}/feedback/en"
    browser.sign_in(cleo).send(path, {"why": "out-of-date", "words": "Zebedee saw green."})
    clock.go(days=10)
    browser.sign_in(dai).send(path, {"why": "out-of-date", "words": "No such menu."})
    clock.go(days=20)

    assert [forget_readers_words(runtime) for _ in range(2)] == [1, 0]
    page = browser.sign_in(eva).open(f"/content/items/{read_item(runtime)}").main
    assert ("Zebedee" in page, "No such menu." in page) == (False, True)
    assert "2 readers" in page
    clock.go(days=10)
    assert [forget_readers_words(runtime) for _ in range(2)] == [1, 0]
    with runtime.database.reading() as db:
        assert [voice.words for voice in db.query(Voice)] == ["", ""]
        assert db.query(Todo).one().state == "open"


@ONE_DATABASE
def test_what_was_said_at_the_gate_is_not_shown_beside_a_to_do_for_longer(
    browser: Browser, runtime: Runtime, clock: Clock, eva: SignedIn, cleo: SignedIn
) -> None:
    item_id = read_item(runtime)
    with runtime.database.writing() as db:
        enquiry = Life(db, runtime, clock).ask(cleo, "reset password")
        enquiry.missing_words = "Zebedee was locked out."
        todo = Todo(id=runtime.new_id(), item_id=item_id, lang="en", why="tried-it", state="open")
        todo.opened_at = clock()
        voice = Voice(id=runtime.new_id(), person_id=cleo.id, enquiry_id=enquiry.id, at=clock())
        todo.voices = [voice]
        db.add(todo)
    browser.sign_in(eva)
    shown = []
    for days in (0, 29, 1):
        clock.go(days=days)
        browser.sign_in(eva)
        shown.append("Zebedee" in browser.open(f"/content/items/{item_id}").main)

    assert shown == [True, True, False]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_only_the_quotes_are_taken_out_of_a_draft(lang: str) -> None:
    block = quoted(["a *b*", "c"], lang)

    assert without_quotes(block, lang) == ""
    assert without_quotes(f"Above.\n\n{block}\nBelow.\n\n> Mine", lang) == (
        "Above.\n\nBelow.\n\n> Mine"
    )


@ONE_DATABASE
def test_quotes_stand_in_the_draft_alone_and_go_after_thirty_days(
    failed: None, browser: Browser, eva: SignedIn, runtime: Runtime, clock: Clock
) -> None:
    gap = take(browser, eva)
    form = {"title": "Keep a quokka", "summary": "How to.", "topic": "people"}
    browser.send(f"/content/gaps/{gap}/article", form)
    with runtime.database.writing() as db:
        draft = db.query(Draft).one()
        assert "> - quokka" in draft.source
        assert not db.query(Revision).filter(Revision.source.contains("quokka")).count()
        draft.source += "\nFeed it."
    clock.go(days=29)
    assert forget_readers_words(runtime) == 0
    clock.go(days=1)

    assert [forget_readers_words(runtime) for _ in range(2)] == [1, 0]
    with runtime.database.reading() as db:
        assert db.query(Draft).one().source == "Feed it."


@ONE_DATABASE
def test_a_gap_without_words_is_named_so(
    browser: Browser, runtime: Runtime, clock: Clock, eva: SignedIn, cleo: SignedIn
) -> None:
    with runtime.database.writing() as db:
        life = Life(db, runtime, clock)
        life.look(cleo, "quokka")
        clock.go(hours=25)
        life.keep()
    gap = take(browser, eva)
    with runtime.database.writing() as db:
        clock.go(days=31)
        Life(db, runtime, clock).keep()

    page = browser.sign_in(eva).open(f"/content/gaps/{gap}")

    assert [heading.text for heading in page.all("h1")] == ["(words deleted)"]
    assert "quokka" not in page.main
    assert "Cases in ninety days1" in page.main
