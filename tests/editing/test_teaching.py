"""Synonyms and pinned answers: tried on past searches before they are kept."""

from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from portal.accounts.signed_in import SignedIn
from portal.editing.replaying import replay
from portal.editing.teaching import with_group
from portal.finding.indexing import rebuild_index
from portal.finding.models import PinnedAnswer, SynonymGroup
from portal.gate.enquiring import start_enquiry
from portal.gate.models import Enquiry
from portal.gate.policy import GateRules
from portal.gate.recorded import Answer
from portal.runtime import Runtime
from tests.browser import Browser, Page
from tests.finding.shelves import EVERYTHING, Shelves
from tests.world import Clock

ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
GADGETS = "gadget\nspreadsheets"
REPORT = "/articles/export-a-report"


@pytest.fixture
def searched(runtime: Runtime, clock: Clock, cleo: SignedIn, dai: SignedIn) -> None:
    """Shelves with seven texts, and customers who called one of them by another name."""
    shelves = Shelves(runtime)
    shelves.clear()
    shelves.put(*EVERYTHING)
    rebuild_index(runtime)
    with runtime.database.writing() as db:
        for person, words in (
            (cleo, "Gadget"),
            (dai, "gadget"),
            (dai, "the gadgets"),
            (cleo, "password"),
        ):
            enquiry: Enquiry = start_enquiry(db, runtime, person)
            answer = Answer(words=words.split(), total=0, shown=[])
            enquiry.record_search(words, answer, rules=GateRules(), at=clock())


def rows(page: Page) -> list[str]:
    return [element.text for element in page.all("tr")][1:]


def trial(browser: Browser, what: str, **asked: str) -> Page:
    return browser.open(f"/content/{what}/trial?{urlencode(asked)}")


def test_a_group_is_tried_on_the_searches_it_can_touch_and_then_kept(
    searched: None, browser: Browser, eva: SignedIn, runtime: Runtime
) -> None:
    page = trial(browser.sign_in(eva), "synonyms", phrases=GADGETS)

    (row,) = rows(page)
    assert row.split()[:2] == ["gadget", "2"]
    assert "Export a report" in row
    assert "0, then 1" in row
    with runtime.database.reading() as db:
        assert not [g for g in db.scalars(select(SynonymGroup)) if "gadget" in g.phrases]

    browser.send("/content/synonyms", {"phrases": GADGETS})
    assert "gadget, spreadsheets" in browser.open("/content/synonyms?q=gadget").main


@ONLY_SQLITE
def test_a_change_and_a_removal_say_what_would_be_lost(
    searched: None, browser: Browser, eva: SignedIn, runtime: Runtime
) -> None:
    browser.sign_in(eva).send("/content/synonyms", {"phrases": GADGETS})
    with runtime.database.reading() as db:
        group = next(g.id for g in db.scalars(select(SynonymGroup)) if "gadget" in g.phrases)
    assert "spreadsheets" in browser.open(f"/content/synonyms?group={group}").main

    page = trial(browser, "synonyms", group=str(group))
    assert "Remove synonyms" in page.main
    assert "1, then 0" in rows(page)[0]

    browser.send(f"/content/synonyms/{group}", {"phrases": "gadget\npasswords"})
    assert "gadget, passwords" in browser.open("/content/synonyms").main
    browser.send(f"/content/synonyms/{group}/removal", {})
    assert "gadget" not in browser.open("/content/synonyms").main


@ONLY_SQLITE
@pytest.mark.parametrize("phrases", ["", "gadget", "…\ngadget", "x" * 61 + "\ngadget"])
def test_a_group_that_makes_no_sense_is_refused_before_it_is_tried(
    browser: Browser, eva: SignedIn, phrases: str
) -> None:
    asked = urlencode({"phrases": phrases})

    page = browser.sign_in(eva).open(f"/content/synonyms/trial?{asked}", status=422)

    assert "There is a problem" in page.main


def test_a_pin_is_tried_kept_changed_and_removed(
    searched: None, browser: Browser, eva: SignedIn, runtime: Runtime
) -> None:
    form = {"words": "gadget", "lang": "en", "addresses": f"https://help.example{REPORT}?lang=en"}

    page = trial(browser.sign_in(eva), "pins", **form)

    assert "Export a report" in " ".join(rows(page))
    browser.send("/content/pins", form)
    with runtime.database.reading() as db:
        pin = db.scalars(select(PinnedAnswer.id)).one()
    assert REPORT in browser.open(f"/content/pins?pin={pin}").main
    assert "1, then 0" in rows(trial(browser, "pins", pin=str(pin)))[0]
    browser.send(f"/content/pins/{pin}", {**form, "addresses": "/articles/reset-a-password"})
    assert "Reset a colleague's password" in browser.open("/content/pins").main
    browser.send(f"/content/pins/{pin}/removal", {})
    assert "Nothing is pinned" in browser.open("/content/pins").main


@ONLY_SQLITE
@pytest.mark.parametrize(
    "changed",
    [{"words": "the"}, {"lang": "xx"}, {"addresses": "/articles/nowhere"}, {"addresses": ""}],
)
def test_a_pin_that_makes_no_sense_is_refused_before_it_is_tried(
    searched: None, browser: Browser, eva: SignedIn, changed: dict[str, str]
) -> None:
    form = {"words": "gadget", "lang": "en", "addresses": REPORT, **changed}

    browser.sign_in(eva).open(f"/content/pins/trial?{urlencode(form)}", status=422)


@ONLY_SQLITE
def test_more_questions_than_fit_are_asked_in_stretches(
    searched: None, runtime: Runtime, clock: Clock, cleo: SignedIn
) -> None:
    with runtime.database.writing() as db:
        for number in range(60):
            enquiry = start_enquiry(db, runtime, cleo)
            answer = Answer(words=["gadget"], total=0, shown=[])
            terms = f"gadget number{number}"
            enquiry.record_search(terms, answer, rules=GateRules(), at=clock())
    with runtime.database.reading() as db:
        tried = with_group(db, GADGETS.split(), None)
        first = replay(db, runtime, tried)
        rest = replay(db, runtime, tried, start=first.next_start or 0)
        clock.go(days=91)
        late = replay(db, runtime, tried)

    assert (len(first.replayed), first.total, len(rest.replayed)) == (50, 61, 11)
    assert rest.next_start is None
    assert late.total == 0


@ONLY_SQLITE
def test_only_editors_teach(browser: Browser, cleo: SignedIn, ben: SignedIn) -> None:
    for person in (cleo, ben):
        for path in ("/content/synonyms", "/content/pins", "/content/synonyms/trial"):
            browser.sign_in(person).open(path, status=403)
