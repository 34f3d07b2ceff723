"""Tells stories on a weak line, two files at a time, and names those that failed with the seed that tells them again."""

from __future__ import annotations

import argparse
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from secrets import randbelow
from typing import NamedTuple

# Stories in which several answers are on their way at once; the long files first.
STORIES = [
    *("tests/web/test_schedule.py", "tests/web/test_record.py", "tests/web/test_desk_words.py"),
    *sorted(map(str, Path("tests/journeys").glob("test_*.py"))),
    *sorted(map(str, Path("tests/web").glob("test_studio*.py"))),
    *("tests/web/test_packets.py", "tests/web/test_people.py", "tests/web/test_presses.py"),
    *("tests/web/test_desk_published.py", "tests/web/test_schedule_lost.py"),
]
BOUND = 90 * 60  # seconds for all of it
GRACE = 60  # seconds in which a file that is stopped puts its servers away
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.M)


class Told(NamedTuple):
    """One file of stories: what pytest said of it, and which of its stories failed."""

    file: str
    words: str
    failed: list[str]


def told(file: str, seed: int, end: float) -> Told:
    """Tell one file in a pytest of its own: who sits at which line then never depends on other files."""
    if time.monotonic() > end:
        return Told(file, "", [f"{file} (not begun: the time was up)"])
    asks = ["-p", "tests.load.weak_line.pages", "--weak-line", str(seed), "--tb=short", file]
    with subprocess.Popen(
        [sys.executable, "-m", "pytest", *asks], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as run:
        try:
            words, _ = run.communicate(timeout=end - time.monotonic())
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGINT)
            words = _put_away(run)
            return Told(file, words, [*FAILED.findall(words), f"{file} (not told to its end: the time was up)"])
    return Told(file, words, [] if run.returncode == 0 else FAILED.findall(words) or [file])


def _put_away(run: subprocess.Popen[str]) -> str:
    """Wait for one that was asked to stop, and no longer than that."""
    try:
        return run.communicate(timeout=GRACE)[0]
    except subprocess.TimeoutExpired:
        run.kill()
        return run.communicate()[0]


def main() -> int:
    """Tell the files that were asked for, all by default; 1 when a story failed or the time was up."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.weak_line", description=__doc__)
    parser.add_argument("files", nargs="*", default=STORIES)
    parser.add_argument("--seed", type=int, default=randbelow(1_000_000))
    asked = parser.parse_args()
    print(f"A weak line of the seed {asked.seed}, two files at a time, {BOUND // 60} minutes at most.", flush=True)
    end = time.monotonic() + BOUND
    failed = []
    with ThreadPoolExecutor(2) as two:
        for run in as_completed([two.submit(told, file, asked.seed, end) for file in asked.files]):
            one = run.result()
            print(f"-- {one.file}\n{one.words if one.failed else one.words.splitlines()[-1]}", flush=True)
            failed += one.failed
    for story in failed:
        print(f"Failed on the line of seed {asked.seed}: {story}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
