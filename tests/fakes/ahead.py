"""Runs one of our programs on a day to come: `python -m tests.fakes.ahead DAYS bot serve`.

Only the clock on the wall goes ahead, as when nobody looks at a machine for some days; how long something takes is measured as always.
"""

from __future__ import annotations

import runpy
import sys
import time

DAY = 86_400


def main() -> None:
    """Move the clock, and become the program."""
    days, module, *words = sys.argv[1:]
    nanoseconds, seconds, ahead = time.time_ns, time.time, int(days) * DAY
    time.time_ns = lambda: nanoseconds() + ahead * 1_000_000_000
    time.time = lambda: seconds() + ahead
    sys.argv = [module, *words]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
