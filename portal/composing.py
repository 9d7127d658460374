"""Putting an Academy together from its settings: database, search engine, mailer."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from portal.db.engine import Database, visiting
from portal.db.schema import is_at_head
from portal.errors import Conflict
from portal.finding.indexing import open_engine
from portal.mail.console import ConsoleMailer
from portal.mail.smtp import SmtpMailer
from portal.runtime import Mailer, Runtime, new_secret
from portal.service_desk.due import policy_rules, rules_in
from portal.settings import (
    PREFIX,
    SOURCE_LANGUAGE,
    Settings,
    SettingsError,
    languages_in,
    load_settings,
)
from portal.support_policy.bank_holidays import parse_divisions
from portal.support_policy.errors import RuleError
from portal.support_policy.rules import PolicyRules
from portal.web.languages import catalogue_of

SERVED_AT = "served-at"


def settings_of(environment: Mapping[str, str]) -> Settings:
    """Return the settings; unless an address is set, links use the one being served at."""
    settings = load_settings(environment)
    _check_bank_holidays(settings)
    _check_catalogues(settings)
    served_at = settings.data_dir / SERVED_AT
    if "ACADEMY_BASE_URL" in environment or not served_at.exists():
        return settings
    return settings.model_copy(update={"base_url": served_at.read_text(encoding="utf-8").strip()})


def open_runtime(settings: Settings) -> Runtime:
    """Return the running parts; the caller closes them with `close`."""
    make_data_dir(settings)
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
    with any_runtime() as runtime:
        check_schema(runtime)
        yield runtime


@contextmanager
def any_runtime() -> Iterator[Runtime]:
    """The same for commands that make the schema or look whether it is there."""
    settings = settings_of(os.environ)
    make_data_dir(settings)
    with visiting(settings.data_dir):
        runtime = open_runtime(settings)
        try:
            yield runtime
        finally:
            close(runtime)


def check_schema(runtime: Runtime) -> None:
    """Raise Conflict for another schema, OperationalError when the database does not answer."""
    with runtime.database.readers.connect():
        if not is_at_head(runtime.database):
            raise Conflict("The database has another schema. Run `academy migrate` first.")


def policy_in_force(settings: Settings) -> PolicyRules:
    """Return the policy with the stored calendar, where a database with our schema is there."""
    try:
        url = database_url(settings)
        if url.startswith("sqlite") and not Path(make_url(url).database or "").is_file():
            return policy_rules(settings)
        with visiting(settings.data_dir):
            return _stored_policy(Database(url), settings)
    except (OSError, OperationalError):
        return policy_rules(settings)


def _stored_policy(database: Database, settings: Settings) -> PolicyRules:
    try:
        if not is_at_head(database):
            return policy_rules(settings)
        with database.reading() as db:
            return rules_in(db, settings)
    finally:
        database.close()


def make_data_dir(settings: Settings) -> None:
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"{PREFIX}DATA_DIR: cannot use {settings.data_dir}: {error.strerror}"
        ) from error


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


def _check_bank_holidays(settings: Settings) -> None:
    try:
        parse_divisions(settings.bank_holidays)
    except RuleError as error:
        raise SettingsError(f"{PREFIX}BANK_HOLIDAYS: {error}") from error


def _check_catalogues(settings: Settings) -> None:
    for lang in languages_in(settings.languages):
        if lang != SOURCE_LANGUAGE and catalogue_of(lang, settings.locales_dir) is None:
            raise SettingsError(
                f"{PREFIX}LANGUAGES: there is no catalogue {lang}/LC_MESSAGES/academy.po"
            )


def _mailer(settings: Settings) -> Mailer:
    if settings.smtp_url is None:
        return ConsoleMailer()
    return SmtpMailer(settings.smtp_url.get_secret_value())
