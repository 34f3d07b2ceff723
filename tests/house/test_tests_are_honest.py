"""Every test of ours can fail: it asserts something, is never skipped, waits for what happens instead of sleeping, and takes no time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.house.timed import NAMES_ONE, measuring, timed

TESTS = sorted(Path("tests").rglob("test_*.py"))
SOURCES = sorted(Path("tests").rglob("*.py"))
BROWSER = sorted(Path("tests").rglob("*.test.js"))
# These run beside the tests or wait on their behalf: what is imitated, the bench, the camera, and the one patient look.
PATIENT = "tests/journeys/conftest.py"
MAY_SLEEP = ("tests/fakes/", "tests/load/", "tests/journeys/pictures.py", PATIENT)
# What looks at the result through a page, a phone or an exception, or waits for it and fails when it never comes.
LOOKS = re.compile(r"(must_|check_|reads|sees|hears|no_longer_reads|until$|expect$|raises$|warns$|fail$)")
SLEEPS = {"sleep", "wait_for_timeout"}
NEVER = {"skip", "skipif", "xfail", "importorskip"}

Function = ast.FunctionDef | ast.AsyncFunctionDef
NAMED = ast.Attribute | ast.Name


@pytest.fixture(scope="module", autouse=True)
def forgotten() -> Iterator[None]:
    """Whatever runs behind these tests does not carry a million pieces of all files along."""
    yield
    for one in (tree, nodes, functions, asserts, asserting, lengths):
        one.cache_clear()


def called(node: ast.AST) -> set[str]:
    """The names of everything that is called in here: the last part of `a.b.c()`."""
    names = (one.func for one in ast.walk(node) if isinstance(one, ast.Call))
    return {name.attr if isinstance(name, ast.Attribute) else name.id for name in names if isinstance(name, NAMED)}


@cache
def tree(path: Path) -> ast.Module:
    """A file, taken apart once."""
    return ast.parse(path.read_text())


@cache
def nodes(path: Path) -> list[ast.AST]:
    """Everything in a file."""
    return list(ast.walk(tree(path)))


@cache
def functions(path: Path) -> list[Function]:
    """Every function of a file, also those of classes."""
    return [node for node in nodes(path) if isinstance(node, Function)]


@cache
def asserts(node: ast.AST) -> bool:
    """Whether something in here can fail by itself."""
    return any(isinstance(one, ast.Assert) for one in ast.walk(node)) or any(LOOKS.match(name) for name in called(node))


@cache
def asserting(path: Path) -> set[str]:
    """The functions of a file that can fail by themselves."""
    return {one.name for one in functions(path) if asserts(one)}


def helpers(path: Path) -> set[str]:
    """The functions that a file defines or imports, and that assert on the test's behalf."""
    own = {name for name in asserting(path) if not name.startswith("test_")}
    for source, names in taken(path):
        own |= asserting(source) & {name.name for name in names}
    return own


def taken(path: Path) -> Iterator[tuple[Path, list[ast.alias]]]:
    """What a file takes from which other files of the tests."""
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and (node.module or "").startswith("tests."):
            source = Path(*node.module.split(".")).with_suffix(".py")  # type: ignore[union-attr]
            if source.exists():
                yield source, node.names


# Each rule is one test that names every line which breaks it, as in test_house.


def test_every_test_looks_at_what_came_out() -> None:
    """A test that asserts nothing is green whatever happens."""
    blind = [
        f"{path}: {one.name}"
        for path in TESTS
        for trusted in [helpers(path)]
        for one in functions(path)
        if one.name.startswith("test_") and not asserts(one) and not called(one) & trusted
    ]
    assert len(TESTS) > 100
    assert blind == [], f"say what must be true in {blind}"


def test_no_test_is_set_aside() -> None:
    """A test that is skipped or expected to fail protects nobody."""
    found = [
        f"{path}:{node.lineno}: {node.attr}"
        for path in SOURCES
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and node.attr in NEVER and of_pytest(node.value)
    ]
    assert found == [], f"{found}; make it run, or take it out"


def of_pytest(node: ast.expr) -> bool:
    """Whether this is `pytest`, `pytest.mark` or `mark`."""
    return ast.unparse(node) in ("pytest", "pytest.mark", "mark", "unittest")


def test_no_test_sleeps() -> None:
    """A pause is too short on a slow day and too long on all others: wait for what is to happen."""
    sleeping = [
        f"{path}:{node.lineno}: {ast.unparse(node)}"
        for path in SOURCES
        if not str(path).startswith(MAY_SLEEP)
        for node in nodes(path)
        if isinstance(node, ast.Call) and pauses(node)
    ]
    assert sleeping == [], "; ".join(sleeping)


def pauses(node: ast.Call) -> bool:
    """Whether this very call is a pause of a fixed length above zero."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name in SLEEPS and any(isinstance(one, ast.Constant) and bool(one.value) for one in node.args)


def test_no_test_asks_how_long_something_took() -> None:
    """A slow day is no fault of the program: count what it did, or move a clock of the test's own."""
    found = [
        f"{path}:{node.lineno}: {ast.unparse(node)}"
        for path in SOURCES
        if str(path) != PATIENT
        for elsewhere in [measured_elsewhere(path)]
        if elsewhere or NAMES_ONE.search(path.read_text())
        for node in timed(tree(path), elsewhere)
    ]
    assert found == [], "; ".join(found)


def measured_elsewhere(path: Path) -> frozenset[str]:
    """The functions that a file takes from another of the tests, and that give back how long something took."""
    return frozenset(
        name.asname or name.name for source, names in taken(path) for name in names if name.name in lengths(source)
    )


@cache
def lengths(path: Path) -> frozenset[str]:
    """The functions of a file that give back how long something took."""
    return measuring(tree(path)) if NAMES_ONE.search(path.read_text()) else frozenset()


TAKES_TIME = {
    "at once": "began = time.monotonic()\n    work()\n    assert time.monotonic() - began < 1",
    "by a name": "took = -time.perf_counter()\n    took += time.perf_counter()\n    assert took < 1",
    "by the calendar": "began = time.time()\n    work()\n    assert 0 < time.time() - began < 1",
    "of a loop": "began = asyncio.get_running_loop().time()\n    assert loop.time() >= began + 1",
    "from a list": "rounds = []\n    rounds.append(time.process_time())\n    assert min(rounds) < 1",
    "as a ratio": "grown = {name: spent(name) / 2 for name in names}\n    assert {a: b for a, b in grown.items() if b > 3} == {}",
}
TAKES_NONE = {
    "a clock of its own": "before = clock.steady()\n    clock.forward(5)\n    assert clock.steady() - before == 5",
    "a stopwatch that is handed on": "gate = Turnstile(4, 1, time.monotonic)\n    assert gate.open",
    "a deadline": "end = time.monotonic() + 5\n    while time.monotonic() < end and not done():\n        look()\n    assert done()",
    "a day that is sent": "today = datetime.now(UTC)\n    sent = {'day': today}\n    assert ask(sent).json()['day'] == today",
    "a time that is promised": "at = ask() // 1000\n    assert abs(at - time.time()) < 4 * DAY",
}
SPENT = "def spent(of):\n    began = time.process_time()\n    of()\n    return time.process_time() - began\n\n"


@pytest.mark.parametrize("body", TAKES_TIME.values(), ids=TAKES_TIME)
def test_an_assert_on_a_stopwatch_is_seen(body: str) -> None:
    """However it is written down."""
    assert len(list(timed(ast.parse(f"{SPENT}def test_it():\n    {body}")))) == 1


@pytest.mark.parametrize("body", TAKES_NONE.values(), ids=TAKES_NONE)
def test_an_assert_on_something_else_is_let_be(body: str) -> None:
    """A rule that cries at what is right would soon be gone around."""
    assert list(timed(ast.parse(f"{SPENT}def test_it():\n    {body}"))) == []


@pytest.mark.parametrize("path", BROWSER, ids=str)
def test_no_browser_test_is_set_aside_or_blind(path: Path) -> None:
    """The same holds for tests in JavaScript."""
    text = path.read_text()
    assert not re.findall(r"\b(?:test|it|describe)\.(?:skip|only|todo)\b|\b(?:skip|todo):\s*(?:true|['\"])", text)
    blocks = re.split(r"^test\(", text, flags=re.M)[1:]
    blind = [
        block.split("\n", 1)[0][:80]
        for block in blocks
        if not re.search(r"\bassert\b|\bequal\(|\bok\(|\brejects\(|\bthrows\(", block)
    ]
    assert blind == [], f"{path}: say what must be true in {blind}"
    assert blocks, f"{path}: no test begins a line"
