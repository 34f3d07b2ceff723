"""A wrong setting stops the bot's start with one sentence that names it and says what to do."""

from __future__ import annotations

import base64
import os
import re
from pathlib import Path

import pytest

from bot.app.cli import main
from bot.settings.values import TABLE, Settings, WrongSetting

KEY = base64.urlsafe_b64encode(bytes(range(32))).decode().rstrip("=")
TOKEN = "4242:a-secret-token"


def good(folder: Path) -> dict[str, str]:
    """Return settings with which a bot starts."""
    return {"BOT_TELEGRAM_TOKEN": TOKEN, "BOT_HOST_SECRET": KEY, "BOT_DATA_DIR": str(folder)}


HOOK = {"BOT_WEBHOOK_URL": "https://bot.example/hook/f3k1lq", "BOT_WEBHOOK_SECRET": "x" * 32}
WRONG = [
    ({"BOT_TELEGRAM_TOKEN": ""}, "BOT_TELEGRAM_TOKEN"),
    ({"BOT_TELEGRAM_TOKEN": "no token"}, "BOT_TELEGRAM_TOKEN"),
    ({"BOT_TELEGRAM_TOKEN": "", "BOT_TELEGRAM_TOKEN_FILE": "gone"}, "BOT_TELEGRAM_TOKEN_FILE"),
    ({"BOT_TELEGRAM_TOKEN_FILE": "also"}, "BOT_TELEGRAM_TOKEN_FILE"),
    ({"BOT_HOST_SECRET": ""}, "BOT_HOST_SECRET"),
    ({"BOT_HOST_SECRET": "short"}, "BOT_HOST_SECRET"),
    ({"BOT_HOST_SECRET": KEY + "="}, "BOT_HOST_SECRET"),
    ({"BOT_ROOT": "letters"}, "BOT_ROOT"),
    ({"BOT_RELAY_URL": "relay:8000"}, "BOT_RELAY_URL"),
    ({"BOT_RELAY_ORIGIN": "ftp://relay"}, "BOT_RELAY_ORIGIN"),
    ({"BOT_DATA_DIR": "/dev/null/there"}, "BOT_DATA_DIR"),
    ({"BOT_DATABASE_URL": "mysql://somewhere"}, "BOT_DATABASE_URL"),
    ({"BOT_DATABASE_URL": "bot.db"}, "BOT_DATABASE_URL"),
    ({"BOT_BIND": "8020"}, "BOT_BIND"),
    ({"BOT_BIND": "127.0.0.1:99999"}, "BOT_BIND"),
    ({"BOT_METRICS_BIND": "everywhere"}, "BOT_METRICS_BIND"),
    ({"BOT_TELEGRAM_API": "localhost"}, "BOT_TELEGRAM_API"),
    ({"BOT_WEBHOOK_URL": "http://bot.example/hook/f3k1lq"}, "BOT_WEBHOOK_URL"),
    ({**HOOK, "BOT_WEBHOOK_URL": "https://bot.example/"}, "BOT_WEBHOOK_URL"),
    ({**HOOK, "BOT_WEBHOOK_SECRET": ""}, "BOT_WEBHOOK_SECRET"),
    ({**HOOK, "BOT_WEBHOOK_SECRET": "too short"}, "BOT_WEBHOOK_SECRET"),
    ({**HOOK, "BOT_WEBHOOK_SECRET": "é" * 20}, "BOT_WEBHOOK_SECRET"),
    ({"BOT_WEBHOOK_SECRET": "short"}, "BOT_WEBHOOK_SECRET is set but BOT_WEBHOOK_URL is not"),
    ({"BOT_WEBHOOK_SECRET": "x" * 32}, "BOT_WEBHOOK_SECRET is set but BOT_WEBHOOK_URL is not"),
    ({"BOT_PRACTICE": "yes"}, "BOT_PRACTICE"),
    ({"BOT_PRACTICE_SPEED": "60"}, "BOT_PRACTICE_SPEED"),
    ({"BOT_TRAINING": "1"}, "BOT_TRAINING"),
    ({"BOT_PRACTICE": "1", "BOT_TRAINING": "maybe"}, "BOT_TRAINING"),
    ({"BOT_PRACTICE": "1", "BOT_PRACTICE_SPEED": "0"}, "BOT_PRACTICE_SPEED"),
    ({"BOT_TELEGRAM_TOKN": TOKEN}, "BOT_TELEGRAM_TOKEN"),
    ({"BOT_RELAY_URL": "http://relay:99999"}, "BOT_RELAY_URL must be an address"),
    ({"BOT_RELAY_URL": "http://relay:abc"}, "BOT_RELAY_URL must be an address"),
    ({"BOT_RELAY_URL": "http://relay:0"}, "BOT_RELAY_URL must be an address"),
    ({"BOT_RELAY_URL": "http://:8000"}, "BOT_RELAY_URL must be an address"),
    ({"BOT_RELAY_URL": "http://re lay:8000"}, "BOT_RELAY_URL must be an address"),
    ({"BOT_RELAY_URL": "http://relay..inside:8000"}, "BOT_RELAY_URL must be an address"),
    ({"BOT_RELAY_URL": "http://[::1"}, "BOT_RELAY_URL must be an address"),
    ({"BOT_RELAY_URL": "http://relay:8000/?x=1"}, "BOT_RELAY_URL must be an address"),
    ({"BOT_RELAY_ORIGIN": "https://desk.example.ca:99999"}, "BOT_RELAY_ORIGIN must be an address"),
    ({"BOT_RELAY_ORIGIN": "https://desk.example.ca:abc"}, "BOT_RELAY_ORIGIN must be an address"),
    ({"BOT_TELEGRAM_API": "http://127.0.0.1:0"}, "BOT_TELEGRAM_API must be an address"),
    ({"BOT_TELEGRAM_API": "http://127.0.0.1:99999"}, "BOT_TELEGRAM_API must be an address"),
    ({**HOOK, "BOT_WEBHOOK_URL": "https://bot.example:99999/hook/f3k1lq"}, "BOT_WEBHOOK_URL must be an address"),
    ({**HOOK, "BOT_WEBHOOK_URL": "https://bot.example:9443/hook/f3k1lq"}, "Telegram calls no other"),
    ({**HOOK, "BOT_WEBHOOK_URL": f"https://bot.example/hook/{TOKEN}"}, "must not hold the bot's token"),
    ({**HOOK, "BOT_WEBHOOK_URL": "https://bot.example/hook/4242%3Aa%2Dsecret-token"}, "must not hold the bot's token"),
    ({"BOT_BIND": "127.0.0.1:0"}, "BOT_BIND must be an address and a port from 1 to 65535"),
    ({"BOT_BIND": "127.0.0.1:" + "9" * 5000}, "BOT_BIND must be an address and a port from 1 to 65535"),
    ({"BOT_BIND": "127.0.0.1:٨٠٢٠"}, "BOT_BIND must be an address and a port from 1 to 65535"),
    ({"BOT_BIND": "a..b:8020"}, "BOT_BIND must be an address and a port from 1 to 65535"),
    ({"BOT_METRICS_BIND": "127.0.0.1:0"}, "BOT_METRICS_BIND must be an address and a port from 1 to 65535"),
    ({"BOT_DATABASE_URL": f"postgresql://me:{KEY}@db:99999/x"}, "BOT_DATABASE_URL must be like"),
    ({"BOT_DATABASE_URL": f"postgresql://me:{KEY}@db:abc/x"}, "BOT_DATABASE_URL must be like"),
    ({"BOT_DATABASE_URL": f"postgresql://me:{KEY}@db/x?sslmode=require"}, "BOT_DATABASE_URL must be like"),
    ({"BOT_DATABASE_URL": "sqlite://bot.db"}, "BOT_DATABASE_URL must name a file"),
    ({"BOT_DATABASE_URL": "sqlite+aiosqlite:///:memory:"}, "BOT_DATABASE_URL must name a file"),
]


@pytest.mark.parametrize(("wrong", "names"), WRONG, ids=lambda value: value if isinstance(value, str) else "")
def test_a_wrong_setting_stops_the_start_with_one_sentence(tmp_path: Path, wrong: dict[str, str], names: str) -> None:
    """An operator reads which setting, what it must be, and that nothing started; no secret is shown."""
    with pytest.raises(WrongSetting) as stopped:
        Settings.read({**good(tmp_path), **wrong})
    says = str(stopped.value)

    assert names in says
    assert says.endswith("The bot did not start.")
    assert "\n" not in says
    assert TOKEN not in says
    assert KEY not in says


@pytest.mark.parametrize(("wrong", "names"), WRONG, ids=lambda value: value if isinstance(value, str) else "")
def test_the_sentence_reaches_the_operator(
    tmp_path: Path,
    wrong: dict[str, str],
    names: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`enrol`, like `serve`, prints it alone, without a traceback, and ends with 1."""
    for name in [name for name in os.environ if name.startswith("BOT_")]:
        monkeypatch.delenv(name)
    for name, value in {**good(tmp_path), **wrong}.items():
        monkeypatch.setenv(name, value)

    assert main(["enrol"]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert names in err and err.endswith("The bot did not start.\n")


def test_no_setting_of_the_guide_is_believed_unseen() -> None:
    """Each that an operator reads of is given wrong above."""
    guide = Path("docs/guides/operators.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(BOT_[A-Z_]+)` \|", guide, re.MULTILINE))

    assert told == {line.name for line in TABLE}
    assert told - {name for wrong, _ in WRONG for name in wrong} == set()


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ("https://Desk.Example.ca/", "https://desk.example.ca"),
        ("https://desk.example.ca:443/inner", "https://desk.example.ca"),
        ("http://me:secret@relay:8000", "http://relay:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_origin_is_read_as_the_relay_writes_its_own(tmp_path: Path, given: str, origin: str) -> None:
    """Sign-in compares the two letter by letter."""
    assert origin == Settings.read({**good(tmp_path), "BOT_RELAY_ORIGIN": given}).relay_origin


@pytest.mark.parametrize("port", ["", ":443", ":8443"])
def test_a_port_that_telegram_calls_is_taken(tmp_path: Path, port: str) -> None:
    """And any port where the Bot API server is an operator's own."""
    there = f"https://bot.example{port}/hook/f3k1lq"
    other = "https://bot.example:9443/hook/f3k1lq"

    assert Settings.read({**good(tmp_path), **HOOK, "BOT_WEBHOOK_URL": there}).webhook_url == there
    own = {"BOT_TELEGRAM_API": "http://127.0.0.1:8081", "BOT_WEBHOOK_URL": other}
    assert Settings.read({**good(tmp_path), **HOOK, **own}).webhook_url == other


@pytest.mark.parametrize(
    "right",
    [
        "postgresql+asyncpg://me:p%40ss@db:5432/bot",
        "postgres://me:pa#ss?word@db/bot?ssl=require",
        "postgresql://me@/bot?host=/run/postgresql",
        "postgresql://me@db/bot?passfile=/run/secrets/pgpass",
        "postgresql://me@[::1]:5432/bot",
    ],
)
def test_a_right_database_is_taken(tmp_path: Path, right: str) -> None:
    """Whatever its password holds, and however its server is reached."""
    rest = right.partition("://")[2]

    assert Settings.read({**good(tmp_path), "BOT_DATABASE_URL": right}).database_url == f"postgresql+asyncpg://{rest}"


def test_every_secret_may_come_from_a_file(tmp_path: Path) -> None:
    """Nothing secret has to stand in the environment."""
    values = {"BOT_TELEGRAM_TOKEN": TOKEN, "BOT_HOST_SECRET": KEY, **HOOK, "BOT_DATABASE_URL": "sqlite:///x.db"}
    given = {"BOT_DATA_DIR": str(tmp_path), "BOT_WEBHOOK_URL": HOOK["BOT_WEBHOOK_URL"]}
    for line in TABLE:
        if line.secret:
            (tmp_path / line.name).write_text(values[line.name] + "\n")
            given[f"{line.name}_FILE"] = str(tmp_path / line.name)
    assert any(line.secret for line in TABLE)
    read = Settings.read(given)

    assert read.token == TOKEN
    assert read.host_secret == bytes(range(32))
    assert read.webhook_secret == HOOK["BOT_WEBHOOK_SECRET"]
    assert read.database_url == "sqlite+aiosqlite:///x.db"


@pytest.mark.parametrize("name", [line.name for line in TABLE])
def test_a_file_that_is_not_there_is_never_passed_over(tmp_path: Path, name: str) -> None:
    """Each setting may come from a file, as the guide says: a root that was named so and not read would close the line in silence."""
    given = {key: value for key, value in good(tmp_path).items() if key != name}
    with pytest.raises(WrongSetting, match=f"{name}_FILE names .*, which cannot be read"):
        Settings.read({**given, f"{name}_FILE": str(tmp_path / "gone")})


def test_what_is_no_secret_may_come_from_a_file_too(tmp_path: Path) -> None:
    """The root of the line, say, beside the secrets in one folder."""
    (tmp_path / "root").write_text(KEY + "\n")

    assert Settings.read({**good(tmp_path), "BOT_ROOT_FILE": str(tmp_path / "root")}).root == bytes(range(32))


def test_practice_mode_makes_its_own_secret_and_keeps_it(tmp_path: Path) -> None:
    """Somebody who tries the line at home needs no key; the file is theirs alone, and the second start finds it."""
    given = {"BOT_TELEGRAM_TOKEN": TOKEN, "BOT_DATA_DIR": str(tmp_path), "BOT_PRACTICE": "1"}
    first, second = Settings.read(given), Settings.read(given)

    assert first.host_secret == second.host_secret
    assert (tmp_path / "bot-host-secret").stat().st_mode & 0o077 == 0
