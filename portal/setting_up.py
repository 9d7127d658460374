"""Setting an Academy up for real, and checking what it is set to."""

import json
import os
import sys
from collections.abc import Iterator
from typing import Annotated
from urllib.parse import urlsplit

import typer
from pydantic import SecretStr
from sqlalchemy.exc import OperationalError

from portal.accounts.asking_for_links import link_address
from portal.accounts.joining import NewOrganisation, NewPerson, add_organisation, add_person
from portal.accounts.models import LinkOrigin
from portal.accounts.policy import Role
from portal.accounts.queries import find_vendor
from portal.accounts.signing_in import make_link
from portal.composing import any_runtime, settings_of
from portal.content.conflicts import KEEP_WORKSPACE
from portal.content.importing import How, import_folder
from portal.db.schema import is_at_head, migrate
from portal.errors import Conflict
from portal.finding.indexing import rebuild_index
from portal.paths import ACADEMY_CONTENT
from portal.runtime import Runtime
from portal.serving import is_loopback
from portal.settings import PREFIX, Settings

SHIPPED = (
    "The articles that came along are about an invented product: take them as a pattern, then"
    " archive them. `academy init --no-content` leaves them out."
)


def init(
    vendor: Annotated[str, typer.Option(help="Name of your company.")] = "",
    admin_email: Annotated[str, typer.Option(help="Your e-mail address.")] = "",
    admin_name: Annotated[str, typer.Option(help="Your name.")] = "",
    content: Annotated[
        bool, typer.Option(help="Import the shipped articles, which are about an invented product.")
    ] = True,
) -> None:
    """Create the database, your company and its first admin; print a sign-in link."""
    vendor = vendor or _asked("Name of your company", "--vendor")
    admin_email = admin_email or _asked("Your e-mail address", "--admin-email")
    with any_runtime() as runtime:
        migrate(runtime.database)
        first = NewPerson(admin_email, admin_name, vendor, Role.ADMIN)
        secret = _add_first(runtime, first)
        if content:
            how = How(taking=KEEP_WORKSPACE, publishes=True)
            import_folder(runtime, ACADEMY_CONTENT, how=how)
            rebuild_index(runtime)
            typer.echo(SHIPPED, err=True)
        typer.echo("Start with `academy serve`, then open this link; it works once:", err=True)
        typer.echo(link_address(runtime, secret))


def _asked(question: str, option: str) -> str:
    """Ask a person at a terminal; a script is told which option it left out."""
    if not sys.stdin.isatty():
        raise typer.BadParameter("it is needed where nobody can be asked", param_hint=option)
    return str(typer.prompt(question, err=True))


def _add_first(runtime: Runtime, admin: NewPerson) -> str:
    """Add the vendor with its first person and return a sign-in link's secret."""
    with runtime.database.writing() as db:
        vendor = find_vendor(db)
        if vendor is not None:
            raise Conflict("This Academy is set up already, for %(name)s.", name=vendor.name)
        add_organisation(db, runtime, NewOrganisation(admin.organisation, is_vendor=True))
        person = add_person(db, runtime, admin)
        return make_link(db, runtime, person, LinkOrigin.TERMINAL)


def check(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Print every setting with its source, and every problem; exit 1 when there is one."""
    told = list(_told(settings_of(os.environ)))
    for one in () if as_json else told:
        typer.echo(f"{one['setting']} = {one['value']}  ({one['source']})\n    {one['meaning']}")
    with any_runtime() as runtime:
        problems = list(_problems(runtime))
    if as_json:
        typer.echo(json.dumps({"settings": told, "problems": problems}))
    for problem in problems:
        typer.echo(f"Problem: {problem}", err=True)
    if problems:
        raise typer.Exit(1)
    typer.echo("No problems found.", err=True)


def _told(settings: Settings) -> Iterator[dict[str, str]]:
    """Yield each setting with its value, secrets hidden, where that comes from, and its meaning."""
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        said = {"setting": PREFIX + name.upper(), "value": _shown(value)}
        yield {**said, "source": _source(name, value), "meaning": field.description or ""}


def _shown(value: object) -> str:
    if isinstance(value, SecretStr):
        return "********"
    return "not set" if value in {None, ""} else str(value)


def _source(name: str, value: object) -> str:
    if _is_set(name):
        return "environment"
    return "default" if value == Settings.model_fields[name].default else "last served there"


def _is_set(name: str) -> bool:
    key = PREFIX + name.upper()
    return key in os.environ or f"{key}_FILE" in os.environ


def _problems(runtime: Runtime) -> Iterator[str]:
    try:
        with runtime.database.readers.connect():
            pass
    except OperationalError as error:
        yield f"the database does not answer: {error.orig}"
        return
    if not is_at_head(runtime.database):
        yield "the database has another schema: run `academy migrate`"
    if not _is_local(runtime.settings.base_url):
        yield from _problems_in_public(runtime.settings)
    if not os.access(runtime.settings.data_dir, os.W_OK):
        yield f"the data folder {runtime.settings.data_dir} cannot be written"


def _problems_in_public(settings: Settings) -> Iterator[str]:
    if settings.base_url.startswith("http:"):
        yield "ACADEMY_BASE_URL is not https: session cookies would travel in the open"
    if settings.smtp_url is None:
        yield "ACADEMY_SMTP_URL is not set: mail is printed and reaches nobody"
    elif settings.mail_from == Settings.model_fields["mail_from"].default:
        yield f"ACADEMY_MAIL_FROM is not set: few servers take mail from {settings.mail_from}"
    if settings.imap_url is not None and not settings.reply_address:
        yield "ACADEMY_REPLY_ADDRESS is not set: no mail asks for what ACADEMY_IMAP_URL reads"


def _is_local(base_url: str) -> bool:
    return is_loopback(urlsplit(base_url).hostname or "")
