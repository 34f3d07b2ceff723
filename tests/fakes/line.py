"""A whole line in processes of its own: practice Telegram, relay and bot, started, watched and stopped.

`make run` shows it to a person (`practice.py`); the journeys drive it. Every process gets its settings from the
environment alone, as an operator's would, writes its own log under the data folder, and is ended by its own id.
Nothing is shared between two lines but the ports they were given.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, ClassVar, Protocol

from api.settings import Settings as RelaySettings
from bot.settings.values import Settings as BotSettings

TOKEN = "4242:practice"


class Process(Protocol):
    """What is asked of a process that was started."""

    @property
    def pid(self) -> int:
        """Its number."""

    def poll(self) -> int | None:
        """Return how it ended, or None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it ended; raise subprocess.TimeoutExpired when it has not in time."""

    def terminate(self) -> None:
        """Ask it to end."""

    def kill(self) -> None:
        """End it at once."""


def _begin(command: Sequence[str], environment: Mapping[str, str], out: IO[bytes]) -> Process:
    # A session of its own: Ctrl-C reaches us alone, and we end the parts in order.
    return subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
    )


class Starting:
    """How programs are started. Tests put their nursery here, which starts them sooner."""

    begin: ClassVar[Callable[[Sequence[str], Mapping[str, str], IO[bytes]], Process]] = staticmethod(_begin)


class DidNotStart(Exception):
    """A part of the line ended, or did not answer in time; the message says which, and where its log is."""


def free_port() -> int:
    """Return a loopback port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_given(name: str, settings: Mapping[str, str]) -> bool:
    """Say whether a setting is given, itself or as the file that holds it."""
    return bool(settings.get(name) or settings.get(f"{name}_FILE"))


def reach(bind: tuple[str, int]) -> str:
    """Return the address at which this computer reaches a program that listens there."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bind[0], bind[0])
    return f"http://[{host}]:{bind[1]}" if ":" in host else f"http://{host}:{bind[1]}"


def answers(url: str, timeout: float = 2) -> bool:
    """Say whether an address answers 200."""
    try:
        with urllib.request.urlopen(url, timeout=timeout) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


@dataclass
class Part:
    """One process of the line."""

    name: str
    command: list[str]
    environment: dict[str, str]
    ready: str
    log: Path
    process: Process | None = None

    def start(self, seconds: float = 30) -> None:
        """Start it and wait until it answers; raise DidNotStart with the place of its log otherwise."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as out:
            self.process = Starting.begin(self.command, self.environment, out)
        deadline = time.monotonic() + seconds
        while not answers(self.ready):
            if self.process.poll() is not None:
                raise DidNotStart(f"{self.name} stopped by itself. {self.last_words()}")
            if time.monotonic() > deadline:
                raise DidNotStart(f"{self.name} did not answer within {seconds:.0f} seconds; its log is {self.log}")
            time.sleep(0.05)

    def last_words(self) -> str:
        """Return the last line that it logged, which says why it stopped."""
        lines = [line for line in self.log.read_text(errors="replace").splitlines() if line.strip()]
        return lines[-1] if lines else f"Its log is {self.log}"

    def alive(self) -> bool:
        """Say whether its process runs."""
        return self.process is not None and self.process.poll() is None

    def stop(self, seconds: float = 10) -> None:
        """End it cleanly; kill it when it has not gone in time."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait()
        self.process = None

    def kill(self) -> None:
        """End it as a power cut would: kill -9, nothing written, nothing said."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@dataclass
class Line:
    """The three parts, their addresses and their folders, as the programs themselves read them from the settings."""

    folder: Path
    phone_port: int = field(default_factory=free_port)
    relay_port: int = field(default_factory=free_port)
    bot_port: int = field(default_factory=free_port)
    settings: Mapping[str, str] = field(default_factory=dict)
    real_telegram: bool = False

    def __post_init__(self) -> None:
        """Fill in what `settings` leave open, and read all of it; raise WrongSetting, of the relay or of the bot."""
        given = {name: value for name, value in self.settings.items() if value.strip()}
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(("API_", "BOT_"))}
        self.environment |= {"PYTHONUNBUFFERED": "1"} | given
        self._fill_in(API_BIND=f"127.0.0.1:{self.relay_port}", API_DATA_DIR=str(self.folder.resolve()))
        relay = RelaySettings.read(self.environment)
        self.folder, self.origin, self.relay_port = relay.data_dir.resolve(), relay.origin, relay.bind[1]
        self.relay_url = reach(relay.bind)
        self.phone_url = f"http://localhost:{self.phone_port}"
        self._fill_in(
            API_ORIGIN=self.origin,
            BOT_BIND=f"127.0.0.1:{self.bot_port}",
            BOT_DATA_DIR=str(self.folder),
            BOT_RELAY_URL=self.relay_url,
            BOT_RELAY_ORIGIN=self.origin,
        )
        if not self.real_telegram:
            self._fill_in(BOT_PRACTICE="1", BOT_TELEGRAM_TOKEN=TOKEN, BOT_TELEGRAM_API=self.phone_url)
        bot = BotSettings.read(self.environment)
        self.binds = {"API_BIND": relay.bind, "BOT_BIND": bot.bind}
        self.digits, self.bot_port, self.practice = bot.digits_path.resolve(), bot.bind[1], bot.practice
        logs = self.folder / "log"
        python = sys.executable
        self.phone = Part(
            "The practice Telegram",
            [python, "-m", "tests.fakes.telegram", "--port", str(self.phone_port), "--token", TOKEN],
            self.environment,
            f"{self.phone_url}/",
            logs / "phone.log",
        )
        self.relay = Part(
            "The relay",
            [python, "-m", "api", "serve"],
            self.environment,
            f"{self.relay_url}/health/ready",
            logs / "relay.log",
        )
        self.bot = Part(
            "The bot",
            [python, "-m", "bot", "serve"],
            self.environment,
            f"{reach(bot.bind)}/health/live",
            logs / "bot.log",
        )

    def _fill_in(self, **usual: str) -> None:
        """Set what nobody has set, neither by its name nor by a file."""
        self.environment |= {name: value for name, value in usual.items() if not is_given(name, self.environment)}

    @property
    def parts(self) -> list[Part]:
        """The parts in the order in which they start."""
        return [self.relay, self.bot] if self.real_telegram else [self.phone, self.relay, self.bot]

    def start(self) -> None:
        """Start every part in order; stop all of them again when one does not start."""
        try:
            for part in self.parts:
                part.start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End every part, the last started first."""
        for part in reversed(self.parts):
            part.stop()

    def root(self) -> str | None:
        """Return the line's root as the relay shows it; None before the founder has made the line."""
        with urllib.request.urlopen(f"{self.relay_url}/api/line", timeout=5) as answer:
            root: str | None = json.load(answer)["root"]
        return root

    def made(self) -> bool:
        """Say whether the line's founder has already set it up."""
        return self.root() is not None

    def setup_link(self) -> str:
        """Return the one-time link with which the founder makes the line."""
        return setup_link(self.environment)


def setup_link(environment: Mapping[str, str]) -> str:
    """Return the one-time link with which the founder makes the line of a relay that has these settings."""
    with tempfile.TemporaryFile() as out:
        code = Starting.begin([sys.executable, "-m", "api", "setup-link"], environment, out).wait()
        out.seek(0)
        says = out.read().decode().strip()
    if code:
        raise DidNotStart(says)
    return next(word for word in says.split() if word.startswith("http"))


@contextlib.contextmanager
def running(folder: Path, settings: Mapping[str, str] | None = None) -> Iterator[Line]:
    """Run a whole line on free ports for as long as the block lasts."""
    line = Line(folder, settings=settings or {})
    line.start()
    try:
        yield line
    finally:
        line.stop()
