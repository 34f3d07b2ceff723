"""A terminal in which somebody types `make run`, for tests: what is printed there is read as it comes, and its window can be closed."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

from tests.fakes.line import free_port

PATIENCE = 60
MAKE_RUN = (sys.executable, "-m", "tests.fakes.practice")  # what `make run` comes to


def ports_of_its_own() -> dict[str, int]:
    """Return a free port for each part of a line."""
    return {name: free_port() for name in ("API_BIND", "PHONE_BIND", "BOT_BIND")}


def environment(folder: Path, ports: Mapping[str, int], settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return what a shell hands on to a line that keeps its data there."""
    others = ("API_", "BOT_", "MAKE", "MFLAGS")
    usual = {name: value for name, value in os.environ.items() if not name.startswith(others)}
    binds = {name: f"127.0.0.1:{port}" for name, port in ports.items()}
    return {**usual, "API_DATA_DIR": str(folder), **(settings or {}), **binds}


class Terminal:
    """A terminal in which the line runs, and what has been printed there."""

    def __init__(
        self,
        folder: Path,
        settings: Mapping[str, str] | None = None,
        project: Path | None = None,
        command: Sequence[str] = MAKE_RUN,
    ) -> None:
        """Type the command in the project's folder, or in a copy of it."""
        self.ports = ports_of_its_own()
        self.process = subprocess.Popen(
            command,
            env=environment(folder, self.ports, settings),
            cwd=project,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        self.printed: list[str] = []
        self._lines: Queue[str] = Queue()
        self._reader = Thread(target=self._listen, daemon=True)
        self._reader.start()

    @property
    def origin(self) -> str:
        """Where the relay of this line is found."""
        return f"http://localhost:{self.ports['API_BIND']}"

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.printed.append(line)
            self._lines.put(line)

    def reads(self, pattern: str) -> str:
        """Return the first line from now on that matches."""
        try:
            while not re.search(pattern, line := self._lines.get(timeout=PATIENCE)):
                continue
        except Empty:
            raise AssertionError(f'"{pattern}" was not printed. The terminal:\n{"".join(self.printed)}') from None
        return line

    def presses_ctrl_c(self) -> None:
        """Press Ctrl-C, which all that was started here hears."""
        os.killpg(self.process.pid, signal.SIGINT)

    def ends(self) -> int:
        """Press Ctrl-C, and wait for the prompt."""
        self.presses_ctrl_c()
        return self.waits()

    def waits(self) -> int:
        """Wait for the prompt, and for all that is printed until then."""
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return code

    def close(self) -> None:
        """Close the terminal, whatever happened."""
        if self.process.poll() is None:
            self.ends()
        if self.process.stdout is not None:
            self.process.stdout.close()


class Window:
    """A window with a real terminal, in which the line runs until somebody closes it."""

    def __init__(self, folder: Path, command: Sequence[str] = MAKE_RUN) -> None:
        """Open it with this command as its first program, which hears when it is closed, as a shell does."""
        self.ports = ports_of_its_own()
        self._screen, inside = pty.openpty()
        self.process = subprocess.Popen(
            ("setsid", "--ctty", *command),
            env=environment(folder, self.ports),
            stdin=inside,
            stdout=inside,
            stderr=inside,
        )
        os.close(inside)

    def reads(self, words: str) -> None:
        """Wait until the words stand there."""
        there = b""
        while words.encode() not in there:
            assert select.select([self._screen], [], [], PATIENCE)[0], f'"{words}" was not printed, but {there!r}'
            there += os.read(self._screen, 4096)

    def closes(self) -> int:
        """Close the window, which hangs up on what runs in it, and wait until that has ended."""
        os.close(self._screen)
        return self.process.wait(PATIENCE)
