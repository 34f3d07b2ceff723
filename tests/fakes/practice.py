"""The line on one computer: `make run` starts it, says what to click, tells what happens, and Ctrl-C stops it cleanly.

Relay, bot and a practice Telegram run on this computer, on SQLite under var/, with no account and no token.
With BOT_TELEGRAM_TOKEN or BOT_TELEGRAM_TOKEN_FILE set the bot speaks to the real Telegram instead, outside practice mode.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from bot.settings.values import WrongSetting
from tests.fakes import real_telegram
from tests.fakes.line import DidNotStart, Line

PRACTICE = """
Quietline is running in practice mode. Nothing leaves this computer.
"""

REAL = """
Quietline is running on this computer, and its bot is on the real Telegram: people can write to it now.
What they write, and what is answered, passes through Telegram. This is not practice mode.
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


class Stop(Exception):
    """Somebody pressed Ctrl-C, or asked this process to end."""


def stop(_number: int, _frame: FrameType | None) -> None:
    """Turn the signal into an orderly end; pressed again, as one does who waits, it must not leave a part behind."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise Stop


def port(name: str, default: int) -> int:
    """Read the port of a bind setting, or its default; refuse a taken one with a sentence."""
    value = os.environ.get(name, f"127.0.0.1:{default}").rpartition(":")[2]
    if not value.isdigit():
        sys.exit(f"{name} must end in a port number, like 127.0.0.1:{default}. Nothing was started.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(value)))
        except OSError:
            sys.exit(
                f"Port {value} is in use. Stop what uses it, or choose another: {name}=127.0.0.1:{int(value) + 100} make run"
            )
    return int(value)


def say(text: str) -> None:
    """Show a person something now, also through a pipe."""
    print(text, flush=True)


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
    while True:
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


def main() -> None:
    """Run the line until Ctrl-C."""
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    folder = Path(os.environ.get("API_DATA_DIR", "var"))
    settings = {name: value for name, value in os.environ.items() if name.startswith(("API_", "BOT_"))}
    real = real_telegram.asked_for(settings)
    try:
        settings = real_telegram.completed(settings, folder) if real else settings
    except WrongSetting as why:
        sys.exit(str(why))
    line = Line(
        folder,
        phone_port=0 if real else port("PHONE_BIND", 8010),
        relay_port=port("API_BIND", 8000),
        bot_port=port("BOT_BIND", 8020),
        settings=settings,
        real_telegram=real,
    )
    log = Log(line.bot.log)
    say("Starting the line ...")
    try:
        line.start()
        say(greeting(line, folder))
        watch(line, log)
    except Stop:
        say("\nStopping ...")
    except DidNotStart as why:
        line.stop()
        sys.exit(f"{why}")
    finally:
        line.stop()
    say("Stopped. Nothing of it runs any more.")


def greeting(line: Line, folder: Path) -> str:
    """Say what runs, and what to click first."""
    first_time = not line.made()
    secret = line.environment.get("BOT_HOST_SECRET_FILE", "your BOT_HOST_SECRET")
    return ((REAL if line.real_telegram else PRACTICE) + (FIRST_TIME if first_time else AGAIN)).format(
        setup=line.setup_link() if first_time else "",
        phone="your bot in Telegram, on any phone" if line.real_telegram else line.phone_url,
        console=f"{line.origin}/console",
        page=f"{line.origin}/hello",
        folder=folder,
        secret=secret,
    )


if __name__ == "__main__":
    main()
