"""What an operator may set, each with its default, and one sentence for each wrong value.

Settings come from the environment alone. Each can be given as a file instead, as a password should be:
`API_DATABASE_URL_FILE` names it. A wrong value stops the start; nothing is guessed.
"""

from __future__ import annotations

import contextlib
import difflib
import ipaddress
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from api.private import keep_folder
from content.zones import place


class Setting(NamedTuple):
    """One line of the table: its name, what holds when it is not set, whether it should rest in a file, its meaning."""

    name: str
    default: str
    secret: bool
    says: str


TABLE = (
    Setting("API_BIND", "127.0.0.1:8000", False, "Address and port that the relay listens on."),
    Setting(
        "API_ORIGIN",
        "http://localhost:<port of API_BIND>",
        False,
        "Address that browsers know the line by; https but on localhost.",
    ),
    Setting("API_DATA_DIR", "var", False, "Folder for the embedded database and the lockbox; made when missing."),
    Setting(
        "API_DATABASE_URL",
        "sqlite+aiosqlite:///<API_DATA_DIR>/relay.db",
        True,
        "Where sealed messages are kept: sqlite+aiosqlite:///... or postgresql+asyncpg://...",
    ),
    Setting(
        "API_HUB_URL",
        "",
        True,
        "Doorbell between several relays: redis://... or postgresql://... (unset: one relay, in process).",
    ),
    Setting(
        "API_LOCKBOX_URL",
        "",
        True,
        "Where shred keys are kept when several relays share them: a second PostgreSQL, never backed up (unset: a file).",
    ),
    Setting("API_ZONE", "America/Winnipeg", False, "Time zone that shifts are planned in, as in America/Winnipeg."),
    Setting("API_PAGE_BACKUP_AFTER", "90", False, "Seconds that the primary has before the backup is called too."),
    Setting("API_PAGE_SUPERVISOR_AFTER", "90", False, "Seconds that the backup has before the supervisor is called."),
    Setting("API_TELL_AFTER", "300", False, "Seconds after which a youth is told that nobody came, and shown numbers."),
    Setting("API_PAGE_AGAIN", "120", False, "Seconds between calls to everybody after that, until somebody claims."),
    Setting("API_QUIET_FOR", "300", False, "Seconds of quiet after somebody said 'I have it'."),
    Setting(
        "API_SMTP_URL", "", True, "Mail server for alerts: smtp://user:password@host or smtps://... (unset: none)."
    ),
    Setting("API_MAIL_FROM", "", False, "Address that alerts by mail come from; its name should say nothing."),
    Setting("API_HOOK_URL", "", True, "Gateway that turns an alert into a text message or a call (unset: none)."),
    Setting("API_HOOK_KEY", "", True, "What the gateway knows us by: at least 16 letters, shared with it alone."),
    Setting(
        "API_PUSH_CONTACT",
        "",
        False,
        "Whom a push service may write to: mailto:... or https://... (unset: API_ORIGIN).",
    ),
    Setting(
        "API_BOT_ADDRESS",
        "",
        False,
        "Where a youth finds the bot, as in https://t.me/...; their page leads there (unset: it does not).",
    ),
    Setting("API_METRICS_BIND", "", False, "Address and port for metrics, never a public one (unset: none)."),
    Setting(
        "API_PROXY",
        "127.0.0.1,::1",
        False,
        "Addresses or networks of the TLS proxy, whose X-Forwarded-For is believed; comma between.",
    ),
)
NAMES = {setting.name for setting in TABLE} | {f"{setting.name}_FILE" for setting in TABLE}
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
LABEL = r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
ASKED = (
    "host",
    "passfile",
    "port",
    "prepared_statement_cache_size",
    "ssl",
    "target_session_attrs",
)  # what the driver knows behind "?"
LIKE = "must be like postgresql+asyncpg://user:password@host:5432/name, with ?ssl=require behind it or not"
HERE = {"localhost", "127.0.0.1", "[::1]"}


class WrongSetting(Exception):
    """A setting that stops the start; its text is the sentence for the operator."""

    def __init__(self, sentence: str) -> None:
        """Say what is wrong and what to do, and that nothing started."""
        super().__init__(f"{sentence} The relay did not start.")


class Calling(NamedTuple):
    """How the team is called: after how many seconds whom, and by which ways."""

    backup_after: int
    supervisor_after: int
    tell_after: int
    again: int
    quiet_for: int
    smtp_url: str
    mail_from: str
    hook_url: str
    hook_key: str
    push_contact: str


@dataclass(frozen=True, slots=True)
class Settings:
    """The relay's settings, all checked."""

    origin: str
    bind: tuple[str, int]
    data_dir: Path
    database_url: str
    lockbox_url: str | None
    hub_url: str | None
    metrics_bind: tuple[str, int] | None
    proxies: str
    zone: str
    calling: Calling
    bot_address: str

    @property
    def practice(self) -> bool:
        """Whether this is a line on one's own machine, where services that nobody has verified may be shown."""
        host = urlsplit(self.origin).hostname or ""
        return host in HERE or host == "::1" or host.endswith(".localhost")

    @property
    def lockbox_address(self) -> str:
        """Where shred keys are: apart from the database on purpose, and never to be backed up."""
        return self.lockbox_url or f"sqlite:///{self.data_dir / 'lockbox.db'}"

    @property
    def embedded(self) -> bool:
        """Whether the database is SQLite, which the relay prepares by itself."""
        return self.database_url.startswith("sqlite")

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Self:
        """Read and check every setting; raise WrongSetting with the first sentence that an operator should read."""
        for name in sorted(environ):
            _refuse_misspelling(name)
        given = {setting.name: _value(environ, setting) for setting in TABLE}
        data_dir = _folder(given["API_DATA_DIR"])
        bind = _address("API_BIND", given["API_BIND"])
        return cls(
            origin=_origin(given["API_ORIGIN"] or f"http://localhost:{bind[1]}"),
            bind=bind,
            data_dir=data_dir,
            database_url=_database_url(given["API_DATABASE_URL"], data_dir),
            lockbox_url=_lockbox_url(given["API_LOCKBOX_URL"], given["API_DATABASE_URL"]),
            hub_url=_hub_url(given["API_HUB_URL"]),
            metrics_bind=_address("API_METRICS_BIND", given["API_METRICS_BIND"]) if given["API_METRICS_BIND"] else None,
            proxies=_proxies(given["API_PROXY"]),
            zone=_zone(given["API_ZONE"]),
            calling=_calling(given),
            bot_address=_bot_address(given["API_BOT_ADDRESS"]),
        )


def _refuse_misspelling(name: str) -> None:
    """Refuse a name that is almost one of ours: its value would be passed over in silence."""
    if name in NAMES or not name.startswith("API_"):
        return
    if near := difflib.get_close_matches(name, sorted(NAMES), 1, 0.85):
        raise WrongSetting(f"There is no setting {name}. Did you mean {near[0]}?")


def _value(environ: Mapping[str, str], setting: Setting) -> str:
    """Return what is set, from the environment or from the file that it names, or the default; "" where another setting makes it."""
    plain, named = environ.get(setting.name, ""), environ.get(f"{setting.name}_FILE", "").strip()
    if plain and named:
        raise WrongSetting(f"{setting.name} and {setting.name}_FILE are both set. Keep one of them.")
    if not named:
        return plain.strip() or ("" if "<" in setting.default else setting.default)
    try:
        held = Path(named).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        raise WrongSetting(f"{setting.name}_FILE names {named}, which cannot be read.") from None
    if not held:
        raise WrongSetting(f"{setting.name}_FILE names {named}, which is empty.")
    return held


def _address(name: str, value: str) -> tuple[str, int]:
    """Read `host:port`; an IPv6 host stands in brackets."""
    host, _, port = value.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not _is_host(host) or not re.fullmatch(r"[0-9]{1,5}", port) or not 1 <= int(port) <= 65535:
        raise WrongSetting(f"{name} must be an address and a port from 1 to 65535, such as 127.0.0.1:8000.")
    return host, int(port)


def _origin(value: str) -> str:
    """Read an origin exactly as a browser writes it, so that it can be compared letter by letter."""
    wrong = WrongSetting("API_ORIGIN must be an address without path, such as https://desk.example.ca.")
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise wrong from None
    name = parts.hostname or ""
    host = f"[{name}]" if ":" in name else name
    if parts.scheme not in ("http", "https") or not _is_host(name):
        raise wrong
    if parts.scheme == "http" and host not in HERE and not host.endswith(".localhost"):
        raise WrongSetting("API_ORIGIN must begin with https, or browsers will not keep keys for it.")
    usual = {"http": 80, "https": 443}[parts.scheme]
    origin = f"{parts.scheme}://{host}" + (f":{port}" if port and port != usual else "")
    if value.removesuffix("/").lower() not in (origin, f"{origin}:{usual}"):
        raise wrong
    return origin


def _folder(value: str) -> Path:
    """Make the data folder, for its owner alone, and see that it can be written to."""
    folder = Path(value)
    probe = folder / ".writable"
    try:
        keep_folder(folder)
        probe.touch()
        probe.unlink()
    except OSError:
        raise WrongSetting(f"API_DATA_DIR names {value}, which cannot be written to.") from None
    return folder


def _database_url(value: str, data_dir: Path) -> str:
    """Read a database address and give it the driver that the relay is built for."""
    if not value:
        return f"sqlite+aiosqlite:///{data_dir / 'relay.db'}"
    scheme, colon, rest = value.partition("://")
    driver = DRIVERS.get(scheme.partition("+")[0])
    if not colon or driver is None or scheme not in (scheme.partition("+")[0], driver) or not rest:
        raise WrongSetting("API_DATABASE_URL must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://.")
    if driver.startswith("sqlite") and (not rest.startswith("/") or rest == "/" or ":memory:" in rest):
        raise WrongSetting("API_DATABASE_URL must name a file, such as sqlite+aiosqlite:////data/relay.db.")
    if driver.startswith("postgresql") and not _leads_to_a_server(value, ASKED):
        raise WrongSetting(f"API_DATABASE_URL {LIKE}.")
    return f"{driver}://{rest}"


def _lockbox_url(value: str, database_url: str) -> str | None:
    """Read where the shred keys are; they never rest beside what they open."""
    scheme, colon, rest = value.partition("://")
    if not value:
        return None
    if not colon or scheme not in ("postgresql", "postgres", "postgresql+asyncpg", "sqlite") or not rest:
        raise WrongSetting("API_LOCKBOX_URL must begin with postgresql://, or be left out.")
    if scheme == "sqlite" and (not rest.startswith("/") or rest == "/" or ":memory:" in rest):
        raise WrongSetting("API_LOCKBOX_URL must name a file, such as sqlite:////keys/lockbox.db, or be left out.")
    if scheme != "sqlite" and not _leads_to_a_server(value, ASKED):
        raise WrongSetting(f"API_LOCKBOX_URL {LIKE}.")
    if rest == database_url.partition("://")[2]:
        raise WrongSetting("API_LOCKBOX_URL must name another database than API_DATABASE_URL.")
    return value


def _hub_url(value: str) -> str | None:
    """Read the address of the doorbell between several relays."""
    if value and not value.startswith(("redis://", "rediss://", "postgresql://", "postgresql+asyncpg://")):
        raise WrongSetting("API_HUB_URL must begin with redis://, rediss:// or postgresql://, or be left out.")
    if value and not (_leads_to_a_server(value) and (_host_of(value) or value.startswith("postgresql"))):
        raise WrongSetting("API_HUB_URL must name a host, with a port from 1 to 65535 if it names one, or be left out.")
    return value or None


def _zone(value: str) -> str:
    """Read the name of a time zone that the pinned zone data knows."""
    try:
        place(value)
    except (KeyError, ValueError, OSError):
        raise WrongSetting("API_ZONE must name a time zone, such as America/Winnipeg.") from None
    return value


def _bot_address(value: str) -> str:
    """Read where the bot is found; only Telegram's own short addresses, so that a slip leads no youth elsewhere."""
    if value and not re.fullmatch(r"https://t\.me/[A-Za-z0-9_]{5,32}", value):
        raise WrongSetting("API_BOT_ADDRESS must be the bot's address, such as https://t.me/its_name, or be left out.")
    return value


def _proxies(value: str) -> str:
    """Read the addresses whose word on the sender's address is believed."""
    for part in value.split(","):
        try:
            ipaddress.ip_network(part.strip(), strict=False)
        except ValueError:
            raise WrongSetting("API_PROXY must hold addresses or networks, such as 127.0.0.1,10.0.0.0/8.") from None
    return ",".join(part.strip() for part in value.split(","))


def _calling(given: Mapping[str, str]) -> Calling:
    """Read how the team is called."""
    smtp, sender, hook, key = (given[f"API_{name}"] for name in ("SMTP_URL", "MAIL_FROM", "HOOK_URL", "HOOK_KEY"))
    contact = given["API_PUSH_CONTACT"]
    if smtp and (not smtp.startswith(("smtp://", "smtps://")) or not _host_of(smtp)):
        raise WrongSetting(
            "API_SMTP_URL must begin with smtp:// or smtps://, with a host and a right port, or be left out."
        )
    if bool(smtp) != bool(sender) or (sender and not re.fullmatch(r"[^@\s]+@[^@\s]+", sender)):
        raise WrongSetting("API_SMTP_URL and API_MAIL_FROM, an address such as desk@example.ca, go together.")
    here = _host_of(hook) in {host.strip("[]") for host in HERE}
    if hook and not ((hook.startswith("https://") and _host_of(hook)) or (hook.startswith("http://") and here)):
        raise WrongSetting("API_HOOK_URL must begin with https://, with a host and a right port, or be left out.")
    if bool(hook) != bool(key) or (key and len(key) < 16):
        raise WrongSetting("API_HOOK_URL and API_HOOK_KEY, at least 16 letters, go together.")
    if contact and not (re.fullmatch(r"mailto:[^@\s]+@[^@\s]+", contact) or _host_of(contact, "https")):
        raise WrongSetting("API_PUSH_CONTACT must begin with mailto: or https://, or be left out.")
    names = ("PAGE_BACKUP_AFTER", "PAGE_SUPERVISOR_AFTER", "TELL_AFTER", "PAGE_AGAIN", "QUIET_FOR")
    backup, supervisor, tell, again, quiet = (_seconds(f"API_{name}", given[f"API_{name}"]) for name in names)
    return Calling(backup, supervisor, tell, again, quiet, smtp, sender, hook, key, contact)


def _host_of(value: str, scheme: str = "") -> str:
    """Return an address's host; nothing when it has none, or a port that there is not."""
    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    return host if _is_host(host) and port != 0 and parts.scheme.startswith(scheme) else ""


def _is_host(value: str) -> bool:
    """Say whether something may be a host's name or its IP address; nothing is looked up."""
    with contextlib.suppress(ValueError):
        return bool(ipaddress.ip_address(value))
    return len(value) <= 253 and bool(re.fullmatch(rf"{LABEL}(\.{LABEL})*\.?", value))


def _leads_to_a_server(value: str, asked: Collection[str] | None = None) -> bool:
    """Say whether a server's address has a host and port that there can be, or none; and asks only for these behind "?"."""
    from sqlalchemy.engine import make_url  # here: without such an address nobody pays for it
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        return False
    there = (url.port is None or 1 <= url.port <= 65535) and (not url.host or _is_host(url.host))
    return there and (asked is None or set(url.query) <= set(asked))


def _seconds(name: str, value: str) -> int:
    """Read a number of seconds, from 1 to an hour."""
    if not (re.fullmatch(r"[0-9]{1,4}", value) and 1 <= int(value) <= 3600):
        raise WrongSetting(f"{name} must be a number of seconds from 1 to 3600.")
    return int(value)
