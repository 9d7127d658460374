"""`academy mail`: fetching what came in, and taking one mail that a mail server hands over."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Annotated

import structlog
import typer

from portal.errors import Conflict, Refusal
from portal.mail.queries import mailbox_trouble
from portal.runtime import Runtime
from portal.service_desk.by_mail import take_mail
from portal.service_desk.fetching import fetch_mail

OpenRuntime = Callable[[], AbstractContextManager[Runtime]]
TRY_LATER = 75  # EX_TEMPFAIL of sysexits.h: mail servers hand the mail over again
log = structlog.get_logger()
FileArgument = Annotated[
    typer.FileBinaryRead,
    typer.Argument(metavar="FILE", help="One mail as it came; - for standard input."),
]


def mail_app(open_runtime: OpenRuntime) -> typer.Typer:
    """Return the commands about mail that comes in."""
    app = typer.Typer(no_args_is_help=True, help="Mail that comes in.")

    @app.command()
    def fetch() -> None:
        """Take what is unread in the mailbox of ACADEMY_IMAP_URL; the worker does so itself."""
        with open_runtime() as runtime:
            typer.echo(f"{_fetched(runtime)} mails were taken.", err=True)

    @app.command()
    def take(file: FileArgument) -> None:
        """Put one mail on its request, or among those that staff look at; say which."""
        raw = file.read()
        try:
            with open_runtime() as runtime:
                outcome = take_mail(runtime, raw)
        except Exception as error:  # whatever it is: the mail must not go back to its author
            log.error("mail-not-taken", exc_info=not isinstance(error, Refusal))
            typer.echo(f"Hand the mail over again later. {error}", err=True)
            raise typer.Exit(TRY_LATER) from None
        typer.echo(outcome)

    return app


def _fetched(runtime: Runtime) -> int:
    if runtime.settings.imap_url is None:
        raise Conflict("There is no mailbox to read. Set ACADEMY_IMAP_URL.")
    taken = fetch_mail(runtime)
    with runtime.database.reading() as db:
        trouble = mailbox_trouble(db)
    if trouble is not None:
        raise Conflict("The mailbox cannot be read. %(problem)s", problem=trouble.problem)
    return taken
