"""The studio's record is only ever added to: no program line changes or removes what somebody saved, signed or called."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

FILES = [path for path in sorted(Path("api").rglob("*.py")) if not {"migrations", "web"} & set(path.parts)]
# What may be written later into a row that is there, and nothing else; no row of these is ever removed.
LATER: dict[str, set[str]] = {
    "revisions": set(),
    "approvals": set(),
    "calls": set(),
    "objections": set(),
    "reviews": {"payload", "edition", "files", "ended_at"},
    "releases": {"withdrawn_at"},
}
SQL = re.compile(rf"\b(?:update|delete\s+from|truncate|insert\s+or\s+replace\s+into)\s+({'|'.join(LATER)})\b", re.I)


def table_of(node: ast.expr) -> str | None:
    """Return which table of the record a name stands for: `revisions`, or `studio_tables.revisions`."""
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return name if name in LATER else None


def changes(source: str) -> Iterator[tuple[str, str]]:
    """Yield every statement that would change a row: the table, and what is done."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            verb = (
                called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
            )
            on = node.args[0] if node.args else None
            if verb in ("update", "delete") and on is not None and (table := table_of(on)):
                yield table, verb
            if verb in ("update", "delete", "on_conflict_do_update") and isinstance(called, ast.Attribute):
                inside = next((one for one in map(table_of, _names(called.value)) if one), None)
                if inside:
                    yield inside, verb
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and (found := SQL.search(node.value)):
            yield found[1].lower(), "text"
        if isinstance(node, ast.ImportFrom | ast.Import):
            yield from ((one.name, "another name") for one in node.names if one.asname and one.name in LATER)


def _names(node: ast.expr) -> Iterator[ast.expr]:
    return (one for one in ast.walk(node) if isinstance(one, ast.Name | ast.Attribute))


def test_no_line_changes_or_removes_what_was_saved_signed_or_called():
    """Two lines write into a row that is there, and both into a review or a release, never into what people wrote."""
    found = {(str(path), *one) for path in FILES for one in changes(path.read_text())}

    assert found == {("api/studio/queries.py", "reviews", "update"), ("api/studio/queries.py", "releases", "update")}


def test_what_is_written_later_is_what_happens_later():
    """A review gets what is signed and its end, a version that it was taken off; who asked and what was signed stay."""
    tree = ast.parse(Path("api/studio/queries.py").read_text())
    written: dict[str, set[str]] = {}
    for function in (one for one in ast.walk(tree) if isinstance(one, ast.AsyncFunctionDef)):
        tables = [table_of(one.args[0]) for one in ast.walk(function) if isinstance(one, ast.Call) and _is_update(one)]
        for table in tables:
            written.setdefault(table or "", set()).update(_set(function))

    assert written == {table: columns for table, columns in LATER.items() if columns}


def _is_update(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "update"


def _set(function: ast.AsyncFunctionDef) -> Iterator[str]:
    """Yield the columns that a function writes: `values(ended_at=now)`, or a dictionary of them."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "values":
            yield from (str(one.arg) for one in node.keywords)
        if isinstance(node, ast.Dict):
            yield from (str(one.value) for one in node.keys if isinstance(one, ast.Constant))


@pytest.mark.parametrize(
    "line",
    [
        "await connection.execute(update(revisions).values(author=None))",
        "await connection.execute(delete(approvals).where(x))",
        "await connection.execute(tables.calls.delete())",
        "await connection.execute(insert(revisions).on_conflict_do_update(set_={}))",
        "await connection.execute(text('DELETE FROM revisions WHERE number < 3'))",
        "from api.store.studio_tables import approvals as table",
        "await connection.execute(sqlalchemy.update(studio_tables.calls))",
    ],
)
def test_a_line_that_would_change_the_record_is_seen(line: str):
    """However it is written."""
    assert {table for table, _ in changes(line)} & {"revisions", "approvals", "calls"}
