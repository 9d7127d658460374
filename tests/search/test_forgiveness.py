"""Mistyped, joined and split words, and other words for the same: found, and said so."""

import pytest

from search.interface import Moment
from search.synonyms import DEFAULT_LIST, Synonyms

from .shelf import PUBLIC, ask, document, ids

DOCUMENTS = (
    document("reset", "Reset your password", body="Choose a new password when it is forgotten."),
    document("sso", "Single sign-on with SAML", body="Connect your identity provider."),
    document("list", "Manage the whitelist", body="Addresses on the whitelist may connect."),
    document("login", "Log in for the first time", body="Open the invitation."),
    document("columns", "Choose columns", body="Freeze a white header in every list of rows."),
    document("bleu", "Réinitialiser le mot de passe", lang="fr", body="Ouvrez vos paramètres."),
    document("un", "Authentification unique", lang="fr", body="Reliez votre annuaire."),
    document("de", "Passwörter zurücksetzen", lang="de", body="Öffnen Sie die Einstellungen."),
    document("es", "Restablecer contraseñas", lang="es", body="Abra la configuración."),
    document("it", "Reimpostare gli utenti", lang="it", body="Aprire le impostazioni."),
    document("sv", "Återställa användare", lang="sv", body="Öppna inställningarna."),
    document("da", "Nulstille brugere", lang="da", body="Åbn indstillingerne."),
    document(
        "secret", "Decommission the zeppelin", audience="staff", body="zeppelin password invitaton"
    ),
)


@pytest.fixture
def engine(empty_engine):
    empty_engine.rebuild(DOCUMENTS, position=1)
    return empty_engine


MISTYPED_ROWS = [
    ("a letter left out", "pasword", "en", "password", "reset"),
    ("a letter too many", "passwword", "en", "password", "reset"),
    ("another letter", "passwird", "en", "password", "reset"),
    ("two letters swapped", "passwrod", "en", "password", "reset"),
    ("two edits from eight letters", "paswwordd", "en", "password", "reset"),
    ("one edit in four letters", "soml", "en", "saml", "sso"),
    ("accents come back", "reinitialisser", "fr", "réinitialiser", "bleu"),
    ("another language than the reader's", "reinitialisser", "en", "réinitialiser", "bleu"),
    ("beside a right word", "reset pasword", "en", "reset password", "reset"),
    ("between other words", "how to reset a pasword now", "en", "how to reset a password now", ""),
    ("after an elision", "l'authentificatoin", "fr", "l'authentification", "un"),
    ("one word for two", "identityprovider", "en", "identity provider", "sso"),
]


@pytest.mark.parametrize(
    ("text", "lang", "meant", "expected"),
    [row[1:] for row in MISTYPED_ROWS],
    ids=[row[0] for row in MISTYPED_ROWS],
)
def test_what_finds_nothing_as_typed_is_corrected_and_said_so(engine, text, lang, meant, expected):
    results = ask(engine, text, prefer_lang=lang)

    assert (results.did_you_mean, results.notice) == (meant, "corrected")
    assert ids(results)[0] == expected or not expected
    assert set(results.words) <= set(meant.split()) | {"authentification"}


LEFT_ALONE_ROWS = [
    ("a right word", "password"),
    ("another form of one", "passwords"),
    ("three letters", "sam"),
    ("one edit too many for seven letters", "pazzwor"),
    ("nothing like it", "kubernetes"),
    ("digits", "12345"),
]


@pytest.mark.parametrize(
    "text", [row[1] for row in LEFT_ALONE_ROWS], ids=[row[0] for row in LEFT_ALONE_ROWS]
)
def test_other_words_are_left_alone(engine, text):
    results = ask(engine, text)

    assert results.did_you_mean is None
    assert results.notice != "corrected"


def test_a_correction_goes_with_the_other_words(empty_engine):
    many = [document(f"d{number}", "Casting") for number in range(5)]
    empty_engine.rebuild([*many, document("cost", "Costing invoices")], position=1)

    assert ask(empty_engine, "csting").did_you_mean == "casting"
    assert ask(empty_engine, "csting invoices").did_you_mean == "costing invoices"


def test_a_rare_word_offers_the_common_one_beside_it(empty_engine):
    many = [document(f"d{number:02}", "Password") for number in range(20)]
    empty_engine.rebuild([*many, document("slip", "Passwird")], position=1)

    results = ask(empty_engine, "passwird")

    assert ids(results) == ["slip"]
    assert (results.did_you_mean, results.notice) == ("password", None)


def test_a_word_of_hidden_documents_alone_changes_nothing(empty_engine):
    seen = [each for each in DOCUMENTS if each.audience == "customers"]
    empty_engine.rebuild(seen, position=1)
    texts = ("zepelin", "zeppelin", "zeppelln password", "zepp", "decommision", "invitaton",
             "password", "sign in", "whitelist addresses", "let a colleague sign in")  # fmt: skip

    def answers():
        return [
            (
                ask(empty_engine, text, prefer_lang=lang, synonyms=SYNONYMS),
                ask(empty_engine, text, prefer_lang=lang, asking=empty_engine.suggest),
            )
            for text in texts
            for lang in ("en", "fr")
        ]

    without = answers()
    empty_engine.rebuild(DOCUMENTS, position=2)
    assert answers() == without
    staff = ask(empty_engine, "zepelin", audiences=PUBLIC | {"staff"})
    assert (staff.did_you_mean, ids(staff)) == ("zeppelin", ["secret"])


def test_spelling_follows_what_comes_and_goes(engine):
    engine.update([document("new", "Quarantine")], ["reset", "secret"], position=2)

    assert ask(engine, "quarantne").did_you_mean == "quarantine"
    assert ask(engine, "pasword").did_you_mean is None


JOINED_ROWS = [
    ("two words for one", "white list", "list"),
    ("one word for two in a title", "login", "login"),
    ("a hyphen for one word", "white-list addresses", "list"),
    ("as it stands", "log in", "login"),
]


@pytest.mark.parametrize(
    ("text", "expected"), [row[1:] for row in JOINED_ROWS], ids=[row[0] for row in JOINED_ROWS]
)
def test_joined_and_split_words_are_one(engine, text, expected):
    results = ask(engine, text)

    assert expected in ids(results)
    assert results.notice != "corrected"


SYNONYMS = Synonyms([["SSO", "single sign-on", "authentification unique"], ["forgotten", "lost"]])

SYNONYM_ROWS = [
    ("an abbreviation", "sso", "en", ["sso", "un"]),
    ("in the other language", "SSO", "fr", ["un", "sso"]),
    ("a phrase", "authentification unique", "fr", ["un", "sso"]),
    ("beside other words", "sso provider", "en", ["sso", "un"]),
    ("a plain word", "lost password", "en", ["reset"]),
]


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [row[1:] for row in SYNONYM_ROWS],
    ids=[row[0] for row in SYNONYM_ROWS],
)
def test_synonyms_find_what_is_called_otherwise(engine, text, lang, expected):
    assert ids(ask(engine, text, prefer_lang=lang, synonyms=SYNONYMS))[: len(expected)] == expected


def test_an_edited_list_counts_at_once(engine):
    assert ids(ask(engine, "lost password", synonyms=SYNONYMS)) == ["reset"]
    assert ask(engine, "lost lost password").words == ("lost", "password")


def test_the_list_that_comes_with_the_package_can_be_read():
    listed = Synonyms.from_toml(DEFAULT_LIST.read_text("utf-8"))

    meant = next(listed.meanings(["sso"]))

    assert ("authentification", "unique") in meant.others


@pytest.mark.parametrize("text", ["", "groups = 1", "groups = ['sso']", "groups = [[1]]", "["])
def test_a_list_of_another_shape_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        Synonyms.from_toml(text)


INFLECTED_ROWS = [
    ("German", "passwort", "de", "de"),
    ("Spanish", "contrasena", "es", "es"),
    ("Italian", "utente", "it", "it"),
    ("Swedish", "anvandaren", "sv", "sv"),
    ("Danish", "bruger", "da", "da"),
]


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [row[1:] for row in INFLECTED_ROWS],
    ids=[row[0] for row in INFLECTED_ROWS],
)
def test_other_forms_and_missing_accents_are_found(engine, text, lang, expected):
    results = ask(engine, text, prefer_lang=lang)

    assert (ids(results), results.notice) == ([expected], None)


STOP_ROWS = [
    ("German", "wie kann ich die passwörter", "de", ("passwörter",)),
    ("Spanish", "cómo puedo restablecer las contraseñas", "es", ("restablecer", "contraseñas")),
    ("Italian", "come posso reimpostare gli utenti", "it", ("reimpostare", "utenti")),
    ("Swedish", "hur kan jag återställa", "sv", ("återställa",)),
    ("Danish", "hvordan kan jeg nulstille", "da", ("nulstille",)),
]


@pytest.mark.parametrize(
    ("text", "lang", "words"), [row[1:] for row in STOP_ROWS], ids=[row[0] for row in STOP_ROWS]
)
def test_common_words_are_not_searched(engine, text, lang, words):
    assert ask(engine, text, prefer_lang=lang).words == words


def suggested(engine, text: str, **options) -> list[str]:
    return [each.id for each in ask(engine, text, asking=engine.suggest, **options)]


BEGUN_ROWS = [
    ("two letters", "pa", "en", "reset"),
    ("more of them", "passw", "en", "reset"),
    ("a word before", "reset pas", "en", "reset"),
    ("accents left out", "reini", "fr", "bleu"),
    ("a common word that goes on", "wh", "en", "list"),
    ("a mistyped word", "pasword", "en", "reset"),
    ("a hyphen", "sign-o", "en", "sso"),
    ("one letter more", "reset x", "en", "reset"),
]


@pytest.mark.parametrize(
    ("text", "lang", "expected"), [row[1:] for row in BEGUN_ROWS], ids=[r[0] for r in BEGUN_ROWS]
)
def test_the_best_are_suggested_while_the_last_word_is_typed(engine, text, lang, expected):
    assert suggested(engine, text, prefer_lang=lang)[0] == expected


@pytest.mark.parametrize("text", ["", "p", "the ", "?"])
def test_too_little_suggests_nothing(engine, text):
    assert suggested(engine, text) == []


def test_a_word_with_a_space_after_it_is_whole(engine):
    assert suggested(engine, "connec") != []
    assert suggested(engine, "conne ") == []


def test_a_suggested_video_opens_where_the_words_are_said(empty_engine):
    moments = (Moment(0.0, "Welcome", "chapter"), Moment(12.5, "Retention", "chapter"))
    empty_engine.rebuild([document("v", "Tour", kind="video", moments=moments)], position=1)

    found = ask(empty_engine, "reten", asking=empty_engine.suggest)

    assert found[0].moment.start == 12.5
    assert found[0].moment.marked == "<mark>Retention</mark>"


def test_a_video_whose_title_says_as_much_opens_at_its_beginning(empty_engine):
    moments = (Moment(12.5, "Retention", "chapter"),)
    empty_engine.rebuild([document("v", "Retention", kind="video", moments=moments)], position=1)

    assert ask(empty_engine, "reten", asking=empty_engine.suggest)[0].moment is None


def test_suggestions_are_few_and_filtered(engine):
    assert len(suggested(engine, "re", limit=1)) == 1
    assert suggested(engine, "pass", kind="video") == []


def test_pins_come_first_for_those_who_may_see_them(engine):
    pinned = ask(engine, "password", pins=("secret", "sso", "gone", "list"))

    assert ids(pinned) == ["sso", "list", "reset"]
    assert [hit.is_pinned for hit in pinned.hits] == [True, True, False]
    assert pinned.total == sum(pinned.facets.kind.values()) == 3


def test_a_pin_stays_within_the_filters(engine):
    assert ids(ask(engine, "password", pins=("bleu",), lang="en")) == ["reset"]
