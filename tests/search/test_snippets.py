"""Marked titles, excerpts and moments."""

import re

import pytest

from search.analysis import term, words
from search.interface import Moment
from search.moments import best_moments
from search.snippets import EXCERPT_LENGTH, excerpt, mark


def wanted(text: str, lang: str = "en") -> frozenset[str]:
    return frozenset(term(word.text, lang) for word in words(text))


MARK_ROWS = [
    ("a word", "reset", "en", "Reset it", "<mark>Reset</mark> it"),
    ("another form", "reset", "en", "Resetting it", "<mark>Resetting</mark> it"),
    ("accents", "reinitialiser", "fr", "La réinitialisation", "La <mark>réinitialisation</mark>"),
    ("after an elision", "acces", "fr", "l’accès", "l’<mark>accès</mark>"),
    ("parts and joined once", "e-mail", "en", "by e-mail", "by <mark>e-mail</mark>"),
    ("joined only", "email", "en", "by e-mail now", "by <mark>e-mail</mark> now"),
    ("a part only", "mail", "en", "by e-mail", "by e-<mark>mail</mark>"),
    ("at the very start and end", "a1 b2", "en", "a1 x b2", "<mark>a1</mark> x <mark>b2</mark>"),
    ("side by side", "a1 b2", "en", "a1 b2", "<mark>a1</mark> <mark>b2</mark>"),
    ("nothing wanted", "other", "en", "Reset & <b>", "Reset &amp; &lt;b&gt;"),
    ("markup in the text", "script", "en", "<script>", "&lt;<mark>script</mark>&gt;"),
    ("our own mark in the text", "x1", "en", "<mark>x1", "&lt;mark&gt;<mark>x1</mark>"),
    ("quotes", "x1", "en", "\"x1'", "&quot;<mark>x1</mark>&#x27;"),
    ("an apostrophe in the word", "obrien", "en", "O'Brien", "<mark>O&#x27;Brien</mark>"),
    ("what cannot be encoded", "x1", "en", "x1 \ud800\0\u202e", "<mark>x1</mark> "),
    ("an empty text", "x1", "en", "", ""),
]


@pytest.mark.parametrize(
    ("query", "lang", "text", "expected"),
    [row[1:] for row in MARK_ROWS],
    ids=[row[0] for row in MARK_ROWS],
)
def test_wanted_words_are_marked_and_the_rest_is_escaped(query, lang, text, expected):
    assert mark(text, wanted(query, lang), lang) == expected


def text_of(html: str) -> str:
    return html.replace("<mark>", "").replace("</mark>", "").strip("… ")


def test_an_excerpt_is_where_most_wanted_words_stand_together():
    body = "quota " + "filler " * 200 + "the quota of an export is reset " + "filler " * 200

    shown = excerpt(body, wanted("quota export reset"), "en")

    assert "<mark>quota</mark> of an <mark>export</mark> is <mark>reset</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")


def test_of_two_equal_stretches_the_first_is_shown():
    body = "first quota here " + "filler " * 100 + "second quota there"

    assert excerpt(body, wanted("quota"), "en").startswith("first <mark>quota</mark> here")


def test_an_excerpt_without_wanted_words_is_the_beginning():
    assert excerpt("Start. " + "word " * 100, wanted("other"), "en").startswith("Start. word")


@pytest.mark.parametrize("place", [0, 1, 50, 99, 150, 199])
def test_an_excerpt_has_whole_words_from_the_text_and_its_length(place):
    body = " ".join("quota" if number == place else f"word{number}" for number in range(200))

    shown = text_of(excerpt(body, wanted("quota"), "en"))

    assert f" {shown} " in f" {body} "
    assert "quota" in shown
    assert len(shown) <= EXCERPT_LENGTH


def test_a_short_text_is_its_own_excerpt():
    assert excerpt("One:\n\n  quota\tonly", wanted("quota"), "en") == "One: <mark>quota</mark> only"


def test_lines_that_end_no_sentence_are_kept_apart():
    table = "Column\nRequired\nEmail\nyes.\nThe quota is read."

    shown = excerpt(table, wanted("quota"), "en")

    assert shown == "Column · Required · Email · yes. The <mark>quota</mark> is read."


def test_a_text_of_one_endless_word_is_cut():
    assert len(text_of(excerpt("x" * 10_000, wanted("quota"), "en"))) <= EXCERPT_LENGTH


def test_an_excerpt_never_cuts_an_entity():
    shown = excerpt("& " * 500 + "quota " + "< " * 500, wanted("quota"), "en")

    assert re.sub(r"&(amp|lt);|</?mark>", "", shown).strip("… ").split() == ["quota"]


MOMENTS = (
    Moment(0, "Welcome", "chapter"),
    Moment(60, "Quota", "chapter"),
    Moment(5, "quota and export together", "cue"),
    Moment(70, "only the quota", "cue"),
    Moment(80, "the export", "cue"),
)


def test_the_moment_with_most_of_the_words_comes_first():
    found = best_moments(MOMENTS, wanted("quota export"), "en")

    assert [moment.start for moment in found] == [5, 60, 70]
    assert found[0].marked == "<mark>quota</mark> and <mark>export</mark> together"


def test_a_chapter_comes_before_a_cue_with_the_same_words():
    assert [moment.start for moment in best_moments(MOMENTS, wanted("quota"), "en")] == [60, 5, 70]


def test_words_said_in_the_next_sentences_belong_to_the_moment():
    moments = (
        Moment(0, "the export", "cue"),
        Moment(100, "now the export", "cue"),
        Moment(105, "and then its quota", "cue"),
        Moment(200, "the export again", "cue"),
    )

    assert best_moments(moments, wanted("quota export"), "en")[0].start == 100


def test_a_rare_word_tells_more_than_one_that_is_said_all_the_time():
    moments = tuple(Moment(60 * n, "the export", "cue") for n in range(9))
    moments += (Moment(540, "the quota", "cue"),)

    assert best_moments(moments, wanted("quota export"), "en")[0].start == 540


def test_moments_close_together_are_one():
    moments = tuple(Moment(n, "quota", "cue") for n in (0, 4, 9, 12, 23))

    assert [each.start for each in best_moments(moments, wanted("quota"), "en")] == [0, 12, 23]


def test_a_video_without_matching_moments_has_none():
    assert best_moments(MOMENTS, wanted("other"), "en") == ()
    assert best_moments((), wanted("quota"), "en") == ()


def test_the_same_word_said_twice_counts_once():
    moments = (Moment(1, "quota quota quota", "cue"), Moment(19, "quota export", "cue"))

    assert [each.start for each in best_moments(moments, wanted("quota export"), "en")] == [19, 1]


def test_a_moment_with_an_empty_text_does_not_shift_the_others():
    moments = (Moment(1, "", "cue"), Moment(2, "", "chapter"), Moment(3, "quota", "cue"))

    assert [each.start for each in best_moments(moments, wanted("quota"), "en")] == [3]
