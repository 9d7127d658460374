"""The sentences of the Academy as the catalogues need them: found in code and templates.

`make messages` brings each catalogue up to date and says what is untranslated.
"""

import sys
from collections.abc import Iterator

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import write_po

from portal.errors import Refusal
from portal.paths import LOCALES, PORTAL, TEMPLATES
from portal.web.languages import LANGUAGES, SOURCE_LANGUAGE, read_catalogue

JINJA = {"extensions": "jinja2.ext.i18n", "trimmed": "false"}
OWN_KEYWORDS = {"N_": None, "FieldError": (2,)}


def refusal_names() -> Iterator[str]:
    """Return the names of every refusal: the first argument of each is a sentence."""
    waiting = [Refusal]
    while waiting:
        refusal = waiting.pop()
        yield refusal.__name__
        waiting += refusal.__subclasses__()


def extract() -> Catalog:
    """Return a catalogue of every sentence, without translations.

    Refusals are known by being imported; the caller imports the application first.
    """
    keywords = {**DEFAULT_KEYWORDS, **OWN_KEYWORDS, **dict.fromkeys(refusal_names())}
    catalogue = Catalog(domain="academy")
    for folder, methods, options in (
        (PORTAL, [("**.py", "python")], {}),
        (TEMPLATES, [("**.html", "jinja2"), ("**.txt", "jinja2")], {"**.html": JINJA}),
    ):
        found = extract_from_dir(folder, methods, options_map=options, keywords=keywords)
        for file, _line, message, comments, context in found:
            place = (f"{folder.name}/{file}", 0)
            catalogue.add(message, None, [place], auto_comments=comments, context=context)
    return catalogue


def update(lang: str) -> list[str]:
    """Bring one catalogue up to date; return the sentences it does not translate."""
    known, wanted = read_catalogue(lang), extract()
    known.update(wanted, no_fuzzy_matching=True)
    known.obsolete.clear()
    with (LOCALES / lang / "LC_MESSAGES" / "academy.po").open("wb") as file:
        write_po(file, known, width=100, sort_output=True, no_location=True, ignore_obsolete=True)
    return untranslated(known)


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the sentences that are missing, empty in one of their plural forms, or fuzzy."""
    return [str(m.id) for m in catalogue if m.id and (m.fuzzy or not _is_whole(m.string))]


def _is_whole(string: str | tuple[str, ...] | list[str] | None) -> bool:
    forms = [string] if isinstance(string, str) else list(string or [""])
    return all(forms)


def main() -> int:
    """Update every catalogue; 1 when a sentence is left untranslated."""
    left = {lang: update(lang) for lang in LANGUAGES if lang != SOURCE_LANGUAGE}
    for lang, sentences in left.items():
        for sentence in sentences:
            sys.stderr.write(f"{lang}: {sentence}\n")
    return 1 if any(left.values()) else 0
