"""`academy content`: articles and videos as files, in and out."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress as Bars
from sqlalchemy.orm import Session

from portal.content.archives import SUFFIXES, folder_of, is_archive
from portal.content.checking import Prepared, Progress, check_folder, quietly
from portal.content.conflicts import Side, Taking
from portal.content.corpora import find_corpus, gather_corpus
from portal.content.errors import BothChanged, Complaint, ContentRefused
from portal.content.exporting import export_folder
from portal.content.gathering import gather, holds_markdown, is_ours
from portal.content.importing import Also, How, ImportReport, import_folder
from portal.content.linting import lint
from portal.runtime import Runtime

OpenRuntime = Callable[[], AbstractContextManager[Runtime]]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of sentences.")]
FolderArgument = Annotated[
    Path,
    typer.Argument(metavar="PATH", exists=True, help="A content folder, or a zip or tar of one."),
]
DryOption = Annotated[
    bool, typer.Option("--dry-run", help="List what would happen, and store nothing.")
]
TakeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--take",
        metavar="[FILE=]file|workspace",
        help="Whose text to take where both changed: of one file, or of all.",
    ),
]
PublishOption = Annotated[
    bool,
    typer.Option(
        "--publish",
        help="With ACADEMY_FOUR_EYES: let texts go to readers that no second person has read here.",
    ),
]
NewFolderArgument = Annotated[
    Path, typer.Argument(metavar="PATH", file_okay=False, help="A folder that is new or empty.")
]

ALWAYS = ("added", "changed", "unchanged")
BOTH = (
    "It changed here and in the workspace since it was imported or exported. "
    "Choose with --take {file}=file or --take {file}=workspace."
)


@dataclass(frozen=True)
class Given:
    """A content folder, and whether it was made of somebody else's Markdown tree."""

    top: Path
    is_theirs: bool = False


@dataclass(frozen=True)
class Further:
    """What other domains keep in a content folder besides its texts."""

    write: Callable[[Session, Path], None]
    take: Also
    check: Callable[[Prepared], list[Complaint]]


def content_app(open_runtime: OpenRuntime, further: Further | None = None) -> typer.Typer:
    app = typer.Typer(help="Articles and videos as files, in and out.", no_args_is_help=True)
    app.command(name="import")(_importing(open_runtime, further))

    @app.command()
    def export(path: NewFolderArgument, as_data: JsonOption = False) -> None:
        """Write every article and video into a new folder, ready to import elsewhere."""
        _export(open_runtime, path, further, as_data=as_data)

    app.command(name="check")(_checking(further))
    return app


def _importing(open_runtime: OpenRuntime, further: Further | None) -> Callable[..., None]:
    def import_(
        path: FolderArgument,
        dry_run: DryOption = False,
        take: TakeOption = None,
        publish: PublishOption = False,
        as_data: JsonOption = False,
    ) -> None:
        """Store a folder's articles and videos: all of them, or none when one has a fault."""
        taking, also = _taking(take or []), further.take if further else None
        how = How(dry_run=dry_run, taking=taking, publishes=publish, also=also)
        _store(open_runtime, path, how, as_data=as_data)

    return import_


def _export(
    open_runtime: OpenRuntime, path: Path, further: Further | None, *, as_data: bool
) -> None:
    with open_runtime() as runtime, runtime.database.reading() as db:
        count = export_folder(db, path, data_dir=runtime.settings.data_dir)
        if further:
            further.write(db, path)
    _say({"exported": count}, f"{count} exported to {path}", as_data=as_data)


def _taking(given: list[str]) -> Taking:
    every, by_file = None, {}
    for each in given:
        file, is_one, side = each.rpartition("=")
        if side not in set(Side):
            raise typer.BadParameter("say file or workspace, or FILE=file", param_hint="--take")
        if is_one:
            by_file[file] = Side(side)
        else:
            every = Side(side)
    return Taking(every, by_file)


def _store(open_runtime: OpenRuntime, path: Path, how: How, *, as_data: bool) -> None:
    with (
        _showing_conflicts(as_data, dry_run=how.dry_run),
        _refusing(as_data),
        _folder(path) as folder,
        open_runtime() as runtime,
        _bar("Articles and videos") as progress,
    ):
        how = replace(how, keeps_topics=folder.is_theirs)
        report = import_folder(runtime, folder.top, progress, how)
    for warning in report.warnings:
        typer.echo(f"warning: {warning}", err=True)
    sentence = _listed(report) if how.dry_run else _sentence(report)
    _say({**asdict(report), "dry_run": how.dry_run}, sentence, as_data=as_data)


def _checking(further: Further | None) -> Callable[..., None]:
    def check(path: FolderArgument, as_data: JsonOption = False) -> None:
        """Say what is wrong with a folder, without a database and without storing anything."""
        with _refusing(as_data), _folder(path) as folder, _bar("Checking") as progress:
            prepared = check_folder(folder.top, progress=progress)
            if complaints := [*lint(prepared), *(further.check(prepared) if further else [])]:
                raise ContentRefused(complaints)
        count = len(prepared.pages)
        sentence = f"{count} articles and videos, nothing wrong"
        _say({"checked": count, "complaints": []}, sentence, as_data=as_data)

    return check


def _say(facts: dict[str, Any], sentence: str, *, as_data: bool) -> None:
    typer.echo(json.dumps(facts) if as_data else sentence)


@contextmanager
def _folder(path: Path) -> Iterator[Given]:
    """Yield a content folder: as it is, out of its archive, or made of any Markdown tree."""
    if corpus := find_corpus(path):
        with TemporaryDirectory(prefix="academy-") as place:
            for sentence in gather_corpus(corpus, Path(place)):
                typer.echo(f"left out: {sentence}", err=True)
            yield Given(Path(place), is_theirs=True)
        return
    if path.is_file() and not is_archive(path):
        raise typer.BadParameter(f"neither a folder nor one of {', '.join(SUFFIXES)}: {path}")
    with folder_of(path) as folder:
        if is_ours(folder) or not holds_markdown(folder):
            yield Given(folder)
            return
        with TemporaryDirectory(prefix="academy-") as place:
            for sentence in gather(folder, Path(place)).left_out:
                typer.echo(f"left out: {sentence}", err=True)
            yield Given(Path(place), is_theirs=True)


@contextmanager
def _refusing(as_data: bool) -> Iterator[None]:
    """Print each complaint as `file:line: sentence` and exit with 1."""
    try:
        yield
    except ContentRefused as refusal:
        for complaint in refusal.complaints:
            typer.echo(str(complaint), err=True)
        if as_data:
            typer.echo(json.dumps({"complaints": [asdict(c) for c in refusal.complaints]}))
        raise typer.Exit(1) from refusal


@contextmanager
def _showing_conflicts(as_data: bool, *, dry_run: bool) -> Iterator[None]:
    """List what would happen, and which files changed on both sides; exit with 1."""
    try:
        yield
    except BothChanged as refusal:
        facts = {**asdict(refusal.report), "dry_run": dry_run}
        _say(facts, _listed(refusal.report), as_data=as_data)
        for file in refusal.report.conflicts:
            typer.echo(f"{file}:1: {BOTH.format(file=file)}", err=True)
        raise typer.Exit(1) from refusal


@contextmanager
def _bar(label: str) -> Iterator[Progress]:
    """Show a progress bar to people; a program that reads stderr gets none."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield quietly
        return
    with Bars(console=console, transient=True) as bars:
        task = bars.add_task(label, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)


def _sentence(report: ImportReport) -> str:
    """Name what was kept and what clashes only where there is any."""
    counts = {name: len(files) for name, files in asdict(report).items() if name != "warnings"}
    told = [f"{count} {name}" for name, count in counts.items() if count or name in ALWAYS]
    return ", ".join(told)


def _listed(report: ImportReport) -> str:
    """Return a line for each file, and that nothing was stored."""
    named = {name: files for name, files in asdict(report).items() if name != "warnings"}
    lines = [f"{what:<10}{file}" for what, files in named.items() for file in files]
    return "\n".join([*lines, f"{_sentence(report)}: nothing was stored"])
