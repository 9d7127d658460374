"""Checking a folder: every fault has a file, a line and a sentence."""

import os

import pytest

from portal.content.checking import check_folder
from portal.content.errors import ContentRefused
from portal.content.folders import walk
from portal.content.policy import MOST_ENTRIES
from portal.paths import ACADEMY_CONTENT
from tests.content.writing import TOPICS, WEBM


def complaints(desk) -> list[str]:
    with pytest.raises(ContentRefused) as refused:
        check_folder(desk.top)
    return [str(complaint) for complaint in refused.value.complaints]


def test_the_shipped_content_has_no_fault():
    prepared = check_folder(ACADEMY_CONTENT)

    assert len(prepared.pages) > 40


def test_versions_are_grouped_with_their_original_first(desk):
    desk.article("le-changer", lang="fr", translation_of="reset-it")
    desk.article("reset-it")

    prepared = check_folder(desk.top)

    assert [[m.slug for m in group.members] for group in prepared.groups] == [
        ["reset-it", "le-changer"]
    ]


def test_progress_is_told_article_by_article(desk):
    desk.article("one")
    desk.article("two")
    told = []

    check_folder(desk.top, progress=lambda done, of: told.append((done, of)))

    assert told == [(1, 2), (2, 2)]


def lines(desk, path, old, new):
    target = desk.top / path
    target.write_text(target.read_text().replace(old, new))


ARTICLE = "articles/en/sign-in/one.md"
LINK_ROWS = [
    ("to nothing", "[a](two.md)", "The link two.md leads to no article or video"),
    ("outside", "[a](../../../../etc/passwd.md)", "leads to no article or video"),
    ("to a file that is no article", "[a](../../../topics.toml)", "leads to no article or video"),
    ("to no heading here", "# A\n\n[a](#b)", "The link #b leads to no heading of"),
    ("to no heading there", "[a](../reports/other.md#b)", "leads to no heading of articles/en/r"),
    ("to a picture that is not there", "![a](x.png)", "There is no picture x.png"),
    ("to a picture elsewhere", "![a](https://x.example/x.png)", "There is no picture https:"),
]


@pytest.mark.parametrize(
    ("link", "sentence"), [row[1:] for row in LINK_ROWS], ids=[row[0] for row in LINK_ROWS]
)
def test_a_broken_link(desk, link, sentence):
    desk.article("other", topic="reports")
    desk.article("one", f"Line one.\n\n{link}")

    [complaint] = complaints(desk)

    line = 10 + link.count("\n")
    assert complaint.startswith(f"{ARTICLE}:{line}: ")
    assert sentence in complaint


def test_an_unknown_topic(desk):
    desk.article("one", topic="cooking")

    assert complaints(desk) == [
        "articles/en/cooking/one.md:5: There is no topic cooking in topics.toml."
    ]


def test_a_language_that_is_not_the_folders(desk):
    lines(desk, desk.article("one").relative_to(desk.top), "lang: en", "lang: fr")

    assert complaints(desk) == [f"{ARTICLE}:4: 'lang' says fr, but the file stands under en/."]


def test_an_unknown_language(desk):
    desk.article("one", lang="xx")

    assert complaints(desk) == ["articles/xx/sign-in/one.md:4: 'lang' must be one of: 'en', 'fr'."]


def test_one_slug_in_two_topics(desk):
    desk.article("one")
    desk.article("one", topic="reports")

    assert complaints(desk) == [f"{ARTICLE}:1: articles/en/reports/one.md has this name already."]


PLACE_ROWS = [
    "articles/en/one.md",
    "articles/en/sign-in/deeper/one.md",
    "articles/en/sign-in/One.md",
    "articles/en/sign-in/one two.md",
    "videos/one.md",
]


@pytest.mark.parametrize("path", PLACE_ROWS)
def test_a_file_in_a_wrong_place(desk, path):
    desk.file(path, "text")

    [complaint] = complaints(desk)

    assert complaint.startswith(f"{path}:1: Articles stand in")


def test_a_translation_of_nothing(desk):
    desk.article("un", lang="fr", translation_of="one")

    assert complaints(desk) == [
        "articles/fr/sign-in/un.md:7: The article one does not exist in another language."
    ]


def test_translations_that_lead_in_a_circle(desk):
    desk.article("one", translation_of="un")
    desk.article("un", lang="fr", translation_of="one")

    assert len(complaints(desk)) == 2
    assert all("leads back to this file" in complaint for complaint in complaints(desk))


def test_two_translations_into_one_language(desk):
    desk.article("one")
    desk.article("un", lang="fr", translation_of="one")
    desk.article("une", lang="fr", translation_of="one")

    [complaint] = complaints(desk)

    assert "articles/fr/sign-in/un.md is the version in this language already" in complaint


def test_a_translation_for_another_audience(desk):
    desk.article("one", audience="staff")
    desk.article("un", lang="fr", translation_of="one")

    [complaint] = complaints(desk)

    assert "'audience' differs from articles/en/sign-in/one.md" in complaint


VIDEO_ROWS = [
    ("no captions", {"captions": None}, "A published video needs captions"),
    ("no film", {"file": None}, "A published video needs a 'file' or a 'source'."),
    ("a film that is not there", {"file": "none.webm"}, "There is no file videos/en/none.webm"),
    ("a film outside", {"file": "../../../../x.webm"}, "There is no file ../../x.webm"),
    ("an absolute path", {"file": "/etc/passwd.webm"}, "There is no file /etc/passwd.webm"),
    ("a film of another kind", {"file": "tour.vtt"}, "Only these kinds of file are taken"),
    ("captions that are not there", {"captions": "no.vtt"}, "There is no file videos/en/no.vtt"),
    ("a duration of nothing", {"duration": "0:00"}, "'duration' must be a length such as 3:20"),
    ("a source that is no address", {"source": "javascript:x"}, "'source' must be a web address"),
]


@pytest.mark.parametrize(
    ("matter", "sentence"), [row[1:] for row in VIDEO_ROWS], ids=[row[0] for row in VIDEO_ROWS]
)
def test_a_video_with(desk, matter, sentence):
    desk.video("tour", **matter)

    [complaint] = complaints(desk)

    assert complaint.startswith("videos/en/tour.md:")
    assert sentence in complaint


def test_a_draft_of_a_video_may_lack_its_captions(desk):
    desk.video("tour", status="draft", captions=None, file=None)

    assert len(check_folder(desk.top).pages) == 1


def test_captions_with_a_fault_are_named_by_their_own_line(desk):
    desk.video("tour")
    desk.file("videos/en/tour.vtt", "WEBVTT\n\n00:02.000 --> 00:01.000\nx\n")

    assert complaints(desk) == ["videos/en/tour.vtt:3: This cue ends before it starts."]


def test_a_film_that_is_something_else(desk):
    desk.video("tour")
    desk.file("media/tour.webm", b"<html><script>")

    [complaint] = complaints(desk)

    assert "media/tour.webm is not what its name says: video/webm." in complaint


def test_a_symbolic_link(desk, tmp_path):
    desk.article("one")
    secret = tmp_path / "secret.md"
    secret.write_text("secret")
    (desk.top / "articles/en/sign-in/two.md").symlink_to(secret)

    assert any("symbolic link" in complaint for complaint in complaints(desk))


def test_a_folder_that_is_a_symbolic_link(desk, tmp_path):
    desk.article("one")
    (tmp_path / "elsewhere").mkdir()
    (desk.top / "articles/fr").symlink_to(tmp_path / "elsewhere")

    assert complaints(desk) == ["articles/fr:1: This is a symbolic link. Put the file itself here."]


def test_a_hard_link(desk, tmp_path):
    path = desk.article("one")
    os.link(path, tmp_path / "twin.md")

    assert complaints(desk) == [
        f"{ARTICLE}:1: This file has a second name elsewhere (a hard link). Put a copy here."
    ]


def test_a_pipe(desk):
    desk.article("one")
    os.mkfifo(desk.top / "articles/en/sign-in/two.md")

    assert any("no ordinary file" in complaint for complaint in complaints(desk))


def test_names_that_differ_only_by_case(desk):
    desk.article("one")
    desk.file("media/a.webm", WEBM)
    desk.file("media/A.webm", WEBM)

    [complaint] = complaints(desk)

    assert "the same name as media/A.webm" in complaint


def test_a_file_that_is_not_utf_8(desk):
    desk.file(ARTICLE, b"---\ntitle: \xff\n---\n")

    assert complaints(desk) == [f"{ARTICLE}:1: This file is not written in UTF-8."]


def test_a_file_above_64_kb(desk):
    desk.article("one", "a" * 66_000)

    [complaint] = complaints(desk)

    assert complaint.startswith(f"{ARTICLE}:8: The text is larger than 64 kB.")


def test_a_text_that_takes_too_long(desk):
    desk.article("one", "[" * 60_000)

    [complaint] = complaints(desk)

    assert complaint.startswith(f"{ARTICLE}:8: The text takes too long to turn into a page.")


def test_more_files_than_a_folder_should_have(desk, monkeypatch):
    monkeypatch.setattr("portal.content.folders.MOST_ENTRIES", 3)
    for number in range(4):
        desk.file(f"media/{number}.txt", "x")

    _, found = walk(desk.top)

    assert [complaint.sentence for complaint in found] == [
        f"There are more than {MOST_ENTRIES} files in this folder."
    ]


def test_an_empty_folder(tmp_path):
    with pytest.raises(ContentRefused) as refused:
        check_folder(tmp_path)

    assert "There are no articles or videos" in str(refused.value.complaints[0])


TOPIC_ROWS = [
    ("broken TOML", TOPICS + "\n[[", 12, "This is not TOML"),
    (
        "a topic without an English title",
        TOPICS.replace('en = "Reports", ', ""),
        7,
        "it is not written in en",
    ),
    ("a topic twice", TOPICS + TOPICS, 12, "twice"),
]


@pytest.mark.parametrize(
    ("text", "line", "words"), [r[1:] for r in TOPIC_ROWS], ids=[r[0] for r in TOPIC_ROWS]
)
def test_topics_with_a_fault(desk, text, line, words):
    desk.article("one")
    desk.topics(text)

    found = [each for each in complaints(desk) if each.startswith("topics.toml")]

    assert found[0].startswith(f"topics.toml:{line}: ")
    assert words in found[0]
