"""How times, dates and durations are written for people, with the zone named."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_currency, format_decimal
from babel.units import format_unit

NO_BREAK = "\u00a0"
FRENCH_CLOCK = f"H{NO_BREAK}'h'{NO_BREAK}mm"
CLOCK = {"fr": FRENCH_CLOCK}
LONG_TIME = {"fr": f"EEEE d MMMM y 'à' {FRENCH_CLOCK}"}
SHORT_TIME = {"fr": f"EEE d MMM 'à' {FRENCH_CLOCK}"}
ANY_CLOCK = "HH:mm"
ANY_LONG_TIME = f"EEEE d MMMM y, {ANY_CLOCK}"
ANY_SHORT_TIME = f"EEE d MMM, {ANY_CLOCK}"


def written_moment(at: datetime, *, lang: str, zone: str, own: str = "") -> str:
    """Return a moment in full: weekday, date, time, zone, and the same in the reader's own zone.

    Part minutes count up to the minute.
    """
    local = up_to_the_minute(at).astimezone(ZoneInfo(zone))
    pattern = dated(LONG_TIME.get(lang, ANY_LONG_TIME), local, lang=lang)
    written = format_datetime(local, pattern, locale=lang)
    named = " · ".join(
        filter(None, (zone_name(local), own_moment(at, lang=lang, zone=zone, own=own)))
    )
    return f"{written} ({named})"


def own_moment(at: datetime, *, lang: str, zone: str, own: str) -> str:
    """Return the time in the reader's own zone, with its day if it is another; else nothing."""
    if not own:
        return ""
    here, there = up_to_the_minute(at), ZoneInfo(own)
    local, official = here.astimezone(there), here.astimezone(ZoneInfo(zone))
    if local.utcoffset() == official.utcoffset():
        return ""
    if local.date() != official.date():
        return short_moment(at, lang=lang, zone=own)
    return f"{clock_time(here, lang=lang, zone=own)} {zone_name(local)}"


def short_moment(at: datetime, *, lang: str, zone: str) -> str:
    """Return a moment for a table: short weekday and month, zone named."""
    local = up_to_the_minute(at).astimezone(ZoneInfo(zone))
    pattern = dated(SHORT_TIME.get(lang, ANY_SHORT_TIME), local, lang=lang)
    written = format_datetime(local, pattern, locale=lang)
    return f"{written} {zone_name(local)}"


def moment_in(at: datetime, zone: str, *, lang: str) -> str:
    """Return weekday, time and zone on the clocks of another place."""
    pattern = f"EEE {CLOCK.get(lang, ANY_CLOCK)}"
    local = at.astimezone(ZoneInfo(zone))
    return f"{format_datetime(local, pattern, locale=lang)} {zone_name(local)}"


def clock_time(at: datetime, *, lang: str, zone: str) -> str:
    pattern = CLOCK.get(lang, ANY_CLOCK)
    return format_time(at.astimezone(ZoneInfo(zone)), pattern, locale=lang, tzinfo=ZoneInfo(zone))


def dated(pattern: str, on: date, *, lang: str) -> str:
    """Return the pattern of a date; the first of a month is an ordinal in French: 1er."""
    return pattern.replace("d MMM", "'1er' MMM") if lang == "fr" and on.day == 1 else pattern


def written_date(on: date, *, lang: str) -> str:
    return format_date(on, dated("d MMMM y", on, lang=lang), locale=lang)


def written_day(on: date, *, lang: str) -> str:
    """Return a date with its weekday: what a person checks a deadline against."""
    return format_date(on, dated("EEEE d MMMM", on, lang=lang), locale=lang)


def written_seconds(seconds: float) -> str:
    """Return a place in a video as people write it: 2:14, 1:02:03."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def up_to_the_minute(at: datetime) -> datetime:
    """Return the moment itself, or the next full minute: a promise is never shown too early."""
    if at.second or at.microsecond:
        return at.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return at


def zone_name(local: datetime) -> str:
    """Return the zone's abbreviation; where it has none, its distance from UTC."""
    name = local.tzname() or "UTC"
    if name[0] in "+-":
        hours, minutes = name[:3], name[3:]
        return f"UTC{hours}:{minutes}" if minutes else f"UTC{hours}"
    return "GMT" if name in {"GMT", "UTC"} else name


def written_month(first: date, *, lang: str) -> str:
    return format_date(first, "MMMM y", locale=lang)


def written_percent(number: Decimal | None, *, lang: str) -> str:
    """Return a percentage as it is cut already; nothing to divide by is a dash."""
    if number is None:
        return "–"
    return written_number(number, lang=lang) + ("%" if lang == "en" else f"{NO_BREAK}%")


def written_share(share: Fraction | None, *, lang: str) -> str:
    """Return a share in per cent with one decimal, cut: it never shows more than there was."""
    cut = None if share is None else Decimal(share * 1_000 // 1).scaleb(-1)
    return written_percent(cut, lang=lang)


def written_ratio(ratio: Fraction | None, *, lang: str) -> str:
    """Return how many there are of one for each of the other, with two decimals, cut."""
    return "–" if ratio is None else written_number(Decimal(ratio * 100 // 1).scaleb(-2), lang=lang)


def short_date(on: date, *, lang: str) -> str:
    return format_date(on, dated("d MMM", on, lang=lang), locale=lang)


def written_number(number: int | Decimal, *, lang: str) -> str:
    """Return a number with the signs of the language, and with all the decimals it has."""
    return _as_number(str(number), lang)


@lru_cache(maxsize=4_096)
def _as_number(text: str, lang: str) -> str:
    """Write a number given as text: 1.0 and 1.00 are equal, but not written alike."""
    number = Decimal(text)
    decimals = max(0, -int(number.as_tuple().exponent))
    return str(format_decimal(number, "#,##0" + ("." + "0" * decimals) * bool(decimals), lang))


def written_size(size: int, *, lang: str) -> str:
    """Return the size of a file in kilobytes or megabytes, with one decimal: 23.2 kB."""
    unit, scale = ("megabyte", 10**6) if size >= 10**6 else ("kilobyte", 10**3)
    written = format_unit(max(0.1, round(size / scale, 1)), f"digital-{unit}", "short", locale=lang)
    return written.replace(" ", NO_BREAK)


def written_money(amount: Decimal, currency: str, *, lang: str) -> str:
    return str(format_currency(amount, currency, locale=lang))


def written_cell(cell: object, *, lang: str) -> str:
    """Return what stands in a table: numbers, dates and words of the reader's language."""
    if cell is None:
        return "–"
    if isinstance(cell, date):
        return written_date(cell, lang=lang)
    return written_number(cell, lang=lang) if isinstance(cell, int | Decimal) else str(cell)


def written_span(length: timedelta, *, lang: str) -> str:
    """Return a span of the calendar: from two days on in days and hours, 3 days 16 h."""
    if length < timedelta(days=2):
        return written_duration(length)
    days = format_unit(length.days, "duration-day", length="short", locale=lang)
    hours = length.seconds // 3600
    parts = [days.replace(" ", NO_BREAK), *([f"{hours}{NO_BREAK}h"] if hours else [])]
    return NO_BREAK.join(parts)


def written_duration(length: timedelta) -> str:
    """Return hours and minutes, rounded up to the minute: 1 h 30 min."""
    minutes = -(-int(length.total_seconds()) // 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours}{NO_BREAK}h"] if hours else []
    parts += [f"{minutes}{NO_BREAK}min"] if minutes or not hours else []
    return NO_BREAK.join(parts)
