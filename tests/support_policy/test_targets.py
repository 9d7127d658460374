"""Answer times: which promise decides, what was counted, and the laws that always hold."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.support_policy.bank_holidays import SUBDIVISIONS
from portal.support_policy.calendar import SupportCalendar, WhyClosed
from portal.support_policy.errors import NaiveMomentError, OutsideCalendarError, RuleError
from portal.support_policy.hours import Hours, Spell, on_weekdays
from portal.support_policy.rules import PolicyRules
from portal.support_policy.targets import answer_times, due_for, respond_by
from portal.support_policy.tiers import Priority, Promise, Tier

from .by_hand import due_by_hand, england_and_wales, minute_is_open, moments

MONDAY_9 = datetime(2026, 11, 23, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WIDTHS = {Tier.STANDARD: (9, 17), Tier.ENHANCED: (8, 22)}

zones = st.sampled_from(["GMT", "Europe/London"])
tiers = st.sampled_from(Tier)
priorities = st.sampled_from(Priority)
promises = st.integers(1, 60 * 60 * 40).map(lambda seconds: seconds * SECOND)
divisions = st.lists(st.sampled_from(list(SUBDIVISIONS)), unique=True).map(tuple)


@st.composite
def openings_and_closures(draw):
    """A whole minute of 2022 to 2028, and days after it on which staff closed."""
    opened_at = draw(moments).replace(second=0, microsecond=0)
    ahead = draw(st.sets(st.integers(0, 12), max_size=6))
    return opened_at, {opened_at.date() + timedelta(days=n): "stocktaking" for n in ahead}


@st.composite
def calendars(draw):
    rules = PolicyRules(zone=draw(zones), divisions=draw(divisions))
    return rules.calendar(draw(tiers))


# Which promise decides


def test_the_earlier_promise_decides_and_the_later_working_is_kept():
    due = due_for(Tier.ENHANCED, Priority.P4, MONDAY_9, PolicyRules())

    (later,) = due.also
    assert (due.decided_by, due.due_at) == ("standard", datetime(2026, 11, 24, 13, tzinfo=UTC))
    assert (later.decided_by, later.due_at) == ("enhanced", datetime(2026, 11, 24, 19, tzinfo=UTC))
    assert sum((s.counted for s in later.spells), timedelta(0)) == timedelta(hours=24)


def test_of_two_promises_due_together_the_tier_the_customer_bought_decides():
    same = on_weekdays(Hours.parse("09:00-17:00"))
    rules = PolicyRules(enhanced_hours=same)

    due = due_for(Tier.ENHANCED, Priority.P3, MONDAY_9, rules)

    assert due.decided_by == "enhanced"
    assert due.also[0].due_at == due.due_at


def test_a_question_under_enhanced_alone_is_best_effort_and_says_so():
    rules = PolicyRules(enhanced_keeps_standard=False)

    due = due_for(Tier.ENHANCED, Priority.P5, MONDAY_9, rules)

    assert due.due_at is None
    assert due.promise == Promise(Tier.ENHANCED, None)
    assert due.spells == due.skipped == ()


def test_a_question_under_both_keeps_the_best_effort_beside_the_deadline():
    due = due_for(Tier.ENHANCED, Priority.P5, MONDAY_9, PolicyRules())

    assert due.decided_by == "standard"
    assert [other.due_at for other in due.also] == [None]


@pytest.mark.parametrize("priority", Priority, ids=lambda p: p.name)
def test_standard_promises_the_same_whatever_the_priority(priority):
    due = due_for(Tier.STANDARD, priority, MONDAY_9, PolicyRules())

    assert due.due_at == datetime(2026, 11, 24, 13, tzinfo=UTC)


def test_answer_times_say_by_when_each_severity_would_be_answered():
    times = answer_times(Tier.ENHANCED, MONDAY_9, PolicyRules(enhanced_keeps_standard=False))

    shown = {p.name: due.due_at and f"{due.due_at:%a %H:%M}" for p, due in times.items()}
    assert shown == {
        "P1": "Mon 11:00",
        "P2": "Mon 13:00",
        "P3": "Mon 21:00",
        "P4": "Tue 19:00",
        "P5": None,
    }


# What was counted and skipped


def test_the_working_names_every_spell_and_every_day_that_was_skipped():
    opened_at = datetime(2026, 12, 24, 15, 30, tzinfo=UTC)

    due = due_for(Tier.STANDARD, Priority.P2, opened_at, PolicyRules())

    assert [(s.starts_at.day, s.counted) for s in due.spells] == [
        (24, timedelta(minutes=90)),
        (29, timedelta(hours=8)),
        (30, timedelta(minutes=150)),
    ]
    assert [(d.on.day, d.why, d.name) for d in due.skipped] == [
        (25, WhyClosed.BANK_HOLIDAY, "Christmas Day"),
        (26, WhyClosed.WEEKEND, ""),
        (27, WhyClosed.WEEKEND, ""),
        (28, WhyClosed.BANK_HOLIDAY, "Boxing Day (observed)"),
    ]


def test_a_request_on_a_saturday_skips_that_saturday():
    due = due_for(Tier.STANDARD, Priority.P5, datetime(2026, 11, 28, 12, tzinfo=UTC), PolicyRules())

    assert [day.on.day for day in due.skipped] == [28, 29]
    assert due.starts_at == datetime(2026, 11, 30, 9, tzinfo=UTC)


def test_an_evening_after_closing_is_not_a_skipped_day():
    due = due_for(Tier.STANDARD, Priority.P3, MONDAY_9.replace(hour=18), PolicyRules())

    assert due.skipped == ()


def test_a_promise_used_up_at_closing_time_is_due_at_closing_time():
    due = respond_by(MONDAY_9, timedelta(hours=8), PolicyRules().calendar(Tier.STANDARD))

    assert due.due_at == datetime(2026, 11, 23, 17, tzinfo=UTC)
    assert len(due.spells) == 1


def test_due_at_midnight_on_friday_does_not_skip_saturday():
    calendar = SupportCalendar(
        tier=Tier.STANDARD, zone=ZoneInfo("GMT"), weekly=on_weekdays(Hours.parse("00:00-24:00"))
    )

    due = respond_by(datetime(2026, 11, 27, tzinfo=UTC), timedelta(hours=24), calendar)

    assert due.due_at == datetime(2026, 11, 28, tzinfo=UTC)
    assert due.skipped == ()


def test_nothing_is_rounded_before_it_is_shown():
    opened_at = MONDAY_9.replace(hour=16, second=7, microsecond=5)

    due = respond_by(opened_at, timedelta(hours=2), PolicyRules().calendar(Tier.STANDARD))

    assert due.due_at == datetime(2026, 11, 24, 10, 0, 7, 5, tzinfo=UTC)


# Zones

ZONE_ROWS = [
    # opened (GMT), zone, due (GMT) of a standard request
    ("winter, GMT", "2026-11-23T10:00", "GMT", "2026-11-24T14:00"),
    ("winter, UK time", "2026-11-23T10:00", "Europe/London", "2026-11-24T14:00"),
    ("summer before opening, GMT", "2026-07-01T07:30", "GMT", "2026-07-02T13:00"),
    ("summer before opening, UK time", "2026-07-01T07:30", "Europe/London", "2026-07-02T12:00"),
    ("summer last hour, GMT", "2026-07-01T16:30", "GMT", "2026-07-03T12:30"),
    ("summer last hour, UK time", "2026-07-01T16:30", "Europe/London", "2026-07-03T12:00"),
    ("clocks go forward, GMT", "2026-03-27T16:00", "GMT", "2026-03-31T12:00"),
    ("clocks go forward, UK time", "2026-03-27T16:00", "Europe/London", "2026-03-31T11:00"),
    ("clocks go back, GMT", "2026-10-23T15:00", "GMT", "2026-10-27T11:00"),
    ("clocks go back, UK time", "2026-10-23T15:00", "Europe/London", "2026-10-27T12:00"),
]


@pytest.mark.parametrize(
    ("opened", "zone", "due"), [row[1:] for row in ZONE_ROWS], ids=[row[0] for row in ZONE_ROWS]
)
def test_opening_hours_follow_the_zone_and_its_clocks(opened, zone, due):
    opened_at = datetime.fromisoformat(opened).replace(tzinfo=UTC)

    answer = due_for(Tier.STANDARD, Priority.P3, opened_at, PolicyRules(zone=zone))

    assert answer.due_at == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_a_night_in_which_the_clocks_change_counts_the_hours_that_passed():
    round_the_clock = SupportCalendar(
        tier=Tier.STANDARD,
        zone=ZoneInfo("Europe/London"),
        weekly=on_weekdays(Hours.parse("00:00-24:00"), range(7)),
    )

    spring = respond_by(datetime(2026, 3, 29, tzinfo=UTC), timedelta(hours=24), round_the_clock)
    autumn = respond_by(
        datetime(2026, 10, 24, 23, tzinfo=UTC), timedelta(hours=26), round_the_clock
    )

    assert [s.counted // timedelta(hours=1) for s in spring.spells] == [23, 1]
    assert [s.counted // timedelta(hours=1) for s in autumn.spells] == [25, 1]


# Refusals


def test_a_moment_without_a_zone_is_refused_even_without_a_deadline():
    naive = datetime(2026, 11, 23, 9)  # noqa: DTZ001

    for rules in (PolicyRules(), PolicyRules(enhanced_keeps_standard=False)):
        with pytest.raises(NaiveMomentError, match="names no zone"):
            due_for(Tier.ENHANCED, Priority.P5, naive, rules)


@pytest.mark.parametrize("year", [1, 1971, 2101, 9999])
def test_years_without_known_bank_holidays_are_refused(year):
    with pytest.raises(OutsideCalendarError, match="1972 to 2100"):
        due_for(Tier.STANDARD, Priority.P1, datetime(year, 6, 1, tzinfo=UTC), PolicyRules())


def test_a_promise_that_outlasts_the_calendar_is_refused():
    with pytest.raises(OutsideCalendarError, match="does not fit"):
        due_for(Tier.STANDARD, Priority.P1, datetime(2100, 12, 31, 16, tzinfo=UTC), PolicyRules())


def test_a_promise_of_nothing_is_refused():
    with pytest.raises(RuleError, match="longer than nothing"):
        respond_by(MONDAY_9, timedelta(0), PolicyRules().calendar(Tier.STANDARD))


# Laws


@settings(deadline=None)
@given(moments, promises, calendars())
def test_an_answer_never_falls_due_in_closed_time(opened_at, promise, calendar):
    due = respond_by(opened_at, promise, calendar)

    assert calendar.is_open(due.due_at - timedelta(microseconds=1))
    assert due.due_at > opened_at


@settings(deadline=None)
@given(moments, promises, calendars())
def test_the_counted_spells_are_open_apart_and_add_up_to_the_promise(opened_at, promise, calendar):
    due = respond_by(opened_at, promise, calendar)

    edges = [edge for spell in due.spells for edge in (spell.starts_at, spell.ends_at)]
    assert edges == sorted(edges)
    assert edges[0] >= opened_at
    assert all(calendar.is_open(spell.starts_at) for spell in due.spells)
    assert sum((spell.counted for spell in due.spells), timedelta(0)) == promise


@settings(deadline=None)
@given(moments, st.timedeltas(timedelta(0), timedelta(days=9)), promises, calendars())
def test_who_asks_later_is_never_due_earlier(opened_at, wait, promise, calendar):
    first = respond_by(opened_at, promise, calendar)
    second = respond_by(opened_at + wait, promise, calendar)

    assert first.due_at <= second.due_at


@settings(deadline=None)
@given(moments, promises, promises, calendars())
def test_two_promises_one_after_the_other_are_one_long_promise(opened_at, one, two, calendar):
    whole = respond_by(opened_at, one + two, calendar)
    halfway = respond_by(opened_at, one, calendar)

    assert whole.due_at == respond_by(halfway.due_at, two, calendar).due_at


@settings(deadline=None)
@given(moments, promises, divisions, divisions, tiers)
def test_more_divisions_never_make_an_answer_due_earlier(opened_at, promise, some, more, tier):
    fewer = PolicyRules(divisions=some).calendar(tier)
    union = PolicyRules(divisions=tuple({*some, *more})).calendar(tier)

    due = respond_by(opened_at, promise, union)

    assert due.due_at >= respond_by(opened_at, promise, fewer).due_at


@settings(deadline=None)
@given(moments, promises, calendars())
def test_every_day_from_opening_to_due_is_counted_skipped_or_over(opened_at, promise, calendar):
    due = respond_by(opened_at, promise, calendar)

    first, last = calendar.date_of(opened_at), calendar.date_of(due.spells[-1].starts_at)
    counted = {calendar.date_of(spell.starts_at) for spell in due.spells}
    skipped = {day.on for day in due.skipped}
    days = {first + timedelta(days=n) for n in range((last - first).days + 1)}
    assert not counted & skipped
    assert days - counted - skipped <= {first}


@settings(deadline=None)
@given(moments, tiers, priorities, zones, st.booleans())
def test_the_promise_that_decides_is_the_earliest_that_runs(opened_at, tier, priority, zone, keeps):
    rules = PolicyRules(zone=zone, enhanced_keeps_standard=keeps)

    due = due_for(tier, priority, opened_at, rules)

    assert all(other.due_at is None or due.due_at <= other.due_at for other in due.also)
    assert len(due.also) == len(rules.promises(tier, priority)) - 1


@settings(deadline=None, max_examples=60)
@given(openings_and_closures(), st.integers(1, 24 * 60), tiers, zones)
def test_counting_every_minute_by_hand_gives_the_same(opening, minutes, tier, zone):
    opened_at, closures = opening
    calendar = PolicyRules(zone=zone, closures=closures).calendar(tier)
    is_open = minute_is_open(ZoneInfo(zone), WIDTHS[tier], england_and_wales() | closures.keys())

    due = respond_by(opened_at, timedelta(minutes=minutes), calendar)

    counted: dict[date, int] = {
        spell.starts_at.date(): spell.counted // timedelta(minutes=1) for spell in due.spells
    }
    assert (due.due_at, counted) == due_by_hand(opened_at, minutes, is_open)


def spell(begins: str, ends: str) -> Spell:
    """A spell of the week of MONDAY_9, such as from "23 10:30" to "24 09:00"."""
    day, at = begins.split(), ends.split()
    return Spell(
        datetime.fromisoformat(f"2026-11-{day[0]}T{day[1]}+00:00"),
        datetime.fromisoformat(f"2026-11-{at[0]}T{at[1]}+00:00"),
    )


@pytest.mark.parametrize(
    ("paused", "due"),
    [
        ([("23 11:00", "23 12:00")], "23 14:00"),
        ([("23 10:30", "23 11:00"), ("23 12:00", "23 12:30")], "23 14:00"),
        ([("23 09:00", "23 09:30")], "23 13:30"),
        ([("23 12:00", "24 09:00")], "24 10:00"),
        ([("23 12:00", "24 07:00")], "24 09:00"),
        ([("23 22:30", "24 07:00")], "23 13:00"),
    ],
    ids=["one", "two", "from the start", "into a day", "overnight", "after it was used up"],
)
def test_what_was_paused_does_not_count(paused: list[tuple[str, str]], due: str) -> None:
    pauses = tuple(spell(*one) for one in paused)

    found = due_for(Tier.ENHANCED, Priority.P2, MONDAY_9, PolicyRules(), pauses)

    assert found.due_at == spell(due, due).starts_at
    assert sum((one.counted for one in found.spells), timedelta()) == timedelta(hours=4)


def test_a_share_used_up_at_closing_time_is_used_up_then() -> None:
    due = due_for(Tier.STANDARD, Priority.P3, MONDAY_9 + timedelta(hours=7), PolicyRules())

    assert due.used_at(75) == MONDAY_9 + timedelta(days=1, hours=8)
