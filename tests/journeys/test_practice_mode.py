"""One command starts the line, says what to click, and Ctrl-C ends all of it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.line import answers
from tests.fakes.terminal import MAKE_RUN, Terminal, Window

pytestmark = pytest.mark.journey


def listens(port: int) -> bool:
    """Say whether any part of a line still listens there."""
    with socket.socket() as asks:
        return asks.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """A terminal in which the one command was typed, closed at the end whatever happened."""
    opened = Terminal(tmp_path, command=("make", "run"))
    yield opened
    opened.close()


def test_make_run_prints_what_to_click_and_stops_cleanly(terminal: Terminal) -> None:
    """Somebody who has never seen it gets three links in plain words, and nothing is left behind after Ctrl-C, pressed again or not."""
    setup = terminal.reads("Make the line").split()[-1]
    phone = terminal.reads("Be a youth").split()[-1]
    console = terminal.reads("The console is").split()[-1]

    assert re.fullmatch(rf"http://localhost:{terminal.ports['API_BIND']}/setup#[\w-]{{20,}}", setup)
    assert answers(phone) and answers(console)
    terminal.presses_ctrl_c()
    terminal.reads("Stopping")
    # make itself hears Ctrl-C too: it waits until all has ended, then ends by the same signal.
    assert terminal.ends() in (0, -signal.SIGINT)
    assert terminal.printed[-2:] == ["Stopping ...\n", "Stopped. Nothing of it runs any more.\n"]
    assert not any(listens(port) for port in terminal.ports.values())


@pytest.mark.parametrize("command", [MAKE_RUN, ("make", "run")])
def test_closing_the_terminal_ends_all_of_it(tmp_path: Path, command: tuple[str, ...]) -> None:
    """Who closes the window instead of pressing Ctrl-C leaves no phone, relay or bot behind.

    The end is an orderly one whether we hear of it, as from a shell, or `make` hears of it alone and waits for us.
    """
    window = Window(tmp_path, command)
    window.reads("Press Ctrl-C here")
    assert all(listens(port) for port in window.ports.values())

    # `make` ends by the signal, or with us where we were quicker to see that the window is gone.
    assert window.closes() in (0, -signal.SIGHUP)
    assert not any(listens(port) for port in window.ports.values())


def test_who_wants_it_to_outlive_the_terminal_may(tmp_path: Path) -> None:
    """`nohup make run` goes on when the terminal is closed, as everywhere, and ends by Ctrl-C."""
    kept = Terminal(tmp_path, command=("nohup", *MAKE_RUN))
    kept.reads("Be a youth")
    kept.process.send_signal(signal.SIGHUP)

    assert kept.ends() == 0
    assert kept.printed[-1] == "Stopped. Nothing of it runs any more.\n"
    kept.close()


def test_a_taken_port_is_said_in_one_sentence(terminal: Terminal, tmp_path: Path) -> None:
    """A second line on the same port does not start half; it says what to do."""
    terminal.reads("Be a youth")
    again = subprocess.run(
        [sys.executable, "-m", "tests.fakes.practice"],
        env={
            **os.environ,
            "API_BIND": f"127.0.0.1:{terminal.ports['API_BIND']}",
            "API_DATA_DIR": str(tmp_path / "two"),
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert again.returncode == 1
    assert again.stderr.count("\n") == 1 and "is in use" in again.stderr
