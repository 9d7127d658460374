"""`academy`: the commands of every domain, mounted under one name."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import structlog
import typer
from sqlalchemy.exc import OperationalError

from portal import composing
from portal.accounts import commands as accounts
from portal.backing_up import back_up
from portal.backing_up import restore as restore_backup
from portal.composing import any_runtime, visiting_runtime
from portal.content.commands import Further, content_app
from portal.db.engine import FolderTaken
from portal.db.schema import migrate as migrate_database
from portal.demo.commands import demo, seed
from portal.errors import Conflict, Refusal
from portal.finding.checking_files import check_guidance
from portal.finding.commands import index_app, search_command
from portal.finding.files import write_guidance
from portal.finding.taking_over import take_guidance
from portal.incidents.commands import uptime_command
from portal.logs import configure_logs
from portal.privacy.commands import mount_privacy
from portal.reporting.commands import ledger_app
from portal.service_desk.commands import mail_app
from portal.serving import address_of, serving_runtime
from portal.serving import serve as serve_pages
from portal.serving import work as work_alone
from portal.setting_up import check, init
from portal.settings import SettingsError
from portal.support_policy.commands import policy_app
from portal.support_policy.rules import PolicyRules
from portal.web.refusals import in_words

REFUSED = 1
log = structlog.get_logger()
app = typer.Typer(
    name="academy",
    help="Administrator Academy: search first, then a request that says what was tried.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _rules() -> PolicyRules:
    return composing.policy_in_force(composing.settings_of(os.environ))


app.command()(demo)
app.command()(init)
app.command()(check)
app.command()(seed)
app.add_typer(
    content_app(visiting_runtime, Further(write_guidance, take_guidance, check_guidance)),
    name="content",
)
app.command(name="search")(search_command(visiting_runtime))
app.add_typer(index_app(visiting_runtime), name="index")
app.add_typer(policy_app(_rules), name="policy")
app.command(name="uptime")(uptime_command(visiting_runtime))
app.add_typer(mail_app(visiting_runtime), name="mail")
app.add_typer(ledger_app(visiting_runtime), name="ledger")
app.add_typer(accounts.organisation_app(visiting_runtime), name="organisation")
people_app = accounts.person_app(visiting_runtime)
mount_privacy(people_app, visiting_runtime)
app.add_typer(people_app, name="person")
app.add_typer(accounts.token_app(visiting_runtime), name="token")
app.command(name="sign-in-link")(accounts.sign_in_link_command(visiting_runtime))


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port to listen on.")] = 8000,
) -> None:
    """Serve the Academy, with its worker beside it."""
    settings = composing.settings_of({"ACADEMY_BASE_URL": address_of(host, port), **os.environ})
    with serving_runtime(settings) as runtime:
        log.info("serving", site=runtime.settings.site_name, at=address_of(host, port))
        serve_pages(runtime, host=host, port=port)


@app.command()
def work() -> None:
    """Run the worker alone, beside `serve` on other hosts (PostgreSQL only)."""
    with serving_runtime(composing.settings_of(os.environ)) as runtime:
        if runtime.database.is_sqlite:
            raise Conflict("With SQLite `academy serve` does this work itself.")
        log.info("working", site=runtime.settings.site_name)
        work_alone(runtime)


@app.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    with any_runtime() as runtime:
        migrate_database(runtime.database)
    typer.echo("The database has this version's schema.", err=True)


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="File to write; it must not exist.")]) -> None:
    """Write database, media and key into one file; may run while the Academy serves."""
    with visiting_runtime() as runtime:
        count = back_up(runtime, file)
    typer.echo(
        f"{count} files are in {file}. The search index is left out: it is made again.", err=True
    )


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `academy backup` wrote.")],
) -> None:
    """Bring a backup back into an empty data folder, or an empty PostgreSQL database."""
    with any_runtime() as runtime:
        count = restore_backup(runtime, file)
    typer.echo(f"{count} files are back. Start with `academy serve`.", err=True)


def main() -> None:
    configure_logs()
    run(sys.argv[1:])


def run(arguments: Sequence[str]) -> NoReturn:
    """Run a command and exit: 0 done, 1 refused with a sentence, 2 for a command unknown."""
    try:
        app(args=arguments, prog_name="academy")
    except Refusal as refusal:
        sentence = in_words(refusal, "en")
    except OperationalError as error:
        sentence = f"The database does not answer: {error.orig}"
    except (SettingsError, FolderTaken) as error:
        sentence = str(error)
    typer.echo(sentence, err=True)
    sys.exit(REFUSED)
