"""Gaps as editors work on them: from the list to the mail that there is an answer now."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.accounts.models import Person
from portal.accounts.signed_in import SignedIn
from portal.content.models import Item, Translation
from portal.gate.lapsing import end_due
from portal.gate.looking import solve
from portal.mail.models import OutgoingMail
from portal.reporting.gap_models import Gap, GapCase
from portal.reporting.gaps import effect_of
from portal.runtime import Runtime
from tests.browser import Browser, Page
from tests.reporting.life import Life
from tests.world import Clock

ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WORDS = {"lang": "en", "words": "quokka"}


@contextmanager
def living(runtime: Runtime, clock: Clock) -> Iterator[Life]:
    with runtime.database.writing() as db:
        life = Life(db, runtime, clock)
        yield life
        clock.go(hours=25)
        life.keep()


@pytest.fixture
def failed(runtime: Runtime, clock: Clock, cleo: SignedIn, dai: SignedIn, finn: SignedIn) -> None:
    """Three found nothing, two sent a request after reading, one did not open anything."""
    with living(runtime, clock) as life:
        for person in (cleo, dai, finn):
            life.ask(person, "quokka")
        life.raised(cleo, "export csv report", reads=True)
        life.raised(dai, "csv report exports", reads=True)
        life.look(cleo, "reset password")


def take(browser: Browser, eva: SignedIn, **form: str) -> UUID:
    browser.sign_in(eva).send("/content/gaps", {**WORDS, **form})
    return UUID(browser.path.rpartition("/")[2])


def rows(page: Page) -> list[str]:
    return [element.text for element in page.all("tr")][1:]


def published(runtime: Runtime) -> Translation:
    with runtime.database.reading() as db:
        wanted = select(Translation).join(Item, Item.id == Translation.item_id)
        return db.scalars(
            wanted.where(Item.audience == "everyone", Translation.state == "published")
            .where(Translation.lang == "en", Translation.kind == "article")
            .order_by(Translation.slug)
        ).first()  # type: ignore[return-value]


def close(browser: Browser, runtime: Runtime, gap: UUID) -> Page:
    address = f"/articles/{published(runtime).slug}"
    form = {"fix": "article", "address": address, "why": "Written."}
    return browser.send(f"/content/gaps/{gap}/closure", form)


def test_the_list_names_what_failed_how_and_for_how_many(
    failed: None, browser: Browser, eva: SignedIn
) -> None:
    found = rows(browser.sign_in(eva).open("/content/gaps"))

    assert [row.split()[0] for row in found] == ["quokka", "csv", "reset"]
    assert "Nothing found: 3" in found[0]
    assert "A new article" in found[0]
    assert "Read, then sent a request: 2" in found[1]
    assert "Rewriting" in found[1]
    assert "Said it did not help: 2" in found[1]
    assert "Shown, not opened: 1" in found[2]
    assert "A better title" in found[2]


@ONLY_SQLITE
def test_only_who_sees_insight_sees_names_of_organisations(
    failed: None, browser: Browser, eva: SignedIn, ada: SignedIn, ben: SignedIn, cleo: SignedIn
) -> None:
    assert "Northwind" not in browser.sign_in(eva).open("/content/gaps").main
    assert "Contoso, Northwind" in browser.sign_in(ada).open("/content/gaps").main
    for person in (ben, cleo):
        browser.sign_in(person).open("/content/gaps", status=403)


@ONLY_SQLITE
@pytest.mark.parametrize(
    ("choice", "first"),
    [
        ("?way=not-opened", "reset password"),
        ("?lang=fr", ""),
        ("?state=closed", ""),
        ("?days=7&state=x&way=x&lang=x", "quokka"),
    ],
)
def test_the_list_is_narrowed_by_what_is_known_only(
    failed: None, browser: Browser, eva: SignedIn, choice: str, first: str
) -> None:
    page = browser.sign_in(eva).open(f"/content/gaps{choice}")

    assert (rows(page) or [""])[0].startswith(first)
    assert bool(rows(page)) == bool(first)


def test_a_gap_has_one_owner_and_the_second_is_told_of_the_first(
    failed: None, browser: Browser, eva: SignedIn, ada: SignedIn
) -> None:
    gap = take(browser, eva)
    browser.sign_in(ada).send("/content/gaps", WORDS, status=409)
    assert "Eva Marchetti works on this gap already" in browser.html

    browser.sign_in(eva).send(f"/content/gaps/{gap}/owner/removal", {})
    assert take(browser, ada) == gap


@ONLY_SQLITE
def test_nobody_can_take_what_nobody_looked_for(
    failed: None, browser: Browser, eva: SignedIn
) -> None:
    browser.sign_in(eva).send("/content/gaps", {"lang": "en", "words": "wombat"}, status=404)


@ONLY_SQLITE
def test_a_gap_is_closed_with_what_was_done_or_dismissed_with_a_reason(
    failed: None, browser: Browser, eva: SignedIn, runtime: Runtime
) -> None:
    gap = take(browser, eva)
    form = {"fix": "article", "address": "/articles/no-such-thing"}
    browser.send(f"/content/gaps/{gap}/closure", form, status=422)
    assert "There is no article or video at this address" in browser.html
    browser.send(f"/content/gaps/{gap}/dismissal", {"reason": ""}, status=422)

    assert "Closed" in close(browser, runtime, gap).main
    browser.send(f"/content/gaps/{gap}/dismissal", {"reason": "Not ours"}, status=409)
    assert "Written." in rows(browser.open("/content/gaps?state=closed"))[0]

    browser.send(f"/content/gaps/{gap}/owner", {})
    browser.send(f"/content/gaps/{gap}/dismissal", {"reason": "Not our product"})
    assert "Not our product" in rows(browser.open("/content/gaps?state=dismissed"))[0]
    assert "quokka" not in browser.open("/content/gaps").main


@ONLY_SQLITE
def test_an_article_starts_with_the_customers_words_and_is_what_closes_the_gap(
    failed: None, browser: Browser, eva: SignedIn, runtime: Runtime
) -> None:
    gap = take(browser, eva)
    form = {"title": "Keep a quokka", "summary": "How to.", "topic": "people"}

    editor = browser.send(f"/content/gaps/{gap}/article", form)

    source = next(each for each in editor.all("textarea") if each.get("name") == "source")
    assert "> - quokka" in source.text
    with runtime.database.reading() as db:
        item = db.get_one(Gap, gap).item_id
        assert db.scalar(select(Translation.state).where(Translation.item_id == item)) == "draft"


def test_cases_outlive_the_text_and_go_on_being_counted(
    failed: None,
    browser: Browser,
    eva: SignedIn,
    runtime: Runtime,
    clock: Clock,
    cleo: SignedIn,
    dai: SignedIn,
) -> None:
    gap = take(browser, eva)
    close(browser, runtime, gap)
    with living(runtime, clock) as life:
        clock.go(days=2)
        life.ask(dai, "quokka")
    with living(runtime, clock) as life:
        clock.go(days=31)
        while end_due(life.db, runtime):
            pass
    with runtime.database.reading() as db:
        effect = effect_of(db, db.get_one(Gap, gap), clock())
        cases = db.scalars(select(GapCase).where(GapCase.gap_id == gap)).all()

    assert len(cases) == 4
    assert all(case.found_nothing and not case.not_opened for case in cases)
    assert effect is not None
    assert (effect.before, effect.since) == (3, 1)
    assert (
        "3 in the 35 days before, 1 in as many since"
        in browser.sign_in(eva).open(f"/content/gaps/{gap}").main
    )


def test_who_had_failed_is_told_once_in_their_language(
    failed: None, browser: Browser, eva: SignedIn, runtime: Runtime, cleo: SignedIn, dai: SignedIn
) -> None:
    with runtime.database.writing() as db:
        db.get_one(Person, cleo.id).lang = "fr"
        db.get_one(Person, dai.id).disabled_at = runtime.now()
    gap = take(browser, eva)
    close(browser, runtime, gap)

    page = browser.send(f"/content/gaps/{gap}/notices", {})
    browser.send(f"/content/gaps/{gap}/notices", {}, status=409)

    assert "2 people are told by mail" in page.main
    with runtime.database.reading() as db:
        mails = db.scalars(select(OutgoingMail).where(OutgoingMail.about_id == gap)).all()
    assert sorted((mail.to_address, mail.lang) for mail in mails) == [
        ("cleo@northwind.example", "fr"),
        ("finn@northwind.example", "en"),
    ]
    assert all("/articles/" in mail.text for mail in mails)


@ONLY_SQLITE
def test_nobody_is_told_of_what_they_may_not_read_or_found_themselves(
    browser: Browser,
    eva: SignedIn,
    runtime: Runtime,
    clock: Clock,
    cleo: SignedIn,
    finn: SignedIn,
    dai: SignedIn,
) -> None:
    with living(runtime, clock) as life:
        for person in (cleo, finn):
            life.ask(person, "quokka")
        solve(life.db, life.ask(dai, "quokka"), None, at=clock())
        item_id = published(runtime).item_id
        life.db.get_one(Item, item_id).audience = "administrators"
    gap = take(browser, eva)
    address = f"/articles/{published_slug(runtime, item_id)}"
    browser.send(f"/content/gaps/{gap}/closure", {"fix": "rewrite", "address": address})

    assert "Tell 1 person" in browser.html


def published_slug(runtime: Runtime, item_id: UUID) -> str:
    with runtime.database.reading() as db:
        wanted = select(Translation.slug).where(Translation.item_id == item_id)
        return db.scalars(wanted.where(Translation.lang == "en")).one()
