"""The three servers that the bench compares, each a process of its own on loopback, and their cost in CPU and memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.fakes.line import Line, answers, free_port

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Server:
    """One running server."""

    port: int
    process: int
    origin: str = "http://localhost"

    def cpu_seconds(self) -> float:
        """Return the processor time it has used since it began."""
        fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory_bytes(self) -> int:
        """Return what it holds in memory now (resident)."""
        return int(Path(f"/proc/{self.process}/statm").read_text().split()[1]) * PAGE


@contextmanager
def comparison(module: str, folder: Path) -> Iterator[Server]:
    """Run the limit or the textbook on a file of its own."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", module, str(port), str(folder / f"{module}.db")])
    try:
        while not answers(f"http://127.0.0.1:{port}/openapi.json"):
            if process.poll() is not None:
                raise RuntimeError(f"{module} did not start")
            time.sleep(0.05)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def relay(folder: Path) -> Iterator[tuple[Server, Line]]:
    """Run the relay as an operator would, on SQLite, with everything on."""
    line = Line(folder)
    line.relay.start()
    try:
        assert line.relay.process is not None
        yield Server(line.relay_port, line.relay.process.pid, line.origin), line
    finally:
        line.relay.stop()
