"""Putting an Academy together from its settings: database, search engine, mailer."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from pydantic import SecretStr

from portal.db.engine import Database, visiting
from portal.finding.indexing import open_engine
from portal.mail.console import ConsoleMailer
from portal.mail.smtp import SmtpMailer
from portal.runtime import Mailer, Runtime, new_secret
from portal.settings import Settings, load_settings

SERVED_AT = "served-at"


def settings_of(environment: Mapping[str, str]) -> Settings:
    """Return the settings; unless an address is set, links use the one being served at."""
    settings = load_settings(environment)
    served_at = settings.data_dir / SERVED_AT
    if "ACADEMY_BASE_URL" in environment or not served_at.exists():
        return settings
    return settings.model_copy(update={"base_url": served_at.read_text(encoding="utf-8").strip()})


def open_runtime(settings: Settings) -> Runtime:
    """Return the running parts; the caller closes them with `close`."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    settings = with_secret_key(settings)
    return Runtime(
        settings=settings,
        database=Database(database_url(settings), wait_s=settings.writer_wait_s),
        engine=open_engine(settings),
        mailer=_mailer(settings),
    )


def close(runtime: Runtime) -> None:
    runtime.engine.close()
    runtime.database.close()


@contextmanager
def visiting_runtime() -> Iterator[Runtime]:
    """What a command works with, beside a serving process or without one."""
    settings = settings_of(os.environ)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with visiting(settings.data_dir):
        runtime = open_runtime(settings)
        try:
            yield runtime
        finally:
            close(runtime)


def database_url(settings: Settings) -> str:
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    return f"sqlite:///{(settings.data_dir / 'academy.db').resolve()}"


def with_secret_key(settings: Settings) -> Settings:
    """Return the settings with a key; without one set it is made once and kept in DATA_DIR."""
    if settings.secret_key is not None:
        return settings
    path = settings.data_dir / "secret_key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(new_secret())
    key = SecretStr(path.read_text(encoding="utf-8").strip())
    return settings.model_copy(update={"secret_key": key})


def _mailer(settings: Settings) -> Mailer:
    if settings.smtp_url is None:
        return ConsoleMailer()
    return SmtpMailer(settings.smtp_url.get_secret_value())
