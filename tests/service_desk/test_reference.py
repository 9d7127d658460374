"""The reference: its form, its check sign, and reading it back by phone."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.service_desk.reference import ALPHABET, check_sign, new_reference, read_reference

signs = st.text(ALPHABET, min_size=7, max_size=7)


def reference_of(text: str) -> str:
    return f"AA-{text[:4]}-{text[4:]}{check_sign(text)}"


def test_a_new_reference_reads_back_as_itself() -> None:
    reference = new_reference("AA", random.Random(1).randrange)

    assert read_reference(reference, "AA") == reference


@pytest.mark.parametrize(
    "heard",
    [
        pytest.param("aa-0123-456{0}", id="lower case"),
        pytest.param("AA 0123 456{0}", id="spaces"),
        pytest.param("AAO123456{0}", id="O for 0, no hyphens"),
        pytest.param("AA-0I23-456{0}", id="I for 1"),
        pytest.param("aa-ol23-456{0}", id="o and l"),
        pytest.param("0123-456{0}", id="without the prefix"),
    ],
)
def test_a_reference_read_out_is_understood(heard: str) -> None:
    assert read_reference(heard.format(check_sign("0123456")), "AA") == reference_of("0123456")


@given(signs, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_every_single_wrong_sign_is_noticed(text: str, place: int, wrong: str) -> None:
    right = text + check_sign(text)
    heard = right[:place] + wrong + right[place + 1 :]

    assert (read_reference(heard, "AA") is None) == (heard != right)


@pytest.mark.parametrize("text", ["", "AA", "AA-7K3Q", "AA-7K3Q-94TX1", "AA-7K3Q-94T!", "é" * 8])
def test_what_cannot_be_a_reference_is_none(text: str) -> None:
    assert read_reference(text, "AA") is None
