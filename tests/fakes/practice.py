"""The line in practice mode: `make run` starts it, says what to click, and Ctrl-C stops it cleanly.

Relay, bot and a practice Telegram run on this computer, on SQLite under var/, with no account and no token.
With BOT_TELEGRAM_TOKEN or BOT_TELEGRAM_TOKEN_FILE set the bot speaks to the real Telegram instead.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from pathlib import Path
from types import FrameType

from tests.fakes.line import DidNotStart, Line

FIRST_TIME = """
Quietline is running in practice mode. Nothing leaves this computer.

  1  Make the line    {setup}
     Open this link, choose a name and a way to unlock, and keep the recovery kit.
     Then press "Go on call".

  2  Let the bot in   Under "People", approve the waiting bot. These are the digits to compare;
     they are shown here as soon as the line is made.

  3  Be a youth       {phone}
     Press Start, ask for a person, and write something. Then answer from the console.

The console is      {console}
Press Ctrl-C here to stop everything. What you did is kept under {folder}/.
"""

AGAIN = """
Quietline is running in practice mode. Nothing leaves this computer.

  The console        {console}
  The youth's phone  {phone}

Unlock the console, go on call, then press Start on the phone and ask for a person.
Press Ctrl-C here to stop everything. What you did is kept under {folder}/.
To begin again from nothing, stop, and delete the folder {folder}/.
"""


class Stop(Exception):
    """Somebody pressed Ctrl-C, or asked this process to end."""


def stop(_number: int, _frame: FrameType | None) -> None:
    """Turn the signal into an orderly end."""
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


def watch(line: Line) -> None:
    """Show the bot's digits when they appear; stop with a sentence when a part ends by itself."""
    shown = line.digits.read_text() if line.digits.exists() else ""
    while True:
        for part in line.parts:
            if not part.alive():
                raise DidNotStart(f"{part.name} stopped by itself. {part.last_words()} (log: {part.log})")
        if line.digits.exists() and (digits := line.digits.read_text()) != shown:
            shown = digits
            say(f"The bot asks to join. Its digits:  {digits.strip()}\n")
        time.sleep(0.5)


def main() -> None:
    """Run the line until Ctrl-C."""
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    folder = Path(os.environ.get("API_DATA_DIR", "var"))
    real = bool(os.environ.get("BOT_TELEGRAM_TOKEN") or os.environ.get("BOT_TELEGRAM_TOKEN_FILE"))
    line = Line(
        folder,
        phone_port=port("PHONE_BIND", 8010),
        relay_port=port("API_BIND", 8000),
        bot_port=port("BOT_BIND", 8020),
        settings={name: value for name, value in os.environ.items() if name.startswith(("API_", "BOT_"))},
        real_telegram=real,
    )
    say("Starting the line ...")
    try:
        line.start()
        first_time = not line.made()
        phone = "Telegram itself: write to your bot" if real else line.phone_url
        console = f"{line.origin}/console"
        setup = line.setup_link() if first_time else ""
        say((FIRST_TIME if first_time else AGAIN).format(setup=setup, phone=phone, console=console, folder=folder))
        watch(line)
    except Stop:
        say("\nStopping ...")
    except DidNotStart as why:
        line.stop()
        sys.exit(f"{why}")
    finally:
        line.stop()
    say("Stopped. Nothing of it runs any more.")


if __name__ == "__main__":
    main()
