"""What `make run` does with settings: each may come from a file, and a wrong one ends it with one plain sentence."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from api.settings import Settings as RelaySettings
from bot.settings.values import Settings as BotSettings
from tests.fakes import real_telegram
from tests.fakes.line import Line, free_port
from tests.fakes.practice import prepared, what_runs
from tests.fakes.terminal import MAKE_RUN, environment, ports_of_its_own

KEY = "A" * 43
TOKEN = "4242:a-secret-token"


def made(folder: Path, settings: Mapping[str, str], real: bool) -> Line:
    """Make a line of these settings, as `make run` does."""
    settings = real_telegram.completed(settings, folder) if real else settings
    return Line(folder, 8010, 8000, 8020, settings, real)


def ours(environ: Mapping[str, str]) -> dict[str, str]:
    """What of an environment is set for our programs."""
    return {name: value for name, value in environ.items() if name.startswith(("API_", "BOT_"))}


@pytest.mark.parametrize("real", [False, True])
def test_what_is_filled_in_may_come_from_a_file_instead(tmp_path: Path, real: bool) -> None:
    """For whoever names a file nothing is filled in beside it: "both set" would be said of what they set once."""
    (tmp_path / "bot-root").write_text(KEY)
    token = {"BOT_TELEGRAM_TOKEN": TOKEN} if real else {}
    filled = ours(made(tmp_path, token, real).environment)
    names = [name.removesuffix("_FILE") for name in filled]
    assert len(names) > 8
    for name in names:
        value = filled.get(name) or Path(filled[f"{name}_FILE"]).read_text()
        (tmp_path / name).write_text(value)
        others = {} if name in token else token
        line = made(tmp_path, {**others, f"{name}_FILE": str(tmp_path / name)}, real or name == "BOT_TELEGRAM_TOKEN")

        assert name not in line.environment
        assert line.environment[f"{name}_FILE"] == str(tmp_path / name)
        assert RelaySettings.read(line.environment).origin == line.origin == "http://localhost:8000"
        assert BotSettings.read(line.environment).digits_path == line.digits == tmp_path / "bot-digits.txt"


def test_a_root_that_is_named_wins_over_the_one_of_an_earlier_run(tmp_path: Path) -> None:
    """The operator's own file is read; the kept one is neither read nor changed, nor learned anew."""
    (tmp_path / "bot-root").write_text("A" * 43)
    (tmp_path / "mine").write_text("B" * 42 + "A")
    line = made(tmp_path, {"BOT_TELEGRAM_TOKEN": TOKEN, "BOT_ROOT_FILE": str(tmp_path / "mine")}, True)

    assert BotSettings.read(line.environment).root != bytes(32)
    assert real_telegram.learn_root(line)
    assert (tmp_path / "bot-root").read_text() == "A" * 43


@pytest.mark.parametrize(
    ("given", "says"),
    [({}, "This is not practice mode."), ({"BOT_PRACTICE": "1", "BOT_TRAINING": "1"}, "It is in practice mode")],
)
def test_a_team_that_trains_on_the_real_telegram_reads_that_it_is_practice(
    tmp_path: Path, given: dict[str, str], says: str
) -> None:
    """A bot for training may be on the real Telegram too; what stands in the terminal is true of it."""
    line = made(tmp_path, {"BOT_TELEGRAM_TOKEN": TOKEN, **given}, True)

    assert says in what_runs(line) and "people can write to it now" in what_runs(line)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("API_BIND", "127.0.0.1:99999", "API_BIND must be an address and a port from 1 to 65535"),
        ("API_BIND", "8000", "API_BIND must be an address and a port from 1 to 65535"),
        ("API_DATA_DIR", "/proc/nowhere", "API_DATA_DIR names /proc/nowhere, which cannot be written to."),
        ("API_ORIGIN", "http://desk.example.ca", "API_ORIGIN must begin with https"),
        ("API_ORIGIN_FILE", "/nowhere", "API_ORIGIN_FILE names /nowhere, which cannot be read."),
        ("API_ORGIN", "http://localhost", "There is no setting API_ORGIN. Did you mean API_ORIGIN?"),
        ("BOT_BIND", "127.0.0.1:0", "BOT_BIND must be an address and a port from 1 to 65535"),
        ("BOT_DATA_DIR", "/proc/nowhere", "BOT_DATA_DIR names /proc/nowhere"),
        ("BOT_ROOT", "letters", "BOT_ROOT must be 32 bytes"),
        ("BOT_TELEGRAM_TOKEN", "letters", "BOT_TELEGRAM_TOKEN does not look like a bot token"),
        ("BOT_TELEGRAM_TOKEN_FILE", "/nowhere", "BOT_TELEGRAM_TOKEN_FILE names /nowhere, which cannot be read."),
        ("PHONE_BIND", "127.0.0.1:99999", "PHONE_BIND must be 127.0.0.1 and a port from 1 to 65535"),
        ("PHONE_BIND", "0.0.0.0:8010", "PHONE_BIND must be 127.0.0.1 and a port from 1 to 65535"),
        ("PHONE_BIND_FILE", "/nowhere", "PHONE_BIND_FILE names /nowhere, which cannot be read."),
    ],
)
def test_a_wrong_setting_ends_it_with_one_sentence(tmp_path: Path, name: str, value: str, says: str) -> None:
    """It names the setting and says what to write; nothing was started."""
    with pytest.raises(SystemExit) as ended:
        prepared({"API_DATA_DIR": str(tmp_path / "var"), name: value})

    sentence = str(ended.value.code)
    assert sentence.startswith(says) and "\n" not in sentence
    assert sentence.endswith(("The relay did not start.", "The bot did not start.", "Nothing was started."))


def test_the_sentence_is_all_that_is_read(tmp_path: Path) -> None:
    """In the terminal: one line, and the end."""
    given = environment(tmp_path, {}, {"API_BIND": "127.0.0.1:99999"})
    done = subprocess.run(MAKE_RUN, env=given, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith("API_BIND must be")


def test_two_settings_with_one_port_are_told(tmp_path: Path) -> None:
    """The second of them is named, with a port that may be free; so it is when another program has the port."""
    ports = ports_of_its_own()
    binds = {name: f"127.0.0.1:{port}" for name, port in ports.items()} | {"API_DATA_DIR": str(tmp_path)}
    with pytest.raises(SystemExit) as twice:
        prepared(binds | {"BOT_BIND": binds["API_BIND"]})
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(SystemExit) as taken:
        prepared(binds | {"API_BIND": f"127.0.0.1:{other.getsockname()[1]}"})

    assert f"Port {ports['API_BIND']} is in use." in str(twice.value.code) and "BOT_BIND=127.0.0.1:" in str(
        twice.value.code
    )
    assert "API_BIND=127.0.0.1:" in str(taken.value.code)


def test_the_line_is_where_its_settings_say(tmp_path: Path) -> None:
    """An address of the newer kind, a port and a folder of the bot's own: each is found by the parts and by whoever sits here."""
    port, phone = free_port(), free_port()
    settings = {"API_BIND": f"[::]:{port}", "BOT_DATA_DIR": str(tmp_path / "bot"), "PHONE_BIND": f"localhost:{phone}"}
    line = prepared({**settings, "API_DATA_DIR": str(tmp_path / "relay"), "BOT_BIND": f"127.0.0.1:{free_port()}"})

    assert (line.origin, line.phone_url) == (f"http://localhost:{port}", f"http://localhost:{phone}")
    assert line.relay.ready == f"http://[::1]:{port}/health/ready"
    assert line.environment["BOT_RELAY_URL"] == f"http://[::1]:{port}"
    assert line.digits == tmp_path / "bot" / "bot-digits.txt"
    assert line.relay.log.parent == tmp_path / "relay" / "log"
