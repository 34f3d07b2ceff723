"""One command starts the line, says what to click, and Ctrl-C ends all of it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.line import answers
from tests.fakes.terminal import Terminal

pytestmark = pytest.mark.journey


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
    assert not any(answers(f"http://127.0.0.1:{port}/health/live") for port in terminal.ports.values())


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
