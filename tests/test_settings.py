"""Settings: every mistake is named, every secret may come from a file."""

from pathlib import Path

import pytest

from portal.composing import settings_of, with_secret_key
from portal.paths import PORTAL
from portal.settings import PREFIX, Settings, SettingsError, load_settings


def complaint(**variables: str) -> str:
    with pytest.raises(SettingsError) as refused:
        settings_of({PREFIX + name: value for name, value in variables.items()})
    return str(refused.value)


def test_nothing_has_to_be_set() -> None:
    assert load_settings({}) == Settings()


def test_what_is_not_ours_is_left_alone() -> None:
    assert load_settings({"PATH": "/bin", "ACADEMIC": "1"}) == Settings()


def test_an_unknown_variable_is_refused_by_name() -> None:
    assert complaint(SMPT_URL="smtp://mail") == "ACADEMY_SMPT_URL: there is no such setting"


def test_every_mistake_is_named_at_once() -> None:
    named = [line.partition(":")[0] for line in complaint(NONSENSE="1", PORT="2").splitlines()]

    assert sorted(named) == ["ACADEMY_NONSENSE", "ACADEMY_PORT"]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SUPPORT_ZONE", "Mars/Olympus", "there is no time zone called 'Mars/Olympus'"),
        ("BANK_HOLIDAYS", "mars", "There are no bank holidays for 'mars'."),
        ("BASE_URL", "help.example.com", "give a web address such as https://help.example.com"),
        ("BASE_URL", "ftp://help.example.com", "give a web address"),
        ("DATABASE_URL", "mysql://db/academy", "give sqlite:///FILE or postgresql://"),
        ("DATABASE_URL", "sqlite://", "give sqlite:///FILE"),
        ("SECRET_KEY", "changeme", "give at least 16 signs nobody can guess, or leave it out"),
        ("SMTP_URL", "mail.example.com", "give smtp://HOST:PORT"),
        ("DEFAULT_LANGUAGE", "de", "choose one of en, fr"),
        ("LANGUAGES", "fr", "en is always spoken; add it"),
        ("LANGUAGES", "en, ../etc", "'../etc' is no language; give codes such as en, fr, de"),
        ("LANGUAGES", "en, de", "there is no catalogue de/LC_MESSAGES/academy.po"),
        ("REFERENCE_PREFIX", "aa1", "String should match pattern"),
        ("SESSION_DAYS", "0", "Input should be greater than or equal to 1"),
        ("MAX_BODY_KB", "many", "Input should be a valid integer"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused(name: str, value: str, sentence: str) -> None:
    assert complaint(**{name: value}).startswith(f"ACADEMY_{name}: {sentence}")


def test_a_refused_secret_is_not_repeated() -> None:
    assert "hunter2" not in complaint(DATABASE_URL="mysql://me:hunter2@db/academy")


@pytest.mark.parametrize("name", ["secret_key", "database_url", "smtp_url"])
def test_a_secret_may_come_from_a_file(name: str, tmp_path: Path) -> None:
    values = {
        "secret_key": "s3cret-s3cret-s3cret",
        "database_url": "postgresql://db/academy",
        "smtp_url": "smtps://me:pw@mail.example.com:465",
    }
    file = tmp_path / "secret"
    file.write_text(f"{values[name]}\n", encoding="utf-8")

    secret = getattr(load_settings({f"ACADEMY_{name.upper()}_FILE": str(file)}), name)

    assert secret.get_secret_value() == values[name]
    assert values[name] not in str(secret)


def test_a_secret_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    absent = tmp_path / "absent"

    assert complaint(SECRET_KEY_FILE=str(absent)) == (
        f"ACADEMY_SECRET_KEY_FILE: cannot read {absent}: No such file or directory"
    )


def test_only_secrets_come_from_files(tmp_path: Path) -> None:
    assert complaint(SITE_NAME_FILE=str(tmp_path)) == (
        "ACADEMY_SITE_NAME_FILE: there is no such setting"
    )


def test_a_trailing_slash_of_the_address_does_not_count() -> None:
    settings = load_settings({"ACADEMY_BASE_URL": "https://help.example.com/"})

    assert settings.base_url == "https://help.example.com"


def test_commands_write_links_to_where_the_academy_was_last_served(tmp_path: Path) -> None:
    (tmp_path / "served-at").write_text("http://127.0.0.1:8123\n", encoding="utf-8")
    here = {"ACADEMY_DATA_DIR": str(tmp_path)}

    assert settings_of(here).base_url == "http://127.0.0.1:8123"
    assert settings_of({**here, "ACADEMY_BASE_URL": "https://a.example"}).base_url == (
        "https://a.example"
    )


def test_a_key_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)

    first, second = with_secret_key(settings), with_secret_key(settings)

    assert first.secret_key == second.secret_key is not None
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_the_readme_names_every_setting_and_no_other() -> None:
    readme = (PORTAL.parent / "README.md").read_text(encoding="utf-8")

    named = {line.split("`")[1] for line in readme.splitlines() if line.startswith("| `ACADEMY_")}

    assert named == {PREFIX + name.upper() for name in Settings.model_fields}
