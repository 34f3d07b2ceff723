"""A terminal in which somebody types `make run`, for tests: what is printed there is read as it comes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

from tests.fakes.line import free_port

PATIENCE = 60


class Terminal:
    """A terminal in which the line runs, and what has been printed there."""

    def __init__(
        self,
        folder: Path,
        settings: Mapping[str, str] | None = None,
        project: Path | None = None,
        command: Sequence[str] = (sys.executable, "-m", "tests.fakes.practice"),
    ) -> None:
        """Type the command (by default what `make run` comes to) in the project's folder, or in a copy of it."""
        self.ports = {name: free_port() for name in ("API_BIND", "PHONE_BIND", "BOT_BIND")}
        others = ("API_", "BOT_", "MAKE", "MFLAGS")
        usual = {name: value for name, value in os.environ.items() if not name.startswith(others)}
        self.process = subprocess.Popen(
            command,
            env={**usual, "API_DATA_DIR": str(folder), **(settings or {})}
            | {name: f"127.0.0.1:{port}" for name, port in self.ports.items()},
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
