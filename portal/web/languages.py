"""Which language a page speaks, and the catalogues it takes its sentences from."""

import os
from collections.abc import Iterable
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.core import Locale, negotiate_locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from portal.paths import LOCALES
from portal.settings import PREFIX, SOURCE_LANGUAGE, languages_in

__all__ = [
    "LANGUAGES",
    "SOURCE_LANGUAGE",
    "catalogue_of",
    "known_language",
    "language_name",
    "own_names",
    "preferred_language",
    "read_catalogue",
    "translations",
]

# What is spoken is settled when the process starts: forms and addresses are made from it.
LANGUAGES = languages_in(os.environ.get(f"{PREFIX}LANGUAGES") or "en, fr")
FURTHER = Path(os.environ[f"{PREFIX}LOCALES_DIR"]) if f"{PREFIX}LOCALES_DIR" in os.environ else None


def catalogue_of(lang: str, further: Path | None) -> Path | None:
    """Return the catalogue of a language: the operator's, else ours, else none."""
    folders = (further, LOCALES) if further else (LOCALES,)
    files = (folder / lang / "LC_MESSAGES" / "academy.po" for folder in folders)
    return next((file for file in files if file.is_file()), None)


def read_catalogue(lang: str) -> Catalog:
    """Return the translated messages of one language, read from its .po file."""
    path = catalogue_of(lang, FURTHER)
    if path is None:
        raise LookupError(f"there is no catalogue for {lang}")
    with path.open("rb") as file:
        return read_po(file, locale=lang, domain="academy")


@cache
def translations(lang: str) -> NullTranslations:
    """Return the catalogue of a language, compiled in memory; English speaks for itself."""
    if lang == SOURCE_LANGUAGE:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(lang))
    compiled.seek(0)
    return GNUTranslations(compiled)


def own_names(languages: Iterable[str] = LANGUAGES) -> list[tuple[str, str]]:
    """Return each language's code with the name its own speakers use."""
    return [
        (code, (Locale.parse(code).get_display_name(code) or code).title()) for code in languages
    ]


def language_name(code: str, *, lang: str) -> str:
    """Return what a language is called in another, as inside a sentence: anglais, English."""
    return str(Locale.parse(lang).languages.get(code, code))


def known_language(lang: str | None) -> str | None:
    """Return the code when the Academy speaks that language."""
    return lang if lang in LANGUAGES else None


def preferred_language(accept_language: str) -> str | None:
    """Return the best known language of an Accept-Language header (RFC 9110 §12.5.4)."""
    weighted = []
    for part in accept_language[:500].split(","):
        tag, _, parameter = part.strip().partition(";q=")
        try:
            weighted.append((float(parameter or 1), tag.strip()))
        except ValueError:
            continue
    wanted = [tag for weight, tag in sorted(weighted, key=lambda pair: -pair[0]) if weight > 0]
    found = negotiate_locale(wanted, LANGUAGES, sep="-")  # as it was written: FR
    return next((code for code in LANGUAGES if found and code.lower() == found.lower()), None)
