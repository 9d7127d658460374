"""Forms: what was typed, what is wrong with it in the reader's words, and the checked value."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from gettext import NullTranslations
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Request
from pydantic import AfterValidator, BaseModel, BeforeValidator, ValidationError
from pydantic_core import PydanticCustomError
from starlette.datastructures import FormData

from portal.errors import Invalid
from portal.words import N_

YEARS = range(1972, 2101)

T = TypeVar("T", bound=BaseModel)

OTHERWISE = N_("This does not look right. Check it and try again.")
BAD_FORM = N_("The form could not be read. Go back, reload the page and send it again.")


def one_line(text: object) -> object:
    """Fold white space and drop control characters, which no title or name needs."""
    if not isinstance(text, str):
        return text
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def many_lines(text: object) -> object:
    """Keep lines and tabs, drop other control characters, and end lines one way."""
    if not isinstance(text, str):
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or c.isprintable() or _is_space(c)).strip()


def _is_space(sign: str) -> bool:
    """French writes no-break spaces, which Python does not call printable."""
    return unicodedata.category(sign) == "Zs"


Line = Annotated[str, BeforeValidator(one_line)]
Text = Annotated[str, BeforeValidator(many_lines)]


def in_calendar(moment: datetime) -> datetime:
    """Refuse a moment that no calendar of ours reaches: no zone could show it."""
    if moment.year not in YEARS:
        raise PydanticCustomError("no_such_moment", OTHERWISE)
    return moment


Moment = Annotated[datetime, AfterValidator(in_calendar)]

SENTENCES = {
    "missing": N_("Fill this in."),
    "string_too_short": N_("Type at least %(min_length)s characters."),
    "string_too_long": N_("Shorten this to %(max_length)s characters."),
    "enum": N_("Choose one of the answers."),
    "literal_error": N_("Choose one of the answers."),
    "int_parsing": N_("Choose one of the answers."),
    "uuid_parsing": N_("Choose one of the answers."),
    "greater_than_equal": N_("Choose one of the answers."),
    "less_than_equal": N_("Choose one of the answers."),
    "value_error": "%(error)s",
}


@dataclass(frozen=True)
class FieldError:
    """A sentence about one field; `field_id` is the id of its first control on the page."""

    field_id: str
    sentence: str
    facts: dict[str, Any] = field(default_factory=dict)

    def in_words(self, catalogue: NullTranslations) -> str:
        return catalogue.gettext(self.sentence) % self.facts


@dataclass(frozen=True)
class Filled(Generic[T]):
    """A form as somebody sent it: the raw text is kept whatever is wrong with it."""

    values: dict[str, str]
    errors: list[FieldError]
    checked: T | None

    @property
    def value(self) -> T:
        """Return the checked form; only for a form without errors."""
        if self.checked is None:
            raise Invalid(BAD_FORM, errors=self.errors)
        return self.checked


def fill(model: type[T], sent: dict[str, str]) -> Filled[T]:
    """Check what was sent against the model; a blank field counts as not sent."""
    values = {name: sent.get(name, "") for name in model.model_fields}
    given = {name: text for name, text in values.items() if text.strip()}
    try:
        return Filled(values, [], model.model_validate(given))
    except ValidationError as error:
        return Filled(values, [_field_error(model, e) for e in error.errors()], None)


def _field_error(model: type[BaseModel], error: Any) -> FieldError:
    name = str(error["loc"][0]) if error["loc"] else next(iter(model.model_fields))
    is_blank = error["type"] == "missing" or error["input"] == ""
    own_words = _own_sentence(model, name) if is_blank else None
    sentence = own_words or SENTENCES.get(error["type"], OTHERWISE)
    return FieldError(name, sentence, {**_own_facts(model, name), **(error.get("ctx") or {})})


def _own_sentence(model: type[BaseModel], name: str) -> str | None:
    """A field may bring its own words for being empty: `Field(description=…)`."""
    found = model.model_fields.get(name)
    return found.description if found else None


def _own_facts(model: type[BaseModel], name: str) -> dict[str, Any]:
    """What those words name: `Field(json_schema_extra={…})`."""
    found = model.model_fields.get(name)
    facts = found.json_schema_extra if found else None
    return facts if isinstance(facts, dict) else {}


async def read_form(request: Request, *, most_fields: int = 100, most_files: int = 0) -> FormData:
    """Read the body as a form; one that is not readable is refused with a sentence."""
    kind, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    if kind.strip() not in {"application/x-www-form-urlencoded", "multipart/form-data", ""}:
        raise Invalid(BAD_FORM)
    if "charset" in parameters.replace("charset=utf-8", ""):
        raise Invalid(BAD_FORM)  # Python knows codecs that fail, or leave half a surrogate pair
    if not getattr(request.state, "form_is_read", False):
        await request.body()  # kept: what cannot be taken is shown again on the refusal
    return await request.form(max_files=most_files, max_fields=most_fields)


def filled(model: type[T]) -> Callable[..., Any]:
    """Return the dependency that reads this form; runs after the route's capability check."""

    async def get_filled(request: Request) -> Filled[T]:
        form = await read_form(request)
        texts = {name: text for name, text in form.multi_items() if isinstance(text, str)}
        return fill(model, texts)

    return get_filled


def Sent(model: type[T]) -> Any:  # noqa: N802 (reads as a type in a signature, like Depends)
    """Return the annotation's marker: `form: Annotated[Filled[ReplyForm], Sent(ReplyForm)]`."""
    return Depends(filled(model))
