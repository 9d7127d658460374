"""Who finds what, and what happens when index and database disagree."""

import pytest

from portal.accounts.signed_in import SignedIn
from portal.finding.finder import Finder, Found
from portal.runtime import Runtime
from tests.finding.shelves import Shelves


def slugs(found: Found) -> list[str]:
    return [hit.slug for hit in found.hits]


def test_the_best_answer_comes_first(finder: Finder, cleo: SignedIn) -> None:
    found = finder.find("reset password", reader=cleo, prefer_lang="en")

    assert slugs(found)[0] == "reset-a-password"
    assert (found.is_down, found.words) == (False, ("reset", "password"))
    assert found.total == len(found.hits)


@pytest.mark.parametrize(
    ("who", "expected"),
    [("finn", []), ("cleo", ["give-roles"]), ("ben", ["give-roles"])],
    ids=["a reader", "an administrator", "an agent"],
)
def test_what_is_for_administrators_does_not_exist_for_readers(
    who: str, expected: list[str], finder: Finder, request: pytest.FixtureRequest
) -> None:
    found = finder.find("roles", reader=request.getfixturevalue(who), prefer_lang="en")

    assert slugs(found) == expected
    assert (found.total, sum(found.results.facets.kind.values())) == (len(expected), len(expected))


@pytest.mark.parametrize("who", ["finn", "cleo", "dai"])
def test_no_customer_sees_what_is_for_staff(
    who: str, finder: Finder, request: pytest.FixtureRequest
) -> None:
    found = finder.find("escalation", reader=request.getfixturevalue(who), prefer_lang="en")

    assert (slugs(found), found.total) == ([], 0)


def test_staff_find_their_runbook_but_no_draft(finder: Finder, ben: SignedIn) -> None:
    found = finder.find("escalation", reader=ben, prefer_lang="en")

    assert slugs(found) == ["escalation-runbook"]


def test_what_was_withdrawn_is_dropped_before_the_index_knows(
    finder: Finder, shelves: Shelves, cleo: SignedIn
) -> None:
    shelves.withdraw("reset-a-password")

    found = finder.find("reset password", reader=cleo, prefer_lang="en")

    assert "reset-a-password" not in slugs(found)
    assert found.total == len(found.hits)


def test_what_is_no_longer_for_this_reader_is_dropped_before_the_index_knows(
    finder: Finder, shelves: Shelves, cleo: SignedIn, ben: SignedIn
) -> None:
    shelves.restrict("export-a-report", "staff")

    assert slugs(finder.find("export report", reader=cleo, prefer_lang="en")) == []
    assert slugs(finder.find("export report", reader=ben, prefer_lang="en")) == ["export-a-report"]


@pytest.mark.parametrize(
    "text",
    ["reset password", "reinitialiser", "turquoise button", "oeuvre collective", "roles policy",
     "report spreadsheets", "securite", "RÉINITIALISER"],
)  # fmt: skip
def test_the_top_answer_is_the_same_without_the_index(
    text: str, runtime: Runtime, finder: Finder, cleo: SignedIn
) -> None:
    with_index = finder.find(text, reader=cleo, prefer_lang="en")
    runtime.engine.close()
    without = finder.find(text, reader=cleo, prefer_lang="en")

    assert slugs(without)[0] == slugs(with_index)[0]
    assert (with_index.is_down, without.is_down) == (False, True)
    assert without.words == with_index.words


def test_filters_and_their_counts_reach_the_answer(finder: Finder, cleo: SignedIn) -> None:
    found = finder.find("people page", reader=cleo, prefer_lang="en", kind="video")

    assert slugs(found) == ["the-people-page"]
    assert found.is_narrowed
    assert found.results.facets.kind["article"] >= 1
    assert found.topic_titles["people"] == "People and access"


def test_a_hit_says_how_long_it_takes(finder: Finder, shelves: Shelves, cleo: SignedIn) -> None:
    found = finder.find("people page minutes", reader=cleo, prefer_lang="en")

    assert found.minutes[shelves.ids["the-people-page"]] == 3


def test_topics_are_named_in_the_readers_language_else_in_english(
    finder: Finder, cleo: SignedIn
) -> None:
    found = finder.find("mot de passe", reader=cleo, prefer_lang="fr")

    assert found.topic_titles == {"people": "Personnes et accès", "reports": "Reports"}


@pytest.mark.parametrize(
    "text", ["", "   ", "\u200b", "\0"], ids=["none", "blank", "unseen", "nul"]
)
def test_nothing_typed_finds_nothing(text: str, finder: Finder, cleo: SignedIn) -> None:
    found = finder.find(text, reader=cleo, prefer_lang="en")

    assert (found.terms, found.hits, found.total) == ("", (), 0)


def test_what_was_typed_is_made_readable_and_cut(finder: Finder, cleo: SignedIn) -> None:
    found = finder.find("ﬁle\0s " + "x" * 500, reader=cleo, prefer_lang="en")

    assert found.terms == ("files " + "x" * 500)[:200]
