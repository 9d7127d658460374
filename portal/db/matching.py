"""Whether a text holds a word, whatever the case: alike on both databases, and quick."""

from typing import Any

from sqlalchemy import ColumnElement, Text, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _ByLetters(FunctionElement[str]):
    """A text whose case is folded for A–Z alone, as SQLite does.

    PostgreSQL compares texts three times as fast so: it would fold each by the rules of a language.
    """

    type = Text()
    inherit_cache = True


@compiles(_ByLetters)
def _as_it_is(element: _ByLetters, compiler: SQLCompiler, **more: Any) -> str:
    return compiler.process(element.clauses, **more)


@compiles(_ByLetters, "postgresql")
def _collated(element: _ByLetters, compiler: SQLCompiler, **more: Any) -> str:
    return f'({compiler.process(element.clauses, **more)} COLLATE "C")'


def holds(
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None], word: str
) -> ColumnElement[bool]:
    """Return that the text holds the word: small, in capitals, or with one capital first.

    Letters beyond A–Z are looked for in these three ways, the others in any mixture.
    """
    ways = (word,) if word.isascii() else (word, word.lower(), word.upper(), word.capitalize())
    text = _ByLetters(column)
    return or_(*(text.icontains(way, autoescape=True) for way in dict.fromkeys(ways)))
