"""A month of evenings that is over, in the tallies of a relay: what stories about reports begin with."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

LINE_ZONE = ZoneInfo("America/Winnipeg")  # where the evening before the first is still the month before

COUNTED = {
    "hour": {"00": 3, "16": 12, "20": 27},
    "channel": {"telegram": 42},
    "topic": {"pics": 14, "danger": 9, "leaving": 8, "made": 5, "who": 1, "unsaid": 5},
    "waited": {"under-1": 14, "1-3": 11, "3-5": 6, "5-15": 5, "left": 4},
    "outcome": {"listened": 16, "plan": 9, "service": 7, "went": 5, "unsaid": 1},
    "age": {"12-15": 4, "16-17": 11, "unsaid": 23},
    "notes": {"answered": 6, "unanswered": 1},
    "back": {"released": 2},
}


def last_month() -> tuple[str, int]:
    """The month before this one: as a reader picks it, and a day in it as the tallies keep it."""
    day = datetime.now(LINE_ZONE).replace(day=1) - timedelta(days=10)
    return day.strftime("%B %Y"), int(day.strftime("%Y%m%d"))


def counts_of_last_month(database: Path) -> None:
    """Put the evenings into the tallies, as the relay would have counted them."""
    _, day = last_month()
    rows = [(day, kind, key, number) for kind, cells in COUNTED.items() for key, number in cells.items()]
    with closing(sqlite3.connect(database, timeout=10)) as connection, connection:
        connection.executemany("INSERT INTO tallies VALUES (?, ?, ?, ?)", rows)


def the_month_ends(database: Path) -> None:
    """Let everything that was counted so far have been in the month before this one."""
    _, day = last_month()
    with closing(sqlite3.connect(database, timeout=10)) as connection, connection:
        connection.execute("UPDATE tallies SET day = ?", (day,))
