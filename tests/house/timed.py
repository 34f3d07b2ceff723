"""Which asserts of a test file ask how long something took: such a test says more of the machine than of the program.

Followed are names, what is put into lists, and functions that give such a thing back. A clock that a test moves itself is
none of these, and a day or a time that is shown, sent or compared with a promised one is no length of time.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# What is only good for measuring, and what also tells the time: of the latter a difference of two is a measure.
STOPWATCH = re.compile(
    r"(?:time\.)?(?:monotonic|perf_counter|process_time|thread_time)(?:_ns)?|timeit\.\w+|(?:.*\.)?(?:get_running_|get_event_)?loop(?:\(\))?\.time"
)
CALENDAR = re.compile(r"time\.time(?:_ns)?")
NAMES_ONE = re.compile(r"monotonic|perf_counter|process_time|thread_time|timeit|loop|\btime\.time")
KEEPING = {"append", "add", "extend", "insert", "setdefault", "update"}
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Names:
    """What was measured and what was read off a clock so far, and which functions measure."""

    measuring: frozenset[str]
    measured: set[str] = field(default_factory=set)
    read_off: set[str] = field(default_factory=set)

    def is_length(self, node: ast.AST) -> bool:
        """Whether a length of time stands in here."""
        return any(self._length(one) for one in ast.walk(node))

    def is_time(self, node: ast.AST) -> bool:
        """Whether the time of day stands in here."""
        return any(self._reads(one, CALENDAR, self.read_off) for one in ast.walk(node))

    def _length(self, node: ast.AST) -> bool:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            return self.is_time(node.left) and self.is_time(node.right)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in self.measuring:
            return True
        return self._reads(node, STOPWATCH, self.measured)

    @staticmethod
    def _reads(node: ast.AST, clock: re.Pattern[str], known: set[str]) -> bool:
        if isinstance(node, ast.Call):
            return clock.fullmatch(ast.unparse(node.func)) is not None
        return isinstance(node, ast.Name) and node.id in known

    def learn(self, function: ast.AST) -> None:
        """Follow what is measured from name to name, until nothing is new."""
        moves = list(kept(function))
        size = -1
        while size != (size := len(self.measured) + len(self.read_off)):
            for names, value in moves:
                if self.is_length(value):
                    self.measured |= names
                if self.is_time(value):
                    self.read_off |= names


def kept(function: ast.AST) -> Iterator[tuple[set[str], ast.expr]]:
    """Which names take in what: by `=`, by a loop, or into a list."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            yield named(*node.targets), node.value
        elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr) and node.value is not None:
            yield named(node.target), node.value
        elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            yield named(node.target), node.iter
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in KEEPING:
            for value in node.args:
                yield named(node.func.value), value


def named(*targets: ast.expr) -> set[str]:
    """The names that stand first in what is filled: `a` of `a`, of `a[b]` and of `a.b`."""
    found: set[str] = set()
    for one in targets:
        if isinstance(one, ast.Tuple | ast.List):
            found |= named(*one.elts)
        elif isinstance(one, ast.Name):
            found.add(one.id)
        elif isinstance(one, ast.Subscript | ast.Attribute | ast.Starred):
            found |= named(one.value)
    return found - {"self"}


def measuring(tree: ast.Module, imported: frozenset[str] = frozenset()) -> frozenset[str]:
    """The functions that give back how long something took."""
    known, before = imported, None
    while known != before:
        before = known
        for one in ast.walk(tree):
            if isinstance(one, FUNCTIONS):
                names = Names(known)
                names.learn(one)
                back = (node.value for node in ast.walk(one) if isinstance(node, ast.Return | ast.Yield))
                if any(value is not None and names.is_length(value) for value in back):
                    known |= {one.name}
    return known


def timed(tree: ast.Module, imported: frozenset[str] = frozenset()) -> Iterator[ast.Assert]:
    """Every assert that asks how long something took; `imported` are functions of other files that measure."""
    known = measuring(tree, imported)
    for one in ast.walk(tree):
        if isinstance(one, FUNCTIONS):
            names = Names(known)
            names.learn(one)
            for node in ast.walk(one):
                if isinstance(node, ast.Assert) and names.is_length(node.test):
                    yield node
