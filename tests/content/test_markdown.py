"""Markdown: what becomes of it, and what it cannot do to us."""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import PurePosixPath

import pytest

from portal.content.errors import TooHard
from portal.content.linking import Following
from portal.content.markdown import Rendered, Renderer, render

HERE = PurePosixPath("articles/en/sign-in/here.md")


def page_of(source: str, *, lang: str = "en") -> Rendered:
    return render(source, Following(HERE), lang=lang)


HTML_ROWS = [
    ("a heading of one # is h2", "# Title", '<h2 id="h-title">Title</h2>'),
    ("a heading of two # is h2 when it is the highest", "## Title", '<h2 id="h-title">'),
    ("lower headings keep their distance", "## A\n\n### B", '<h3 id="h-b">B</h3>'),
    ("HTML is text", "a <b onclick=x>b</b>", "a &lt;b onclick=x&gt;b&lt;/b&gt;"),
    ("a block of HTML is text", "<div hx-get=/x>\nx\n</div>", "&lt;div hx-get=/x&gt;"),
    (
        "a script link loses its address",
        "[a](javascript:alert(1))",
        '<a rel="noopener noreferrer">',
    ),
    ("a disguised script link too", "[a](JaVaScRiPt:x)", '<a rel="noopener noreferrer">a</a>'),
    ("data has no address", "[a](data:text/html,x)", '<a rel="noopener noreferrer">a</a>'),
    ("another host without scheme neither", "[a](//evil.example)", '<a rel="noopener noreferrer">'),
    ("a web address stays", "[a](https://a.example/b)", 'href="https://a.example/b"'),
    ("a mail address stays", "[a](mailto:a@b.example)", 'href="mailto:a@b.example"'),
    ("a path of the site stays", "[a](/help)", 'href="/help"'),
    ("an article beside it", "[a](other.md)", 'href="/articles/other"'),
    ("an article of another topic", "[a](../reports/x.md)", 'href="/articles/x"'),
    ("a heading there", "[a](other.md#two-words)", 'href="/articles/other#h-two-words"'),
    ("a heading here", "[a](#two)", 'href="#h-two"'),
    ("a video", "[a](../../../videos/en/tour.md)", 'href="/videos/tour"'),
    ("a file outside has no address", "[a](../../../../x.md)", '<a rel="noopener noreferrer">a'),
    ("a picture from elsewhere is not fetched", "![a](https://x.example/a.png)", '<img alt="a"'),
    ("code is coloured by class", '```json\n{"a": 1}\n```', '<span class="nt">"a"</span>'),
    ("code is reachable by keyboard", "```\nx\n```", '<pre tabindex="0">'),
    ("a note", '!!! warning "Mind"\n    Text', '<div class="admonition warning">'),
    ("a note of no known kind", "!!! evil\n    Text", '<div class="admonition">'),
    ("a fold", '??? note "More"\n    Text', '<details class="note">\n<summary>More</summary>'),
    ("alignment without style", "|a|\n|-:|\n|1|", '<td align="right">1</td>'),
    ("an abbreviation", "SSO\n\n*[SSO]: Single sign-on", '<abbr title="Single sign-on">SSO</abbr>'),
    ("half a surrogate pair", "a\ud800b", "<p>a?b</p>"),
]


@pytest.mark.parametrize(
    ("source", "html"), [row[1:] for row in HTML_ROWS], ids=[row[0] for row in HTML_ROWS]
)
def test_markdown_becomes(source, html):
    assert html in page_of(source).html


def test_no_attribute_of_the_author_reaches_the_page():
    source = '<p id="main" class="sheet" style="x" hx-get="/x">a</p>\n\n## b {#main .sheet}'

    html = page_of(source).html

    assert html.startswith("<p>&lt;p id=")
    assert html.count("<") == 4
    assert '<h2 id="h-b-main-sheet">' in html


def test_two_headings_of_the_same_words_have_two_anchors():
    found = page_of("## Same\n\ntext\n\n## Same")

    assert [heading.id for heading in found.headings] == ["h-same", "h-same_1"]


def test_tables_stand_in_numbered_regions_named_in_the_language_of_the_text():
    found = page_of("|a|\n|-|\n|1|\n\ntext\n\n|b|\n|-|\n|2|", lang="fr").html

    assert found.count('<div class="table-scroll" role="region" tabindex="0"') == 2
    assert 'aria-label="Tableau 1"' in found
    assert 'aria-label="Tableau 2"' in found
    assert found.count("</table></div>") == 2


def test_a_table_written_about_is_no_table():
    found = page_of("`<table>` and <table> and `</table>`").html

    assert "<div" not in found


def test_plain_text_has_every_word_once_and_no_markup():
    found = page_of("# One\n\nTwo **three**\n\n|a|b|\n|-|-|\n|c|d|\n\n- e\n    - f\n\n`<g>`")

    assert found.plain_text.split() == ["One", "Two", "three", *"abcdef", "<g>"]


def test_headings_are_listed_with_their_level():
    found = page_of("# One `x`\n\n### Two & three")

    assert [(h.text, h.level) for h in found.headings] == [("One x", 2), ("Two & three", 4)]


def test_links_are_noted_for_checking():
    following = Following(HERE)

    render("[a](b.md#c) [d](https://e.example) ![f](../../../media/g.png)", following, lang="en")

    assert [(link.target, link.heading, link.is_picture) for link in following.links] == [
        ("articles/en/sign-in/b.md", "c", False),
        ("media/g.png", "", True),
    ]


BOMBS = {
    "brackets": "[" * 65_536,
    "pictures": "![" * 32_768,
    "link middles": "](" * 32_768,
    "declarations": "<![" * 21_845,
    "definitions": "a\n:" * 21_845,
    "quotes": ">" * 65_536,
    "stars": "**a*" * 16_384,
    "backticks": "".join("`" * n + "a" for n in range(350)),
    "deep lists": "".join("  " * depth + "- a\n" for depth in range(250)),
    "headings": "# a\n" * 16_384,
    "notes": "!!! a\n" * 10_900,
}


@pytest.fixture(scope="module")
def impatient() -> Iterator[Renderer]:
    renderer = Renderer(seconds=0.4)
    yield renderer
    renderer.close()


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_rendered_or_refused_in_time(impatient, name):
    with suppress(TooHard):
        impatient.to_html("warm")
    began = time.monotonic()

    with suppress(TooHard):
        render(BOMBS[name], Following(HERE), lang="en", renderer=impatient)

    assert time.monotonic() - began < 2


def test_after_a_bomb_the_next_text_is_rendered():
    renderer = Renderer(seconds=1)
    with pytest.raises(TooHard) as refusal:
        renderer.to_html(BOMBS["brackets"])

    assert "too long" in refusal.value.sentence
    assert renderer.process_id is not None, "the next child starts before anybody asks"
    assert renderer.to_html("still *here*") == "<p>still <em>here</em></p>"
    renderer.close()


def test_a_text_above_64_kb_is_refused_before_it_is_rendered():
    with pytest.raises(TooHard) as refusal:
        page_of("é" * 32_769)

    assert refusal.value.facts == {"kilobytes": 64}


def test_a_child_that_died_is_replaced():
    renderer = Renderer()
    renderer.to_html("one")
    renderer._child._process.kill()

    with pytest.raises(TooHard):
        renderer.to_html("two")

    assert renderer.to_html("three") == "<p>three</p>"
    renderer.close()
