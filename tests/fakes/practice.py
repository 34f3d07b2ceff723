"""The line on one computer: `make run` starts it, says what to click, tells what happens, and Ctrl-C stops it cleanly.

Relay, bot and a practice Telegram run on this computer, on SQLite under var/, with no account and no token.
With BOT_TELEGRAM_TOKEN or BOT_TELEGRAM_TOKEN_FILE set the bot speaks to the real Telegram instead, outside practice mode.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType

import api.settings
import bot.settings.values
from bot.settings import addresses
from bot.settings.values import Setting, value_of
from tests.fakes import real_telegram
from tests.fakes.line import DidNotStart, Line

PHONE = Setting("PHONE_BIND", "127.0.0.1:8010", False, "Port of the practice phone, on this computer alone.")
WRONG = (api.settings.WrongSetting, bot.settings.values.WrongSetting)

PRACTICE = """
Quietline is running in practice mode. Nothing leaves this computer.
"""

REAL = """
Quietline is running on this computer, and its bot is on the real Telegram: people can write to it now.
What they write, and what is answered, passes through Telegram. {mode}
What the bot keeps is locked with {secret}. Keep that file away from copies of the rest.
"""

FIRST_TIME = """
  1  Make the line    {setup}
     Open this link, choose a name and a way to unlock, and keep the recovery kit.
     Then press "Off call" at the top, and go on call.

  2  Let the bot in   Under "People", approve the waiting bot. These are the digits to compare;
     they are shown here as soon as the line is made.

  3  Be a youth       {phone}
     Press Start, then Person, follow the questions, and write something. Then claim and answer it in the console.

The console is      {console}
The page for youth  {page}
Press Ctrl-C here to stop everything. What you did is kept under {folder}/.
"""

AGAIN = """
  The console        {console}
  The youth's phone  {phone}
  The page for youth {page}

Unlock the console, press "Off call" at the top, and go on call. Then press Start on the phone, then Person.
Press Ctrl-C here to stop everything. What you did is kept under {folder}/.
To begin again from nothing, stop, and delete the folder {folder}/.
"""


ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(Exception):
    """Somebody pressed Ctrl-C, closed the terminal, or asked this process to end."""


def stop(number: int, _frame: FrameType | None) -> None:
    """Turn the signal into an orderly end; pressed again, as one does who waits, it must not leave a part behind."""
    for one in ENDS:
        signal.signal(one, signal.SIG_IGN)
    if number == signal.SIGHUP:
        fall_silent()
    raise Stop


def fall_silent() -> None:
    """Say what is still to be said to nobody: the terminal is gone, and writing to it would be an error."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.dup2(nowhere, sys.stderr.fileno())


def is_closed() -> bool:
    """Say whether the terminal is gone; where `make` is its first program no signal tells us."""
    watched = select.poll()
    watched.register(sys.stdout.fileno(), 0)
    return any(what & (select.POLLHUP | select.POLLERR) for _, what in watched.poll(0))


def phone_port(environ: Mapping[str, str]) -> int:
    """Read where the practice phone is to be; other computers cannot reach it, so its host is this one."""
    host, port = addresses.bind(value_of(environ, PHONE)) or ("", 0)
    if host not in ("127.0.0.1", "localhost"):
        sys.exit(
            f"PHONE_BIND must be 127.0.0.1 and a port from 1 to 65535, such as {PHONE.default}. Nothing was started."
        )
    return port


def refuse_taken(binds: Mapping[str, tuple[str, int]]) -> None:
    """Refuse a port that another program or setting has, with a sentence; what else is wrong with a place its own program says."""
    with contextlib.ExitStack() as held:
        for name, (host, port) in binds.items():
            try:
                family = socket.AF_INET6 if ":" in host else socket.AF_INET
                held.enter_context(socket.create_server((host, port), family=family))
            except OSError as why:
                if why.errno == errno.EADDRINUSE:
                    there = f"[{host}]" if ":" in host else host
                    other = f"{name}={there}:{port + 100 if port < 65436 else port - 100}"
                    sys.exit(f"Port {port} is in use. Stop what uses it, or choose another: {other} make run")


def say(text: str) -> None:
    """Show a person something now, also through a pipe; where nobody reads any more, that is the end."""
    try:
        print(text, flush=True)
    except OSError:
        fall_silent()
        raise Stop from None


class Log:
    """The bot's log, read as it grows: what is wrong with an edit, and alarms, are for whoever sits here."""

    def __init__(self, file: Path) -> None:
        """Begin at its end: what was said in earlier runs is over."""
        self._file = file
        self._at = file.stat().st_size if file.exists() else 0

    def news(self) -> Iterator[str]:
        """Give each new line that somebody here should read."""
        with self._file.open("rb") as log:
            log.seek(self._at)
            lines = [line for line in log if line.endswith(b"\n")]
        self._at += sum(len(line) for line in lines)
        for line in lines:
            says = line.decode(errors="replace").strip()
            if says.startswith("The content ") or "ALARM: " in says:
                yield says


def watch(line: Line, log: Log) -> None:
    """Show digits when they appear and what the bot has to say; stop with a sentence when a part ends by itself."""
    shown, rooted = "", not line.real_telegram
    while not is_closed():
        for part in line.parts:
            if not part.alive():
                raise DidNotStart(f"{part.name} stopped by itself. {part.last_words()} (log: {part.log})")
        rooted = rooted or real_telegram.learn_root(line)
        if line.digits.exists() and (digits := line.digits.read_text()) and digits != shown:
            shown = digits
            say(f"The digits of the bot, to compare when it asks to join:  {digits.strip()}\n")
        for says in log.news():
            say(says)
        time.sleep(0.5)
    fall_silent()
    raise Stop


def prepared(environ: Mapping[str, str]) -> Line:
    """Make the line that these settings describe; a wrong one ends it with the sentence that says what to write."""
    settings = {name: value for name, value in environ.items() if name.startswith(("API_", "BOT_")) and value.strip()}
    real = real_telegram.asked_for(settings)
    try:
        folder = api.settings.Settings.read(settings).data_dir
        settings = real_telegram.completed(settings, folder) if real else settings
        ports = {"relay_port": 8000, "bot_port": 8020, "phone_port": 0 if real else phone_port(environ)}
        line = Line(folder, **ports, settings=settings, real_telegram=real)
    except WRONG as why:
        sys.exit(str(why))
    phone = {} if real else {"PHONE_BIND": ("127.0.0.1", line.phone_port)}
    refuse_taken(phone | line.binds)
    return line


def main() -> None:
    """Run the line until Ctrl-C."""
    for one in ENDS:
        if one != signal.SIGHUP or signal.getsignal(one) != signal.SIG_IGN:  # `nohup make run` outlives its terminal
            signal.signal(one, stop)
    line = None
    try:
        line = prepared(os.environ)
        log = Log(line.bot.log)
        say("Starting the line ...")
        line.start()
        say(greeting(line))
        watch(line, log)
    except Stop:
        say("\nStopping ...")
    except DidNotStart as why:
        sys.exit(f"{why}")
    finally:
        for one in ENDS:
            signal.signal(one, signal.SIG_IGN)
        if line is not None:
            line.stop()
    say("Stopped. Nothing of it runs any more.")


def what_runs(line: Line) -> str:
    """Say whom this line can reach, and where its secret is."""
    mode = "It is in practice mode: never for real youth." if line.practice else "This is not practice mode."
    secret = line.environment.get("BOT_HOST_SECRET_FILE", "your BOT_HOST_SECRET")
    return REAL.format(mode=mode, secret=secret) if line.real_telegram else PRACTICE


def greeting(line: Line) -> str:
    """Say what runs, and what to click first."""
    first_time = not line.made()
    return what_runs(line) + (FIRST_TIME if first_time else AGAIN).format(
        setup=line.setup_link() if first_time else "",
        phone="your bot in Telegram, on any phone" if line.real_telegram else line.phone_url,
        console=f"{line.origin}/console",
        page=f"{line.origin}/hello",
        folder=os.path.relpath(line.folder) if line.folder.is_relative_to(Path.cwd()) else line.folder,
    )


if __name__ == "__main__":
    main()
