"""Every setting of an Academy with its meaning; an unknown ACADEMY_* variable is an error."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "ACADEMY_"
DATABASE_ADDRESS = re.compile(r"sqlite:///.+|postgres(ql)?(\+psycopg)?://.+")
MAIL_ADDRESS = re.compile(r"smtps?://[^/]+/?")
MAILBOX_ADDRESS = re.compile(r"imaps?://[^/@]+:[^/@]+@[^/@]+(/.*)?")
REPLY_ADDRESS = re.compile(r"([a-z0-9._-]{1,13}@[a-z0-9.-]+)?")  # a token of 50 signs goes in
LANGUAGE = re.compile(r"[a-z]{2,3}")
SOURCE_LANGUAGE = "en"
SHORTEST_KEY = 16


class SettingsError(Exception):
    """The environment holds settings that cannot be used; the text names each."""


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"there is no time zone called {name!r}") from error
    return name


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("give a web address such as https://help.example.com")
    return url.rstrip("/")


def _database_address(secret: SecretStr) -> SecretStr:
    if not DATABASE_ADDRESS.fullmatch(secret.get_secret_value()):
        raise ValueError("give sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME")
    return secret


def _mail_server(secret: SecretStr) -> SecretStr:
    if not MAIL_ADDRESS.fullmatch(secret.get_secret_value()):
        raise ValueError("give smtp://HOST:PORT or smtps://HOST:PORT")
    return secret


def _mailbox(secret: SecretStr) -> SecretStr:
    if not MAILBOX_ADDRESS.fullmatch(secret.get_secret_value()):
        raise ValueError("give imaps://USER:PASSWORD@HOST/FOLDER, @ in a name as %40")
    return secret


def _reply_address(address: str) -> str:
    if not REPLY_ADDRESS.fullmatch(address.lower()):
        raise ValueError("give NAME@HOST, the name at most 13 signs: it gets +something added")
    return address.lower()


def _long_key(secret: SecretStr) -> SecretStr:
    if len(secret.get_secret_value()) < SHORTEST_KEY:
        raise ValueError(
            f"give at least {SHORTEST_KEY} signs nobody can guess, or leave it out: one is made"
        )
    return secret


SecretKey = Annotated[SecretStr, AfterValidator(_long_key)]
DatabaseAddress = Annotated[SecretStr, AfterValidator(_database_address)]
MailServer = Annotated[SecretStr, AfterValidator(_mail_server)]
MailboxAddress = Annotated[SecretStr, AfterValidator(_mailbox)]


class Settings(BaseSettings):
    """What an operator may set, read from the environment with the prefix ACADEMY_."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    data_dir: Path = Field(Path("data"), description="folder for database, index, media, locks")
    database_url: DatabaseAddress | None = Field(
        None, description="sqlite:///FILE or postgresql://…; default: academy.db in DATA_DIR"
    )
    secret_key: SecretKey | None = Field(
        None, description="mixed into the hashes under which tries to sign in are counted"
    )
    base_url: Annotated[str, AfterValidator(_web_address)] = Field(
        "http://127.0.0.1:8000", description="the address people use; links in mail start with it"
    )
    allowed_hosts: str = Field("", description="further host names to answer to, comma separated")
    trusted_proxies: str = Field(
        "127.0.0.1", description="reverse proxies whose X-Forwarded-For counts, comma separated"
    )
    site_name: str = Field("Administrator Academy", description="the name on every page")
    locales_dir: Path | None = Field(
        None, description="folder of further catalogues: <language>/LC_MESSAGES/academy.po"
    )
    languages: str = Field(
        "en, fr", description="what the Academy speaks, comma separated; each needs a catalogue"
    )
    default_language: str = Field("en", description="when nothing else decides")
    reference_prefix: str = Field(
        "AA", pattern=r"^[A-Z]{1,4}$", description="first letters of every ticket reference"
    )
    support_zone: Annotated[str, AfterValidator(_known_zone)] = Field(
        "GMT", description="zone of the opening hours: GMT all year, or Europe/London"
    )
    bank_holidays: str = Field(
        "england-and-wales", description="UK divisions, comma separated; closed on their union"
    )
    enhanced_keeps_standard: bool = Field(
        True, description="enhanced customers keep the standard promise beside their own"
    )
    reversed_within_days: int = Field(
        14, ge=1, le=365, description="solved counts no more when the matter is raised so soon"
    )
    maintenance_counts: bool = Field(
        True, description="planned maintenance counts against the promised uptime"
    )
    support_phone: str = Field("", description="shown to enhanced organisations only")
    search_engine: Literal["whoosh", "tantivy"] = Field(
        "whoosh", description="whoosh is built in; tantivy needs the extra [tantivy]"
    )
    smtp_url: MailServer | None = Field(
        None, description="smtp://user:password@host:port or smtps://…; default: mail is printed"
    )
    mail_from: str = Field(
        "Administrator Academy <academy@localhost>", description="sender of every mail"
    )
    reply_address: Annotated[str, AfterValidator(_reply_address)] = Field(
        "",
        description="NAME@HOST: mail to NAME+anything@HOST comes back to us, so mails ask for it",
    )
    imap_url: MailboxAddress | None = Field(
        None, description="imaps://user:password@host/folder, where that mail is read"
    )
    support_mailbox: str = Field("", description="where staff are told of new requests and replies")
    session_idle_hours: int = Field(12, ge=1, description="signed out after this long unused")
    session_days: int = Field(14, ge=1, description="signed out after this long in any case")
    max_body_kb: int = Field(1024, ge=16, description="largest request body, in kB")
    max_file_mb: int = Field(20, ge=1, le=500, description="largest file that is taken, in MB")
    files_mb_a_day: int = Field(
        200, ge=1, description="how much one person may send within a day, in MB"
    )
    max_video_mb: int = Field(512, ge=1, le=4096, description="largest video of editors, in MB")
    video_hosts: str = Field(
        "vimeo.com, www.youtube.com, youtu.be",
        description="hosts on which a video may stand that is not ours, comma separated",
    )
    four_eyes: bool = Field(
        False, description="a second person approves each article before readers get it"
    )
    media_mb_a_day: int = Field(
        2048, ge=1, description="how much one editor may add to the media library a day, in MB"
    )
    check_links: bool = Field(
        True, description="visit the web addresses in texts now and then, to name those that died"
    )
    writer_wait_s: float = Field(5.0, gt=0, description="seconds to wait for a turn to write")
    metrics_token: SecretStr | None = Field(
        None,
        min_length=16,
        description="who sends it may read /metrics; not set: this machine only",
    )
    demo: bool = Field(False, description="the demo banner; set by `academy demo`")

    @field_validator("languages")
    @classmethod
    def _are_codes(cls, codes: str) -> str:
        if SOURCE_LANGUAGE not in languages_in(codes):
            raise ValueError(f"{SOURCE_LANGUAGE} is always spoken; add it")
        for lang in languages_in(codes):
            if not LANGUAGE.fullmatch(lang):
                raise ValueError(f"{lang!r} is no language; give codes such as en, fr, de")
        return codes

    @field_validator("default_language")
    @classmethod
    def _is_spoken(cls, lang: str, others: ValidationInfo) -> str:
        if "languages" in others.data and lang not in languages_in(others.data["languages"]):
            raise ValueError(f"choose one of {others.data['languages']}")
        return lang


def languages_in(codes: str) -> tuple[str, ...]:
    """Return the codes of a comma separated list, each once."""
    return tuple(dict.fromkeys(code.strip() for code in codes.split(",") if code.strip()))


def load_settings(environment: Mapping[str, str]) -> Settings:
    """Return the settings; raise SettingsError naming every unknown or unusable variable."""
    ours = {k: v for k, v in environment.items() if k.startswith(PREFIX)}
    values, problems = _read_secret_files(ours)
    fields = {PREFIX + name.upper(): name for name in Settings.model_fields}
    problems += [f"{key}: there is no such setting" for key in values if key not in fields]
    known = {fields[key]: value for key, value in values.items() if key in fields}
    try:
        settings = Settings.model_validate(known)
    except ValidationError as error:
        problems += [
            f"{PREFIX}{str(e['loc'][0]).upper()}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors()
        ]
    if problems:
        raise SettingsError("\n".join(problems))
    return settings


def _read_secret_files(variables: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Replace each NAME_FILE of a secret setting by NAME with the file's text."""
    secrets = {
        f"{PREFIX}{name.upper()}_FILE"
        for name, field in Settings.model_fields.items()
        if "SecretStr" in str(field.annotation)
    }
    values, problems = dict(variables), []
    for key in secrets & values.keys():
        path = Path(values.pop(key))
        try:
            values[key.removesuffix("_FILE")] = path.read_text(encoding="utf-8").strip()
        except OSError as error:
            problems.append(f"{key}: cannot read {path}: {error.strerror}")
    return values, problems
