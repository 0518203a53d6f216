"""Every setting of an install, in one registry, read from `NINEFOLD_*` in the environment.

The settings page of the documentation is generated from `REGISTRY`.
"""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ninefold.kernel import installs
from ninefold.kernel.errors import BadInput
from ninefold.kernel.outgoing.addresses import Network, networks

PREFIX = "NINEFOLD_"
HOME = "data"
MAILBOX_DOMAIN = "reply.ninefold.example"
COUNT_MAX = 10**15
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?=.{{1,253}}$)({_LABEL}\.)+{_LABEL}", re.IGNORECASE)
_LOCAL = re.compile(r"(?=.{1,64}$)[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.IGNORECASE)


@dataclass(frozen=True)
class Setting:
    """One setting: its name without the prefix, its default as written in the environment, and its meaning."""

    name: str
    default: str
    meaning: str
    secret: bool = False


REGISTRY: tuple[Setting, ...] = (
    Setting(
        "DATA",
        "",
        "Folder that holds database, lake, media and logs of this install."
        " Empty: `data` for the demo, `data-company` for your company, whichever was served last.",
    ),
    Setting("DATABASE_URL", "", "PostgreSQL address (postgresql://…). Empty: SQLite in the data folder.", secret=True),
    Setting("STUDIO_HOST", "localhost", "Host name of the studio; must differ from the public host."),
    Setting("PUBLIC_HOST", "127.0.0.1", "Host name of public pages and of the edge."),
    Setting("STUDIO_URL", "", "Studio as seen behind a proxy (https://…); its host is STUDIO_HOST. Empty: by port."),
    Setting("PUBLIC_URL", "", "Public pages as seen behind a proxy; its host is PUBLIC_HOST. Empty: by port."),
    Setting("EDGE_URL", "", "Edge as seen behind a proxy. Empty: public host and edge port."),
    Setting("BIND", "127.0.0.1", "Address that studio and edge listen on."),
    Setting("STUDIO_PORT", "8900", "Port of the studio and of the public pages."),
    Setting("EDGE_PORT", "8901", "Port of the edge: collection API and mailed links."),
    Setting("MAILBOX_PORT", "8925", "Port on which mail comes in: the built-in mailbox, replies and bounces."),
    Setting("MAILBOX_BIND", "", "Address on which mail comes in. Empty: as BIND."),
    Setting(
        "SMTP_URL", "", "Outgoing mail (smtp://user:password@host:port). Empty: the built-in mailbox.", secret=True
    ),
    Setting(
        "SECRET_KEY",
        "",
        "Key that signs sessions and links. Empty: made once and kept in the data folder.",
        secret=True,
    ),
    Setting("COMPANY", "", "Name of the company whose install this is. Empty: as written in the studio."),
    Setting("MAIL_FROM", "", "Sender address of mail. Empty: as written in the studio."),
    Setting(
        "REPLY_DOMAIN",
        "",
        "Domain that replies and bounces come back to; its MX must lead to MAILBOX_PORT."
        " Empty: none with an outside SMTP_URL, else one that the built-in mailbox knows.",
    ),
    Setting(
        "INTAKE_ROWS_MAX", "10_000_000", "Requests that may wait for the worker; from there on the edge answers 503."
    ),
    Setting("DISK_FREE_BYTES_MIN", "500_000_000", "Free bytes on the data folder's disk below which it does so too."),
    Setting("UPLOAD_BYTES_MAX", "500_000_000", "Bytes of a file that is sent through the studio to be imported."),
    Setting("MAILBOX_MESSAGES_MAX", "100_000", "Messages that the built-in mailbox keeps; the oldest go first."),
    Setting("REPLY_DAYS", "730", "Days for which replies stay in the studio; their events stay in the log."),
    Setting("DKIM_KEY_FILE", "", "PEM file of the private key that mail is signed with (DKIM). Empty: not signed."),
    Setting("DKIM_SELECTOR", "ninefold", "Selector of the public key in the DNS of MAIL_FROM's domain."),
    Setting(
        "FETCH_NETWORKS",
        "",
        "Private networks that feeds may be fetched from besides public addresses (10.1.0.0/16, fd12::/32).",
    ),
    Setting("FEEDS_FOLDER", "", "Folder below which feeds may read folders and files of this machine. Empty: none."),
    Setting(
        "MODEL_URL",
        "",
        "Language model that may draft: the address of a chat-completions API as OpenAI's, without /chat/completions"
        " (https://host/v1). Empty: none; nothing needs it.",
    ),
    Setting("MODEL_NAME", "", "Name of that model, as its server calls it."),
    Setting("MODEL_KEY", "", "Key to that server. Empty: it asks for none.", secret=True),
    Setting("MODEL_NETWORKS", "", "Private networks in which that server may stand (127.0.0.1/32, 10.1.0.0/16)."),
    Setting("MODEL_TOKENS_DAY", "200_000", "Tokens that all drafts of 24 hours may take together."),
    Setting("MODEL_SECONDS", "120", "Seconds that one draft may take."),
    Setting("TIME_ZONE", "UTC", "Zone used for people whose own zone is unknown."),
    Setting("LOG_LEVEL", "info", "debug, info, warning or error."),
)


@dataclass(frozen=True)
class Settings:
    """The settings of one install, checked. Paths are absolute, ports are integers.

    `home` is the demo's folder where demo and company stand beside each other (kernel.installs), and so the one served
    may change; None where the data folder or the database was set by hand.
    """

    data: Path
    home: Path | None
    database_url: str
    studio_host: str
    public_host: str
    studio_url_given: str
    public_url_given: str
    edge_url_given: str
    bind: str
    studio_port: int
    edge_port: int
    mailbox_port: int
    mailbox_bind_given: str
    smtp_url: str
    secret_key_given: str
    company_given: str
    mail_from_given: str
    reply_domain_given: str
    intake_rows_max: int
    disk_free_bytes_min: int
    upload_bytes_max: int
    mailbox_messages_max: int
    reply_days: int
    dkim_key_file: str
    dkim_selector: str
    fetch_networks: tuple[Network, ...]
    feeds_folder: Path | None
    model_url: str
    model_name: str
    model_key: str
    model_networks: tuple[Network, ...]
    model_tokens_day: int
    model_seconds: int
    time_zone: ZoneInfo
    log_level: str

    @property
    def studio_url(self) -> str:
        """The studio as browsers see it, without a slash at the end."""
        return self.studio_url_given or f"http://{self.studio_host}:{self.studio_port}"

    @property
    def public_url(self) -> str:
        """The public pages as browsers see them."""
        return self.public_url_given or f"http://{self.public_host}:{self.studio_port}"

    @property
    def edge_url(self) -> str:
        """The edge as mailed links and senders of events see it."""
        return self.edge_url_given or f"http://{self.public_host}:{self.edge_port}"

    @property
    def mailbox_bind(self) -> str:
        """The address that the mailbox listens on."""
        return self.mailbox_bind_given or self.bind

    @property
    def reply_domain(self) -> str:
        """The domain of the addresses that take replies and bounces, "" where none leads here."""
        return self.reply_domain_given or ("" if self.smtp_url else MAILBOX_DOMAIN)

    @property
    def has_mailbox(self) -> bool:
        """Whether this install takes mail in: everything where it is its own relay, else replies and bounces."""
        return not self.smtp_url or bool(self.reply_domain)

    @property
    def is_studio_https(self) -> bool:
        """Whether a proxy before the studio speaks TLS: then its cookies are for TLS alone."""
        return self.studio_url.startswith("https://")

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
    studio_host, public_host = _host("STUDIO", value), _host("PUBLIC", value)
    if studio_host == public_host:
        raise BadInput(
            "setting_hosts", "NINEFOLD_STUDIO_HOST and NINEFOLD_PUBLIC_HOST must differ: cookies ignore ports."
        )
    home = None if value["DATA"] or value["DATABASE_URL"] else Path(HOME).resolve()
    return Settings(
        data=installs.folder(home, installs.served(home))
        if home
        else Path(value["DATA"] or HOME).expanduser().resolve(),
        home=home,
        database_url=_database_url(value["DATABASE_URL"]),
        studio_host=studio_host,
        public_host=public_host,
        studio_url_given=_web_url("STUDIO_URL", value),
        public_url_given=_web_url("PUBLIC_URL", value),
        edge_url_given=_web_url("EDGE_URL", value),
        bind=value["BIND"],
        studio_port=_port("STUDIO_PORT", value),
        edge_port=_port("EDGE_PORT", value),
        mailbox_port=_port("MAILBOX_PORT", value),
        mailbox_bind_given=value["MAILBOX_BIND"],
        smtp_url=_smtp_url(value["SMTP_URL"]),
        secret_key_given=value["SECRET_KEY"],
        company_given=value["COMPANY"],
        mail_from_given=_mail_from(value["MAIL_FROM"]),
        reply_domain_given=_reply_domain(value["REPLY_DOMAIN"]),
        intake_rows_max=_count("INTAKE_ROWS_MAX", value),
        disk_free_bytes_min=_count("DISK_FREE_BYTES_MIN", value),
        upload_bytes_max=_count("UPLOAD_BYTES_MAX", value),
        mailbox_messages_max=_count("MAILBOX_MESSAGES_MAX", value),
        reply_days=_count("REPLY_DAYS", value),
        dkim_key_file=value["DKIM_KEY_FILE"],
        dkim_selector=_selector(value["DKIM_SELECTOR"]),
        fetch_networks=_networks(value["FETCH_NETWORKS"]),
        feeds_folder=Path(value["FEEDS_FOLDER"]).expanduser().resolve() if value["FEEDS_FOLDER"] else None,
        model_url=_model_url(value),
        model_name=value["MODEL_NAME"].strip(),
        model_key=value["MODEL_KEY"],
        model_networks=_networks(value["MODEL_NETWORKS"], "MODEL_NETWORKS"),
        model_tokens_day=_count("MODEL_TOKENS_DAY", value),
        model_seconds=_count("MODEL_SECONDS", value),
        time_zone=_zone(value["TIME_ZONE"]),
        log_level=_log_level(value["LOG_LEVEL"]),
    )


def _port(name: str, value: Mapping[str, str]) -> int:
    text = value[name]
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise BadInput("setting_port", f"{PREFIX}{name} must be a port from 1 to 65535, not {text!r}.")
    return int(text)


def _count(name: str, value: Mapping[str, str]) -> int:
    text = value[name].replace("_", "")
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= COUNT_MAX:
        raise BadInput("setting_count", f"{PREFIX}{name} must be a whole number above 0, not {value[name]!r}.")
    return int(text)


def _split(text: str) -> SplitResult | None:
    """The parts of an address, or None where it has no sound host and port."""
    try:
        parts = urlsplit(text)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def _web_url(name: str, value: Mapping[str, str]) -> str:
    """An address without path; its slash at the end is dropped."""
    text = value[name].lower().rstrip("/")
    parts = _split(text)
    if text and (parts is None or not parts.hostname or text != f"{parts.scheme}://{parts.netloc}"
                 or parts.scheme not in ("http", "https") or "@" in parts.netloc):  # fmt: skip
        raise BadInput("setting_url", f"{PREFIX}{name} must read https://host or http://host:port, without a path.")
    return text


def _model_url(value: Mapping[str, str]) -> str:
    """The address of the language model's API; with it goes the model's name."""
    text = value["MODEL_URL"].strip().rstrip("/")
    parts = _split(text)
    if text and (parts is None or not parts.hostname or parts.scheme not in ("http", "https") or "@" in parts.netloc):
        raise BadInput("setting_model", f"{PREFIX}MODEL_URL must read https://host/v1 or http://host:port/v1.")
    if text and not value["MODEL_NAME"].strip():
        raise BadInput("setting_model", f"{PREFIX}MODEL_URL needs {PREFIX}MODEL_NAME: which model is to be asked.")
    return text


def _host(site: str, value: Mapping[str, str]) -> str:
    """The host name of a site, as browsers send it: from its address where one is given."""
    given = urlsplit(_web_url(f"{site}_URL", value)).hostname
    return (given or value[f"{site}_HOST"]).lower().rstrip(".")


def _database_url(text: str) -> str:
    """A PostgreSQL address that names a database; what is said of a wrong one must not tell its password."""
    parts = _split(text)
    if text and (parts is None or parts.scheme not in ("postgresql", "postgres") or parts.path in ("", "/")):
        raise BadInput(
            "setting_database", "NINEFOLD_DATABASE_URL must read postgresql://user:password@host:port/database."
        )
    return text


def _smtp_url(text: str) -> str:
    parts = _split(text)
    if text and (parts is None or parts.scheme not in ("smtp", "smtps") or not parts.hostname):
        raise BadInput("setting_smtp", "NINEFOLD_SMTP_URL must read smtp://user:password@host:port or smtps://….")
    return text


def is_mail_address(text: str) -> bool:
    """Whether a text is a mail address in ASCII that mail can come from."""
    local, _, domain = text.rpartition("@")
    return bool(_LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain))


def _mail_from(text: str) -> str:
    if text and not is_mail_address(text):
        raise BadInput("setting_mail_from", f"NINEFOLD_MAIL_FROM must be a mail address in ASCII, not {text!r}.")
    return text


def _reply_domain(text: str) -> str:
    if text and not _DOMAIN.fullmatch(text):
        raise BadInput(
            "setting_reply_domain",
            f"NINEFOLD_REPLY_DOMAIN must be a domain in ASCII (other letters as xn--…), not {text!r}.",
        )
    return text


def _selector(text: str) -> str:
    if not re.fullmatch(rf"{_LABEL}(\.{_LABEL})*", text, re.IGNORECASE):
        raise BadInput("setting_dkim", f"NINEFOLD_DKIM_SELECTOR must be a name as in the DNS, not {text!r}.")
    return text


def _networks(text: str, name: str = "FETCH_NETWORKS") -> tuple[Network, ...]:
    try:
        return networks(text)
    except ValueError as error:
        words = f"{PREFIX}{name} must name networks such as 10.1.0.0/16, with commas, not {text!r}."
        raise BadInput("setting_networks", words) from error


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
