"""The pages for signing in and out, the account, and the language switch."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from portal.accounts.asking_for_links import send_link
from portal.accounts.dependencies import CurrentPerson, MaybePerson, needs
from portal.accounts.errors import NotTheirPassword
from portal.accounts.models import LinkOrigin
from portal.accounts.own_account import AccountForm, asks_current, change_language, save_account
from portal.accounts.passwords import LONGEST
from portal.accounts.policy import Capability
from portal.accounts.queries import find_link
from portal.accounts.signed_in import SignedIn
from portal.accounts.signing_in import sign_in_by_link, sign_in_by_password, sign_out
from portal.opening_hours.elsewhere import shown_zones
from portal.web.cross_origin import was_navigated
from portal.web.dependencies import GET_OR_HEAD, Db, Now, Runtime
from portal.web.forms import FieldError, Filled, Line, Sent
from portal.web.languages import known_language
from portal.web.pages import LANGUAGE_COOKIE, language_of, page, runtime_of, see_other
from portal.web.sessions import drop_session_cookie, session_secret, set_session_cookie
from portal.web.zones import zones
from portal.words import N_

router = APIRouter()
own = APIRouter(dependencies=[needs(Capability.OWN_ACCOUNT)])

WRONG_PAIR = (
    "The address and the password do not go together. Try again, or ask for a sign-in link."
)


class PasswordForm(BaseModel):
    """Address and password."""

    email: Line = Field(max_length=254, description=N_("Type your e-mail address."))
    password: str = Field(max_length=LONGEST, description=N_("Type your password."))
    next: str = "/"


class LinkForm(BaseModel):
    """Where to send a sign-in link."""

    email: Line = Field(max_length=254, description=N_("Type your e-mail address."))


class LanguageForm(BaseModel):
    """The language wanted, and the page to come back to."""

    lang: str = Field(max_length=10)
    back: str = "/"


@router.api_route("/sign-in", methods=GET_OR_HEAD, name="show_sign_in")
def show_sign_in(request: Request, person: MaybePerson, next: str = "/") -> Response:  # noqa: A002
    if person is not None:
        return RedirectResponse(own_path(next), 303)
    return _sign_in_page(request, values={"email": "", "next": own_path(next)}, errors=[])


@router.post("/sign-in", name="create_session")
def create_session(
    request: Request, runtime: Runtime, form: Annotated[Filled[PasswordForm], Sent(PasswordForm)]
) -> Response:
    if form.errors:
        return _sign_in_page(request, values=form.values, errors=form.errors, status_code=422)
    typed = form.value
    secret = sign_in_by_password(runtime, typed.email, typed.password, host=_host_of(request))
    if secret is None:
        wrong = [FieldError("email", WRONG_PAIR)]
        return _sign_in_page(request, values=form.values, errors=wrong, status_code=422)
    return _signed_in(runtime, secret, own_path(form.value.next))


@router.post("/sign-in/links", name="create_sign_in_link")
def create_sign_in_link(
    request: Request, runtime: Runtime, form: Annotated[Filled[LinkForm], Sent(LinkForm)]
) -> Response:
    if form.errors:
        values = {"email": form.values["email"], "next": "/"}
        return _sign_in_page(request, values=values, errors=form.errors, status_code=422)
    lang, host = language_of(request), _host_of(request)
    send_link(runtime, form.value.email, page_lang=lang, host=host)
    return see_other(request, "show_link_sent")


@router.get("/sign-in/links/sent", name="show_link_sent")
def show_link_sent(request: Request, person: MaybePerson) -> Response:
    return page(request, "accounts/link_sent.html")


@router.get("/sign-in/links/{secret}", name="show_sign_in_link")
def show_sign_in_link(
    request: Request, runtime: Runtime, db: Db, now: Now, person: MaybePerson, secret: str
) -> Response:
    """A link from the terminal signs in at once; one from a mail, which robots open, asks first."""
    link = find_link(db, secret)
    is_own_click = was_navigated(request.method, request.headers)
    if link and link.works(now) and link.origin == LinkOrigin.TERMINAL and is_own_click:
        return _signed_in(runtime, sign_in_by_link(db, runtime, secret), "/")
    return page(
        request, "accounts/use_link.html", secret=secret, works=bool(link and link.works(now))
    )


@router.post("/sign-in/links/{secret}", name="update_sign_in_link")
def update_sign_in_link(request: Request, runtime: Runtime, db: Db, secret: str) -> Response:
    return _signed_in(runtime, sign_in_by_link(db, runtime, secret), "/")


@router.post("/sign-out", name="delete_session")
def delete_session(request: Request, runtime: Runtime, db: Db, now: Now) -> Response:
    sign_out(db, session_secret(request, runtime.settings) or "", now)
    response = see_other(request, "show_sign_in")
    drop_session_cookie(response, runtime.settings)
    return response


@router.post("/language", name="update_language")
def update_language(
    person: MaybePerson, db: Db, form: Annotated[Filled[LanguageForm], Sent(LanguageForm)]
) -> Response:
    lang = known_language(form.value.lang)
    response = RedirectResponse(own_path(form.value.back), 303)
    if lang and person:
        change_language(db, person.id, lang)
    if lang:
        response.set_cookie(LANGUAGE_COOKIE, lang, max_age=31_536_000, samesite="lax")
    return response


@own.get("/account", name="show_account")
def show_account(
    request: Request, person: CurrentPerson, saved: Literal["", "true", "password"] = ""
) -> Response:
    values = {"name": person.name, "lang": person.lang or "", "zone": person.zone}
    return _account_page(request, person, values, saved=saved)


@own.post("/account", name="update_account")
def update_account(
    request: Request,
    person: CurrentPerson,
    runtime: Runtime,
    form: Annotated[Filled[AccountForm], Sent(AccountForm)],
) -> Response:
    here = session_secret(request, runtime.settings) or ""
    if errors := form.errors or _save(runtime, person, form.value, here):
        return _account_page(request, person, form.values, errors)
    saved = "password" if form.value.new_password else "true"
    return see_other(request, "show_account", ending=f"?saved={saved}")


def _save(runtime: Runtime, person: SignedIn, form: AccountForm, here: str) -> list[FieldError]:
    try:
        save_account(runtime, person.id, form, keep=here)
    except NotTheirPassword as refused:
        return [FieldError("password", refused.sentence)]
    return []


def _host_of(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def own_path(path: str) -> str:
    """Return the path when it is one of ours, else the start page: no redirect leads away."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if is_ours and path.isprintable() and "\\" not in path else "/"


def _sign_in_page(
    request: Request,
    *,
    values: dict[str, str],
    errors: list[FieldError],
    status_code: int = 200,
) -> Response:
    return page(
        request,
        "accounts/sign_in.html",
        status_code=status_code,
        values={**values, "password": ""},
        errors=errors,
    )


def _signed_in(runtime: Runtime, secret: str, path: str) -> Response:
    response = RedirectResponse(path, 303)
    set_session_cookie(response, secret, runtime.settings)
    return response


def _account_page(
    request: Request,
    person: SignedIn,
    values: dict[str, str],
    errors: list[FieldError] | None = None,
    *,
    saved: str = "",
) -> Response:
    runtime = runtime_of(request)
    with runtime.database.reading() as db:
        shown = shown_zones(db)
        here = session_secret(request, runtime.settings) or ""
        is_asked = asks_current(db, runtime, person.id, here)
    return page(
        request,
        "accounts/account.html",
        status_code=422 if errors else 200,
        values=values,
        errors=errors or [],
        saved=saved,
        asks_current=is_asked,
        zones=dict.fromkeys([*shown, *zones()]),
        enquiries=request.app.state.own_past(request),
    )
