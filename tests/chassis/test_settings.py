"""Settings: every mistake at once, no secret in sight."""

from pathlib import Path

import pytest

from chassis.settings import Settings, SettingsError

KEY = {"SECRET_KEY": "k" * 32}
SMS = {"SMS_ACCOUNT_SID": "AC1", "SMS_AUTH_TOKEN": "t0ken", "SMS_FROM": "+8215990000"}


def test_the_key_is_all_that_is_needed(tmp_path: Path) -> None:
    settings = Settings.from_env(KEY | {"GOLDENTIME_INSTANCE": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path / 'goldentime.sqlite'}"
    assert (settings.paging, settings.https, settings.shared_data) == ("console", False, None)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_may_be_spelt_as_providers_do(scheme: str) -> None:
    settings = Settings.from_env(KEY | {"DATABASE_URL": f"{scheme}://u:p@db/gt"})
    assert settings.database_url == "postgresql+psycopg://u:p@db/gt"


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_env(
            {
                "SECRET_KEY": "short",
                "GOLDENTIME_PAGING": "pigeon",
                "GOLDENTIME_HTTPS": "yes",
                "DATABASE_URL": "mysql://x",
                "NEMC_BASE_URL": "ftp://nemc",
            }
        )
    told = str(refused.value).splitlines()
    assert len(told) == 5
    for word in ("SECRET_KEY", "pigeon", "GOLDENTIME_HTTPS", "DATABASE_URL", "NEMC_BASE_URL"):
        assert any(word in line for line in told)


@pytest.mark.parametrize("missing", sorted(SMS))
def test_a_pager_without_its_account_is_refused_by_name(missing: str) -> None:
    env = KEY | {"GOLDENTIME_PAGING": "sms"} | {name: value for name, value in SMS.items() if name != missing}
    with pytest.raises(SettingsError, match=missing):
        Settings.from_env(env)


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    shown = repr(Settings.from_env(KEY | SMS | {"GOLDENTIME_PAGING": "sms", "NEMC_SERVICE_KEY": "n3mc"}))
    assert "kkkk" not in shown
    assert "t0ken" not in shown
    assert "n3mc" not in shown
