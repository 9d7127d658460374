"""Who is asking, and whether their role includes what the route does."""

from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request
from fastapi.params import Depends as DependsOn
from sqlalchemy.orm import Session

from portal.accounts.models import SignedInSession
from portal.accounts.policy import CUSTOMERS, MAY, STAFF, Capability, Role
from portal.accounts.queries import find_session, find_token, signed_in_as
from portal.accounts.signed_in import SignedIn
from portal.errors import NotAllowed, SignInNeeded
from portal.runtime import Runtime as AcademyRuntime
from portal.web.api import API_PREFIX
from portal.web.cross_origin import SAFE_METHODS
from portal.web.dependencies import Runtime
from portal.web.pages import runtime_of
from portal.web.sessions import session_secret
from portal.words import N_

BEARER = "bearer "
TOUCH_AFTER = timedelta(minutes=30)
STAFF_MAY_NOT = N_("Your role does not include this page. An Academy admin can change that.")
FOR_CUSTOMERS = N_("This page is for customers. What they send, staff find on the service desk.")
CUSTOMER_MAY_NOT = N_(
    "Your role does not include this page. An administrator of your organisation can help you."
)
FOR_STAFF = N_("This page is for our team. Your own pages are in the menu.")


def find_current_person(request: Request, runtime: Runtime) -> SignedIn | None:
    """Return who asks: by token for programs, else by cookie. A bad token is nobody.

    A form is no call of a program: by a key alone nobody sets a password or gives out a role.

    The connection is given back at once: held while waiting for a turn to write, it would
    starve those who only read.
    """
    authorization = request.headers.get("authorization", "")
    with runtime.database.reading() as db:
        if authorization.lower().startswith(BEARER):
            secret = authorization[len(BEARER) :].strip()
            person = _by_token(db, runtime, secret) if _takes_keys(request) else None
        else:
            person = _by_cookie(request, db, runtime)
    request.state.person = person
    return person


def recognise(request: Request) -> None:
    """Note who asks for a page that no route answers."""
    find_current_person(request, runtime_of(request))


MaybePerson = Annotated[SignedIn | None, Depends(find_current_person)]


async def get_current_person(person: MaybePerson) -> SignedIn:
    """Return who asks; raise SignInNeeded when nobody is signed in."""
    if person is None:
        raise SignInNeeded("Sign in to see this page.")
    return person


CurrentPerson = Annotated[SignedIn, Depends(get_current_person)]


def refusal_of(role: Role, capability: Capability) -> str:
    """Return the sentence that is true of this role; no way in is promised where there is none."""
    if role in STAFF:
        return STAFF_MAY_NOT if MAY[capability] & STAFF else FOR_CUSTOMERS
    return CUSTOMER_MAY_NOT if MAY[capability] & CUSTOMERS else FOR_STAFF


class Needs:
    """The dependency by which a route names its capability."""

    def __init__(self, capability: Capability) -> None:
        self.capability = capability

    def __call__(self, person: CurrentPerson) -> None:
        if not person.may(self.capability):
            raise NotAllowed(refusal_of(person.role, self.capability))


def needs(capability: Capability) -> DependsOn:
    """Return the dependency for `dependencies=[…]` of a route or router."""
    declared: DependsOn = Depends(Needs(capability))
    return declared


def _takes_keys(request: Request) -> bool:
    return request.method in SAFE_METHODS or request.scope["path"].startswith(API_PREFIX)


def _by_token(db: Session, runtime: AcademyRuntime, secret: str) -> SignedIn | None:
    token = find_token(db, secret)
    if token is None or token.membership.person.disabled_at is not None:
        return None
    return signed_in_as(token.membership, runtime.now())


def _by_cookie(request: Request, db: Session, runtime: AcademyRuntime) -> SignedIn | None:
    secret = session_secret(request, runtime.settings)
    session = find_session(db, secret) if secret else None
    settings = runtime.settings
    if session is None or not session.is_alive(
        runtime.now(),
        idle=timedelta(hours=settings.session_idle_hours),
        longest=timedelta(days=settings.session_days),
    ):
        return None
    if runtime.now() - session.used_at > TOUCH_AFTER:
        with runtime.database.writing() as writer:
            writer.get_one(SignedInSession, session.id).used_at = runtime.now()
    return signed_in_as(session.membership, runtime.now())
