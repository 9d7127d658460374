"""What no template may hold, whoever writes it."""

import re
from hashlib import sha256
from pathlib import Path

import pytest

from portal.paths import STATIC, TEMPLATES

PAGES = sorted(TEMPLATES.rglob("*.html"))
FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle=|<style"),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)"),
    "an event handler": re.compile(r"\son[a-z]+="),
    "hx-boost, hx-on or js:": re.compile(r"hx-boost|hx-on|js:"),
    "a trigger filter, which needs eval": re.compile(r'hx-trigger="[^"]*\['),
    "a resource from another host": re.compile(r'(?:src|href)="(?:https?:)?//'),
}
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
TRANSLATED = re.compile(r"\{%-?\s*trans.*?endtrans\s*-?%\}", re.DOTALL)
COMMENTS = re.compile(r"\{#.*?#\}", re.DOTALL)
CLASS_BLOCKS = re.compile(r"\{%-? block (?:density|width|sheet) -?%\}.*?\{%-? endblock -?%\}")
ATTRIBUTES = re.compile(r'[a-z-]+="[^"]*"')
TAGS = re.compile(r"<[^>]*>", re.DOTALL)
ATTRIBUTES_WITH_WORDS = re.compile(
    r'\s(?:aria-label|placeholder|title|alt)="([^"{]*[a-zA-Z][^"]*)"'
)
NAMES_ALLOWED = {"P", "GMT", "CC0", "B", "kB", "q"}


def short(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("path", PAGES, ids=short)
def test_a_template_holds_nothing_that_the_content_policy_forbids(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert [name for name, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", PAGES, ids=short)
def test_only_stored_sanitised_html_is_called_safe(path: Path) -> None:
    uses = re.findall(r"\|\s*safe\b", COMMENTS.sub("", path.read_text(encoding="utf-8")))

    assert len(uses) <= (1 if short(path) == "components/prose.html" else 0)


@pytest.mark.parametrize("path", PAGES, ids=short)
def test_every_word_on_screen_goes_through_the_catalogue(path: Path) -> None:
    text = COMMENTS.sub(" ", TRANSLATED.sub(" ", path.read_text(encoding="utf-8")))
    in_attributes = ATTRIBUTES_WITH_WORDS.findall(text)
    shown = TAGS.sub(" ", JINJA.sub(" ", CLASS_BLOCKS.sub(" ", text)))
    words = re.findall(r"[A-Za-zÀ-ÿ]+", ATTRIBUTES.sub(" ", shown))

    assert [word for word in words if word not in NAMES_ALLOWED] == []
    assert in_attributes == []


@pytest.mark.parametrize("path", PAGES, ids=short)
def test_a_template_begins_by_saying_what_it_wants(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("{#")


def test_htmx_is_the_released_file() -> None:
    readme = (STATIC / "vendor" / "README.md").read_text(encoding="utf-8")
    digest = sha256((STATIC / "vendor" / "htmx.min.js").read_bytes()).hexdigest()

    assert digest in readme
