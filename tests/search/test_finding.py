"""What every engine finds, in which order, and what it never shows."""

import pytest

from .shelf import DOCUMENTS, PUBLIC, ask, document, ids

SAME_ANSWER_ROWS = [
    ("case", "PASSWORD RESET", "en", "reset-password"),
    ("English stems", "resetting passwords", "en", "reset-password"),
    ("French stems", "réinitialisation", "fr", "mot-de-passe"),
    ("accents left out", "reinitialiser", "fr", "mot-de-passe"),
    ("accents put in", "réïnitialiser", "fr", "mot-de-passe"),
    ("accents as separate marks", "re\u0301initialiser", "fr", "mot-de-passe"),
    ("an elision with a straight apostrophe", "l'authentification", "fr", "mot-de-passe"),
    ("an elision with a curly apostrophe", "d’hameçonnage", "fr", "mot-de-passe"),
    ("no elision where the text has one", "hameconnage", "fr", "mot-de-passe"),
    ("joined where the text has a hyphen", "signin", "en", "reset-password"),
    ("a hyphen where the text has a hyphen", "sign-in", "en", "reset-password"),
    ("a hyphen that the text has not", "pass-word", "en", "reset-password"),
    ("full-width letters", "ｓａｍｌ", "en", "sso"),
    ("a tag", "password sign-in", "en", "reset-password"),
    ("a heading", "ask for a link", "en", "reset-password"),
    ("a chapter", "filter retention", "en", "audit-tour"),
]


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [row[1:] for row in SAME_ANSWER_ROWS],
    ids=[row[0] for row in SAME_ANSWER_ROWS],
)
def test_the_same_answer_comes_however_it_is_written(engine, text, lang, expected):
    assert ids(ask(engine, text, prefer_lang=lang))[0] == expected


def test_a_word_counts_most_in_the_title_then_tags_then_summary_then_body(empty_engine):
    empty_engine.rebuild(
        [
            document("a-body", "Alpha", body="quota"),
            document("b-summary", "Beta", summary="quota"),
            document("c-heading", "Gamma", headings=("quota",)),
            document("d-title", "Quota"),
        ],
        position=1,
    )

    found = ids(ask(empty_engine, "quota"))

    assert found == ["d-title", "c-heading", "b-summary", "a-body"]


def test_a_chapter_counts_more_than_a_cue(empty_engine):
    talk = next(each for each in DOCUMENTS if each.kind == "video").moments
    empty_engine.rebuild(
        [
            document("a-cue", "One", kind="video", moments=(talk[3],)),
            document("b-chapter", "Two", kind="video", moments=(talk[1],)),
        ],
        position=1,
    )

    assert ids(ask(empty_engine, "retention")) == ["b-chapter", "a-cue"]


def test_a_word_counts_for_more_in_a_shorter_text_than_the_others(empty_engine):
    long = "quota " + " ".join(f"other{n}" for n in range(60))
    texts = [document("a-long", "One", body=long), document("b-short", "Two", body="quota it is")]
    empty_engine.rebuild(texts, position=1)

    assert ids(ask(empty_engine, "quota")) == ["b-short", "a-long"]


def test_a_few_words_must_all_be_there_but_no_page_need_say_a_whole_sentence(empty_engine):
    filler = " ".join(f"other{n}" for n in range(400))
    words = "quota export log retention"
    empty_engine.rebuild(
        [
            *(document(f"all{n}", "One", body=f"{filler} {words}") for n in range(3)),
            document("titled", "Export the quota log", body="Choose the log."),
        ],
        position=1,
    )

    assert "titled" not in ids(ask(empty_engine, "quota export retention"))
    sentence = ask(empty_engine, words)
    assert (ids(sentence)[0], sentence.notice) == ("titled", None)


@pytest.mark.parametrize(
    ("where", "shown"),
    [
        ({"headings": ("First steps", "Set a quota")}, "First steps · Set a <mark>quota</mark>"),
        ({"summary": "About the quota."}, "About the <mark>quota</mark>."),
        ({"tags": ("plans", "quota")}, "plans · <mark>quota</mark>"),
        ({"title": "Quota"}, "The body."),
    ],
    ids=["headings", "summary", "tags", "title"],
)
def test_the_excerpt_shows_why_a_document_was_found(empty_engine, where, shown):
    fields = {"title": "One", "body": "The body.", **where}
    empty_engine.rebuild([document("a", **fields)], position=1)

    assert ask(empty_engine, "quota").hits[0].snippet == shown


def test_the_form_as_typed_beats_another_form_of_the_same_stem(empty_engine):
    empty_engine.rebuild(
        [document("a", "Organise teams"), document("b", "Organisation teams")], position=1
    )

    assert ids(ask(empty_engine, "organisation"))[0] == "b"


def test_documents_with_every_word_leave_out_those_with_some(empty_engine):
    full = [document(f"full-{number}", "Audit log") for number in range(3)]
    empty_engine.rebuild([*full, document("part", "Audit")], position=1)

    results = ask(empty_engine, "audit log")

    assert ids(results) == ["full-0", "full-1", "full-2"]
    assert results.notice is None


def test_documents_with_some_words_follow_when_few_have_all(empty_engine):
    full = [document(f"full-{number}", "Audit log") for number in range(2)]
    empty_engine.rebuild([document("a-part", "Audit audit audit"), *full], position=1)

    results = ask(empty_engine, "audit log")

    assert ids(results) == ["full-0", "full-1", "a-part"]
    assert results.total == 3
    assert results.notice == "some-words"


@pytest.mark.parametrize(("lang", "first"), [("en", "sso"), ("fr", "certificat")])
def test_the_preferred_language_comes_first_and_the_other_after_it(engine, lang, first):
    results = ask(engine, "saml", prefer_lang=lang)

    assert ids(results)[0] == first
    assert set(ids(results)) == {"sso", "certificat"}


def test_equal_documents_are_listed_by_id(empty_engine):
    empty_engine.rebuild([document(each, "Quota") for each in ("c", "a", "b")], position=1)

    assert ids(ask(empty_engine, "quota")) == ["a", "b", "c"]


FILTER_ROWS = [
    ("language", {"lang": "fr"}, {"certificat"}),
    ("kind", {"kind": "video"}, {"audit-tour"}),
    ("topic", {"topic": "access"}, {"sso"}),
    ("two at once", {"lang": "en", "topic": "audit"}, {"export-audit-log", "audit-tour"}),
    ("a value nobody has", {"topic": "nowhere"}, set()),
]


@pytest.mark.parametrize(
    ("filters", "expected"), [row[1:] for row in FILTER_ROWS], ids=[row[0] for row in FILTER_ROWS]
)
def test_filters_keep_what_they_name(engine, filters, expected):
    results = ask(engine, "certificate certificat audit", **filters)

    assert set(ids(results)) == expected
    assert results.total == len(expected)


FACET_ROWS = [
    ("lang", "en", {"en": 3, "fr": 1}, {"topic": {"audit": 2, "access": 1}}),
    ("topic", "audit", {"audit": 3, "access": 1}, {"lang": {"en": 2, "fr": 1}}),
    ("kind", "article", {"article": 3, "video": 1}, {"topic": {"audit": 2, "access": 1}}),
]


@pytest.mark.parametrize(
    ("facet", "value", "own", "others"), FACET_ROWS, ids=[row[0] for row in FACET_ROWS]
)
def test_a_facet_counts_with_the_other_filters_but_not_its_own(engine, facet, value, own, others):
    facets = ask(engine, "certificate certificat audit", **{facet: value}).facets

    assert getattr(facets, facet) == own
    assert {name: getattr(facets, name) for name in others} == others


@pytest.mark.parametrize("facet", ["kind", "topic", "lang"])
@pytest.mark.parametrize("text", ["certificate", "audit certificate", "password certificat log"])
def test_choosing_a_facet_shows_as_many_as_it_promised(engine, facet, text):
    promised = getattr(ask(engine, text).facets, facet)

    shown = {value: ask(engine, text, **{facet: value}).total for value in promised}

    assert promised
    assert shown == promised


def test_what_a_reader_may_not_see_is_neither_listed_nor_counted(engine):
    everybody = ask(engine, "certificate", audiences=PUBLIC)
    staff = ask(engine, "certificate", audiences=PUBLIC | {"staff"})

    assert "rotate-keys" not in ids(everybody)
    assert "rotate-keys" in ids(staff)
    assert staff.total == everybody.total + 1
    assert staff.facets.topic["audit"] == everybody.facets.topic["audit"] + 1
    assert staff.facets.lang["en"] == everybody.facets.lang["en"] + 1
    assert staff.facets.kind["article"] == everybody.facets.kind["article"] + 1


def test_hidden_documents_do_not_hide_those_with_some_words(empty_engine):
    hidden = [document(f"h{number}", "Audit log", audience="staff") for number in range(5)]
    empty_engine.rebuild([*hidden, document("seen", "Audit")], position=1)

    assert ids(ask(empty_engine, "audit log")) == ["seen"]


def test_nobody_sees_anything_without_an_audience(engine):
    assert ask(engine, "certificate", audiences=frozenset()).total == 0


def test_a_video_is_answered_with_its_best_chapters_then_cues(engine):
    hit = ask(engine, "retention period", kind="video").hits[0]

    assert [moment.start for moment in hit.moments] == [95.5, 140.0, 200.0]
    assert hit.moments[0].text == "Filter by retention period"
    assert hit.moments[0].marked == "Filter by <mark>retention</mark> <mark>period</mark>"


def test_what_authors_write_is_escaped_and_only_our_marks_are_markup(empty_engine):
    evil = "<script>alert('quota')</script> & <mark>x</mark>"
    empty_engine.rebuild([document("evil", evil, body=f"{evil} quota\ud800 \0")], position=1)

    hit = ask(empty_engine, "<script>quota</script>").hits[0]

    for shown in (hit.title_marked, hit.snippet):
        bare = shown.replace("<mark>", "").replace("</mark>", "")
        assert "<" not in bare
        assert ">" not in bare
        assert "&lt;<mark>script</mark>&gt;alert(&#x27;<mark>quota</mark>&#x27;)" in shown
        assert "&lt;mark&gt;x&lt;/mark&gt;" in shown
        shown.encode()


def test_pages_together_are_the_whole_list(empty_engine):
    many = [
        document(f"d{number:02}", "Quota", body="quota " * (number % 4)) for number in range(23)
    ]
    empty_engine.rebuild(many, position=1)
    whole = ids(ask(empty_engine, "quota", limit=100))

    pages = [ids(ask(empty_engine, "quota", limit=5, offset=offset)) for offset in range(0, 25, 5)]

    assert [each for page in pages for each in page] == whole
    assert sorted(whole) == [each.id for each in many]
    assert ask(empty_engine, "quota", limit=5, offset=20).total == 23


def test_no_more_than_a_hundred_are_listed_at_once(empty_engine):
    empty_engine.rebuild([document(f"d{n}", "Quota") for n in range(150)], position=1)

    results = ask(empty_engine, "quota", limit=10**6)

    assert (len(results.hits), results.total) == (100, 150)


def test_a_hit_carries_what_the_page_shows(engine):
    hit = ask(engine, "audit log").hits[0]

    assert (hit.id, hit.kind, hit.slug) == ("export-audit-log", "article", "export-audit-log")
    assert (hit.lang, hit.topic, hit.title) == ("en", "audit", "Export the audit log")
    assert hit.title_marked == "Export the <mark>audit</mark> <mark>log</mark>"
    assert hit.snippet.startswith("Administrators download the <mark>audit</mark>")
    assert hit.score > 0
    assert ask(engine, "audit").did_you_mean is None
