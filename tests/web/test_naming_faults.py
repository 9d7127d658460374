"""The summary of what is wrong names each field as its label does."""

import pytest

from portal.web.languages import translations
from portal.web.naming_faults import name_faults
from portal.web.pages import environment

PAGE = """
{% from "components/error_summary.html" import error_summary %}
{% from "components/field.html" import field %}
{% from "components/choices.html" import radios, checkbox %}
{{ error_summary([(id, "Fill this in.")]) }}
{{ field("name", "R&D <name>", error="x", required=false) }}
{{ radios("area", "Which area?", [("a", "Mail", "a text"), ("b", "People")], hint="h", error="x") }}
{{ checkbox("agreed", "Agreed", text="at length") }}
"""


@pytest.mark.parametrize(
    ("field_id", "lang", "line"),
    [
        pytest.param("name", "en", "R&amp;D &lt;name&gt;: Fill this in.", id="without (optional)"),
        pytest.param("name", "fr", "R&amp;D &lt;name&gt;\u00a0: Fill this in.", id="French colon"),
        pytest.param("area", "en", "Which area? Fill this in.", id="its legend, not its choice"),
        pytest.param("agreed", "en", "Agreed: Fill this in.", id="without the text below"),
        pytest.param("gone", "en", "Fill this in.", id="what has no label"),
    ],
)
def test_each_line_names_its_field(field_id: str, lang: str, line: str) -> None:
    html = environment(lang).from_string(PAGE).render(id=field_id)

    assert f'<a href="#{field_id}">{line}</a>' in name_faults(html, translations(lang))
