"""The bot's settings, read from the environment; a wrong one stops the start with one sentence.

Each may come from a file instead, as secrets should: BOT_X_FILE names it. Practice mode makes its own host secret under the data
folder; everywhere else a missing secret is a wrong setting.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import difflib
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self
from urllib.parse import unquote, urlsplit

from bot.settings import addresses
from bot.settings.private import keep_file, keep_folder


class Setting(NamedTuple):
    """One line of the table: its name, what holds when it is not set, whether it should rest in a file, its meaning."""

    name: str
    default: str
    secret: bool
    says: str


TABLE = (
    Setting("BOT_TELEGRAM_TOKEN", "", True, "The bot's token from @BotFather. Needed."),
    Setting(
        "BOT_HOST_SECRET",
        "",
        True,
        "32 random bytes in base64url; everything the bot keeps is sealed under it. Needed.",
    ),
    Setting(
        "BOT_ROOT", "", False, "The line's root key in base64url (unset: help works, asking for a person is closed)."
    ),
    Setting("BOT_RELAY_URL", "http://localhost:8000", False, "Where the bot reaches the relay."),
    Setting("BOT_RELAY_ORIGIN", "", False, "The relay's public origin (unset: that of BOT_RELAY_URL)."),
    Setting("BOT_DATA_DIR", "var", False, "Folder for the embedded database and the digits; made when missing."),
    Setting(
        "BOT_DATABASE_URL",
        "",
        True,
        "sqlite+aiosqlite:///... or postgresql+asyncpg://... (unset: bot.db in BOT_DATA_DIR).",
    ),
    Setting("BOT_BIND", "127.0.0.1:8020", False, "Address and port for the webhook and the health checks."),
    Setting("BOT_METRICS_BIND", "", False, "Address and port for counts, never a public one (unset: none)."),
    Setting("BOT_TELEGRAM_API", "", False, "Base address of another Bot API server (unset: Telegram's own)."),
    Setting(
        "BOT_WEBHOOK_URL", "", False, "Public https address of the webhook (unset: the bot asks for updates itself)."
    ),
    Setting("BOT_WEBHOOK_SECRET", "", True, "Secret that Telegram sends with each update; A-Z a-z 0-9 _ - only."),
    Setting("BOT_PRACTICE", "", False, "1: practice mode, for trying the line on one computer."),
    Setting(
        "BOT_TRAINING", "", False, "Practice mode only, 1: every conversation is marked as practice, for training."
    ),
    Setting("BOT_PRACTICE_SPEED", "", False, "Practice mode only: how many times faster the bot's own waits run."),
)
NAMES = {line.name for line in TABLE} | {f"{line.name}_FILE" for line in TABLE}
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
CALLED = (None, 443, 80, 88, 8443)  # ports of webhooks: https://core.telegram.org/bots/api#setwebhook


class WrongSetting(Exception):
    """A setting that stops the start; its text is the sentence for the operator."""

    def __init__(self, sentence: str) -> None:
        """Say what is wrong and what to do, and that nothing started."""
        super().__init__(f"{sentence} The bot did not start.")


@dataclass(frozen=True, slots=True)
class Settings:
    """The bot's settings, all checked."""

    token: str
    host_secret: bytes
    root: bytes | None
    relay_url: str
    relay_origin: str
    data_dir: Path
    database_url: str
    bind: tuple[str, int]
    metrics_bind: tuple[str, int] | None
    telegram_api: str | None
    webhook_url: str | None
    webhook_secret: str | None
    practice: bool
    training: bool
    speed: float

    @property
    def webhook_path(self) -> str:
        """The path on which the bot listens for Telegram; never the token."""
        return urlsplit(self.webhook_url or "").path or "/"

    @property
    def digits_path(self) -> Path:
        """Where the digits stand that a coordinator compares."""
        return self.data_dir / "bot-digits.txt"

    @property
    def served_path(self) -> Path:
        """What says that a bot with this folder has served before; it is empty."""
        return self.data_dir / "bot-has-served"

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Self:
        """Read and check every setting; raise WrongSetting with the first sentence that an operator should read."""
        for name in sorted(environ):
            _refuse_misspelling(name)
        given = {line.name: value_of(environ, line) for line in TABLE}
        practice = _yes("BOT_PRACTICE", given["BOT_PRACTICE"])
        data_dir = data_folder(given["BOT_DATA_DIR"])
        relay_url = _url("BOT_RELAY_URL", given["BOT_RELAY_URL"])
        token = _token(given["BOT_TELEGRAM_TOKEN"])
        webhook_url = _webhook(given["BOT_WEBHOOK_URL"], practice, not given["BOT_TELEGRAM_API"], token)
        return cls(
            token=token,
            host_secret=_host_secret(given["BOT_HOST_SECRET"], data_dir, practice),
            root=_key("BOT_ROOT", given["BOT_ROOT"]) if given["BOT_ROOT"] else None,
            relay_url=relay_url,
            relay_origin=_origin(given["BOT_RELAY_ORIGIN"] or relay_url),
            data_dir=data_dir,
            database_url=_database_url(given["BOT_DATABASE_URL"], data_dir),
            bind=_address("BOT_BIND", given["BOT_BIND"]),
            metrics_bind=_address("BOT_METRICS_BIND", given["BOT_METRICS_BIND"]) if given["BOT_METRICS_BIND"] else None,
            telegram_api=_url("BOT_TELEGRAM_API", given["BOT_TELEGRAM_API"]) if given["BOT_TELEGRAM_API"] else None,
            webhook_url=webhook_url,
            webhook_secret=_webhook_secret(given["BOT_WEBHOOK_SECRET"], webhook_url),
            practice=practice,
            training=_training(given["BOT_TRAINING"], practice),
            speed=_speed(given["BOT_PRACTICE_SPEED"], practice),
        )


def _refuse_misspelling(name: str) -> None:
    """Refuse a name that is almost one of ours: its value would be passed over in silence."""
    if name in NAMES or not name.startswith("BOT_"):
        return
    if near := difflib.get_close_matches(name, sorted(NAMES), 1, 0.85):
        raise WrongSetting(f"There is no setting {name}. Did you mean {near[0]}?")


def value_of(environ: Mapping[str, str], line: Setting) -> str:
    """Return what is set, from the environment or from the file that it names, or the default."""
    plain, named = environ.get(line.name, "").strip(), environ.get(f"{line.name}_FILE", "").strip()
    if plain and named:
        raise WrongSetting(f"{line.name} and {line.name}_FILE are both set. Keep one of them.")
    if not named:
        return plain or line.default
    try:
        held = Path(named).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise WrongSetting(f"{line.name}_FILE names {named}, which cannot be read.") from None
    if not held:
        raise WrongSetting(f"{line.name}_FILE names {named}, which is empty.")
    return held


def _yes(name: str, value: str) -> bool:
    """Read a switch."""
    if value not in ("", "0", "1"):
        raise WrongSetting(f"{name} must be 1 or unset.")
    return value == "1"


def _token(value: str) -> str:
    """Check the shape of a bot token without ever showing it."""
    if not value:
        raise WrongSetting(
            "BOT_TELEGRAM_TOKEN is not set. Put the token from @BotFather there, or name its file in BOT_TELEGRAM_TOKEN_FILE."
        )
    if not re.fullmatch(r"[0-9]{1,20}:[A-Za-z0-9_-]{3,}", value):
        raise WrongSetting("BOT_TELEGRAM_TOKEN does not look like a bot token (digits, a colon, letters).")
    return value


def _key(name: str, value: str) -> bytes:
    """Read 32 bytes in base64url without padding."""
    with contextlib.suppress(binascii.Error, ValueError):
        if re.fullmatch(r"[A-Za-z0-9_-]{43}", value):
            return base64.urlsafe_b64decode(value + "=")
    raise WrongSetting(f"{name} must be 32 bytes in base64url, 43 letters.")


def _host_secret(value: str, data_dir: Path, practice: bool) -> bytes:
    """Read the host secret; practice mode makes one, readable by its owner alone."""
    if value:
        return _key("BOT_HOST_SECRET", value)
    if not practice:
        raise WrongSetting(
            "BOT_HOST_SECRET is not set. Put 32 random bytes in base64url there, or name its file in BOT_HOST_SECRET_FILE."
        )
    return _key("BOT_HOST_SECRET", kept_secret(data_dir).read_text(encoding="utf-8").strip())


def kept_secret(data_dir: Path) -> Path:
    """Return the file in which the host secret is kept; make it once, readable by its owner alone."""
    path = data_dir / "bot-host-secret"
    with contextlib.suppress(FileExistsError):
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(made, "w") as file:
            file.write(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("="))
    keep_file(path)
    return path


def data_folder(value: str) -> Path:
    """Make the data folder, for its owner alone, when it is missing; refuse a place that cannot be written."""
    path = Path(value)
    try:
        keep_folder(path)
    except OSError:
        raise WrongSetting(f"BOT_DATA_DIR names {value}, which is no folder and cannot be made one.") from None
    if not os.access(path, os.W_OK):
        raise WrongSetting(f"BOT_DATA_DIR names {value}, which cannot be written.")
    return path


def _database_url(value: str, data_dir: Path) -> str:
    """Name the driver; the default is a file in the data folder."""
    if not value:
        return f"sqlite+aiosqlite:///{data_dir / 'bot.db'}"
    scheme, separator, rest = value.partition("://")
    if not separator or scheme.partition("+")[0] not in DRIVERS:
        raise WrongSetting("BOT_DATABASE_URL must begin with sqlite+aiosqlite:// or postgresql+asyncpg://.")
    found = f"{DRIVERS[scheme.partition('+')[0]]}://{rest}"
    if found.startswith("sqlite") and (not rest.startswith("/") or rest == "/" or ":memory:" in rest):
        raise WrongSetting("BOT_DATABASE_URL must name a file, such as sqlite+aiosqlite:////data/bot.db.")
    if not found.startswith("sqlite") and not addresses.leads_to_a_server(found):
        raise WrongSetting(
            "BOT_DATABASE_URL must be like postgresql+asyncpg://user:password@host:5432/name, with ?ssl=require behind it or not."
        )
    return found


def _url(name: str, value: str) -> str:
    """Check an http address."""
    if addresses.web(value) is None:
        raise WrongSetting(
            f"{name} must be an address that begins with http:// or https://, with a port from 1 to 65535 if it names one."
        )
    return value.rstrip("/")


def _origin(value: str) -> str:
    """Cut an address down to its origin, as browsers and the relay write it."""
    parts = urlsplit(_url("BOT_RELAY_ORIGIN", value))
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port and parts.port != usual else "")


def _webhook(value: str, practice: bool, telegrams_own: bool, token: str) -> str | None:
    """Check the webhook's public address: https outside practice, a port that Telegram calls, a path that cannot be guessed."""
    if not value:
        return None
    url = _url("BOT_WEBHOOK_URL", value)
    if not practice and urlsplit(url).scheme != "https":
        raise WrongSetting("BOT_WEBHOOK_URL must begin with https://.")
    if telegrams_own and urlsplit(url).port not in CALLED:
        raise WrongSetting("BOT_WEBHOOK_URL must have no port, or 443, 80, 88 or 8443: Telegram calls no other.")
    if len(urlsplit(url).path) < 9:
        raise WrongSetting("BOT_WEBHOOK_URL must end in a path with a long random word, such as /hook/f3k1...")
    if token.partition(":")[2] in unquote(url):
        raise WrongSetting(
            "BOT_WEBHOOK_URL must not hold the bot's token: addresses are written down on their way. Put another random word there."
        )
    return url


def _webhook_secret(value: str, url: str | None) -> str | None:
    """Demand a secret as soon as there is a webhook (A8: only the holder is heard), and a webhook where there is a secret."""
    if url is None and not value:
        return None
    if url is None:
        raise WrongSetting("BOT_WEBHOOK_SECRET is set but BOT_WEBHOOK_URL is not. Set both, or neither.")
    if not value:
        raise WrongSetting(
            "BOT_WEBHOOK_URL is set but BOT_WEBHOOK_SECRET is not. Without it anybody could speak as Telegram."
        )
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", value):
        raise WrongSetting("BOT_WEBHOOK_SECRET must be 16 to 256 of A-Z a-z 0-9 _ -.")
    return value


def _address(name: str, value: str) -> tuple[str, int]:
    """Read host:port."""
    if (found := addresses.bind(value)) is None:
        raise WrongSetting(f"{name} must be an address and a port from 1 to 65535, such as 127.0.0.1:8020.")
    return found


def _training(value: str, practice: bool) -> bool:
    """Read whether all conversations are marked as practice: nobody is woken for those, so never on a real line."""
    training = _yes("BOT_TRAINING", value)
    if training and not practice:
        raise WrongSetting("BOT_TRAINING works in practice mode only. Unset it.")
    return training


def _speed(value: str, practice: bool) -> float:
    """Read how much faster waits run; a real line always runs at the speed of people."""
    if not value:
        return 1.0
    if not practice:
        raise WrongSetting("BOT_PRACTICE_SPEED works in practice mode only. Unset it.")
    if not re.fullmatch(r"[0-9]{1,5}", value) or int(value) < 1:
        raise WrongSetting("BOT_PRACTICE_SPEED must be a whole number from 1.")
    return float(value)
