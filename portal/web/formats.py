"""How times, dates and durations are written for people, with the zone named."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time

NO_BREAK = "\u00a0"
CLOCK = {"en": "HH:mm", "fr": f"HH{NO_BREAK}'h'{NO_BREAK}mm"}
LONG_TIME = {"en": f"EEEE d MMMM y, {CLOCK['en']}", "fr": f"EEEE d MMMM y 'à' {CLOCK['fr']}"}
SHORT_TIME = {"en": f"EEE d MMM, {CLOCK['en']}", "fr": f"EEE d MMM, {CLOCK['fr']}"}


def written_moment(at: datetime, *, lang: str, zone: str) -> str:
    """Return a moment in full: weekday, date, time, zone. Part minutes count up to the minute."""
    local = up_to_the_minute(at).astimezone(ZoneInfo(zone))
    return f"{format_datetime(local, LONG_TIME[lang], locale=lang)} ({zone_name(local)})"


def short_moment(at: datetime, *, lang: str, zone: str) -> str:
    """Return a moment for a table: short weekday and month, zone named."""
    local = up_to_the_minute(at).astimezone(ZoneInfo(zone))
    return f"{format_datetime(local, SHORT_TIME[lang], locale=lang)} {zone_name(local)}"


def clock_time(at: datetime, *, lang: str, zone: str) -> str:
    return format_time(
        at.astimezone(ZoneInfo(zone)), CLOCK[lang], locale=lang, tzinfo=ZoneInfo(zone)
    )


def written_date(on: date, *, lang: str) -> str:
    return format_date(on, "d MMMM y", locale=lang)


def written_day(on: date, *, lang: str) -> str:
    """Return a date with its weekday: what a person checks a deadline against."""
    return format_date(on, "EEEE d MMMM", locale=lang)


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
    name = local.tzname() or "UTC"
    return "GMT" if name in {"GMT", "UTC"} else name


def written_duration(length: timedelta) -> str:
    """Return hours and minutes, rounded up to the minute: 1 h 30 min."""
    minutes = -(-int(length.total_seconds()) // 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours}{NO_BREAK}h"] if hours else []
    parts += [f"{minutes}{NO_BREAK}min"] if minutes or not hours else []
    return NO_BREAK.join(parts)
