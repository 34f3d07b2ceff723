"""Starts our own programs for tests from a process that has read them already.

A Python program of ours spends more time on reading its modules than most tests take. Here one process reads all of them
once; whoever is started is its child by `fork` and goes on as `python -m` would: its own session, settings, log and end.
What a real start is like is told where programs are started for real (`make run`, the tests of the commands themselves).
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import runpy
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import IO, Any

READ_BEFORE = (
    "uvicorn",
    "uvloop",
    "api.app",
    "api.cli",
    "api.live.wire",
    "api.security.logs",
    "api.staff.devices",
    "bot.app.cli",
    "bot.app.enrol",
    "bot.app.serve",
    "tests.fakes.telegram.practice",
)


class Born:
    """A program that the nursery started; what a test asks of a `subprocess.Popen` can be asked of it."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        """Know its number."""
        self.pid = pid
        self.returncode: int | None = None
        self._nursery = nursery

    def poll(self) -> int | None:
        """Return how it ended, or None while it runs."""
        self._nursery.hear(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it ended; raise subprocess.TimeoutExpired when it has not in so many seconds."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while self.returncode is None:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            self._nursery.hear(left)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it still runs."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


class Nursery:
    """The tests' end: asks for programs, and hears how they ended."""

    def __init__(self) -> None:
        """Start the process that reads everything."""
        self._line, theirs = socket.socketpair()
        command = [sys.executable, "-m", "tests.fakes.nursery", str(theirs.fileno())]
        self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()])
        theirs.close()
        self._unread = b""
        self._born: dict[int, Born] = {}
        self._newest: Born | None = None

    def begin(self, command: Sequence[str], environment: Mapping[str, str], out: IO[bytes]) -> Born:
        """Start `python -m MODULE ...` with these settings; all that it says goes to `out`."""
        assert list(command[:2]) == [sys.executable, "-m"], f"only our own programs are started here, not {command}"
        order = {"command": list(command[2:]), "environment": dict(environment), "folder": os.getcwd()}
        socket.send_fds(self._line, [json.dumps(order).encode() + b"\n"], [out.fileno()])
        self._newest = None
        while self._newest is None:
            self.hear(None)
        return self._newest

    def hear(self, seconds: float | None) -> None:
        """Take in what the nursery says within so many seconds; None: wait until it says something."""
        self._line.settimeout(seconds)
        try:
            said = self._line.recv(1 << 16)
        except (BlockingIOError, TimeoutError):
            return
        if not said:
            raise RuntimeError("the process that starts programs for tests has ended")
        *lines, self._unread = (self._unread + said).split(b"\n")
        for line in lines:
            pid, code = json.loads(line)
            if code is None:
                self._newest = self._born[pid] = Born(self, pid)
            else:
                self._born.pop(pid).returncode = code

    def close(self) -> None:
        """End the process that reads everything; those whom it started are ended by whoever asked for them."""
        self._line.close()
        self._process.wait(10)


def _tend(line: socket.socket) -> dict[str, Any] | None:
    """Start whatever is asked for and tell how it ended; return in each child with its order, and None at the end."""
    tending = selectors.DefaultSelector()
    tending.register(line, selectors.EVENT_READ)
    unread = b""
    while True:
        for key, _ in tending.select():
            if key.fileobj is not line:
                tending.unregister(key.fileobj)
                os.close(key.fd)
                _, status = os.waitpid(key.data, 0)
                line.sendall(json.dumps([key.data, os.waitstatus_to_exitcode(status)]).encode() + b"\n")
                continue
            asked, files, _, _ = socket.recv_fds(line, 1 << 20, 1)
            if not asked:
                return None
            unread += asked
            if files:
                out = files[0]
            if not unread.endswith(b"\n"):
                continue
            order, unread = json.loads(unread), b""
            if not (pid := os.fork()):
                for other in list(tending.get_map().values()):
                    os.close(other.fd)
                tending.close()
                os.dup2(out, 1)
                os.dup2(out, 2)
                os.close(out)
                return dict(order)
            os.close(out)
            line.sendall(json.dumps([pid, None]).encode() + b"\n")
            tending.register(os.pidfd_open(pid), selectors.EVENT_READ, pid)


def main() -> None:
    """Read our programs, then start them for as long as somebody asks; a child becomes what was asked for."""
    from bot.settings.lean import bring_in_aiogram

    bring_in_aiogram()
    for name in READ_BEFORE:
        __import__(name)
    gc.freeze()  # what is read stays; a child that collects need not touch, and so copy, all of it
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the terminal is for the tests, who end what they started
    order = _tend(socket.socket(fileno=int(sys.argv[1])))
    if order is None:
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.setsid()
    os.chdir(order["folder"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.clear()
    os.environ.update(order["environment"])
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(write_through=True)  # type: ignore[union-attr]
    module, *sys.argv[1:] = order["command"]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
