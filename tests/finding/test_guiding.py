"""Editors teach the search: what they store is in the next answer of every process."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.accounts.signed_in import SignedIn
from portal.activity.models import Event
from portal.content.models import Translation
from portal.errors import Conflict, Invalid, NotFound
from portal.finding.finder import Finder
from portal.finding.guidance import Guidance, Pin, current_guidance
from portal.finding.guiding import (
    add_pin,
    add_synonyms,
    change_pin,
    change_synonyms,
    checked_phrases,
    checked_words,
    get_pin,
    get_synonyms,
    remove_pin,
    remove_synonyms,
)
from portal.runtime import Runtime
from search.interface import Query
from tests.browser import Browser
from tests.finding.shelves import MOT_DE_PASSE, Shelves

Ask = Callable[..., list[str]]


@pytest.fixture
def ask(runtime: Runtime, shelves: Shelves, cleo: SignedIn) -> Ask:
    def slugs(text: str, lang: str = "en", reader: SignedIn = cleo, **filters: str) -> list[str]:
        with runtime.database.reading() as db:
            finder = Finder(runtime.engine, db)
            found = finder.find(text, reader=reader, prefer_lang=lang, **filters)  # type: ignore[arg-type]
        return [hit.slug for hit in found.hits]

    return slugs


def item_of(runtime: Runtime, shelves: Shelves, slug: str) -> UUID:
    with runtime.database.reading() as db:
        return db.get_one(Translation, UUID(shelves.ids[slug])).item_id


def test_the_academy_begins_with_the_list_that_comes_with_it(ask: Ask) -> None:
    assert ask("passphrase colleague")[0] == "reset-a-password"


def test_stored_synonyms_are_followed_at_once(ask: Ask, runtime: Runtime, eva: SignedIn) -> None:
    assert ask("gadget") == []
    with runtime.database.writing() as db:
        group = add_synonyms(db, runtime, ["gadget", "spreadsheets"], by=eva)
    assert ask("gadget") == ["export-a-report"]

    with runtime.database.writing() as db:
        change_synonyms(db, runtime, get_synonyms(db, group.id), ["gadget", "minutes"], by=eva)
    assert ask("gadget") == ["the-people-page"]

    with runtime.database.writing() as db:
        remove_synonyms(db, runtime, get_synonyms(db, group.id), by=eva)
    assert ask("gadget") == []


def test_a_pinned_answer_comes_first_whatever_the_words_look_like(
    ask: Ask, runtime: Runtime, shelves: Shelves, eva: SignedIn
) -> None:
    export = item_of(runtime, shelves, "export-a-report")
    video = item_of(runtime, shelves, "the-people-page")
    with runtime.database.writing() as db:
        pinned = add_pin(db, runtime, Pin("Reset a password", "en", (export, video)), by=eva)

    assert ask("passwords, resetting")[:2] == ["export-a-report", "the-people-page"]
    assert ask("reset password now")[0] == "reset-a-password"
    assert ask("reset password", kind="video") == ["the-people-page"]

    with runtime.database.writing() as db:
        change_pin(db, runtime, get_pin(db, pinned.id), [video], by=eva)
    assert ask("reset password")[:2] == ["the-people-page", "reset-a-password"]

    with runtime.database.writing() as db:
        remove_pin(db, runtime, get_pin(db, pinned.id), by=eva)
    assert ask("reset password")[0] == "reset-a-password"


def test_a_pinned_answer_shows_only_what_its_reader_may_read_in_their_language(
    ask: Ask, runtime: Runtime, shelves: Shelves, eva: SignedIn, ben: SignedIn
) -> None:
    with runtime.database.writing() as db:
        french = db.get_one(Translation, UUID(shelves.ids[MOT_DE_PASSE.slug]))
        french.item_id, french.item.original_lang = (
            item_of(runtime, shelves, "export-a-report"),
            "en",
        )
    pin = Pin("colleague", "en", (
        item_of(runtime, shelves, "escalation-runbook"),
        item_of(runtime, shelves, "export-a-report"),
        item_of(runtime, shelves, "unfinished-text"),
    ))  # fmt: skip
    with runtime.database.writing() as db:
        add_pin(db, runtime, pin, by=eva)

    assert ask("colleague") == ["export-a-report", "reset-a-password"]
    assert ask("colleague", "fr")[0] == MOT_DE_PASSE.slug
    assert ask("colleague", reader=ben)[:2] == ["escalation-runbook", "export-a-report"]


def test_pins_and_synonyms_also_guide_the_search_without_the_index(
    ask: Ask, runtime: Runtime, shelves: Shelves, eva: SignedIn
) -> None:
    export = item_of(runtime, shelves, "export-a-report")
    with runtime.database.writing() as db:
        add_pin(db, runtime, Pin("turquoise", "en", (export,)), by=eva)
        add_synonyms(db, runtime, ["gadget", "spreadsheets"], by=eva)
    runtime.engine.close()

    assert ask("turquoise") == ["export-a-report", "the-people-page"]
    assert ask("gadget") == ["export-a-report"]


def test_the_page_says_that_an_answer_was_chosen(
    browser: Browser, runtime: Runtime, shelves: Shelves, eva: SignedIn, finn: SignedIn
) -> None:
    export = item_of(runtime, shelves, "export-a-report")
    with runtime.database.writing() as db:
        add_pin(db, runtime, Pin("colleague", "en", (export,)), by=eva)

    page = browser.sign_in(finn).open("/search?q=colleague")

    assert page.main.index("Chosen by our editors") < page.main.index("Reset a colleague")
    assert page.main.count("Chosen by our editors") == 1


def test_every_change_is_an_event_of_its_author(
    runtime: Runtime, shelves: Shelves, eva: SignedIn
) -> None:
    with runtime.database.writing() as db:
        group = add_synonyms(db, runtime, ["gadget", "gizmo"], by=eva)
        change_synonyms(db, runtime, group, ["gadget", "widget"], by=eva)
        remove_synonyms(db, runtime, group, by=eva)
        export = item_of(runtime, shelves, "export-a-report")
        pinned = add_pin(db, runtime, Pin("gadget", "en", (export,)), by=eva)
        remove_pin(db, runtime, pinned, by=eva)

    with runtime.database.reading() as db:
        wanted = select(Event).where(Event.kind.startswith("finding.")).order_by(Event.id)
        events = db.scalars(wanted).all()
    assert [event.kind.removeprefix("finding.") for event in events] == [
        "synonyms-added", "synonyms-changed", "synonyms-removed", "pin-added", "pin-removed",
    ]  # fmt: skip
    assert {event.actor_id for event in events} == {eva.id}
    assert events[1].facts == {"phrases": ["gadget", "widget"], "before": ["gadget", "gizmo"]}


def test_another_set_can_be_tried_without_storing_it(
    runtime: Runtime, finder: Finder, shelves: Shelves
) -> None:
    stored = current_guidance(finder.db)
    tried = replace(stored, groups=(*stored.groups, ("gadget", "spreadsheets")))
    pinned = Guidance(pins=(Pin("gadget", "en", (item_of(runtime, shelves, "give-roles"),)),))
    query = Query("gadget", "en", frozenset({"everyone", "administrators"}))

    answers = [finder.answer(query, guidance) for guidance in (stored, tried, pinned, None)]

    assert [[hit.slug for hit in found.hits] for found in answers] == [
        [], ["export-a-report"], ["give-roles"], [],
    ]  # fmt: skip


def test_unchanged_guidance_is_read_once(finder: Finder) -> None:
    assert current_guidance(finder.db) is current_guidance(finder.db)


@pytest.mark.parametrize(
    "phrases",
    [[], ["one"], ["SSO", "sso", " "], ["one", "?!"], ["one", "x" * 61], list("abcdefghij")],
    ids=["none", "one", "the same twice", "signs only", "too long", "too many"],
)  # fmt: skip
def test_a_group_needs_different_phrases_that_can_be_searched(phrases: list[str]) -> None:
    with pytest.raises(Invalid):
        checked_phrases(phrases)


def test_words_that_stand_everywhere_cannot_be_pinned() -> None:
    with pytest.raises(Invalid):
        checked_words("how to do the", "en")
    assert checked_words("How to reset the passwords", "en")[1] == "en:password en:reset"


@pytest.mark.parametrize("items", [0, 6, "unknown"], ids=["none", "too many", "unknown"])
def test_a_pin_needs_answers_that_exist(
    items: int | str, runtime: Runtime, shelves: Shelves, eva: SignedIn
) -> None:
    wanted = [UUID(int=1)] if items == "unknown" else [UUID(int=n) for n in range(int(items))]
    with pytest.raises(Invalid), runtime.database.writing() as db:
        add_pin(db, runtime, Pin("gadget", "en", tuple(wanted)), by=eva)


def test_words_are_pinned_once_and_what_is_gone_is_not_found(
    runtime: Runtime, shelves: Shelves, eva: SignedIn
) -> None:
    export = item_of(runtime, shelves, "export-a-report")
    with runtime.database.writing() as db:
        add_pin(db, runtime, Pin("big gadget", "en", (export,)), by=eva)
    with pytest.raises(Conflict), runtime.database.writing() as db:
        add_pin(db, runtime, Pin("Gadgets, BIG", "en", (export,)), by=eva)
    with runtime.database.reading() as db:
        for get in (get_pin, get_synonyms):
            with pytest.raises(NotFound):
                get(db, UUID(int=5))
