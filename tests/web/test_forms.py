"""Forms keep what was typed and say what is wrong with it."""

import pytest
from pydantic import BaseModel, Field

from portal.errors import Invalid
from portal.web.forms import OTHERWISE, Line, Moment, Text, fill


class Example(BaseModel):
    """A form with one of each kind of field."""

    title: Line = Field(max_length=10, description="Give it a title.")
    story: Text = ""
    level: int = Field(1, ge=1, le=5)
    at: Moment | None = None


def test_a_good_form_is_checked_and_cleaned() -> None:
    filled = fill(Example, {"title": "  two \t words\x00", "story": "a\r\nb", "level": "2"})

    assert filled.errors == []
    assert filled.value == Example(title="two words", story="a\nb", level=2)


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        pytest.param({}, "title", "Give it a title.", id="missing"),
        pytest.param({"title": "   "}, "title", "Give it a title.", id="only spaces"),
        pytest.param(
            {"title": "x" * 11}, "title", "Shorten this to %(max_length)s characters.", id="long"
        ),
        pytest.param(
            {"title": "x", "level": "six"}, "level", "Choose one of the answers.", id="no number"
        ),
        pytest.param(
            {"title": "x", "level": "6"}, "level", "Choose one of the answers.", id="off the scale"
        ),
        pytest.param(
            {"title": "x", "at": "9999-12-31T23:59:59-23:59"}, "at", OTHERWISE, id="after all time"
        ),
        pytest.param(
            {"title": "x", "at": "0001-01-01T00:00:00+23:59"}, "at", OTHERWISE, id="before all time"
        ),
    ],
)
def test_each_fault_gets_a_sentence_and_keeps_the_text(
    sent: dict[str, str], field: str, sentence: str
) -> None:
    filled = fill(Example, sent)

    assert [(error.field_id, error.sentence) for error in filled.errors] == [(field, sentence)]
    assert {name: filled.values[name] for name in sent} == sent


def test_a_form_with_faults_has_no_value() -> None:
    with pytest.raises(Invalid):
        _ = fill(Example, {}).value
