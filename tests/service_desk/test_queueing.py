"""The queue: in groups, a page at a time, with few statements, and news that never moves it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import event, insert, select

from portal.accounts.signed_in import SignedIn
from portal.runtime import Runtime
from portal.service_desk.models import Outcome, Ticket
from portal.service_desk.queueing import ON_A_PAGE, Day
from portal.service_desk.working_on import take
from tests.browser import Browser
from tests.service_desk.test_opening import opened
from tests.service_desk.test_replying import say
from tests.service_desk.test_working import finish, pause
from tests.world import Clock

MOST_STATEMENTS = 6


@contextmanager
def statements_of(runtime: Runtime) -> Iterator[list[str]]:
    """Collect what is sent to the database, without the transactions' own words."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *more: Any) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    engines = (runtime.database.readers, runtime.database.writers)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield sent
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


def copies(runtime: Runtime, ticket: Ticket, many: int) -> None:
    """Write more tickets like this one, each from an enquiry of its own."""
    with runtime.database.writing() as db:
        table, enquiries = Ticket.__table__, Ticket.metadata.tables["enquiry"]
        row = dict(db.execute(select(table).where(table.c.id == ticket.id)).mappings().one())
        whence = select(enquiries).where(enquiries.c.id == ticket.enquiry_id)
        enquiry = dict(db.execute(whence).mappings().one())
        ids = [(runtime.new_id(), runtime.new_id()) for _ in range(many)]
        db.execute(insert(enquiries), [{**enquiry, "id": one} for one, _ in ids])
        more = [
            {**row, "id": own, "enquiry_id": one, "reference": f"AA-{n:04}-COPY"}
            for n, (one, own) in enumerate(ids)
        ]
        db.execute(insert(table), more)


def test_groups_are_late_today_later_and_paused_and_each_is_a_filter(
    browser: Browser, runtime: Runtime, cleo: SignedIn, dai: SignedIn, ben: SignedIn, clock: Clock
) -> None:
    late = opened(runtime, cleo)
    paused = opened(runtime, cleo)
    pause(runtime, paused, ben)
    clock.at = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
    today, later = opened(runtime, cleo), opened(runtime, dai)
    wanted = {"late": late, "today": today, "later": later, "paused": paused}
    browser.sign_in(ben)

    shown = browser.open("/desk").main
    places = [shown.index(one.reference) for one in wanted.values()]

    assert places == sorted(places)
    for group, ticket in wanted.items():
        found = browser.open(f"/desk?group={group}").main
        others = [one.reference for one in wanted.values() if one is not ticket]
        assert ticket.reference in found, group
        assert not [one for one in others if one in found], group


def test_today_ends_at_midnight_where_support_is() -> None:
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # half past midnight in London

    assert Day.at(late, "GMT").ends_at == datetime(2026, 7, 2, tzinfo=UTC)
    assert Day.at(late, "Europe/London").ends_at == datetime(2026, 7, 2, 23, tzinfo=UTC)


def test_mine_is_what_i_own(
    browser: Browser, runtime: Runtime, cleo: SignedIn, ben: SignedIn
) -> None:
    mine, other = opened(runtime, cleo), opened(runtime, cleo)
    with runtime.database.writing() as db:
        take(db, runtime, db.get_one(Ticket, mine.id), by=ben)

    shown = browser.sign_in(ben).open("/desk?owner=mine").main

    assert "Mine (1)" in shown
    assert mine.reference in shown
    assert other.reference not in shown


def test_closed_tickets_are_found_by_words_only(
    browser: Browser, runtime: Runtime, cleo: SignedIn, ben: SignedIn
) -> None:
    ticket = opened(runtime, cleo)
    finish(runtime, ticket, Outcome.SOLVED, ben)
    browser.sign_in(ben)

    assert ticket.reference not in browser.open("/desk").main
    assert ticket.reference in browser.open("/desk?q=simulated").main


def test_words_find_by_whose_it_is_the_reference_as_read_aloud_and_what_was_said(
    browser: Browser, runtime: Runtime, cleo: SignedIn, dai: SignedIn, ben: SignedIn
) -> None:
    ticket, other = opened(runtime, cleo), opened(runtime, dai)
    say(runtime, ticket, cleo, "It is 100% grey_scale now: ÉLAN, Éteint.")
    aloud = " ".join(ticket.reference.replace("-", "")).replace("7", "seven").replace("B", "bravo")
    browser.sign_in(ben)
    finds = (cleo.name, "cleo@northwind", "NORTHWIND", aloud, "grey_scale 100%", "cleo grey")
    finds += ("élan", "éteint", "Élan ÉTEINT")

    for words in finds:
        found = browser.open(f"/desk?{urlencode({'q': words})}").main
        assert ticket.reference in found, words
        assert other.reference not in found, words
    for words in ("grey%scale", "grey_now", "10_%", "cleo@contoso"):
        found = browser.open(f"/desk?{urlencode({'q': words})}").main
        assert ticket.reference not in found, words
    page = browser.open(f"/desk/requests/{ticket.reference}")
    [theirs] = [one for one in page.all("a") if one.text == cleo.name]
    with statements_of(runtime) as sent:
        assert ticket.reference in browser.open(theirs.get("href")).main
    assert len(sent) <= MOST_STATEMENTS, sent


def test_a_long_queue_says_how_long_it_is_and_has_a_next_page_with_the_rest(
    browser: Browser, runtime: Runtime, cleo: SignedIn, ben: SignedIn
) -> None:
    first = opened(runtime, cleo)
    copies(runtime, first, ON_A_PAGE + 30)
    browser.sign_in(ben)

    with statements_of(runtime) as sent:
        browser.open("/desk")
    page = browser.html
    browser.open("/desk?page=2")
    rest = browser.html

    assert f"1 to {ON_A_PAGE} of {ON_A_PAGE + 31}." in page
    assert page.count("data-row") == ON_A_PAGE
    assert rest.count("data-row") == 31
    assert f"Today ({ON_A_PAGE + 31})" in rest
    assert len(sent) <= MOST_STATEMENTS, sent


def test_the_ticket_page_asks_as_often_with_many_messages_as_with_few(
    browser: Browser, runtime: Runtime, cleo: SignedIn, ben: SignedIn, clock: Clock
) -> None:
    ticket = opened(runtime, cleo)
    browser.sign_in(ben)
    asked = []
    for many in (2, 12):
        for n in range(many):
            clock.go(minutes=1)
            say(runtime, ticket, ben if n % 2 else cleo, f"Message {n}")
        with statements_of(runtime) as sent:
            browser.open(f"/desk/requests/{ticket.reference}")
        asked.append(len(sent))

    assert asked[0] == asked[1]


@pytest.mark.parametrize("does", ["opens", "replies", "comes back"])
def test_news_counts_what_came_and_moves_no_row(
    browser: Browser, runtime: Runtime, cleo: SignedIn, ben: SignedIn, clock: Clock, does: str
) -> None:
    ticket = opened(runtime, cleo)
    if does == "comes back":
        pause(runtime, ticket, ben)
    clock.go(minutes=5)
    since, browser = clock(), browser.sign_in(ben)
    asked = f"/desk/news?since={since.isoformat().replace('+', '%2B')}"
    assert "1 new" not in browser.client.get(asked).text
    never = "/desk/news?since=9999-12-31T23:59:59-23:59"
    assert browser.client.get(never).status_code == 422
    clock.go(minutes=1)
    if does == "opens":
        opened(runtime, cleo)
    else:
        say(runtime, ticket, cleo, "One more thing.")

    news = browser.client.get(asked).text

    assert "1 new" in news
    assert "data-row" not in news
    assert since + timedelta(minutes=1) == clock()
