"""The rules of counting, as tables."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest

from portal.reporting.policy import (
    Figures,
    Matter,
    SameMatter,
    is_in_time,
    percent,
    same_matter,
)

SOLVED_AT = datetime(2026, 11, 2, 10, tzinfo=UTC)


def matter(person: int, organisation: int, words: str, items: str = "", topic: str = "") -> Matter:
    ids = UUID(int=person), UUID(int=organisation)
    return Matter(*ids, frozenset(words.split()), frozenset(items.split()), topic)


ANN, BOB, EVE = (1, 10), (2, 10), (3, 30)  # Ann and Bob are colleagues
MOVED = (1, 30)  # Ann, at another customer since


@pytest.mark.parametrize(
    ("solved", "raised", "why"),
    [
        pytest.param((*ANN, "sso loop", "a"), (*ANN, "mail", "a b"), "same-item", id="item"),
        pytest.param((*ANN, "sso loop", "a"), (*BOB, "mail", "a"), "same-item", id="item, org"),
        pytest.param((*ANN, "sso loop", "a"), (*EVE, "sso loop", "a"), None, id="other customer"),
        pytest.param((*ANN, "x", "a"), (*MOVED, "y", "a"), "same-item", id="same person elsewhere"),
        pytest.param(
            (*ANN, "loop", "", "mail"), (*ANN, "spam", "", "mail"), "same-topic", id="topic"
        ),
        pytest.param(
            (*ANN, "loop", "", "mail"), (*BOB, "spam", "", "mail"), None, id="topic, colleague"
        ),
        pytest.param(
            (*ANN, "loop x y", "", "mail"),
            (*BOB, "loop p q", "", "mail"),
            "same-topic",
            id="topic and a word, colleague",
        ),
        pytest.param((*ANN, "loop"), (*ANN, "spam"), None, id="no topic is no shared topic"),
        pytest.param((*ANN, "csv report"), (*BOB, "csv report page"), "same-words", id="words"),
        pytest.param((*ANN, "a b c d"), (*BOB, "a b x y"), "same-words", id="half the words"),
        pytest.param((*ANN, "a b c d e"), (*BOB, "a b x y z"), None, id="less than half"),
        pytest.param((*ANN, "a b"), (*BOB, "a x"), None, id="one word of two"),
        pytest.param((*ANN, "saml"), (*BOB, "saml login loop"), "same-words", id="the only word"),
        pytest.param((*ANN, ""), (*ANN, ""), None, id="nothing was asked"),
    ],
)
def test_one_matter(solved: tuple, raised: tuple, why: str | None) -> None:  # type: ignore[type-arg]
    found = same_matter(matter(*solved), matter(*raised))

    assert found == (SameMatter(why) if why else None)


@pytest.mark.parametrize(
    ("later", "is_soon"),
    [
        (timedelta(0), False),
        (timedelta(seconds=1), True),
        (timedelta(days=14), True),
        (timedelta(days=14, seconds=1), False),
        (timedelta(days=-1), False),
    ],
    ids=str,
)
def test_only_a_request_that_comes_after_and_soon_reverses(later: timedelta, is_soon: bool) -> None:
    assert is_in_time(SOLVED_AT, SOLVED_AT + later, within=timedelta(days=14)) is is_soon


def test_nothing_is_folded_into_solved() -> None:
    figures = Figures(solved=6, reversed=1, raised=3, joined=2, unknown=8, looked=5)

    assert figures.asked == 20
    assert figures.headline == Fraction(6, 9)
    assert (figures.at_least, figures.at_most) == (Fraction(6, 20), Fraction(14, 20))


def test_without_requests_there_is_no_score() -> None:
    assert Figures(looked=4, helped_themselves=4).self_service_score is None
    assert Figures(raised=2, looked=9, helped_themselves=5).self_service_score == Fraction(5, 2)


@pytest.mark.parametrize(
    ("solved", "raised", "too_few"), [(10, 9, True), (10, 10, False), (0, 0, True)]
)
def test_fewer_than_twenty_cases_are_too_few(solved: int, raised: int, too_few: bool) -> None:
    assert Figures(solved=solved, raised=raised, unknown=100).are_too_few is too_few
    scored = Figures(helped_themselves=solved, raised=raised, unknown=100)
    assert scored.are_too_few_to_score is too_few


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (Fraction(2, 3), Decimal("66.6")),
        (Fraction(9999, 10000), Decimal("99.9")),
        (Fraction(1, 1), Decimal("100.0")),
        (None, None),
    ],
    ids=str,
)
def test_a_share_is_cut_not_rounded(share: Fraction | None, shown: Decimal | None) -> None:
    assert percent(share) == shown
