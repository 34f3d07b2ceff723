"""An operator who sets something wrong reads one sentence, and nothing starts."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import pytest

from api.cli import main
from api.settings import TABLE, Settings, WrongSetting
from tests.fakes.servers import free_port


@pytest.fixture
def right(tmp_path: Path) -> dict[str, str]:
    """Settings that hold."""
    return {"API_DATA_DIR": str(tmp_path / "var")}


def test_a_relay_without_settings_is_a_practice_line_on_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing has to be set for a first look."""
    monkeypatch.chdir(tmp_path)

    settings = Settings.read({})

    assert settings.bind == ("127.0.0.1", 8000)
    assert settings.origin == "http://localhost:8000"
    assert settings.database_url == "sqlite+aiosqlite:///var/relay.db"
    assert settings.practice and settings.embedded
    assert settings.hub_url is settings.metrics_bind is settings.lockbox_url is None


def test_the_data_folder_is_for_its_owner_alone(right: dict[str, str]) -> None:
    """The lockbox lies in it."""
    folder = Settings.read(right).data_dir

    assert folder.stat().st_mode & 0o777 == 0o700


WRONG = [
    ("API_BIND", "8000", "API_BIND must be an address and a port"),
    ("API_BIND", "127.0.0.1:99999", "API_BIND must be an address and a port"),
    ("API_BIND", "127.0.0.1:http", "API_BIND must be an address and a port"),
    ("API_BIND", "http://x:80", "API_BIND must be an address and a port"),
    ("API_TELL_AFTER", "0", "API_TELL_AFTER must be a number of seconds from 1 to 3600"),
    ("API_PAGE_AGAIN", "2 min", "API_PAGE_AGAIN must be a number of seconds from 1 to 3600"),
    ("API_SMTP_URL", "mail.example.ca", "API_SMTP_URL must begin with smtp://"),
    ("API_SMTP_URL", "smtps://mail.example.ca", "API_SMTP_URL and API_MAIL_FROM"),
    ("API_MAIL_FROM", "desk@example.ca", "API_SMTP_URL and API_MAIL_FROM"),
    ("API_HOOK_URL", "http://gateway.example.ca/sms", "API_HOOK_URL must begin with https"),
    ("API_HOOK_URL", "https://gateway.example.ca/sms", "API_HOOK_URL and API_HOOK_KEY"),
    ("API_HOOK_KEY", "sixteen letters!", "API_HOOK_URL and API_HOOK_KEY"),
    ("API_PUSH_CONTACT", "desk@example.ca", "API_PUSH_CONTACT must begin with mailto"),
    ("API_METRICS_BIND", "yes", "API_METRICS_BIND must be an address and a port"),
    ("API_ORIGIN", "desk.example.ca", "API_ORIGIN must be an address without path"),
    ("API_ORIGIN", "https://desk.example.ca/console", "API_ORIGIN must be an address without path"),
    ("API_ORIGIN", "https://me:secret@desk.example.ca", "API_ORIGIN must be an address without path"),
    ("API_ORIGIN", "https://desk.example.ca:port", "API_ORIGIN must be an address without path"),
    ("API_ORIGIN", "https://[", "API_ORIGIN must be an address without path"),
    ("API_ORIGIN", "http://desk.example.ca", "API_ORIGIN must begin with https"),
    ("API_DATABASE_URL", "mysql://db", "API_DATABASE_URL must begin with"),
    ("API_DATABASE_URL", "relay.db", "API_DATABASE_URL must begin with"),
    ("API_DATABASE_URL", "postgresql+psycopg://db/x", "API_DATABASE_URL must begin with"),
    ("API_DATABASE_URL", "sqlite+aiosqlite:///", "API_DATABASE_URL must name a file"),
    ("API_DATABASE_URL", "sqlite://:memory:", "API_DATABASE_URL must name a file"),
    ("API_LOCKBOX_URL", "mysql://keys", "API_LOCKBOX_URL must begin with"),
    ("API_HUB_URL", "localhost", "API_HUB_URL must begin with"),
    ("API_BOT_ADDRESS", "https://telegram.example/desk", "API_BOT_ADDRESS must be the bot's address"),
    ("API_PROXY", "proxy", "API_PROXY must hold addresses"),
    ("API_ZONE", "America/Kenora", "API_ZONE must name a time zone, such as America/Winnipeg."),
    ("API_ZONE", "../../etc/passwd", "API_ZONE must name a time zone, such as America/Winnipeg."),
    ("API_DATABASE_URL_FILE", "/nowhere/db", "API_DATABASE_URL_FILE names /nowhere/db, which cannot be read."),
    ("API_HUB_URL_FILE", "/nowhere/hub", "API_HUB_URL_FILE names /nowhere/hub, which cannot be read."),
    ("API_LOCKBOX_URL_FILE", "/nowhere/box", "API_LOCKBOX_URL_FILE names /nowhere/box, which cannot be read."),
    ("API_DATA_DIR", "/proc/nowhere", "API_DATA_DIR names /proc/nowhere, which cannot be written to."),
    ("API_ORIGN", "https://x.ca", "There is no setting API_ORIGN. Did you mean API_ORIGIN?"),
    ("API_BIND", "127.0.0.1:0", "API_BIND must be an address and a port from 1 to 65535"),
    ("API_BIND", "127.0.0.1:-1", "API_BIND must be an address and a port from 1 to 65535"),
    ("API_BIND", "127.0.0.1:" + "9" * 5000, "API_BIND must be an address and a port from 1 to 65535"),
    ("API_BIND", "a..b:8000", "API_BIND must be an address and a port from 1 to 65535"),
    ("API_METRICS_BIND", "127.0.0.1:0", "API_METRICS_BIND must be an address and a port from 1 to 65535"),
    ("API_ORIGIN", "https://desk.example.ca:99999", "API_ORIGIN must be an address without path"),
    ("API_ORIGIN", "https://desk.example.ca:0", "API_ORIGIN must be an address without path"),
    ("API_ORIGIN", "https://desk example.ca", "API_ORIGIN must be an address without path"),
    ("API_ORIGIN", "https://*.example.ca", "API_ORIGIN must be an address without path"),
    ("API_ORIGIN", "https://<your.host>", "API_ORIGIN must be an address without path"),
    ("API_DATABASE_URL", "postgresql://me:secret@db:99999/x", "API_DATABASE_URL must be like postgresql+asyncpg"),
    ("API_DATABASE_URL", "postgresql://me:secret@db:abc/x", "API_DATABASE_URL must be like postgresql+asyncpg"),
    ("API_DATABASE_URL", "postgresql://me:secret@db:0/x", "API_DATABASE_URL must be like postgresql+asyncpg"),
    ("API_DATABASE_URL", "postgresql://me:secret@d b/x", "API_DATABASE_URL must be like postgresql+asyncpg"),
    ("API_DATABASE_URL", "postgresql://db/x?sslmode=require", "API_DATABASE_URL must be like postgresql+asyncpg"),
    ("API_LOCKBOX_URL", "postgresql://me:secret@db:99999/x", "API_LOCKBOX_URL must be like postgresql+asyncpg"),
    ("API_LOCKBOX_URL", "postgresql://db/x?sslmode=require", "API_LOCKBOX_URL must be like postgresql+asyncpg"),
    ("API_LOCKBOX_URL", "sqlite://keys.db", "API_LOCKBOX_URL must name a file"),
    ("API_HUB_URL", "redis://:secret@hub:99999", "API_HUB_URL must name a host, with a port from 1 to 65535"),
    ("API_HUB_URL", "redis://hub:abc/0", "API_HUB_URL must name a host, with a port from 1 to 65535"),
    ("API_HUB_URL", "postgresql://me:secret@hub:0/x", "API_HUB_URL must name a host, with a port from 1 to 65535"),
    ("API_HUB_URL", "redis://", "API_HUB_URL must name a host, with a port from 1 to 65535"),
    ("API_SMTP_URL", "smtp://me:secret@mail.example.ca:99999", "API_SMTP_URL must begin with smtp://"),
    ("API_SMTP_URL", "smtp://mail.example.ca:0", "API_SMTP_URL must begin with smtp://"),
    ("API_HOOK_URL", "https://gateway.example.ca:99999/secret", "API_HOOK_URL must begin with https"),
    ("API_HOOK_URL", "https://:443/secret", "API_HOOK_URL must begin with https"),
    ("API_PUSH_CONTACT", "https://", "API_PUSH_CONTACT must begin with mailto"),
    ("API_PUSH_CONTACT", "mailto:desk", "API_PUSH_CONTACT must begin with mailto"),
    ("API_PUSH_CONTACT", "https://desk.example.ca:0", "API_PUSH_CONTACT must begin with mailto"),
    ("API_PAGE_BACKUP_AFTER", "-5", "API_PAGE_BACKUP_AFTER must be a number of seconds from 1 to 3600"),
    ("API_PAGE_SUPERVISOR_AFTER", "3601", "API_PAGE_SUPERVISOR_AFTER must be a number of seconds from 1 to 3600"),
    ("API_QUIET_FOR", "9" * 5000, "API_QUIET_FOR must be a number of seconds from 1 to 3600"),
    ("API_PROXY", "10.0.0.0/40", "API_PROXY must hold addresses"),
    ("API_BOT_ADDRESS", "https://t.me:99999/its_name", "API_BOT_ADDRESS must be the bot's address"),
]


@pytest.mark.parametrize(("name", "value", "says"), WRONG)
def test_a_wrong_setting_stops_the_start_with_a_sentence(
    right: dict[str, str], name: str, value: str, says: str
) -> None:
    """The sentence names the setting, ends with a full stop, and holds no password."""
    with pytest.raises(WrongSetting) as wrong:
        Settings.read({**right, name: value})

    assert str(wrong.value).startswith(says)
    assert str(wrong.value).endswith("The relay did not start.")
    assert "secret" not in str(wrong.value)


@pytest.mark.parametrize(("name", "value", "says"), WRONG)
def test_an_operator_reads_the_sentence_and_nothing_else(
    right: dict[str, str],
    name: str,
    value: str,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """On standard error, in one line, without a trace; the command ends with 2, and nothing was made."""
    for one in [one for one in os.environ if one.startswith("API_")]:
        monkeypatch.delenv(one)
    for one, given in {**right, name: value}.items():
        monkeypatch.setenv(one, given)
    with pytest.raises(SystemExit) as ended:
        main(["migrate"])
    out, err = capsys.readouterr()

    assert (ended.value.code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(says) and err.endswith("The relay did not start.\n")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("API_BIND", "[::]:8000"),
        ("API_BIND", "relay_1.inside:8000"),
        ("API_DATABASE_URL", "postgresql://me:pa#ss?word@db/relay?ssl=require"),
        ("API_DATABASE_URL", "postgresql+asyncpg://me@/relay?host=/run/postgresql"),
        ("API_DATABASE_URL", "postgresql+asyncpg://me@db/relay?passfile=/run/secrets/pgpass"),
        ("API_LOCKBOX_URL", "postgresql://me:p%40ss@[::1]:5432/keys"),
        ("API_LOCKBOX_URL", "postgresql://me@keys/keys?passfile=/run/secrets/pgpass"),
        ("API_HUB_URL", "rediss://:p%40ss@hub:6380/0?ssl_cert_reqs=none"),
        ("API_HUB_URL", "postgresql://hub/x?sslmode=require"),
    ],
)
def test_a_right_address_is_taken(right: dict[str, str], name: str, value: str) -> None:
    """Whatever its password holds, and however its server is reached."""
    read = Settings.read({**right, name: value})

    assert (read.bind, read.database_url, read.lockbox_url, read.hub_url) != (
        (before := Settings.read(right)).bind,
        before.database_url,
        before.lockbox_url,
        before.hub_url,
    )


def test_no_setting_of_the_guide_is_believed_unseen() -> None:
    """Each that an operator reads of is given wrong above."""
    guide = Path("docs/guides/operators.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(API_[A-Z_]+)` \|", guide, re.MULTILINE))

    assert told == {setting.name for setting in TABLE}
    assert told - {name for name, _, _ in WRONG} == set()


def test_a_short_key_of_the_gateway_is_refused(right: dict[str, str]) -> None:
    """Whoever guesses it could have the team called by messages of their own."""
    given = {**right, "API_HOOK_URL": "https://gateway.example.ca/sms", "API_HOOK_KEY": "fifteen letters"}
    with pytest.raises(WrongSetting, match="API_HOOK_URL and API_HOOK_KEY, at least 16 letters, go together"):
        Settings.read(given)

    assert Settings.read({**given, "API_HOOK_KEY": "sixteen letters!"}).calling.hook_key == "sixteen letters!"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("API_DATABASE_URL", "sqlite+aiosqlite:////proc/nowhere/relay.db", "The database that API_DATABASE_URL names"),
        (
            "API_LOCKBOX_URL",
            "sqlite:////proc/nowhere/lockbox.db",
            "The lockbox cannot be opened. See that what API_LOCKBOX_URL",
        ),
        (
            "API_LOCKBOX_URL",
            "postgresql://me:secret@127.0.0.1:1/x",
            "The lockbox cannot be opened. See that what API_LOCKBOX_URL",
        ),
        ("API_BIND", "192.0.2.1:8000", "API_BIND names 192.0.2.1:8000, which cannot be listened on"),
    ],
)
def test_what_only_the_start_finds_out_is_one_sentence_too(
    right: dict[str, str], name: str, value: str, says: str
) -> None:
    """A place that cannot be opened, or an address of another machine."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("API_")}
    given = {**right, "API_BIND": f"127.0.0.1:{free_port()}", name: value}
    done = subprocess.run(
        [sys.executable, "-m", "api", "serve"], env=environ | given, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(says)
    assert "secret" not in done.stderr


def test_a_secret_may_be_a_file_and_is_then_read_from_it(right: dict[str, str], tmp_path: Path) -> None:
    """A database address may hold a password."""
    held = tmp_path / "db"
    held.write_text("postgres://relay:secret@db/quietline\n")

    settings = Settings.read({**right, "API_DATABASE_URL_FILE": str(held)})

    assert settings.database_url == "postgresql+asyncpg://relay:secret@db/quietline"


@pytest.mark.parametrize("name", [setting.name for setting in TABLE])
def test_a_file_that_is_not_there_is_never_passed_over(tmp_path: Path, name: str) -> None:
    """Each setting may come from a file, as the guide says; none that was named so falls back to its default in silence."""
    with pytest.raises(WrongSetting, match=f"{name}_FILE names .*, which cannot be read"):
        Settings.read({f"{name}_FILE": str(tmp_path / "gone")})


def test_what_is_no_secret_may_come_from_a_file_too(right: dict[str, str], tmp_path: Path) -> None:
    """The origin, say."""
    (tmp_path / "origin").write_text("https://desk.example.ca\n")

    assert Settings.read({**right, "API_ORIGIN_FILE": str(tmp_path / "origin")}).origin == "https://desk.example.ca"


def test_a_setting_given_twice_is_refused(right: dict[str, str], tmp_path: Path) -> None:
    """Nobody should have to guess which one holds."""
    with pytest.raises(WrongSetting, match=r"are both set\. Keep one of them\."):
        Settings.read({**right, "API_HUB_URL": "redis://hub", "API_HUB_URL_FILE": str(tmp_path / "hub")})


def test_an_empty_secret_file_is_refused(right: dict[str, str], tmp_path: Path) -> None:
    """An empty file is a mistake, not a wish for the default."""
    (tmp_path / "empty").write_text("\n")

    with pytest.raises(WrongSetting, match=r"which is empty\."):
        Settings.read({**right, "API_DATABASE_URL_FILE": str(tmp_path / "empty")})


def test_shred_keys_never_rest_in_the_database_that_they_lock(right: dict[str, str]) -> None:
    """One stolen backup must not hold both."""
    with pytest.raises(WrongSetting, match="must name another database"):
        Settings.read({**right, "API_DATABASE_URL": "postgresql://db/x", "API_LOCKBOX_URL": "postgresql://db/x"})


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ("https://Desk.Example.ca/", "https://desk.example.ca"),
        ("https://desk.example.ca:443", "https://desk.example.ca"),
        ("https://desk.example.ca:8443", "https://desk.example.ca:8443"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_origin_is_kept_as_browsers_write_it(right: dict[str, str], given: str, origin: str) -> None:
    """It is compared letter by letter."""
    assert origin == Settings.read({**right, "API_ORIGIN": given}).origin


@pytest.mark.parametrize(
    ("bind", "origin"),
    [
        ("127.0.0.1:9000", "http://localhost:9000"),
        ("0.0.0.0:8000", "http://localhost:8000"),
        ("[::1]:80", "http://localhost"),
    ],
)
def test_the_address_that_is_announced_is_one_where_the_relay_listens(
    right: dict[str, str], bind: str, origin: str
) -> None:
    """Whoever moves a line on their own machine to another port need not say so twice; an origin that is set stays."""
    assert Settings.read({**right, "API_BIND": bind}).origin == origin
    given = {**right, "API_BIND": bind, "API_ORIGIN": "http://localhost:7000"}
    assert Settings.read(given).origin == "http://localhost:7000"


def test_help_documents_every_setting() -> None:
    """What an operator may set is one page."""
    done = subprocess.run([sys.executable, "-m", "api", "serve", "--help"], capture_output=True, text=True, check=True)

    missing = [setting.name for setting in TABLE if setting.name not in done.stdout or setting.says not in done.stdout]
    assert missing == []


def test_every_setting_is_one_that_the_relay_reads(right: dict[str, str]) -> None:
    """The table is not only a text: each name in it is looked at."""

    class Watched(dict[str, str]):
        """Remembers which names were asked for."""

        asked: ClassVar[set[str]] = set()

        def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
            self.asked.add(key)
            return super().get(key, default)

    Settings.read(Watched(right))

    assert {setting.name for setting in TABLE} <= Watched.asked


@pytest.mark.parametrize("command", ["serve", "migrate", "setup-link"])
def test_every_command_stops_with_the_sentence_and_no_trace(command: str, tmp_path: Path) -> None:
    """A wrong setting is told to a person, on standard error, in one line."""
    environ = {**os.environ, "API_DATA_DIR": str(tmp_path), "API_DATABASE_URL_FILE": "/run/secrets/nowhere"}

    done = subprocess.run(
        [sys.executable, "-m", "api", command], env=environ, capture_output=True, text=True, check=False
    )

    sentence = "API_DATABASE_URL_FILE names /run/secrets/nowhere, which cannot be read. The relay did not start.\n"
    assert (2, sentence, "") == (done.returncode, done.stderr, done.stdout)


def test_a_taken_address_for_counts_stops_the_start_with_the_sentence(tmp_path: Path) -> None:
    """The operator learns which setting to change, and reads nothing beside it."""
    with socket.create_server(("127.0.0.1", 0)) as other, socket.create_server(("127.0.0.1", 0)) as free:
        port, own = other.getsockname()[1], free.getsockname()[1]
        free.close()
        environ = {name: value for name, value in os.environ.items() if not name.startswith("API_")}
        given = {"API_DATA_DIR": str(tmp_path), "API_BIND": f"127.0.0.1:{own}", "API_METRICS_BIND": f"127.0.0.1:{port}"}
        done = subprocess.run(
            [sys.executable, "-m", "api", "serve"], env=environ | given, capture_output=True, text=True, check=False
        )

    sentence = f"API_METRICS_BIND names 127.0.0.1:{port}, which cannot be listened on: is another program there?"
    assert (2, f"{sentence} The relay did not start.\n", "") == (done.returncode, done.stderr, done.stdout)
