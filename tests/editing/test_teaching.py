"""Synonyms and pinned answers: tried on past searches before they are kept."""

from urllib.parse import urlencode
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.accounts.signed_in import SignedIn
from portal.editing.replaying import replay
from portal.editing.teaching import with_group
from portal.finding.guidance import current_guidance
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
PIN = {"words": "gadget", "lang": "en", "addresses": REPORT}


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


def mark(page: Page) -> dict[str, str]:
    """Return the mark that a trial page hands out."""
    return {"tried": next(e.get("value") for e in page.all("input") if e.get("name") == "tried")}


def save(browser: Browser, what: str, form: dict[str, str], **stored: str) -> Page:
    """Try it, and save it from there; without a form, remove what is stored."""
    tried = mark(trial(browser, what, **form, **stored))
    path = "".join(f"/{id_}" for id_ in stored.values()) + ("" if form else "/removal")
    return browser.send(f"/content/{what}{path}", {**form, **tried})


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

    save(browser, "synonyms", {"phrases": GADGETS})
    assert "gadget, spreadsheets" in browser.open("/content/synonyms?q=gadget").main


@ONLY_SQLITE
def test_a_change_and_a_removal_say_what_would_be_lost(
    searched: None, browser: Browser, eva: SignedIn, runtime: Runtime
) -> None:
    save(browser.sign_in(eva), "synonyms", {"phrases": GADGETS})
    with runtime.database.reading() as db:
        group = next(g.id for g in db.scalars(select(SynonymGroup)) if "gadget" in g.phrases)
    assert "spreadsheets" in browser.open(f"/content/synonyms?group={group}").main

    page = trial(browser, "synonyms", group=str(group))
    assert "Remove synonyms" in page.main
    assert "1, then 0" in rows(page)[0]

    save(browser, "synonyms", {"phrases": "gadget\npasswords"}, group=str(group))
    assert "gadget, passwords" in browser.open("/content/synonyms").main
    save(browser, "synonyms", {}, group=str(group))
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
    save(browser, "pins", form)
    with runtime.database.reading() as db:
        pin = db.scalars(select(PinnedAnswer.id)).one()
    assert REPORT in browser.open(f"/content/pins?pin={pin}").main
    assert "1, then 0" in rows(trial(browser, "pins", pin=str(pin)))[0]
    save(browser, "pins", {**form, "addresses": "/articles/reset-a-password"}, pin=str(pin))
    assert "Reset a colleague's password" in browser.open("/content/pins").main
    save(browser, "pins", {}, pin=str(pin))
    assert "Nothing is pinned" in browser.open(f"/content/pins?words={'x' * 300}").main


@pytest.fixture
def taught(searched: None, browser: Browser, eva: SignedIn, runtime: Runtime) -> dict[str, UUID]:
    """A group and a pin that are stored, by what they are called in an address."""
    browser.sign_in(eva)
    save(browser, "synonyms", {"phrases": "gizmo\nspreadsheets"})
    save(browser, "pins", {**PIN, "words": "gizmo"})
    with runtime.database.reading() as db:
        groups = db.scalars(select(SynonymGroup))
        group = next(each.id for each in groups if "gizmo" in each.phrases)
        return {"group": group, "pin": db.scalars(select(PinnedAnswer.id)).one()}


DIRECT = [
    ("synonyms", {"phrases": GADGETS}),
    ("synonyms/{group}", {"phrases": GADGETS}),
    ("synonyms/{group}/removal", {}),
    ("pins", PIN),
    ("pins/{pin}", {**PIN, "addresses": "/articles/reset-a-password"}),
    ("pins/{pin}/removal", {}),
]


@ONLY_SQLITE
@pytest.mark.parametrize(("path", "form"), DIRECT, ids=[path for path, _ in DIRECT])
def test_what_was_not_tried_is_answered_with_its_trial_and_nothing_is_saved(
    taught: dict[str, UUID],
    browser: Browser,
    runtime: Runtime,
    path: str,
    form: dict[str, str],
) -> None:
    before = rows_of(runtime)

    for forged in ({}, {"tried": "0" * 64}, {"tried": "é"}):
        page = browser.send("/content/" + path.format(**taught), {**form, **forged})
        assert browser.path.startswith(f"/content/{path.partition('/')[0]}/trial?")
        assert "Nothing is saved yet." in page.main

    assert rows_of(runtime) == before
    browser.send("/content/" + path.format(**taught), {**form, **mark(page)})
    assert rows_of(runtime) != before


def rows_of(runtime: Runtime) -> list[object]:
    with runtime.database.reading() as db:
        guidance = current_guidance(db)
        return [sorted(guidance.groups), guidance.pins]


@ONLY_SQLITE
@pytest.mark.parametrize("who", ["colleague", "other words", "two days later", "another change"])
def test_a_trial_is_good_for_who_saw_it_for_a_day_and_while_nothing_else_changed(
    searched: None, browser: Browser, eva: SignedIn, ada: SignedIn, clock: Clock, who: str
) -> None:
    form = {"phrases": GADGETS}
    tried = mark(trial(browser.sign_in(eva), "synonyms", **form))
    if who == "colleague":
        browser.sign_in(ada)
    elif who == "other words":
        form = {"phrases": "gadget\npasswords"}
    elif who == "two days later":
        clock.go(days=2)
        browser.sign_in(eva)
    else:
        save(browser, "pins", PIN)

    assert "Nothing is saved yet." in browser.send("/content/synonyms", {**form, **tried}).main
    assert "There is no such group" in browser.open("/content/synonyms?q=gadget").main


@ONLY_SQLITE
def test_the_trial_counts_what_is_won_and_lost_and_what_cannot_be_asked_again(
    searched: None, browser: Browser, eva: SignedIn, runtime: Runtime, clock: Clock
) -> None:
    with runtime.database.writing() as db:
        clock.go(days=1)
        db.scalars(select(Enquiry)).first().forget_text(clock())  # type: ignore[union-attr]

    said = trial(browser.sign_in(eva), "synonyms", phrases=GADGETS).main

    assert "1 hit of a first page is won, 0 are lost." in said
    assert "1 search of these ninety days is not asked again" in said


@ONLY_SQLITE
@pytest.mark.parametrize(
    "changed",
    [
        {"words": "the"},
        {"lang": "xx"},
        {"addresses": "/articles/nowhere"},
        {"addresses": "https://["},
        {"addresses": ""},
        {"words": "Gizmos"},
    ],
)
def test_a_pin_that_makes_no_sense_is_refused_before_it_is_tried(
    taught: dict[str, UUID], browser: Browser, eva: SignedIn, changed: dict[str, str]
) -> None:
    form = {**PIN, **changed}

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
