"""Each line of an error summary names its field, in the words of that field's label."""

import re
from gettext import NullTranslations

from portal.words import N_

NAMED = N_("%(field)s: %(fault)s")
LINE = re.compile(r'<a href="#([^"]+)" data-names-field>([^<]*)</a>')
LABEL = re.compile(r'<label for="([^"]+)"[^>]*>(.*?)</label>', re.DOTALL)
GROUP = re.compile(
    r'<fieldset class="field field-error" aria-describedby="(?:\S+ )?([^" ]+)-error"[^>]*>'
    r"\s*<legend[^>]*>(.*?)</legend>",
    re.DOTALL,
)
ASIDE = re.compile(r'<span class="(?:optional|code|choice-text)"[^>]*>.*?</span>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")


def name_faults(html: str, catalogue: NullTranslations) -> str:
    """Return the page with the label of its field before each fault that its summary lists."""
    if "data-names-field" not in html:
        return html
    names = dict(LABEL.findall(html)) | dict(GROUP.findall(html))
    return LINE.sub(lambda line: _named(line[1], line[2], names, catalogue), html)


def _named(field_id: str, fault: str, names: dict[str, str], catalogue: NullTranslations) -> str:
    name = " ".join(TAG.sub("", ASIDE.sub("", names.get(field_id, ""))).split())
    if name.endswith("?"):
        fault = f"{name} {fault}"
    elif name:
        fault = catalogue.gettext(NAMED) % {"field": name, "fault": fault}
    return f'<a href="#{field_id}">{fault}</a>'
