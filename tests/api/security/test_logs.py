"""A log never holds a word of anybody, whatever a library tells it."""

from __future__ import annotations

import logging
import subprocess
import sys
import textwrap

import pytest

from api.security.logs import Discreet

CANARY = "canary-6f1d"


def line(name: str, message: str, *args: object, error: BaseException | None = None) -> str:
    """What the log shows of a record."""
    told = (type(error), error, error.__traceback__) if error else None
    return Discreet().format(logging.LogRecord(name, logging.ERROR, "x.py", 1, message, args, told))


def test_an_error_keeps_its_class_and_loses_its_text() -> None:
    """The class says what to look for; the text may hold what was sent."""
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        shown = line("api.staff.routes", "A request ended in an error that nobody expected.", error=error)

    assert "api.staff.routes A request ended in an error that nobody expected. [ValueError]" in shown
    assert CANARY not in shown


@pytest.mark.parametrize("name", ["uvicorn.error", "sqlalchemy.engine", "asyncio", "websockets.server", "apiary"])
def test_a_library_keeps_its_name_and_loses_its_words(name: str) -> None:
    """Libraries log frames, statements and addresses."""
    assert CANARY not in line(name, f"received {CANARY}")


def test_a_sentence_of_ours_with_something_filled_in_is_dropped() -> None:
    """Only constant sentences are safe; the log call shows the mistake by what is missing."""
    assert CANARY not in line("api.jobs", "Purged %s", CANARY)


def test_the_place_of_an_error_is_a_line_of_ours() -> None:
    """An operator can look it up; it names no folder of the machine."""
    from api.settings import Settings, WrongSetting

    try:
        Settings.read({"API_BIND": CANARY})
    except WrongSetting as error:
        shown = line("api.cli", "No start.", error=error)

    assert "[WrongSetting api/settings.py:" in shown
    assert CANARY not in shown


def test_whatever_goes_wrong_in_a_process_its_output_holds_no_word() -> None:
    """Warnings, dying threads, lost tasks, broken log calls and the last error of all."""
    story = f"""
        import asyncio, gc, logging, threading, warnings
        from api.security import logs
        logs.set_up()
        warnings.warn("{CANARY}")
        logging.getLogger("api.x").error("%d", "{CANARY}")
        logging.getLogger("noisy").error("{CANARY}", exc_info=ValueError("{CANARY}"))
        thread = threading.Thread(target=lambda: int("{CANARY}"))
        thread.start()
        thread.join()

        async def lost():
            raise ValueError("{CANARY}")

        async def main():
            asyncio.get_running_loop().create_task(lost())
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            gc.collect()

        asyncio.run(main())
        raise KeyError("{CANARY}")
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(story)], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert CANARY not in done.stdout + done.stderr
    assert "KeyError" in done.stderr and "ValueError" in done.stderr
