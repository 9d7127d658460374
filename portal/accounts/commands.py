"""Commands about organisations, people and their keys."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Annotated

import typer

from portal.accounts.joining import (
    NewOrganisation,
    NewPerson,
    add_organisation,
    add_person,
    create_token,
    get_person,
)
from portal.accounts.looking_after import new_link
from portal.accounts.models import LinkOrigin
from portal.accounts.policy import Role
from portal.accounts.queries import find_organisation
from portal.accounts.success_managers import name_success_manager
from portal.errors import NotFound
from portal.runtime import Runtime
from portal.web.languages import LANGUAGES, known_language

OpenRuntime = Callable[[], AbstractContextManager[Runtime]]
DAY = ["%Y-%m-%d"]
EmailArgument = Annotated[str, typer.Argument(metavar="EMAIL", help="The person's address.")]


def _checked_language(lang: str) -> str:
    if lang and known_language(lang) is None:
        raise typer.BadParameter(f"The languages are {', '.join(LANGUAGES)}.")
    return lang


FirstDay = Annotated[
    datetime | None, typer.Option(formats=DAY, help="First day of enhanced support.")
]
LastDay = Annotated[
    datetime | None, typer.Option(formats=DAY, help="Last day of enhanced support.")
]
RoleOption = Annotated[
    Role, typer.Option(help="Customers: reader, administrator. Vendor: the others.")
]
LangOption = Annotated[
    str, typer.Option(help="Language of pages and mail.", callback=_checked_language)
]


def organisation_app(open_runtime: OpenRuntime) -> typer.Typer:
    app = typer.Typer(help="Customer organisations.", no_args_is_help=True)

    @app.callback()
    def group() -> None:
        """Customer organisations."""

    @app.command()
    def add(
        name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called.")],
        enhanced_from: FirstDay = None,
        enhanced_until: LastDay = None,
        vendor: Annotated[bool, typer.Option(help="This is the vendor itself.")] = False,
    ) -> None:
        """Add an organisation; with --enhanced-from it has bought enhanced support."""
        begins = enhanced_from.date() if enhanced_from else None
        ends = enhanced_until.date() if enhanced_until else None
        with open_runtime() as runtime, runtime.database.writing() as db:
            new = NewOrganisation(name, vendor, begins, ends)
            typer.echo(add_organisation(db, runtime, new).id)

    _mount_success_manager(app, open_runtime)
    return app


def _mount_success_manager(app: typer.Typer, open_runtime: OpenRuntime) -> None:
    @app.command(name="success-manager")
    def success_manager(
        name: Annotated[str, typer.Argument(metavar="NAME", help="The customer.")],
        email: EmailArgument,
    ) -> None:
        """Name who of your staff is told when this customer escalates a request."""
        with open_runtime() as runtime, runtime.database.writing() as db:
            organisation = find_organisation(db, name)
            if organisation is None:
                raise NotFound("There is no organisation called %(name)s.", name=name)
            name_success_manager(db, runtime, organisation, get_person(db, email))


def person_app(open_runtime: OpenRuntime) -> typer.Typer:
    app = typer.Typer(help="People of customers and staff.", no_args_is_help=True)

    @app.callback()
    def group() -> None:
        """People of customers and staff."""

    @app.command()
    def add(
        email: EmailArgument,
        organisation: Annotated[str, typer.Option(help="The organisation's name.")],
        name: Annotated[str, typer.Option(help="How the person is called.")] = "",
        role: RoleOption = Role.READER,
        lang: LangOption = "",
    ) -> None:
        """Add somebody to an organisation; `academy sign-in-link` lets them in."""
        new = NewPerson(email, name, organisation, role, lang or None)
        with open_runtime() as runtime, runtime.database.writing() as db:
            person = add_person(db, runtime, new)
        typer.echo(person.id)

    return app


def token_app(open_runtime: OpenRuntime) -> typer.Typer:
    app = typer.Typer(help="Keys to the API.", no_args_is_help=True)

    @app.callback()
    def group() -> None:
        """Keys to the API."""

    @app.command()
    def create(email: EmailArgument) -> None:
        """Make an API key that may what this person may, and print it once."""
        with open_runtime() as runtime, runtime.database.writing() as db:
            secret = create_token(db, runtime, email)
        typer.echo(f"Keep this key; it is not shown again. It acts as {email}.", err=True)
        typer.echo(secret)

    return app


def sign_in_link_command(open_runtime: OpenRuntime) -> Callable[[str], None]:
    def sign_in_link(email: EmailArgument) -> None:
        """Print a link that signs this person in once, within seven days."""
        with open_runtime() as runtime, runtime.database.writing() as db:
            link = new_link(db, runtime, get_person(db, email), LinkOrigin.TERMINAL)
        typer.echo(link)

    return sign_in_link
