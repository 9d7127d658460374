"""Working time: open or not, when next, and why not."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.support_policy.calendar import ClosedDay, SupportCalendar, WhyClosed
from portal.support_policy.errors import NaiveMomentError, OutsideCalendarError, RuleError
from portal.support_policy.hours import Hours, on_weekdays
from portal.support_policy.rules import PolicyRules
from portal.support_policy.tiers import Tier

from .by_hand import moments

CHRISTMAS, SATURDAY, MONDAY = date(2026, 12, 25), date(2026, 11, 28), date(2026, 11, 30)


def gmt(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def standard(**rules) -> SupportCalendar:
    return PolicyRules(**rules).calendar(Tier.STANDARD)


OPEN_ROWS = [
    ("one second before opening", "2026-11-23T08:59:59", False),
    ("at opening", "2026-11-23T09:00:00", True),
    ("one second before closing", "2026-11-23T16:59:59", True),
    ("at closing", "2026-11-23T17:00:00", False),
    ("a Saturday", "2026-11-28T12:00:00", False),
    ("Christmas Day", "2026-12-25T12:00:00", False),
    ("the Monday kept for Boxing Day", "2026-12-28T12:00:00", False),
    ("Easter Monday", "2026-04-06T12:00:00", False),
    ("Saint Andrew's Day in England", "2026-11-30T12:00:00", True),
]


@pytest.mark.parametrize(
    ("at", "is_open"), [row[1:] for row in OPEN_ROWS], ids=[row[0] for row in OPEN_ROWS]
)
def test_support_is_open_from_opening_up_to_closing_on_working_days(at, is_open):
    assert standard().is_open(gmt(at)) is is_open


NEXT_ROWS = [
    ("open: now", "2026-11-23T10:30", "2026-11-23T10:30"),
    ("early: today", "2026-11-23T06:00", "2026-11-23T09:00"),
    ("at closing: tomorrow", "2026-11-23T17:00", "2026-11-24T09:00"),
    ("over Christmas: the 29th", "2026-12-24T17:00", "2026-12-29T09:00"),
    ("over New Year: the 4th", "2026-12-31T18:00", "2027-01-04T09:00"),
]


@pytest.mark.parametrize(
    ("at", "opens"), [row[1:] for row in NEXT_ROWS], ids=[row[0] for row in NEXT_ROWS]
)
def test_the_next_opening_is_the_first_open_moment_from_then_on(at, opens):
    assert standard().next_opening(gmt(at)) == gmt(opens)


WORKDAY = Hours.parse("09:00-17:00")
WITH_SCOTLAND = ("england-and-wales", "scotland")
WEEKEND, HOLIDAY, CLOSED = WhyClosed.WEEKEND, WhyClosed.BANK_HOLIDAY, WhyClosed.CLOSED

WHY_ROWS = [
    ("a weekend", SATURDAY, {}, (WEEKEND, "")),
    ("a bank holiday", CHRISTMAS, {}, (HOLIDAY, "Christmas Day")),
    ("a closure", MONDAY, {"closures": {MONDAY: "Office move"}}, (CLOSED, "Office move")),
    ("a closure without a reason", MONDAY, {"closures": {MONDAY: ""}}, (CLOSED, "")),
    ("a closed weekend", SATURDAY, {"closures": {SATURDAY: "Shutdown"}}, (WEEKEND, "")),
    ("a closed holiday", CHRISTMAS, {"closures": {CHRISTMAS: "x"}}, (HOLIDAY, "Christmas Day")),
    ("a weekday without hours", MONDAY, {"standard_hours": {1: WORKDAY}}, (CLOSED, "")),
    ("in Scotland", MONDAY, {"divisions": WITH_SCOTLAND}, (HOLIDAY, "Saint Andrew's Day")),
    ("a working day", MONDAY, {}, None),
    ("a bank holiday that staff opened", CHRISTMAS, {"openings": {CHRISTMAS: None}}, None),
]


@pytest.mark.parametrize(
    ("day", "rules", "closed"), [row[1:] for row in WHY_ROWS], ids=[row[0] for row in WHY_ROWS]
)
def test_a_closed_day_says_why(day, rules, closed):
    calendar = standard(**rules)

    assert calendar.why_closed(day) == (closed and ClosedDay(day, *closed))
    assert (calendar.hours_on(day) is None) is (closed is not None)


OPENED_ROWS = [
    ("a Saturday with its own hours", {SATURDAY: Hours.parse("10:00-14:00")}, {}, "10:00-14:00"),
    ("a Saturday with the usual hours", {SATURDAY: None}, {}, "09:00-17:00"),
    ("over a closure of the same day", {SATURDAY: None}, {SATURDAY: "Closed"}, "09:00-17:00"),
]


@pytest.mark.parametrize(
    ("openings", "closures", "hours"),
    [row[1:] for row in OPENED_ROWS],
    ids=[row[0] for row in OPENED_ROWS],
)
def test_a_day_that_staff_opened_is_open(openings, closures, hours):
    calendar = standard(openings=openings, closures=closures)

    assert str(calendar.hours_on(SATURDAY)) == hours


def test_a_bank_holiday_opened_as_usual_has_the_hours_of_its_weekday():
    weekly = {**on_weekdays(Hours.parse("09:00-17:00")), 4: Hours.parse("09:00-15:00")}

    calendar = standard(standard_hours=weekly, openings={CHRISTMAS: None})

    assert str(calendar.hours_on(CHRISTMAS)) == "09:00-15:00"


def test_enhanced_hours_are_longer():
    calendar = PolicyRules().calendar(Tier.ENHANCED)

    (spell,) = calendar.spells_between(gmt("2026-11-23T00:00"), gmt("2026-11-24T00:00"))

    assert (spell.starts_at, spell.ends_at) == (gmt("2026-11-23T08:00"), gmt("2026-11-23T22:00"))


def test_spells_between_two_moments_are_cut_at_both():
    spells = list(standard().spells_between(gmt("2026-11-27T16:00"), gmt("2026-11-30T09:30")))

    assert [(s.starts_at, s.ends_at) for s in spells] == [
        (gmt("2026-11-27T16:00"), gmt("2026-11-27T17:00")),
        (gmt("2026-11-30T09:00"), gmt("2026-11-30T09:30")),
    ]


def test_nothing_lies_between_closing_and_the_next_opening():
    assert list(standard().spells_between(gmt("2026-11-27T17:00"), gmt("2026-11-30T09:00"))) == []


def test_the_date_that_closes_is_the_date_in_the_zone_of_the_calendar():
    tokyo = SupportCalendar(
        tier=Tier.STANDARD,
        zone=ZoneInfo("Asia/Tokyo"),
        weekly=on_weekdays(Hours.parse("08:00-17:00")),
    )

    assert tokyo.is_open(gmt("2026-11-22T23:30"))
    assert not tokyo.is_open(gmt("2026-11-27T23:30"))


def test_an_afternoon_behind_gmt_still_belongs_to_its_own_day():
    los_angeles = PolicyRules(zone="America/Los_Angeles").calendar(Tier.STANDARD)

    assert los_angeles.is_open(gmt("2026-11-24T00:30"))
    assert los_angeles.date_of(gmt("2026-11-24T00:30")) == date(2026, 11, 23)


def test_opening_hours_that_the_clocks_skip_are_no_working_time():
    nights = SupportCalendar(
        tier=Tier.STANDARD,
        zone=ZoneInfo("Europe/London"),
        weekly=on_weekdays(Hours.parse("01:15-02:00"), [6]),
    )

    assert nights.next_opening(gmt("2026-03-28T00:00")) == gmt("2026-04-05T00:15")


def test_a_calendar_that_never_opens_is_refused():
    with pytest.raises(RuleError, match="at least one weekday"):
        standard(standard_hours={})


def test_an_eighth_day_of_the_week_is_refused():
    with pytest.raises(RuleError, match="Monday 0 to Sunday 6"):
        standard(standard_hours=on_weekdays(Hours.parse("09:00-17:00"), [7]))


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(NaiveMomentError):
        standard().is_open(datetime(2026, 11, 23, 9))  # noqa: DTZ001


def test_the_last_evening_of_the_calendar_is_closed_and_nothing_opens_after_it():
    last_evening = gmt("2100-12-31T20:00")

    assert not standard().is_open(last_evening)
    with pytest.raises(OutsideCalendarError, match="not open any more"):
        standard().next_opening(last_evening)


@settings(deadline=None)
@given(moments, st.sampled_from(["GMT", "Europe/London"]), st.sampled_from(Tier))
def test_support_is_open_exactly_inside_its_spells(at, zone, tier):
    calendar = PolicyRules(zone=zone).calendar(tier)
    day = timedelta(days=1)

    spells = calendar.spells_between(at - day, at + day)

    assert calendar.is_open(at) is any(s.starts_at <= at < s.ends_at for s in spells)


@settings(deadline=None)
@given(moments, st.sampled_from(Tier))
def test_nothing_is_open_before_the_next_opening(at, tier):
    calendar = PolicyRules().calendar(tier)

    opens = calendar.next_opening(at)

    assert calendar.is_open(opens)
    assert opens == at or not list(calendar.spells_between(at, opens))


def test_the_closed_days_of_a_span_hold_both_its_ends() -> None:
    found = standard().closed_days(SATURDAY, SATURDAY + timedelta(days=7))

    assert [day.on for day in found] == [SATURDAY + timedelta(days=n) for n in (0, 1, 7)]
