"""A search.toml that could not be taken is refused by its line before anything is imported."""

from pathlib import Path

import pytest

from portal.content.checking import Prepared, check_folder
from portal.finding.checking_files import check_guidance
from tests.content.writing import Desk

PIN = '[[pins]]\nwords = "reset it"\nlang = "en"\nanswers = ["articles/en/{}"]\n'
FINE = '[[synonyms]]\nphrases = ["sso", "single sign-on"]\n\n' + PIN.format("reset-it")
ROWS = [
    ("nothing", FINE, []),
    ("no TOML", "without = []\nsynonyms = [", ["search.toml:2: It cannot be read"]),
    ("an unknown key", "\ncolour = 1", ["search.toml:2: colour does not look right"]),
    ("a wrong type", f"{FINE}\n[[synonyms]]\nphrases = 1", ["search.toml:9: synonyms.1.phrases"]),
    (
        "one phrase",
        f'{FINE}\n[[synonyms]]\nphrases = ["a"]',
        ["search.toml:9: synonyms 2: A group"],
    ),
    ("no words", FINE.replace("reset it", "the"), ["search.toml:4: pins 1: These words stand"]),
    (
        "two faults of a pin",
        f"{FINE}\n{PIN.format('gone')}",
        [
            "search.toml:9: pins 2: These words have pinned answers already",
            "search.toml:9: pins 2: There is no article or video at articles/en/gone.",
        ],
    ),
]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    desk = Desk(tmp_path_factory.mktemp("written"))
    desk.topics()
    desk.article("reset-it")
    desk.file("search.toml", FINE)
    return check_folder(desk.top)


@pytest.mark.parametrize(("text", "told"), [row[1:] for row in ROWS], ids=[r[0] for r in ROWS])
def test_a_fault_is_named_with_its_line(prepared: Prepared, text: str, told: list[str]) -> None:
    Path(prepared.folder.top, "search.toml").write_text(text)

    found = [str(complaint) for complaint in check_guidance(prepared)]

    assert len(found) == len(told)
    assert all(line.startswith(start) for line, start in zip(found, told, strict=True))
