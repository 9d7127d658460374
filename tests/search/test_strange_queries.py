"""Queries without words, and queries made to break a search: answered, quickly, as words."""

import time

import pytest

from .shelf import ask, ids

NO_WORD_ROWS = [
    ("nothing", "", "en"),
    ("spaces", " \t\n ", "en"),
    ("signs", "?!… — «»", "en"),
    ("English stop words", "how do I the", "en"),
    ("French stop words", "comment est-ce que je le", "fr"),
    ("French stop words from an English reader", "le la les", "en"),
    ("English stop words from a French reader", "the of and", "fr"),
    ("English stop words from a German reader", "the of and", "de"),
    ("one stop word", "the", "en"),
    ("an elided stop word", "qu'il", "fr"),
    ("only a NUL", "\0", "en"),
    ("only combining marks", "\u0301" * 50, "en"),
]


@pytest.mark.parametrize(
    ("text", "lang"), [row[1:] for row in NO_WORD_ROWS], ids=[row[0] for row in NO_WORD_ROWS]
)
def test_a_query_without_real_words_finds_nothing_and_says_so(engine, text, lang):
    results = ask(engine, text, prefer_lang=lang)

    assert results.words == ()
    assert (results.hits, results.total) == ((), 0)


def test_the_words_really_searched_are_returned(engine):
    results = ask(engine, "Comment RÉINITIALISER le mot de l'API-clé mot ?", prefer_lang="fr")

    assert results.words == ("réinitialiser", "mot", "api-clé")


def test_only_the_first_twelve_words_are_searched(engine):
    text = " ".join(f"w{number}" for number in range(30))

    assert ask(engine, text).words == tuple(f"w{number}" for number in range(12))


HOSTILE_ROWS = [
    ("wildcards", "* ? pass* *word* ****"),
    ("ranges", "[a TO zzzz] {a TO b} date:[2000 TO 3000]"),
    ("fields", "title:password body:x id:reset-password _stored:1"),
    ("operators", "NOT NOT NOT AND OR password^1000 ~2 fuzzy~9"),
    ("10,000 brackets", "(" * 10_000),
    ("10,000 nested words", "(a" * 10_000 + ")" * 10_000),
    ("10,000 negations", "NOT " * 10_000),
    ("quotes left open", "\"password 'reset"),
    ("NUL", "pass\0word\0"),
    ("lone surrogates", "\ud800password\udfff \udc00"),
    ("right to left", "\u202epassword\u202c שלום مرحبا"),
    ("5,000 combining marks", "e" + "\u0301\u0316" * 2_500),
    ("100 kB of combining marks", "e" + "\u0301\u0316" * 50_000),
    ("100 kB of one letter", "a" * 100_000),
    ("100 kB of words", "password reset " * 7_000),
    ("100 kB of spaces first", " " * 100_000 + "password"),
    ("a sign that grows under NFKC", "\ufdfa" * 5_000),
    ("300 short words", " ".join(chr(97 + n % 26) + str(n) for n in range(300))),
    ("hyphens", "-".join("abcdefghij" * 20)),
    ("apostrophes", "'".join("abcdefghij" * 20)),
    ("signs of our own index", "en:password en=password fr:=:"),
    ("markup", '<script>alert(1)</script> &amp; "><img src=x onerror=1>'),
    ("SQL", "'; DROP TABLE articles; --"),
]


@pytest.mark.parametrize("text", [row[1] for row in HOSTILE_ROWS], ids=[r[0] for r in HOSTILE_ROWS])
def test_a_hostile_query_is_answered_quickly(engine, text):
    begun = time.process_time()

    results = ask(engine, text)

    assert time.process_time() - begun < 0.5
    assert len(results.words) <= 12
    "".join(results.words).encode()


HOSTILE_OPTIONS = [
    ("a negative offset", {"offset": -5}),
    ("an offset beyond the end", {"offset": 10**9}),
    ("a negative limit", {"limit": -1}),
    ("a huge limit", {"limit": 10**9}),
    ("a surrogate as topic", {"topic": "\ud800"}),
    ("an unknown language", {"prefer_lang": "xx", "lang": "\0"}),
]


@pytest.mark.parametrize(
    "options", [row[1] for row in HOSTILE_OPTIONS], ids=[row[0] for row in HOSTILE_OPTIONS]
)
def test_strange_options_are_survived(engine, options):
    assert ask(engine, "password", **options).total >= 0


def test_operators_are_words_like_any_other(engine):
    assert ids(ask(engine, "-password")) == ids(ask(engine, "password"))
    assert ids(ask(engine, "certifi*")) == []
