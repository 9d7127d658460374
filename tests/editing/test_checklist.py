"""The checklist while writing: what it finds, in which line, and what it lets pass."""

from pathlib import PurePosixPath

import pytest

from portal.content.linking import Following
from portal.content.markdown import render
from portal.editing.checklist import Checklist, check
from portal.editing.findings import Surroundings, Written
from portal.editing.readability import Level, measure, syllables

PLACE = PurePosixPath("articles/en/mail/here.md")
SUMMARY = "Find out why a simulated mail did not arrive."
AROUND = Surroundings(
    states={
        "articles/en/mail/open.md": "published",
        "articles/en/mail/begun.md": "draft",
        "/articles/open": "published",
    },
    decorative=frozenset({"/media/line"}),
    dead={"https://gone.example/page": "404"},
)


def checked(source: str, *, summary: str = SUMMARY, title: str = "Mail", lang: str = "en"):
    following = Following(PLACE, {"media/line.png": "/media/line", "media/a.png": "/media/a"}.get)
    page = render(source, following, lang=lang)
    return check(
        Written(
            title=title,
            summary=summary,
            source=source,
            lang=lang,
            html=page.html,
            plain_text=page.plain_text,
            headings=page.headings,
            links=tuple(following.links),
            anchor_only=str(PLACE),
        ),
        AROUND,
    )


def found(checklist: Checklist) -> list[tuple[str, int | None]]:
    return [(finding.sentence.split(".")[0], finding.line) for finding in checklist.findings]


LONG = "The mail that was sent to everybody in the whole company on the first day of the month "
FOUND = [
    ("## One\n\n#### Three\n", "The heading “%(heading)s” skips a level", 3),
    ("# One\n\n```\n### code\n```\n\n### Code\n", "The heading “%(heading)s” skips a level", 7),
    ("## \n\nWords\n", "A heading has no words", None),
    ("It is good. " * 134, "%(count)s words without a heading", None),
    ("Text\n\n![](../../../media/a.png)\n", "A picture has no description", 3),
    ("```\n![](x)\n```\n\n![ ](../../../media/a.png)\n", "A picture has no description", 5),
    ("![A form](../../../media/b.png)\n", "This picture is not in the library", 1),
    ("Text\n\n[it](gone.md)\n", "The link %(link)s leads nowhere", 3),
    ("[it](/articles/gone)\n", "The link %(link)s leads nowhere", 1),
    ("[it](begun.md)\n", "The link %(link)s leads to a text that readers cannot open now", 1),
    ("## One\n\n[down](#two)\n", "No heading is called %(link)s", 3),
    ("\n[it](https://gone.example/page#part)\n", "%(link)s does not answer (%(problem)s)", 2),
    (f"Short.\n\n{LONG * 2}.\n", "A sentence has %(count)s words: “%(start)s…”", 3),
    (
        "Organisational responsibilities necessitate comprehensive administrative documentation. "
        * 5,
        "The text is hard to read",
        None,
    ),
]


@pytest.mark.parametrize(("source", "sentence", "line"), FOUND)
def test_what_is_wrong_is_found_where_it_is(source, sentence, line):
    assert found(checked(source)) == [(sentence, line)]


FINE = [
    "## One\n\n### Two\n\n## Three\n",
    "# One\n\n## Two\n",
    "![A form](../../../media/a.png)\n",
    "![](../../../media/line.png)\n",
    "[it](open.md) and [it](/articles/open) and [out](https://fine.example/)\n",
    "## One\n\n[up](#one)\n",
    "`![](x)` is how a picture is written.\n",
    "[write](mailto:help@example.com)\n",
]


@pytest.mark.parametrize("source", FINE)
def test_what_is_right_is_left_alone(source):
    assert found(checked(source)) == []


SUMMARIES = [
    ("", "There is no summary"),
    ("Mail.", "The summary only repeats the title"),
    ("Too short", "The summary is too short to choose by"),
    ("x" * 161, "The summary has %(count)s characters"),
]


@pytest.mark.parametrize(("summary", "sentence"), SUMMARIES)
def test_a_summary_that_helps_nobody_choose_is_named(summary, sentence):
    assert found(checked("Text.", summary=summary)) == [(sentence, None)]


LEVELS = [
    ("en", "The cat sat on the mat. It was a warm day. We all ran home to eat. " * 2, Level.EASY),
    ("fr", "Le chat dort. Il fait beau. Nous allons tous à la mer. Le vent est doux. " * 2, "easy"),
    ("en", "Administrators configure notification preferences individually. " * 6, Level.HARD),
    ("sv", "Katten satt i solen. Det var en varm dag. Vi gick hem. " * 3, Level.EASY),
    ("en", "Open the page.", Level.TOO_SHORT),
]


@pytest.mark.parametrize(("lang", "text", "level"), LEVELS)
def test_the_level_goes_by_the_language(lang, text, level):
    assert measure(text, lang).level == level


@pytest.mark.parametrize(
    ("word", "lang", "count"),
    [
        ("mate", "en", 1),
        ("idea", "en", 2),
        ("été", "fr", 2),
        ("table", "fr", 1),
        ("Tafel", "de", 2),
    ],
)
def test_syllables_are_what_is_heard(word, lang, count):
    assert syllables(word, lang) == count
