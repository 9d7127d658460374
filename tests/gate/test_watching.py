"""What somebody watched of a video stands in the trail; nothing else can be put there."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from portal.accounts.signed_in import SignedIn
from portal.gate.looking import read_on_record, solve
from portal.gate.models import Enquiry
from portal.gate.recorded import MOST_STRETCHES, merged
from portal.gate.trail import freeze
from portal.runtime import Runtime
from tests.browser import Browser
from tests.gate.steps import item, unlocked_enquiry

VIDEO = "allow-our-sender"


@pytest.fixture
def enquiry(runtime: Runtime, cleo: SignedIn) -> UUID:
    """Cleo's enquiry, in which an article and a video were opened."""
    with runtime.database.writing() as db:
        enquiry = unlocked_enquiry(db, runtime, cleo)
        read_on_record(db, enquiry, item(db, cleo, VIDEO, "video"), at=runtime.now())
        return enquiry.id


def watched(runtime: Runtime, enquiry_id: UUID) -> Sequence[Sequence[int]]:
    """Return what the trail says of both readings together."""
    with runtime.database.reading() as db:
        readings = freeze(db.get_one(Enquiry, enquiry_id))["readings"]
    return [stretch for reading in readings for stretch in reading["watched"]]


def watch(
    browser: Browser, enquiry: UUID, of: UUID, start: object, end: object, status: int = 204
) -> None:
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": browser.origin}
    form = {"item": str(of), "start": str(start), "end": str(end)}
    answer = browser.client.post(f"/help/{enquiry}/watched", data=form, headers=headers)
    assert answer.status_code == status


def opened(runtime: Runtime, enquiry_id: UUID, kind: str) -> UUID:
    with runtime.database.reading() as db:
        readings = db.get_one(Enquiry, enquiry_id).readings
    return next(reading.item_id for reading in readings if reading.kind == kind)


@pytest.mark.parametrize(
    ("stretches", "whole"),
    [
        ([(0, 15), (15, 30)], [(0, 30)]),
        ([(40, 60), (0, 15)], [(0, 15), (40, 60)]),
        ([(0, 60), (10, 20)], [(0, 60)]),
        ([], []),
    ],
)
def test_stretches_that_touch_are_one(
    stretches: list[tuple[int, int]], whole: list[tuple[int, int]]
) -> None:
    assert merged(stretches) == whole


def test_what_was_played_stands_in_the_trail(
    browser: Browser, runtime: Runtime, cleo: SignedIn, enquiry: UUID
) -> None:
    video = opened(runtime, enquiry, "video")
    browser.sign_in(cleo)
    for start, end in ((0, 15), (15, 28), (40, 55)):
        watch(browser, enquiry, video, start, end)

    assert watched(runtime, enquiry) == [[0, 28], [40, 55]]


@pytest.mark.parametrize(("start", "end"), [(5, 5), (9, 3), (-1, 4), (0, 10**9), ("x", 4)])
def test_a_stretch_that_cannot_be_is_none(
    browser: Browser, runtime: Runtime, cleo: SignedIn, enquiry: UUID, start: object, end: object
) -> None:
    browser.sign_in(cleo)
    watch(browser, enquiry, opened(runtime, enquiry, "video"), start, end)

    assert watched(runtime, enquiry) == []


def test_articles_and_what_was_not_opened_are_not_watched(
    browser: Browser, runtime: Runtime, cleo: SignedIn, enquiry: UUID
) -> None:
    browser.sign_in(cleo)
    watch(browser, enquiry, opened(runtime, enquiry, "article"), 0, 15)
    watch(browser, enquiry, enquiry, 0, 15)

    assert watched(runtime, enquiry) == []


def test_a_colleague_watches_nothing_in_it(
    browser: Browser, runtime: Runtime, finn: SignedIn, enquiry: UUID
) -> None:
    browser.sign_in(finn)
    watch(browser, enquiry, opened(runtime, enquiry, "video"), 0, 15, status=404)

    assert watched(runtime, enquiry) == []


def test_a_player_that_runs_on_adds_nothing_to_what_has_ended(
    browser: Browser, runtime: Runtime, cleo: SignedIn, enquiry: UUID
) -> None:
    with runtime.database.writing() as db:
        solve(db, db.get_one(Enquiry, enquiry), None, at=runtime.now())
    browser.sign_in(cleo)
    watch(browser, enquiry, opened(runtime, enquiry, "video"), 0, 15)

    assert watched(runtime, enquiry) == []


def test_a_reading_keeps_no_more_stretches_than_anybody_reads(
    runtime: Runtime, enquiry: UUID
) -> None:
    with runtime.database.writing() as db:
        reading = db.get_one(Enquiry, enquiry).readings[-1]
        for start in range(0, 4 * MOST_STRETCHES, 2):
            reading.watch(start, start + 1)
        assert len(reading.watched) == MOST_STRETCHES
