"""Search without the index: the same words, whatever somebody types."""

import re

import pytest

from portal.accounts.signed_in import SignedIn
from portal.finding.finder import Finder, Found
from portal.finding.plain_search import pattern
from portal.runtime import Runtime
from tests.finding.shelves import Shelves, Text


def slugs(found: Found) -> list[str]:
    return [hit.slug for hit in found.hits]


@pytest.mark.parametrize(
    ("stem", "text", "is_there"),
    [
        ("reinitialis", "Réinitialiser", True),
        ("reinitialis", "RÉINITIALISÉ", True),
        ("oeuvr", "l’Œuvre", True),
        ("oeuvr", "oeuvres", True),
        ("strass", "Straße", True),
        ("polici", "this policy", True),
        ("polici", "Policies", True),
        ("log", "a catalogue", False),
        ("log", "log-in", True),
        ("export", "l'export", True),
        ("export", "réexport", False),
        ("ip", "IP address", True),
        ("ip", "ipsum", False),
    ],
)
def test_a_stem_is_seen_in_a_text(stem: str, text: str, is_there: bool) -> None:
    assert bool(re.search(pattern(stem), text)) is is_there


@pytest.mark.parametrize("text", ["réinitialiser", "reinitialiser", "REINITIALISE"])
def test_accents_and_case_make_no_difference(
    text: str, finder_while_down: Finder, cleo: SignedIn
) -> None:
    found = finder_while_down.find(text, reader=cleo, prefer_lang="fr")

    assert slugs(found) == ["reinitialiser-un-mot-de-passe"]
    assert "<mark>Réinitialiser</mark>" in found.hits[0].title_marked


@pytest.mark.parametrize(
    ("who", "expected"), [("finn", []), ("cleo", []), ("ben", ["escalation-runbook"])]
)
def test_audiences_bound_hits_total_and_counts(
    who: str, expected: list[str], finder_while_down: Finder, request: pytest.FixtureRequest
) -> None:
    found = finder_while_down.find(
        "escalation engineer", reader=request.getfixturevalue(who), prefer_lang="en"
    )

    assert (slugs(found), found.total) == (expected, len(expected))
    assert sum(found.results.facets.topic.values()) == len(expected)


def test_a_moment_is_found_in_the_captions(finder_while_down: Finder, cleo: SignedIn) -> None:
    found = finder_while_down.find("turquoise", reader=cleo, prefer_lang="en")

    assert slugs(found) == ["the-people-page"]
    assert [moment.start for moment in found.hits[0].moments] == [1.0]


@pytest.mark.parametrize(
    "text",
    ["%", "_", "100%", "a_b", "C:\\temp", "\\", "'", '"', "';--", "' OR '1'='1", "[", "(?i)", ".*",
     "x" * 10_000, "$$", "E'\\\\'", "{0}", "%s", ":p", "\0", "\ud800", "(((((" * 40, "i" * 64],
)  # fmt: skip
def test_hostile_text_finds_what_its_words_find(
    text: str, runtime: Runtime, finder: Finder, finn: SignedIn
) -> None:
    with_index = finder.find(text, reader=finn, prefer_lang="en")
    runtime.engine.close()

    without = finder.find(text, reader=finn, prefer_lang="en")

    assert without.is_down is bool(without.terms)
    assert slugs(without) == slugs(with_index)


def test_hostile_filters_find_nothing(finder_while_down: Finder, finn: SignedIn) -> None:
    found = finder_while_down.find(
        "password", reader=finn, prefer_lang="en", topic="\0'", kind="%", lang="\\"
    )

    assert (found.hits, found.total) == ((), 0)


def test_marks_are_the_only_element_in_what_is_shown(
    runtime: Runtime, finder_while_down: Finder, shelves: Shelves, finn: SignedIn
) -> None:
    shelves.put(Text("planted", "<b>Planted</b>", "<script>planted()</script>"))

    hit = finder_while_down.find("planted", reader=finn, prefer_lang="en").hits[0]

    assert hit.title_marked == "&lt;b&gt;<mark>Planted</mark>&lt;/b&gt;"
    assert "<script" not in hit.snippet


def test_only_the_current_revision_is_searched(
    finder_while_down: Finder, shelves: Shelves, finn: SignedIn
) -> None:
    shelves.revise("export-a-report", "Export a report", "Now about tarpaulins.")

    assert slugs(finder_while_down.find("tarpaulin", reader=finn, prefer_lang="en")) == [
        "export-a-report"
    ]
    assert slugs(finder_while_down.find("columns", reader=finn, prefer_lang="en")) == []


def test_pages_are_cut_from_one_order(finder_while_down: Finder, cleo: SignedIn) -> None:
    def page(offset: int) -> list[str]:
        return slugs(
            finder_while_down.find(
                "page person report", reader=cleo, prefer_lang="en", limit=1, offset=offset
            )
        )

    everything = finder_while_down.find("page person report", reader=cleo, prefer_lang="en")
    assert page(0) + page(1) == slugs(everything)[:2]
