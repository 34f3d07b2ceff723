"""Logs that hold no word of anybody: level, room, a sentence of ours, and the class of an error.

A library's message may carry what was sent to it, so only our own constant sentences are kept, without their
arguments; of an exception only its class. Nobody's words, ids, addresses or user agents reach a log (promise 2).
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

OURS = ("api.", "content.")
HOME = Path(__file__).resolve().parents[2]
OUR_ROOMS = (f"{HOME}/api/", f"{HOME}/content/")


class Discreet(logging.Formatter):
    """Writes what is safe of a record, and drops the rest."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line: when, how bad, which room, which sentence of ours, which class of error and where."""
        parts = [self.formatTime(record, "%Y-%m-%dT%H:%M"), record.levelname, record.name]
        if record.name.startswith(OURS) and isinstance(record.msg, str) and not record.args:
            parts.append(record.msg)
        if record.exc_info and record.exc_info[0] is not None:
            parts.append(f"[{record.exc_info[0].__name__}{_place(record.exc_info[2])}]")
        return " ".join(parts)


def set_up() -> None:
    """Send every log of this process through the discreet formatter, and nothing around it."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Discreet())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for room in OURS:
        logging.getLogger(room.removesuffix(".")).setLevel(logging.INFO)
    for name in list(logging.root.manager.loggerDict):
        known = logging.getLogger(name)
        known.handlers.clear()
        known.propagate = True
    logging.raiseExceptions = False  # A broken log call would print its own arguments.
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    sys.unraisablehook = lambda broken: _uncaught(broken.exc_type, broken.exc_value, broken.exc_traceback)
    mind_threads()


def mind_threads() -> None:
    """Let a thread that fails say so in one line, and one that ends after its program say nothing."""
    threading.excepthook = _in_a_thread


def _in_a_thread(broken: threading.ExceptHookArgs) -> None:
    # A driver's thread that ends after the program's loop has nobody left to tell: that is no fault, and loses nothing.
    if broken.exc_type is RuntimeError and str(broken.exc_value) == "Event loop is closed":
        return
    _uncaught(broken.exc_type, broken.exc_value, broken.exc_traceback)


def _uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """Log an error that nobody caught, by its class alone."""
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("api.security").critical("An error was caught by nobody.", exc_info=(kind, None, trace))  # type: ignore[arg-type]


def _place(trace: TracebackType | None) -> str:
    """Name the last line of our own that an error passed: code of ours, so no one's words."""
    ours = [frame for frame in traceback.extract_tb(trace) if frame.filename.startswith(OUR_ROOMS)]
    return f" {Path(ours[-1].filename).relative_to(HOME)}:{ours[-1].lineno}" if ours else ""
