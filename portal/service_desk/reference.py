"""The reference of a ticket: AA-7K3Q-94TX, easy to read out, hard to mistype."""

from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base32: no I, L, O, U
HEARD_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
SIGNS = 8
SPELLING = (
    "alpha bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november "
    "oscar papa quebec romeo sierra tango uniform victor whiskey x-ray yankee zulu"
)
DIGITS = (
    "zero one two three four five six seven eight nine",
    "zéro un deux trois quatre cinq six sept huit neuf",
)
SPOKEN = {
    **{word.replace("-", ""): word[0] for word in SPELLING.split()},
    "alfa": "a",
    "juliet": "j",
    "ray": "",
    "dash": "",
    "hyphen": "",
    "tiret": "",
    **{word: str(n) for words in DIGITS for n, word in enumerate(words.split())},
}


def new_reference(prefix: str, random_below: Callable[[int], int]) -> str:
    """Return a random reference whose last sign checks the others."""
    signs = "".join(ALPHABET[random_below(32)] for _ in range(SIGNS - 1))
    signs += check_sign(signs)
    return f"{prefix}-{signs[:4]}-{signs[4:]}"


def check_sign(signs: str) -> str:
    """Return the check sign (Luhn mod 32): it catches every single wrong sign."""
    total = 0
    for place, sign in enumerate(reversed(signs)):
        value = ALPHABET.index(sign) * (2 if place % 2 == 0 else 1)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]


def read_reference(text: str, prefix: str) -> str | None:
    """Return the reference somebody typed or read out, in its one form; None when it is none.

    Case, spaces and hyphens do not matter; O is heard as 0, I and L as 1.
    """
    signs = "".join(sign for sign in text.upper() if sign.isalnum()).removeprefix(prefix)
    signs = signs.translate(HEARD_AS)
    if len(signs) != SIGNS or any(sign not in ALPHABET for sign in signs):
        return None
    if check_sign(signs[:-1]) != signs[-1]:
        return None
    return f"{prefix}-{signs[:4]}-{signs[4:]}"


def heard(text: str) -> str:
    """Return what was read out as signs: "seven Kilo" is 7K; what is no such word stays."""
    words = text.casefold().replace("-", " ").split()
    return " ".join(SPOKEN.get(word, word) for word in words)
