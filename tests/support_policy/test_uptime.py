"""Uptime of a month: what counts, how it is cut, and when it is met."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.support_policy.errors import NaiveMomentError, RuleError
from portal.support_policy.uptime import Impact, Month, Outage, uptime_of

from .by_hand import MINUTE, minutes_down_by_hand

OCTOBER, NOVEMBER, DECEMBER = (Month(2026, number) for number in (10, 11, 12))
LATER = datetime(2027, 6, 1, tzinfo=UTC)


def gmt(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def outage(starts_at: str, ends_at: str | None, **facts) -> Outage:
    return Outage(gmt(starts_at), gmt(ends_at) if ends_at else None, **facts)


def on_the_tenth(*times: str, **facts) -> list[Outage]:
    """Read "10:00-10:03" as an incident of 10 November."""
    ends = (text.split("-") for text in times)
    return [outage(f"2026-11-10T{a}", f"2026-11-10T{b}", **facts) for a, b in ends]


OVER_MIDNIGHT = [outage("2026-10-31T23:58", "2026-11-01T00:01")]
FIVE_PLANNED = on_the_tenth("10:00-10:05", is_planned=True)
TWO_HOURS_SLOW = on_the_tenth("10:00-12:00", impact=Impact.DEGRADED)
TWO_IN_ONE = on_the_tenth("10:00-10:04", "10:01-10:02", "10:03-10:04")
ALL_AUTUMN = [outage("2026-10-01T00:00", "2027-01-01T00:00")]

ROWS = [
    ("overlap", NOVEMBER, on_the_tenth("10:00-10:03", "10:02-10:04"), 4, "99.9907", True),
    ("five minutes", NOVEMBER, on_the_tenth("10:00-10:05"), 5, "99.9884", False),
    ("over the end of a month, before", OCTOBER, OVER_MIDNIGHT, 2, "99.9955", True),
    ("over the end of a month, after", NOVEMBER, OVER_MIDNIGHT, 1, "99.9976", True),
    ("none that touches this customer", NOVEMBER, [], 0, "100.0000", True),
    ("one in another", NOVEMBER, on_the_tenth("10:00-10:04", "10:01-10:02"), 4, "99.9907", True),
    ("two in one", NOVEMBER, TWO_IN_ONE, 4, "99.9907", True),
    ("one after another", NOVEMBER, on_the_tenth("10:02-10:04", "10:00-10:02"), 4, "99.9907", True),
    ("degraded counts nothing", NOVEMBER, TWO_HOURS_SLOW, 0, "100.0000", True),
    ("planned maintenance counts", NOVEMBER, FIVE_PLANNED, 5, "99.9884", False),
    ("the whole month", NOVEMBER, ALL_AUTUMN, 43200, "0.0000", False),
    ("none in another month", DECEMBER, OVER_MIDNIGHT, 0, "100.0000", True),
]


@pytest.mark.parametrize(
    ("month", "outages", "minutes", "percent", "is_met"),
    [row[1:] for row in ROWS],
    ids=[row[0] for row in ROWS],
)
def test_a_month_counts_its_unavailable_minutes(month, outages, minutes, percent, is_met):
    uptime = uptime_of(month, outages, now=LATER)

    assert uptime.down == minutes * MINUTE
    assert str(uptime.percent) == percent
    assert uptime.is_met is is_met


@pytest.mark.parametrize(
    ("seconds", "percent", "is_met", "left"),
    [
        ("259.2", "99.9900", True, "0.00"),
        ("259.200001", "99.9899", False, "0.00"),
        ("259.199999", "99.9900", True, "0.00"),
        ("0.000001", "99.9999", True, "4.31"),
        ("0", "100.0000", True, "4.32"),
    ],
    ids=["just met", "one microsecond over", "one under", "hardly anything", "nothing"],
)
def test_the_percentage_is_cut_and_never_rounded_up(seconds, percent, is_met, left):
    down = timedelta(microseconds=int(Decimal(seconds) * 1_000_000))
    start = gmt("2026-11-10T10:00")

    uptime = uptime_of(NOVEMBER, [Outage(start, start + down)], now=LATER)

    assert (str(uptime.percent), uptime.is_met, str(uptime.minutes_left)) == (percent, is_met, left)


@pytest.mark.parametrize(
    ("month", "allowed"),
    [("2026-02", "4.03"), ("2028-02", "4.17"), ("2026-11", "4.32"), ("2026-12", "4.46")],
)
def test_a_month_leaves_as_many_minutes_as_it_is_long(month, allowed):
    assert str(uptime_of(Month.parse(month), [], now=LATER).minutes_left) == allowed


def test_thirty_days_leave_exactly_four_minutes_and_thirty_two_hundredths():
    assert uptime_of(NOVEMBER, [], now=LATER).left == timedelta(seconds=259.2)


def test_minutes_left_never_fall_below_none():
    uptime = uptime_of(NOVEMBER, [outage("2026-11-10T10:00", "2026-11-10T11:00")], now=LATER)

    assert uptime.left == timedelta(0)


def test_minutes_down_are_never_shown_shorter_than_they_were():
    uptime = uptime_of(NOVEMBER, [outage("2026-11-10T10:00", "2026-11-10T10:00:01")], now=LATER)

    assert str(uptime.minutes_down) == "0.02"


def test_an_open_incident_runs_to_now():
    still_open = outage("2026-11-10T10:00", None)

    uptime = uptime_of(NOVEMBER, [still_open], now=gmt("2026-11-10T10:03"))

    assert uptime.minutes_down == 3


def test_an_open_incident_fills_a_month_that_is_over_to_its_end():
    uptime = uptime_of(NOVEMBER, [outage("2026-11-30T23:50", None)], now=gmt("2026-12-02T00:00"))

    assert uptime.minutes_down == 10


def test_maintenance_that_is_only_announced_has_taken_nothing_yet():
    announced = outage("2026-11-28T22:00", "2026-11-28T23:00", is_planned=True)

    assert uptime_of(NOVEMBER, [announced], now=gmt("2026-11-20T00:00")).minutes_down == 0


def test_a_month_that_has_not_begun_has_nothing_down():
    open_incident = outage("2026-11-10T10:00", None)

    assert uptime_of(DECEMBER, [open_incident], now=gmt("2026-11-20T00:00")).down == timedelta(0)


def test_planned_maintenance_may_be_left_out():
    outages = [
        outage("2026-11-10T10:00", "2026-11-10T10:05", is_planned=True),
        outage("2026-11-10T10:04", "2026-11-10T10:06"),
    ]

    uptime = uptime_of(NOVEMBER, outages, now=LATER, maintenance_counts=False)

    assert uptime.minutes_down == 2


def test_another_promise_may_be_kept():
    outages = [outage("2026-11-10T10:00", "2026-11-10T10:30")]

    uptime = uptime_of(NOVEMBER, outages, now=LATER, promised_percent=Fraction("99.9"))

    assert uptime.is_met
    assert uptime.minutes_left == Decimal("13.20")


def test_the_month_is_the_month_in_gmt():
    new_year_in_tokyo = datetime(2027, 1, 1, 5, tzinfo=timezone(timedelta(hours=9)))

    assert Month.of(new_year_in_tokyo) == DECEMBER
    assert DECEMBER.ends_at == gmt("2027-01-01T00:00")


NO_MONTHS = ["2026-13", "2026-00", "2026-1", "26-11", "0000-01", "9999-12", "2026-11-01", "٢٠٢٦-11"]


@pytest.mark.parametrize("text", NO_MONTHS)
def test_what_is_no_month_is_refused(text):
    with pytest.raises(RuleError):
        Month.parse(text)


def test_an_incident_cannot_end_before_it_starts():
    with pytest.raises(RuleError, match="before it starts"):
        outage("2026-11-10T10:00", "2026-11-10T09:59")


def test_an_incident_without_a_zone_is_refused():
    with pytest.raises(NaiveMomentError):
        Outage(datetime(2026, 11, 10), None)  # noqa: DTZ001


minutes_around = st.integers(-3 * 24 * 60, 33 * 24 * 60).map(
    lambda n: NOVEMBER.starts_at + n * MINUTE
)
lengths = st.integers(0, 600) | st.integers(0, 5)


@st.composite
def outages_around_november(draw):
    return [
        Outage(
            starts_at := draw(minutes_around),
            draw(st.none() | lengths.map(lambda n, start=starts_at: start + n * MINUTE)),
            draw(st.sampled_from(Impact)),
            draw(st.booleans()),
        )
        for _ in range(draw(st.integers(0, 6)))
    ]


@settings(deadline=None, max_examples=60)
@given(outages_around_november(), minutes_around, st.booleans())
def test_counting_every_minute_by_hand_gives_the_same(outages, now, maintenance_counts):
    counting = [
        (o.starts_at, o.ends_at or max(now, o.starts_at))
        for o in outages
        if o.impact == "unavailable" and not (o.is_planned and not maintenance_counts)
    ]
    end = min(NOVEMBER.ends_at, now)
    minutes = minutes_down_by_hand(counting, NOVEMBER.starts_at, end)

    uptime = uptime_of(NOVEMBER, outages, now=now, maintenance_counts=maintenance_counts)

    assert uptime.down == minutes * MINUTE
    assert uptime.is_met is (minutes <= 4)
    assert uptime.percent <= 100 * (1 - Fraction(minutes, 43200)) < uptime.percent + Decimal("1e-4")
