"""From text to words."""

import pytest

from search.analysis import clean, fold, stem, term, visible, words

WORD_ROWS = [
    ("plain words", "Reset your password", ["reset", "your", "password"]),
    ("French accents", "Réinitialiser À L'été", ["reinitialiser", "a", "ete"]),
    ("elisions", "l'authentification d’hameçonnage", ["authentification", "hameconnage"]),
    ("long elisions", "jusqu'à lorsqu’il qu'on", ["a", "il", "on"]),
    ("a word that only looks elided", "aujourd'hui", ["aujourdhui"]),
    ("Italian elisions", "dell'utente un'altra", ["utente", "altra"]),
    ("English possessives", "the user's O’Brien's", ["the", "user", "obrien"]),
    ("English contractions", "don't can’t", ["dont", "cant"]),
    ("a plural's apostrophe", "users' keys", ["users", "keys"]),
    ("hyphens: parts and joined", "sign-in", ["sign", "in", "signin"]),
    ("a hyphen that does not break", "e\u2011mail", ["e", "mail", "email"]),
    ("an elision before a hyphen", "l'e-mail", ["e", "mail", "email"]),
    ("underscores part words", "API_KEY_2", ["api", "key", "2"]),
    ("dots and slashes part words", "v2.7/SSO", ["v2", "7", "sso"]),
    ("ligatures", "œuvre Æther ﬁle Straße", ["oeuvre", "aether", "file", "strasse"]),
    ("soft hyphens and zero widths", "pass\u00adword re\u200bset", ["password", "reset"]),
    ("marks on their own", "\u0301\u0302 ?", []),
    ("surrogates part words", "a\ud800b", ["a", "b"]),
    ("a double hyphen", "one--two", ["one", "two"]),
]


@pytest.mark.parametrize(
    ("text", "expected"), [row[1:] for row in WORD_ROWS], ids=[row[0] for row in WORD_ROWS]
)
def test_a_text_is_read_as_these_words(text, expected):
    assert [word.text for word in words(text)] == expected


def test_a_word_knows_where_it_stands():
    text = "Avec l'é-mail’s !"

    assert [text[word.start : word.end] for word in words(text)] == [
        "Avec",
        "é",
        "mail",
        "é-mail’s",
    ]


STEM_ROWS = [
    ("en", ["reset", "resets", "resetting"]),
    ("en", ["organisation", "organisations"]),
    ("fr", ["reinitialiser", "reinitialisation", "reinitialisez"]),
    ("fr", ["certificat", "certificats"]),
    ("de", ["benutzer", "benutzern"]),
    ("es", ["contrasena", "contrasenas"]),
    ("it", ["utente", "utenti"]),
    ("sv", ["anvandare", "anvandaren"]),
    ("da", ["bruger", "brugere"]),
    ("en-GB", ["reset", "resetting"]),
]


@pytest.mark.parametrize(("lang", "forms"), STEM_ROWS, ids=[f"{r[0]} {r[1][0]}" for r in STEM_ROWS])
def test_forms_of_a_word_share_a_stem(lang, forms):
    assert len({stem(form, lang) for form in forms}) == 1


def test_a_language_without_a_stemmer_keeps_its_words():
    assert stem("hesla", "cs") == "hesla"


def test_languages_never_share_a_term():
    assert term("saml", "en") != term("saml", "fr")


def test_a_word_of_any_length_is_cut():
    assert len(fold("a" * 100_000)) == 64


CLEAN_ROWS = [
    ("spaces round it", "  reset  ", "reset"),
    ("controls", "re\x07set\x1b", "reset"),
    ("line breaks", "re\nset", "re set"),
    ("surrogates", "\udc00reset\ud800", "reset"),
    ("writing turned round", "\u202ereset\u202c", "reset"),
    ("full width", "ｒｅｓｅｔ", "reset"),
    ("200 signs at most", "x" * 300, "x" * 200),
]


@pytest.mark.parametrize(
    ("text", "expected"), [r[1:] for r in CLEAN_ROWS], ids=[r[0] for r in CLEAN_ROWS]
)
def test_a_query_is_cleaned_before_it_is_read(text, expected):
    assert clean(text) == expected


def test_a_query_that_grows_when_normalised_is_still_cut():
    assert len(clean("\ufdfa" * 200)) <= 200


def test_french_spacing_stays_in_what_is_shown():
    assert visible("Comment\u202f? «\u00a0oui\u00a0»") == "Comment\u202f? «\u00a0oui\u00a0»"
