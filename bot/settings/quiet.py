"""Logs that keep the kind of a fault and drop everything that a person may have written.

Telegram's library logs whole updates, method texts and chat ids (telegram.md P4), SQL errors carry bound values, and
a traceback may show any of them. So every record, of every logger, is cut down to its logger, its level and the class of
its exception; only our own logger `bot` may say more, and it says fixed sentences. Warnings go the same way.
"""

from __future__ import annotations

import logging
import sys
import threading
import warnings
from typing import TextIO

from bot.settings.counts import count

log = logging.getLogger("bot")
log.setLevel(logging.INFO)


class Quiet(logging.Formatter):
    """Shows a record without its words, unless they are our own fixed sentence."""

    def format(self, record: logging.LogRecord) -> str:
        """Keep time, level, logger and exception class; of our own records also the sentence."""
        when = self.formatTime(record)
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        says = str(record.msg) if record.name == "bot" and not record.args else kind or "said something"
        return f"{when} {record.levelname} {record.name}: {says}"


def be_quiet(to: TextIO | None = None) -> None:
    """Send all logs and warnings through the one quiet handler; call once, before anything else is imported."""
    handler = logging.StreamHandler(to or sys.stderr)
    handler.setFormatter(Quiet())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "aiogram", "sqlalchemy", "aiohttp.access", "asyncio"):
        other = logging.getLogger(name)
        other.handlers[:] = []
        other.propagate = name != "uvicorn.access"
        other.setLevel(logging.CRITICAL if name == "uvicorn.access" else logging.WARNING)
    logging.raiseExceptions = False
    warnings.showwarning = lambda message, category, *rest, **more: log.warning(f"a warning: {category.__name__}")
    sys.excepthook = lambda kind, fault, trace: log.critical(f"stopped by {kind.__name__}")
    threading.excepthook = _in_a_thread
    sys.unraisablehook = lambda args: log.error(f"a fault while tidying up: {args.exc_type.__name__}")


def _in_a_thread(args: threading.ExceptHookArgs) -> None:
    # A driver's thread that ends after the program's loop has nobody left to tell: that is no fault, and loses nothing.
    if args.exc_type is RuntimeError and str(args.exc_value) == "Event loop is closed":
        return
    log.error(f"a fault in a thread: {args.exc_type.__name__}")


def fault(work: str, what: BaseException) -> None:
    """Log that a piece of work failed: its fixed name and the class of the fault, nothing else."""
    count("faults")
    log.warning(f"{work}: {type(what).__name__}")
