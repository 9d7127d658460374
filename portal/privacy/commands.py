"""`academy person export` and `academy person erase`."""

import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated

import typer

from portal.privacy.erasing import Erased, erase_person
from portal.privacy.exporting import export_person, write_zip
from portal.runtime import Runtime

OpenRuntime = Callable[[], AbstractContextManager[Runtime]]
EmailArgument = Annotated[str, typer.Argument(metavar="EMAIL", help="The person's address.")]
ZipArgument = Annotated[
    Path | None, typer.Argument(metavar="[FILE]", help="A .zip to write, with the person's files.")
]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]
Yes = Annotated[bool, typer.Option("--yes", help="Erase without being asked again.")]
KeepTexts = Annotated[
    bool,
    typer.Option(
        "--keep-request-texts",
        help="Leave what was written in requests to the organisation, without the name.",
    ),
]


def mount_privacy(app: typer.Typer, open_runtime: OpenRuntime) -> None:
    """Add what is done about one person's data to the commands about people."""
    _mount_export(app, open_runtime)
    _mount_erase(app, open_runtime)


def _mount_export(app: typer.Typer, open_runtime: OpenRuntime) -> None:
    @app.command()
    def export(email: EmailArgument, file: ZipArgument = None, as_json: AsJson = False) -> None:
        """Print all that is held about a person, or write it with their files into a zip."""
        with open_runtime() as runtime, runtime.database.reading() as db:
            export = export_person(db, runtime, email)
            if file is not None:
                count = write_zip(runtime, export, file)
                typer.echo(f"All about {export.email}, with {count} files, is in {file}.", err=True)
            elif as_json:
                typer.echo(export.as_json())
            else:
                typer.echo("\n".join(export.as_text()))


def _mount_erase(app: typer.Typer, open_runtime: OpenRuntime) -> None:
    @app.command()
    def erase(
        email: EmailArgument,
        yes: Yes = False,
        keep_texts: KeepTexts = False,
        as_json: AsJson = False,
    ) -> None:
        """Erase a person: what they typed and sent goes; requests stay, numbered and nameless."""
        if not yes:
            _ask(email)
        with open_runtime() as runtime, runtime.database.writing() as db:
            erased = erase_person(db, runtime, email, keep_texts=keep_texts)
        if as_json:
            typer.echo(json.dumps({"erased": erased.person_id is not None, **erased.counts}))
        typer.echo(_told(email, erased), err=True)


def _ask(email: str) -> None:
    """Ask a person at a terminal; a script says so itself."""
    if not sys.stdin.isatty():
        raise typer.BadParameter("it is needed where nobody can be asked", param_hint="--yes")
    typer.echo(
        "This cannot be taken back. `academy person export` hands out what is held first.", err=True
    )
    typer.confirm(f"Erase {email}?", abort=True, err=True)


def _told(email: str, erased: Erased) -> str:
    if erased.person_id is None:
        return f"Nobody here has the address {email}: there is nothing to erase."
    counts = ", ".join(f"{name} {count}" for name, count in erased.counts.items())
    return f"{email} is erased: {counts}. Backups made before still hold it."
