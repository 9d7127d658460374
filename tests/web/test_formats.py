"""How times are written for people, and in which language."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.web.formats import (
    short_date,
    short_moment,
    written_date,
    written_day,
    written_duration,
    written_moment,
    written_seconds,
    written_size,
)
from portal.web.languages import preferred_language

AT = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "lang", "zone", "words"),
    [
        pytest.param(AT, "en", "GMT", "Tuesday 24 November 2026, 11:30 (GMT)", id="English"),
        pytest.param(
            AT, "fr", "GMT", "mardi 24 novembre 2026 à 11\u00a0h\u00a030 (GMT)", id="French"
        ),
        pytest.param(
            SUMMER.replace(hour=7),
            "fr",
            "GMT",
            "mercredi 1er juillet 2026 à 7\u00a0h\u00a030 (GMT)",
            id="French, the first of a month",
        ),
        pytest.param(SUMMER, "en", "GMT", "Wednesday 1 July 2026, 11:30 (GMT)", id="GMT in summer"),
        pytest.param(
            SUMMER, "en", "Europe/London", "Wednesday 1 July 2026, 12:30 (BST)", id="London"
        ),
        pytest.param(
            AT + timedelta(seconds=1),
            "en",
            "GMT",
            "Tuesday 24 November 2026, 11:31 (GMT)",
            id="part of a minute counts up",
        ),
    ],
)
def test_a_moment_names_day_time_and_zone(at: datetime, lang: str, zone: str, words: str) -> None:
    assert written_moment(at, lang=lang, zone=zone) == words


def test_every_french_date_of_a_first_is_an_ordinal() -> None:
    first, second = SUMMER, SUMMER + timedelta(days=1)
    dates = (written_date, written_day, short_date)

    assert [write(first.date(), lang="fr") for write in dates] == [
        "1er juillet 2026",
        "mercredi 1er juillet",
        "1er juil.",
    ]
    assert short_moment(first, lang="fr", zone="GMT").startswith("mer. 1er juil. à 11")
    assert written_date(second.date(), lang="fr") == "2 juillet 2026"
    assert written_date(first.date(), lang="en") == "1 July 2026"


@pytest.mark.parametrize(("seconds", "words"), [(0, "0:00"), (134, "2:14"), (3723.9, "1:02:03")])
def test_a_place_in_a_video_is_written_as_people_write_it(seconds: float, words: str) -> None:
    assert written_seconds(seconds) == words


@pytest.mark.parametrize(
    ("size", "lang", "words"),
    [
        (12, "en", "0.1\u00a0kB"),
        (23_200, "en", "23.2\u00a0kB"),
        (23_200, "fr", "23,2\u202fko"),
        (1_500_000, "fr", "1,5\u202fMo"),
    ],
)
def test_the_size_of_a_file_is_written_with_the_signs_of_the_language(
    size: int, lang: str, words: str
) -> None:
    assert written_size(size, lang=lang) == words


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(), "0\u00a0min"),
        (timedelta(minutes=30), "30\u00a0min"),
        (timedelta(hours=2), "2\u00a0h"),
        (timedelta(hours=1, minutes=29, seconds=1), "1\u00a0h\u00a030\u00a0min"),
    ],
)
def test_a_duration_is_rounded_up_to_the_minute(length: timedelta, words: str) -> None:
    assert written_duration(length) == words


DUE = datetime(2026, 12, 1, 13, 0, tzinfo=UTC)
OWN = [
    ("en", "", "Tuesday 1 December 2026, 13:00 (GMT)"),
    ("en", "Europe/London", "Tuesday 1 December 2026, 13:00 (GMT)"),
    ("en", "Europe/Paris", "Tuesday 1 December 2026, 13:00 (GMT · 14:00 CET)"),
    ("fr", "Europe/Paris", "mardi 1er décembre 2026 à 13 h 00 (GMT · 14 h 00 CET)"),
    ("en", "Pacific/Auckland", "Tuesday 1 December 2026, 13:00 (GMT · Wed 2 Dec, 02:00 NZDT)"),
    ("en", "Asia/Kathmandu", "Tuesday 1 December 2026, 13:00 (GMT · 18:45 UTC+05:45)"),
]


@pytest.mark.parametrize(("lang", "own", "words"), OWN)
def test_a_readers_own_zone_stands_beside_the_zone_of_support(
    lang: str, own: str, words: str
) -> None:
    written = written_moment(DUE, lang=lang, zone="GMT", own=own)
    assert written.replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("fr", "fr"),
        ("FR", "fr"),
        ("fr-CA,en;q=0.5", "fr"),
        ("EN-us", "en"),
        ("de, FR;q=0.4", "fr"),
        ("en;q=0.1, fr;q=0.2", "fr"),
        ("fr;q=0", None),
        ("fr;q=lots", None),
        ("", None),
        ("de", None),
    ],
)
def test_a_browsers_language_is_found_however_it_is_written(header: str, lang: str | None) -> None:
    assert preferred_language(header) == lang
