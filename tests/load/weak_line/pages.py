"""A plug-in for pytest that seats everybody of a file of stories at a weak line."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

WEAKEN = Path(__file__).with_name("pages.js").read_text()
PATIENCE_MS = 60_000


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run name its seed."""
    parser.addoption("--weak-line", metavar="SEED", required=True, help="what decides by chance, and alike each time")


def pytest_configure(config: pytest.Config) -> None:
    """Whoever comes to a browser from now on has a line of their own: of the seed, and of their number in this run."""
    seed, numbers, seat, patience = config.getoption("--weak-line"), count(1), Browser.new_context, expect.set_options

    def seated(browser: Browser, **look: Any) -> BrowserContext:
        context = seat(browser, **look)
        own = json.dumps(f"{seed} {next(numbers)}")
        context.add_init_script(f"(() => {{ {WEAKEN}\nweaken(globalThis, {own}); }})();")
        context.set_default_timeout = patient(context.set_default_timeout)  # type: ignore[method-assign]
        return context

    Browser.new_context = seated  # type: ignore[assignment, method-assign]
    expect.set_options = patient(expect.set_options)  # type: ignore[method-assign]
    config.add_cleanup(lambda: setattr(Browser, "new_context", seat))
    config.add_cleanup(lambda: setattr(expect, "set_options", patience))
    # Behind an `&` it is ignored from the beginning; whoever stops this run wants the servers put away.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def patient(set_timeout: Callable[..., None]) -> Callable[..., None]:
    """Slow is no fault here: let nothing be given up before its time on such a line."""
    return lambda timeout: set_timeout(timeout=max(timeout, PATIENCE_MS))
