"""Setting an Academy up for real, and checking what it is set to."""

import os
from collections.abc import Iterator
from typing import Annotated

import typer
from pydantic import SecretStr
from sqlalchemy.exc import SQLAlchemyError

from portal.accounts.asking_for_links import link_address
from portal.accounts.joining import NewOrganisation, NewPerson, add_organisation, add_person
from portal.accounts.models import LinkOrigin
from portal.accounts.policy import Role
from portal.accounts.signing_in import make_link
from portal.composing import settings_of, visiting_runtime
from portal.content.importing import import_folder
from portal.db.schema import is_at_head, migrate
from portal.finding.indexing import rebuild_index
from portal.paths import ACADEMY_CONTENT
from portal.runtime import Runtime
from portal.settings import PREFIX, Settings


def init(
    vendor: Annotated[str, typer.Option(prompt="Name of your company")],
    admin_email: Annotated[str, typer.Option(prompt="Your e-mail address")],
    admin_name: Annotated[str, typer.Option(help="Your name.")] = "",
    content: Annotated[bool, typer.Option(help="Import the shipped articles.")] = True,
) -> None:
    """Create the database, your company and its first admin; print a sign-in link."""
    with visiting_runtime() as runtime:
        migrate(runtime.database)
        with runtime.database.writing() as db:
            add_organisation(db, runtime, NewOrganisation(vendor, is_vendor=True))
            person = add_person(db, runtime, NewPerson(admin_email, admin_name, vendor, Role.ADMIN))
            db.flush()
            secret = make_link(db, runtime, person, LinkOrigin.TERMINAL)
        if content:
            import_folder(runtime, ACADEMY_CONTENT)
            rebuild_index(runtime)
        typer.echo("Start with `academy serve`, then open this link; it works once:", err=True)
        typer.echo(link_address(runtime, secret))


def check() -> None:
    """Print every setting with its source, and every problem; exit 1 when there is one."""
    settings = settings_of(os.environ)
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        shown = "********" if isinstance(value, SecretStr) else value
        source = "environment" if _is_set(name) else "default"
        typer.echo(f"{PREFIX}{name.upper()} = {shown}  ({source}: {field.description})")
    with visiting_runtime() as runtime:
        problems = list(_problems(runtime))
    for problem in problems:
        typer.echo(f"Problem: {problem}", err=True)
    if problems:
        raise typer.Exit(1)
    typer.echo("No problems found.")


def _is_set(name: str) -> bool:
    key = PREFIX + name.upper()
    return key in os.environ or f"{key}_FILE" in os.environ


def _problems(runtime: Runtime) -> Iterator[str]:
    try:
        with runtime.database.readers.connect():
            pass
    except SQLAlchemyError as error:
        yield f"the database does not answer: {error.__class__.__name__}"
        return
    if not is_at_head(runtime.database):
        yield "the database has another schema: run `academy migrate`"
    if runtime.settings.base_url.startswith("http:") and not runtime.settings.demo:
        yield from _plain_http_problem(runtime.settings)
    if not os.access(runtime.settings.data_dir, os.W_OK):
        yield f"the data folder {runtime.settings.data_dir} cannot be written"


def _plain_http_problem(settings: Settings) -> Iterator[str]:
    if "//127.0.0.1" not in settings.base_url and "//localhost" not in settings.base_url:
        yield "ACADEMY_BASE_URL is not https: session cookies would travel in the open"
