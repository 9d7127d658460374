"""Text of 64 kB made to be slow: no pattern that reads it tries every sign with every other."""

from collections.abc import Callable
from time import process_time

import pytest

from portal.content.rewording import plain, relinked
from portal.content.videos import stored_cues
from portal.editing.readability import measure
from portal.reporting.gap_policy import redacted

LONG = 64 * 1024
CUE = "WEBVTT\n\n{}\nx\n"
SLOW: dict[str, tuple[Callable[[str], object], str]] = {
    "arrows in captions": (lambda text: stored_cues(CUE.format(text)), "-->"),
    "dots in an article": (lambda text: measure(f"{text}a", "en"), "…"),
    "a word in a search": (redacted, "h"),
    "brackets in a file": (plain, "["),
    "links in a file": (lambda text: relinked(text, str), '[](x "'),
}


@pytest.mark.parametrize("case", SLOW)
def test_a_long_text_is_read_once(case: str) -> None:
    read, sign = SLOW[case]
    begun = process_time()
    read(sign * (LONG // len(sign)))

    assert process_time() - begun < 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mail cleo@northwind.example now", "mail … now"),
        ("@a@b", "…"),
        ("(see https://a.example/x)", "(see …"),
        ("a @ b", "a @ b"),
        ("@home", "@home"),
    ],
)
def test_addresses_are_hidden(text: str, shown: str) -> None:
    assert redacted(text) == shown
