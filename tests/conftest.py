"""How the tests spend less time: long stories first, programs started from one that has read them, statements compiled once, failures named at once
and with what their people saw."""

from __future__ import annotations

import gc
from collections.abc import Generator, Iterator
from datetime import datetime
from typing import Any

import pytest
from hypothesis import settings

from tests.fakes.line import Process, Starting
from tests.fakes.nursery import Nursery
from tests.fakes.pages_seen import pages_of
from tests.fakes.statements import share_statements

# No test measures time: a busy machine is no fault of what is tested.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

LONG = ("tests/journeys/", "tests/web/", "tests/fakes/", "tests/bot/test_killed", "tests/vectors/test_twin_walks")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take minutes before those that take seconds; inside a file nothing moves."""
    items.sort(key=lambda item: next((i for i, name in enumerate(LONG) if item.nodeid.startswith(name)), len(LONG)))


def pytest_collection_finish() -> None:
    """Let the collector pass over thousands of tests and everything they imported, which stay anyway."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


class AtOnce:
    """Names what failed when it fails: nobody waits for the end of a long run to begin."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write one line per failure."""
        out = self.config.pluginmanager.get_plugin("terminalreporter")
        if report.failed and out is not None:
            out.write_line(f"\n{report.when} of {report.nodeid} failed, at {datetime.now():%H:%M:%S}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Add to a story that failed what its people saw then."""
    report = yield
    if report.failed and report.when == "call":
        report.sections += [("On a page then", seen) for seen in pages_of(item)]
    return report


def pytest_configure(config: pytest.Config) -> None:
    """Let whoever watches the run read what fails."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(AtOnce(config))


@pytest.fixture(scope="session", autouse=True)
def statements() -> None:
    """Let every engine use what another has compiled."""
    share_statements()


@pytest.fixture(scope="session", autouse=True)
def nursery() -> Iterator[None]:
    """Start the parts of a line from a nursery, which is itself started with the first of them."""
    begun: list[Nursery] = []

    def begin(*asked: Any) -> Process:
        if not begun:
            begun.append(Nursery())
        return begun[0].begin(*asked)

    usual, Starting.begin = Starting.begin, staticmethod(begin)
    yield
    Starting.begin = staticmethod(usual)
    for one in begun:
        one.close()
