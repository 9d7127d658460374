"""Front matter: what is taken, and the line and the sentence when it is not."""

from datetime import date

import pytest

from portal.content.front_matter import FrontMatterError, read_front_matter
from portal.content.policy import Kind

GOOD = """---
title: "Reset a password"
summary: For people who forgot theirs.
lang: en
topic: sign-in
tags: [password, reset]
audience: administrators
status: published
review_on: 2027-03-15
---

# Steps

Do it.
"""


def read(text: str, kind: Kind = Kind.ARTICLE):
    return read_front_matter(text, file="a.md", kind=kind)


def test_an_article_is_taken_apart():
    found = read(GOOD)

    assert found.matter.title == "Reset a password"
    assert found.matter.tags == ["password", "reset"]
    assert found.matter.review_on == date(2027, 3, 15)
    assert found.body == "# Steps\n\nDo it."
    assert found.body_line == 12
    assert found.line_of("topic") == 5
    assert found.line_saying("Do it") == 14


def test_line_ends_of_other_systems_change_nothing():
    assert read(GOOD.replace("\n", "\r\n")) == read(GOOD)


DURATION_ROWS = [
    ("3:20", 200),
    ('"3:20"', 200),
    ("0:45", 45),
    ("1:02:03", 3_723),
    ('"1:02:03"', 3_723),
    ("200", 200),
]


@pytest.mark.parametrize(("written", "seconds"), DURATION_ROWS, ids=[r[0] for r in DURATION_ROWS])
def test_a_duration_is_read(written, seconds):
    text = GOOD.replace("tags:", f"duration: {written}\ntags:")

    assert read(text, Kind.VIDEO).matter.duration == seconds


KEYS = ("title", "summary", "lang", "topic", "tags", "audience", "status", "review_on")
COMPLAINT_ROWS = [
    ("an unknown key", "tags:", "colour: red\ntags:", 6, "'colour' is not a key."),
    ("a title that is a number", '"Reset a password"', "2024", 2, "'title' must be text"),
    ("an empty summary", "For people who forgot theirs.", '""', 3, "'summary' is empty."),
    ("a language we do not speak", "lang: en", "lang: xx", 4, "'lang' must be one of: 'en', 'fr'."),
    ("a topic with spaces", "topic: sign-in", "topic: Sign in", 5, "'topic' must be small letters"),
    ("tags that are text", "[password, reset]", "password", 6, "'tags' must be a list"),
    ("nobody's audience", "administrators", "friends", 7, "'audience' must be one of: 'everyone'"),
    ("no such status", "published", "live", 8, "'status' must be one of: 'draft'"),
    ("a date in words", "2027-03-15", "soon", 9, "'review_on' must be a date such as 2027-03-31."),
    ("a day that is none", "2027-03-15", "2027-02-31", 1, "This is not the YAML we take"),
    ("a key twice", "tags:", "title: b\ntags:", 6, "'title' is there twice."),
    ("a key of videos", "tags:", "duration: 3\ntags:", 6, "'duration' is not a key."),
    ("a tag of YAML", "tags:", "x: !!python/object:os.x {}\ntags:", 6, "This is not the YAML"),
    ("an alias", "tags:", "a: &a [1]\nb: *a\ntags:", 7, "aliases (*name) are not taken here"),
    ("ten megabytes", "tags:", f"x: {'y' * 10**7}\ntags:", 1, "is larger than 32 kB"),
    ("broken YAML", "tags: [", "tags: [[", 7, "This is not the YAML we take"),
    ("no key at all", "title: ", "- title: ", 3, "This is not the YAML we take"),
]


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [row[1:] for row in COMPLAINT_ROWS],
    ids=[row[0] for row in COMPLAINT_ROWS],
)
def test_a_fault_is_named_with_its_line(old, new, line, sentence):
    with pytest.raises(FrontMatterError) as refused:
        read(GOOD.replace(old, new, 1))

    complaint = refused.value.complaints[0]
    assert (complaint.file, complaint.line) == ("a.md", line)
    assert sentence in complaint.sentence


def test_every_fault_is_named_at_once():
    with pytest.raises(FrontMatterError) as refused:
        read("---\ntitle: a\nlang: xx\nstatus: x\n---\ntext")

    assert [c.sentence.split("'")[1] for c in refused.value.complaints] == [
        "summary",
        "lang",
        "topic",
        "status",
    ]


WITHOUT_ROWS = [
    ("nothing", ""),
    ("text only", "Hello"),
    ("an end that never comes", "---\ntitle: a\n"),
    ("text before it", "Hello\n" + GOOD),
]


@pytest.mark.parametrize("text", [r[1] for r in WITHOUT_ROWS], ids=[r[0] for r in WITHOUT_ROWS])
def test_a_file_without_front_matter_is_refused(text):
    with pytest.raises(FrontMatterError) as refused:
        read(text)

    assert refused.value.complaints[0].line == 1


def test_front_matter_above_32_kb_is_refused_unread():
    with pytest.raises(FrontMatterError) as refused:
        read(GOOD.replace("tags:", f"x: {'a' * 33_000}\ntags:"))

    assert "larger than 32 kB" in refused.value.complaints[0].sentence


def test_nested_front_matter_is_refused_not_followed():
    with pytest.raises(FrontMatterError):
        read(GOOD.replace("[password, reset]", "[" * 3_000 + "]" * 3_000))
