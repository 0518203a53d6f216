"""Every setting of an install, in one registry, read from `NINEFOLD_*` in the environment.

The settings page of the documentation is generated from `REGISTRY`.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ninefold.kernel.errors import BadInput

PREFIX = "NINEFOLD_"


@dataclass(frozen=True)
class Setting:
    """One setting: its name without the prefix, its default as written in the environment, and its meaning."""

    name: str
    default: str
    meaning: str
    secret: bool = False


REGISTRY: tuple[Setting, ...] = (
    Setting("DATA", "data", "Folder that holds database, lake, media and logs of this install."),
    Setting("DATABASE_URL", "", "PostgreSQL address (postgresql://…). Empty: SQLite in the data folder.", secret=True),
    Setting("STUDIO_HOST", "localhost", "Host name of the studio; must differ from the public host."),
    Setting("PUBLIC_HOST", "127.0.0.1", "Host name of public pages and of the edge."),
    Setting("BIND", "127.0.0.1", "Address that studio and edge listen on."),
    Setting("STUDIO_PORT", "8900", "Port of the studio and of the public pages."),
    Setting("EDGE_PORT", "8901", "Port of the edge: collection API and mailed links."),
    Setting("MAILBOX_PORT", "8925", "Port of the built-in SMTP mailbox."),
    Setting(
        "SMTP_URL", "", "Outgoing mail (smtp://user:password@host:port). Empty: the built-in mailbox.", secret=True
    ),
    Setting(
        "SECRET_KEY",
        "",
        "Key that signs sessions and links. Empty: made once and kept in the data folder.",
        secret=True,
    ),
    Setting("COMPANY", "Ninefold Records", "Name of the company whose install this is."),
    Setting("MAIL_FROM", "letters@ninefold.example", "Sender address of mail."),
    Setting("REPLY_DOMAIN", "reply.ninefold.example", "Domain of the addresses that replies come back to."),
    Setting("TIME_ZONE", "UTC", "Zone used for people whose own zone is unknown."),
    Setting("LOG_LEVEL", "info", "debug, info, warning or error."),
)


@dataclass(frozen=True)
class Settings:
    """The settings of one install, checked. Paths are absolute, ports are integers."""

    data: Path
    database_url: str
    studio_host: str
    public_host: str
    bind: str
    studio_port: int
    edge_port: int
    mailbox_port: int
    smtp_url: str
    secret_key_given: str
    company: str
    mail_from: str
    reply_domain: str
    time_zone: ZoneInfo
    log_level: str

    @property
    def studio_url(self) -> str:
        return f"http://{self.studio_host}:{self.studio_port}"

    @property
    def public_url(self) -> str:
        return f"http://{self.public_host}:{self.studio_port}"

    @property
    def edge_url(self) -> str:
        return f"http://{self.public_host}:{self.edge_port}"

    @property
    def is_sqlite(self) -> bool:
        return not self.database_url

    @property
    def database_path(self) -> Path:
        """The SQLite database; unused on PostgreSQL."""
        return self.data / "ninefold.sqlite3"

    @property
    def intake_path(self) -> Path:
        """The intake log in SQLite, a file of its own; unused on PostgreSQL."""
        return self.data / "intake.sqlite3"

    @property
    def mailbox_path(self) -> Path:
        return self.data / "mailbox.sqlite3"

    @property
    def lake_path(self) -> Path:
        return self.data / "lake"

    @cached_property
    def secret_key(self) -> str:
        """The key that signs links and sessions; made on first use with mode 0600."""
        return self.secret_key_given or _kept_secret(self.data / "secret")


def _kept_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


def load(environ: Mapping[str, str]) -> Settings:
    """Read the settings from an environment; raise BadInput naming the variable that is wrong."""
    known = {PREFIX + setting.name for setting in REGISTRY}
    unknown = sorted(name for name in environ if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise BadInput("setting_unknown", f"{unknown[0]} is no setting of Ninefold; see docs/reference/settings.md.")
    value = {s.name: environ.get(PREFIX + s.name, "").strip() or s.default for s in REGISTRY}
    if value["STUDIO_HOST"] == value["PUBLIC_HOST"]:
        raise BadInput(
            "setting_hosts", "NINEFOLD_STUDIO_HOST and NINEFOLD_PUBLIC_HOST must differ: cookies ignore ports."
        )
    return Settings(
        data=Path(value["DATA"]).expanduser().resolve(),
        database_url=value["DATABASE_URL"],
        studio_host=value["STUDIO_HOST"],
        public_host=value["PUBLIC_HOST"],
        bind=value["BIND"],
        studio_port=_port("STUDIO_PORT", value),
        edge_port=_port("EDGE_PORT", value),
        mailbox_port=_port("MAILBOX_PORT", value),
        smtp_url=value["SMTP_URL"],
        secret_key_given=value["SECRET_KEY"],
        company=value["COMPANY"],
        mail_from=value["MAIL_FROM"],
        reply_domain=value["REPLY_DOMAIN"],
        time_zone=_zone(value["TIME_ZONE"]),
        log_level=_log_level(value["LOG_LEVEL"]),
    )


def _port(name: str, value: Mapping[str, str]) -> int:
    text = value[name]
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise BadInput("setting_port", f"{PREFIX}{name} must be a port from 1 to 65535, not {text!r}.")
    return int(text)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadInput("setting_zone", f"NINEFOLD_TIME_ZONE: {name!r} is no IANA time zone.") from error


def _log_level(name: str) -> str:
    if name not in ("debug", "info", "warning", "error"):
        raise BadInput("setting_log_level", f"NINEFOLD_LOG_LEVEL must be debug, info, warning or error, not {name!r}.")
    return name


@lru_cache(maxsize=1)
def current() -> Settings:
    """The settings of this process, read once."""
    return load(os.environ)
