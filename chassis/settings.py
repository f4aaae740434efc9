"""Settings: one frozen value from the environment; all mistakes are reported at once; secrets stay out of `repr`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from chassis.outside import networks_of

SIGNAL_SCHEMES = {"http": ("http://", "https://"), "mqtt": ("mqtt://", "mqtts://")}
PEER = re.compile(r"[\w.-]+=[\w.-]+:\d{1,5}")  # hospital=host:port
EMERGENCY = re.compile(r"\+?[0-9]{3,15}")
NEMC = "https://apis.data.go.kr/B552657/ErmctInfoInqireService"


class SettingsError(ValueError):
    """The environment cannot be used. The message lists every mistake, one a line."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How this process runs.

    `database_url` is a SQLAlchemy URL; `instance` the folder for the SQLite file, road arrays and keys;
    `paging` one of console, sms, fake;
    `emergency_number` what people are told to ring; `country_code` whose
    numbers the public form may text; `public_url` the address written into text messages;
    `voice_group` whom a call is put through to where its number says nothing else: telephones and SIP addresses rung
    together, separated by commas, or `queue:NAME` of the provider. With a
    `nemc_service_key` the worker asks the national feed of hospitals. `lamp_networks` names the networks besides the
    open internet in which hospitals' lamps may stand, as `10.20.0.0/16, …`. `signals` is how the city's signal centre
    is spoken with: http, mqtt, or "" where there is none. With
    an `aml_key`, shared with whoever runs the telephones' location service, their signed forms are taken. With a
    `mavlink_passphrase` the lines to drones are signed, and what is not signed with it is not heard. `card_keys`
    are the secrets under which cards of registered people are sealed, newest first; without any, `secret_key` does it.
    `adt_peers` are the HL7 listeners of hospitals, as `A1800441=10.20.0.5:2575`: only the operator names them.
    `turn_urls` are the relays of live pictures (`turn:…`, also `stun:…`), whose secret is
    `turn_secret`; with none, pages find each other only where their networks let them.
    """

    instance: Path
    database_url: str
    secret_key: str = field(repr=False)
    city: str = "sejong"
    emergency_number: str = "119"
    country_code: str = "82"
    paging: str = "console"
    public_url: str = "http://desk.localhost:8000"
    sms_base_url: str = "https://api.twilio.com"
    sms_account: str = ""
    sms_token: str = field(default="", repr=False)
    sms_from: str = ""
    voice_group: str = ""
    nemc_base_url: str = NEMC
    nemc_service_key: str = field(default="", repr=False)
    lamp_networks: str = ""
    signals: str = ""
    signals_url: str = ""
    signals_token: str = field(default="", repr=False)
    signals_user: str = ""
    aml_key: str = field(default="", repr=False)
    mavlink_passphrase: str = field(default="", repr=False)
    https: bool = False
    log_json: bool = False
    shared_data: Path | None = None
    card_keys: tuple[str, ...] = field(default=(), repr=False)
    turn_urls: tuple[str, ...] = ()
    adt_peers: tuple[str, ...] = ()
    turn_secret: str = field(default="", repr=False)

    @staticmethod
    def from_env(env: Mapping[str, str]) -> "Settings":
        """Read `GOLDENTIME_*`, `DATABASE_URL` and `SECRET_KEY`; raises SettingsError with every mistake found."""
        instance = Path(env.get("GOLDENTIME_INSTANCE", "instance")).resolve()
        https = env.get("GOLDENTIME_HTTPS", "0")
        settings = Settings(
            instance=instance,
            database_url=_database_url(env, instance),
            secret_key=env.get("SECRET_KEY", ""),
            city=env.get("GOLDENTIME_CITY", "sejong"),
            emergency_number=env.get("GOLDENTIME_EMERGENCY_NUMBER", "119"),
            country_code=env.get("GOLDENTIME_COUNTRY_CODE", "82"),
            paging=env.get("GOLDENTIME_PAGING", "console"),
            public_url=env.get("GOLDENTIME_PUBLIC_URL", "http://desk.localhost:8000").rstrip("/"),
            sms_base_url=env.get("SMS_BASE_URL", "https://api.twilio.com").rstrip("/"),
            sms_account=env.get("SMS_ACCOUNT_SID", ""),
            sms_token=env.get("SMS_AUTH_TOKEN", ""),
            sms_from=env.get("SMS_FROM", ""),
            voice_group=env.get("VOICE_GROUP", ""),
            nemc_base_url=env.get("NEMC_BASE_URL", NEMC).rstrip("/"),
            nemc_service_key=env.get("NEMC_SERVICE_KEY", ""),
            lamp_networks=env.get("GOLDENTIME_LAMP_NETWORKS", ""),
            signals=env.get("GOLDENTIME_SIGNALS", ""),
            signals_url=env.get("SIGNALS_URL", "").rstrip("/"),
            signals_token=env.get("SIGNALS_TOKEN", ""),
            signals_user=env.get("SIGNALS_USER", ""),
            aml_key=env.get("AML_KEY", ""),
            mavlink_passphrase=env.get("MAVLINK_PASSPHRASE", ""),
            https=https == "1",
            log_json=env.get("GOLDENTIME_LOG", "text") == "json",
            shared_data=_folder(env.get("GOLDENTIME_SHARED_DATA")),
            card_keys=tuple(key.strip() for key in env.get("GOLDENTIME_CARD_KEYS", "").split(",") if key.strip()),
            turn_urls=tuple(url.strip() for url in env.get("TURN_URLS", "").split(",") if url.strip()),
            turn_secret=env.get("TURN_SECRET", ""),
            adt_peers=tuple(one.strip() for one in env.get("GOLDENTIME_ADT_PEERS", "").split(",") if one.strip()),
        )
        mistakes = [
            *_mistakes(settings),
            *([] if https in {"0", "1"} else ["GOLDENTIME_HTTPS must be 0 or 1"]),
        ]
        if mistakes:
            raise SettingsError("\n".join(mistakes))
        return settings


def _database_url(env: Mapping[str, str], instance: Path) -> str:
    url = env.get("DATABASE_URL") or f"sqlite:///{instance / 'goldentime.sqlite'}"
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _folder(path: str | None) -> Path | None:
    return Path(path).resolve() if path else None


def _mistakes(settings: Settings) -> list[str]:
    found = []
    if len(settings.secret_key) < 32:
        found.append("SECRET_KEY must have at least 32 characters (make one: python -m chassis.secrets)")
    if any(len(key) < 32 for key in settings.card_keys):
        found.append("GOLDENTIME_CARD_KEYS must have at least 32 characters in each key, with commas between them")
    if not EMERGENCY.fullmatch(settings.emergency_number):
        found.append(f"GOLDENTIME_EMERGENCY_NUMBER must be a telephone number, not {settings.emergency_number!r}")
    if settings.paging not in {"console", "sms", "fake"}:
        found.append(f"GOLDENTIME_PAGING must be console, sms or fake, not {settings.paging!r}")
    if settings.paging == "sms":
        wanted = {
            "SMS_ACCOUNT_SID": settings.sms_account,
            "SMS_AUTH_TOKEN": settings.sms_token,
            "SMS_FROM": settings.sms_from,
        }
        found += [f"{name} is needed when GOLDENTIME_PAGING=sms" for name, value in wanted.items() if not value]
    if not settings.nemc_base_url.startswith(("http://", "https://")):
        found.append("NEMC_BASE_URL must start with http:// or https://")
    found += _signal_mistakes(settings)
    found += _relay_mistakes(settings)
    found += [
        f"GOLDENTIME_ADT_PEERS must list hospital=host:port, not {one}"
        for one in settings.adt_peers
        if not PEER.fullmatch(one)
    ]
    try:
        networks_of(settings.lamp_networks)
    except ValueError as mistake:
        found.append(f"GOLDENTIME_LAMP_NETWORKS must list networks such as 10.20.0.0/16: {mistake}")
    if not settings.database_url.startswith(("sqlite", "postgresql+psycopg")):
        found.append("DATABASE_URL must be sqlite:///… or postgresql://…")
    return found


def _relay_mistakes(settings: Settings) -> list[str]:
    found = []
    if not all(url.startswith(("turn:", "turns:", "stun:", "stuns:")) for url in settings.turn_urls):
        found.append("TURN_URLS must list addresses such as turn:relay.example:3478, with commas between them")
    if any(url.startswith("turn") for url in settings.turn_urls) and not settings.turn_secret:
        found.append("TURN_SECRET is needed with a turn: address in TURN_URLS")
    return found


def _signal_mistakes(settings: Settings) -> list[str]:
    if settings.signals == "":
        return []
    schemes = SIGNAL_SCHEMES.get(settings.signals)
    if schemes is None:
        return [f"GOLDENTIME_SIGNALS must be http, mqtt or empty, not {settings.signals!r}"]
    if not settings.signals_url.startswith(schemes):
        return [f"SIGNALS_URL must start with {' or '.join(schemes)} when GOLDENTIME_SIGNALS={settings.signals}"]
    return []
