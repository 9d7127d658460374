"""Another language needs a catalogue and a setting: shown by a process that is given both."""

import json
import os
import subprocess
import sys

import pytest

from portal.paths import PORTAL

GERMAN = r"""
msgid ""
msgstr ""
"Language: de\n"
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

msgid "Contact support"
msgstr "Support kontaktieren"

msgid "In %(language)s"
msgstr "Auf %(language)s"

msgid "This is not in %(wanted)s yet. Here it is in %(shown)s."
msgstr "Das gibt es noch nicht auf %(wanted)s. Hier ist es auf %(shown)s."

msgid "Name in %(language)s"
msgstr "Name auf %(language)s"

msgid "%(num)s result for “%(q)s”"
msgid_plural "%(num)s results for “%(q)s”"
msgstr[0] "%(num)s Treffer für „%(q)s“"
msgstr[1] "%(num)s Treffer für „%(q)s“"
"""
ARTICLE = """---
title: Teilnehmer einladen
summary: So laden Sie Teilnehmer in ein Training ein.
lang: de
topic: mail
status: published
---
Öffnen Sie die Schulung und wählen Sie Einladungen.

| Spalte |
| -- |
| Wert |
"""
SCRIPT = """
import json, sys
from pathlib import Path
from shutil import copytree
from starlette.testclient import TestClient
from portal.app import create_app
from portal.content.importing import import_folder
from portal.db.schema import migrate
from portal.finding.indexing import rebuild_index
from tests.browser import Browser
from tests.conftest import SAMPLE, make_runtime
from tests.world import Cast, Clock, Mailbox, fill_world

folder, article = Path(sys.argv[1]), sys.argv[2]
runtime = make_runtime(f"sqlite:///{folder}/academy.db", folder, Clock(), Mailbox())
migrate(runtime.database)
fill_world(runtime)
copytree(SAMPLE, folder / "content")
place = folder / "content" / "articles" / "de" / "mail"
place.mkdir(parents=True)
(place / "teilnehmer-einladen.md").write_text(article, "utf-8")
import_folder(runtime, folder / "content")
rebuild_index(runtime)
cast = Cast(runtime)
with TestClient(create_app(runtime), base_url=runtime.settings.base_url) as client:
    browser = Browser(client, runtime)
    for person in (cast.cleo, cast.ben, cast.eva):
        browser.sign_in(person).send("/language", {"lang": "de", "back": "/"})
    browser.sign_in(cast.cleo)
    pages = {
        "home": browser.open("/"),
        "own": browser.open("/articles/teilnehmer-einladen"),
        "foreign": browser.open("/articles/simulated-mail-missing"),
        "found": browser.open("/search?q=einladung"),
        "incident": browser.sign_in(cast.ben).open("/desk/incidents/new"),
        "content": browser.sign_in(cast.eva).open("/content"),
    }
said = {name: [e.get("lang") + e.text for e in page.all("html")][0] for name, page in pages.items()}
json.dump(said, sys.stdout)
"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a German reader, agent and editor see where German was added."""
    folder = tmp_path_factory.mktemp("german")
    catalogue = folder / "locales" / "de" / "LC_MESSAGES" / "academy.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(GERMAN, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder), ARTICLE],
        env={
            **os.environ,
            "ACADEMY_LANGUAGES": "en, fr, de",
            "ACADEMY_LOCALES_DIR": str(folder / "locales"),
        },
        cwd=PORTAL.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    found: dict[str, str] = json.loads(ran.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("home", "Support kontaktieren"),
        ("home", "Français"),
        ("own", "Teilnehmer einladen"),
        ("foreign", "Das gibt es noch nicht auf Deutsch. Hier ist es auf Englisch."),
        ("found", "Teilnehmer einladen"),
        ("incident", "Name auf Deutsch"),
        ("incident", "Name auf Französisch"),
        ("content", "Deutsch"),
    ],
)
def test_a_language_is_spoken_once_it_is_set_and_has_a_catalogue(
    pages: dict[str, str], page: str, words: str
) -> None:
    assert pages[page].startswith("de")
    assert words in pages[page]
