"""Markdown trees as others keep them, imported without writing them anew."""

from contextlib import nullcontext

import pytest
from typer.testing import CliRunner

from portal.content.commands import content_app
from portal.content.errors import ContentRefused
from portal.content.gathering import gather
from portal.content.importing import How, import_folder
from portal.content.models import Topic
from portal.content.rewording import parted, relinked
from tests.content.test_importing import counts, read
from tests.content.writing import PNG, Desk

MKDOCS = {
    "mkdocs.yml": """site_name: Ours
markdown_extensions:
  - pymdownx.emoji: {emoji_index: !!python/name:material.extensions.emoji.twemoji ''}
nav:
  - Start: index.md
  - Roles:
    - What roles are for: roles/overview.md
""",
    "docs/index.md": "# Welcome to it\n\nRead about [roles](roles/overview.md#why) first.\n",
    "docs/roles/overview.md": "# Roles\n\nA role says who may.\n\n![A list](../img/list.png)\n\n"
    "```\n[left](alone.md)\n```\n\nSee [nothing](nowhere.md) and [home](../index.md).\n",
    "docs/img/list.png": PNG,
}
DOCUSAURUS = {
    "docusaurus.config.js": "module.exports = {}",
    "docs/billing/_category_.json": '{"label": "Paying us", "position": 2}',
    "docs/billing/invoices.md": "---\nid: invoices\nsidebar_position: 2\n"
    "description: Where invoices are.\ntags: [money]\n---\n# Find an invoice\n\n![I](/img/i.png)\n",
    "docs/billing/invoices.fr.md": "# Trouver une facture\n\nLes factures sont là.\n",
    "docs/billing/draft.md": "---\ntitle: Not yet\ndraft: true\n---\nWait.\n",
    "static/img/i.png": PNG,
}
WIKI = {
    "Home.md": "Everything starts at [[Reset it|the reset page]], see [[No Such Page]].\n",
    "Reset-it.md": "# Reset it\n\nPress *the* button.\n",
}


def tree(tmp_path, files):
    desk = Desk(tmp_path / "theirs")
    for path, content in files.items():
        desk.file(path, content)
    return desk.top


@pytest.fixture
def gathered(runtime, tmp_path):
    """Gather and import; return what could not be kept."""

    def gathered(files):
        target = tmp_path / "ours"
        left_out = gather(tree(tmp_path, files), target).left_out
        import_folder(runtime, target)
        return left_out

    return gathered


def test_mkdocs_gives_titles_order_links_and_pictures(runtime, gathered):
    left_out = gathered(MKDOCS)

    start, roles = read(runtime, "overview"), read(runtime, "roles-overview")
    titles = {reading.title: reading for reading in (start, roles)}
    assert set(titles) == {"Start", "What roles are for"}
    text = titles["What roles are for"].html
    assert "/media/" in text
    assert 'href="/articles/overview"' in text
    assert "[left](alone.md)" in text
    assert left_out == ["docs/roles/overview.md: the link nowhere.md"]


def test_docusaurus_gives_drafts_labels_and_translations(runtime, gathered):
    assert gathered(DOCUSAURUS) == []

    english, french = read(runtime, "invoices"), read(runtime, "invoices", lang="fr")
    assert (english.title, english.summary) == ("Find an invoice", "Where invoices are.")
    assert french.title == "Trouver une facture"
    assert "/media/" in english.html
    assert read(runtime, "draft") is None
    with runtime.database.reading() as db:
        topic = db.query(Topic).filter_by(slug="billing").one()
        assert topic.title == {"en": "Paying us", "fr": "Paying us"}


def test_a_wiki_links_by_title(runtime, gathered):
    assert gathered(WIKI) == ["Home.md: the link No Such Page"]

    text = read(runtime, "overview").html
    assert 'href="/articles/reset-it"' in text
    assert ">the reset page</a>, see No Such Page." in text


def test_the_command_lists_what_it_left_out_and_stores_nothing_in_a_dry_run(runtime, tmp_path):
    before = counts(runtime)
    words = ["import", str(tree(tmp_path, MKDOCS)), "--dry-run"]

    answer = CliRunner().invoke(content_app(lambda: nullcontext(runtime)), words)

    assert answer.exit_code == 0, answer.output
    assert "2 added" in answer.stdout
    assert "left out: docs/roles/overview.md: the link nowhere.md" in answer.stderr
    assert counts(runtime) == before


def test_a_shelf_that_is_there_keeps_its_title(runtime, tmp_path, desk, take):
    desk.article("here-already")
    take()
    target = tmp_path / "ours"
    gather(tree(tmp_path, {"sign-in/more.md": "# More\n\nText.\n"}), target)

    import_folder(runtime, target, how=How(keeps_topics=True))

    with runtime.database.reading() as db:
        assert db.query(Topic).filter_by(slug="sign-in").one().title["en"] == "Signing in"


def test_a_tree_that_leads_outside_is_refused(tmp_path):
    top = tree(tmp_path, {"a.md": "# A\n"})
    (top / "b.md").symlink_to("/etc/passwd")

    with pytest.raises(ContentRefused):
        gather(top, tmp_path / "ours")


@pytest.mark.parametrize(
    "front",
    ["a: !!python/object/apply:os.system [x]", "a: &x [1]\nb: *x", "a: [", "x" * 10_000_000],
    ids=["tags", "aliases", "no yaml", "10 MB"],
)
def test_hostile_front_matter_gives_no_values(front):
    assert [value for value in parted(f"---\n{front}\n---\nText\n")[0].values() if value] == []


def test_code_keeps_what_looks_like_a_link():
    text = "`[a](b.md)` [c](d.md)\n~~~\n[e](f.md)\n~~~"

    assert relinked(text, lambda found: "X") == "`[a](b.md)` X\n~~~\n[e](f.md)\n~~~"
