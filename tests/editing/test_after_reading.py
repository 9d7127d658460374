"""After reading: what did not help becomes a to-do, and a review date reaches the owner once."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from portal.accounts.models import Person
from portal.accounts.signed_in import SignedIn
from portal.content.models import Item, Translation
from portal.editing.feedback import take_up_dismissals
from portal.editing.models import Todo
from portal.editing.reviews import remind_of_reviews
from portal.gate.models import Enquiry
from portal.mail.models import OutgoingMail
from portal.reporting.models import ItemRead
from portal.runtime import Runtime
from tests.browser import Browser
from tests.reporting.life import Life
from tests.world import Clock

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
READ = "simulated-mail-missing"


def owned(runtime: Runtime, owner: SignedIn, *, lang: str | None = None) -> UUID:
    """Give the article that everybody reads an owner, who reads mail in that language."""
    with runtime.database.writing() as db:
        item = db.get_one(Item, db.query(Translation).filter_by(slug=READ).one().item_id)
        item.owner_id = owner.id
        db.get_one(Person, owner.id).lang = lang
        return item.id


def mails(runtime: Runtime) -> list[tuple[str, str]]:
    with runtime.database.reading() as db:
        found = db.query(OutgoingMail).order_by(OutgoingMail.created_at, OutgoingMail.id)
        return [(mail.to_address, mail.subject) for mail in found]


def tell(browser: Browser, item_id: UUID, why: str = "out-of-date", words: str = "") -> None:
    browser.send(f"/items/{item_id}/feedback/en", {"why": why, "words": words})


def test_what_did_not_help_becomes_one_to_do_and_its_owner_is_told_once(
    browser: Browser, runtime: Runtime, eva: SignedIn, cleo: SignedIn, dai: SignedIn
) -> None:
    item_id = owned(runtime, eva, lang="fr")
    tell(browser.sign_in(cleo), item_id, words="The button is green now.")
    tell(browser.sign_in(dai), item_id, words="There is no such menu.")
    tell(browser, item_id, words="There is no such menu here.")

    assert [to for to, _ in mails(runtime)] == [eva.email]
    assert mails(runtime)[0][1].startswith("Un texte n’a pas aidé")
    page = browser.sign_in(eva).open(f"/content/items/{item_id}").main
    assert "2 readers" in page or "2 lecteurs" in page
    assert "The button is green now." in page
    assert "There is no such menu here." in page


@pytest.mark.parametrize("how", ["done", "dismissed"])
def test_a_to_do_is_ended_once_and_new_voices_open_another(
    browser: Browser, runtime: Runtime, eva: SignedIn, cleo: SignedIn, how: str
) -> None:
    item_id = owned(runtime, eva)
    tell(browser.sign_in(cleo), item_id)
    browser.sign_in(eva)
    assert "1 to-do" in browser.open("/content?work=to-do").main
    todo_id = _todos(runtime)[0].id
    for each in (how, "done"):
        browser.send(f"/content/todos/{todo_id}/ending", {"how": each})

    assert _todos(runtime)[0].state == how
    assert "Nothing fits" in browser.open("/content?work=to-do").main
    tell(browser.sign_in(cleo), item_id)
    assert sorted(todo.state for todo in _todos(runtime)) == sorted([how, "open"])


def _todos(runtime: Runtime) -> list[Todo]:
    with runtime.database.reading() as db:
        return list(db.query(Todo).order_by(Todo.opened_at, Todo.id))


@ONE_DATABASE
@pytest.mark.parametrize("wrong", [{"why": ""}, {"why": "not-my-problem"}, {"words": "x" * 501}])
def test_a_reason_is_asked_for(
    browser: Browser, runtime: Runtime, eva: SignedIn, cleo: SignedIn, wrong: dict[str, str]
) -> None:
    form = {"why": "tried-it", "words": "", **wrong}
    path = f"/items/{owned(runtime, eva)}/feedback/en"
    browser.sign_in(cleo).send(path, form, status=422)

    assert _todos(runtime) == []


@ONE_DATABASE
def test_what_a_reader_may_not_read_cannot_be_spoken_of(
    browser: Browser, runtime: Runtime, eva: SignedIn, cleo: SignedIn
) -> None:
    with runtime.database.reading() as db:
        hidden = db.query(Translation).filter_by(slug="unfinished").one().item_id
    for path in (f"/items/{hidden}/feedback/en", f"/items/{owned(runtime, eva)}/feedback/xx"):
        browser.sign_in(cleo).send(path, {"why": "tried-it"}, status=404)


DISMISSED = [
    ("out-of-date", 1),
    ("tried-it", 1),
    ("could-not-follow", 1),
    ("not-my-problem", 0),
    (None, 0),
]


@pytest.mark.parametrize(("why", "count"), DISMISSED)
def test_what_was_said_at_the_gate_is_taken_up_once(
    browser: Browser, runtime: Runtime, eva: SignedIn, cleo: SignedIn, why: str, count: int
) -> None:
    item_id = owned(runtime, eva)
    with runtime.database.writing() as db:
        _ended_enquiry(db, runtime, cleo, item_id, why)

    assert [take_up_dismissals(runtime) for _ in range(2)] == [count, 0]
    assert len(_todos(runtime)) == count
    said = browser.sign_in(eva).open(f"/content/items/{item_id}").main
    assert ("What about the other menu?" in said) is bool(count)


def _ended_enquiry(db, runtime: Runtime, by: SignedIn, item_id: UUID, why: str) -> None:
    now, id_ = runtime.now(), uuid4()
    enquiry = Enquiry(id=id_, person_id=by.id, organisation_id=by.organisation_id, state="lapsed")
    enquiry.missing_words, enquiry.draft = "What about the other menu?", {}
    enquiry.started_at = enquiry.touched_at = enquiry.ended_at = now
    facts = {"tier": "standard", "topic": "mail", "lang": "en", "outcome": "unknown"}
    days = {"began_on": now.date(), "week_on": now.date(), "organisation_id": by.organisation_id}
    read = {"enquiry_id": id_, "item_id": item_id, "why_dismissed": why, "solved": False}
    db.add_all([enquiry, ItemRead(**facts, **days, **read)])


DATES = [(-1, 1), (0, 1), (1, 0), (None, 0)]


@pytest.mark.parametrize(("days", "count"), DATES)
def test_the_owner_is_told_once_for_each_date_that_is_due(
    runtime: Runtime, eva: SignedIn, clock: Clock, days: int | None, count: int
) -> None:
    owned(runtime, eva, lang="fr")
    _review(runtime, clock, days)

    assert [remind_of_reviews(runtime) for _ in range(2)] == [count, 0]
    assert [to for to, _ in mails(runtime)] == [eva.email] * count
    assert all(subject.startswith("À revoir") for _, subject in mails(runtime))
    _review(runtime, clock, -1 if days == 0 else 0)
    assert remind_of_reviews(runtime) == 1


def _review(runtime: Runtime, clock: Clock, days: int | None) -> None:
    with runtime.database.writing() as db:
        db.query(Translation).update({"review_on": None})
        due = None if days is None else clock().date() + timedelta(days=days)
        db.query(Translation).filter_by(slug=READ).one().review_on = due


@ONE_DATABASE
def test_a_text_without_an_owner_reminds_nobody(runtime: Runtime, clock: Clock) -> None:
    _review(runtime, clock, 0)

    assert remind_of_reviews(runtime) == 0


def test_an_item_tells_what_readers_made_of_it_and_what_they_had_searched_for(
    browser: Browser, runtime: Runtime, eva: SignedIn, cleo: SignedIn, dai: SignedIn, clock: Clock
) -> None:
    with runtime.database.writing() as db:
        life = Life(db, runtime, clock)
        item = life.items()[0]
        life.solved(cleo, "reset password", by=item.item_id)
        life.raised(dai, "Reset password", reads=True)
        life.raised(dai, "reset it for me@contoso.example", reads=True)
        life.look(cleo, "export csv report")
        clock.go(hours=25)
        life.keep()

    page = browser.sign_in(eva).open(f"/content/items/{item.item_id}")
    terms, said = page.all("dt"), page.all("dd")
    figures = {term.text: value.text for term, value in zip(terms, said, strict=True)}

    assert figures["Opened by people who looked for help"] == "3"
    assert (figures["Solved it"], figures["Read, and a request was sent"]) == ("1", "2")
    assert figures["Most frequent reason"] == "I did what they say, and the problem is still there"
    assert "“reset password” (2)" in page.main
    assert "“reset it for …” (1)" in page.main
    assert "export csv" not in page.main
