"""Reads an editor's YAML so strictly that it can only mean what it says.

Every value is text: a lenient reader turns `22:00` into 1320, `no` into False, and lets a repeated key win in silence.
Refused with file and line: anchors, aliases, tags, repeated keys, keys that are not text, a second document, more than
256 kB, nesting deeper than 12, a flow of 5,000 steps. The tree is built from events without recursion, so no input can exhaust the stack.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

MOST_BYTES = 256 * 1024
# A translator's file holds both languages.
MOST_PO_BYTES = 1024 * 1024
MOST_DEPTH = 12
# No line was ever so long; a walk through all of it must not keep anybody waiting.
TOO_MANY_STEPS = 5_000


class Finding(NamedTuple):
    """One thing an editor should know: what, where, and what to do. Level E blocks, W warns, "out" leaves a service out.

    `fix` holds true wherever it is read, also by somebody who never saw a file; `in_file` goes on after "In the file," and
    is for whoever writes the file itself: terminal and YAML view add it, forms do not.
    """

    code: str
    level: str
    file: str
    line: int
    says: str
    fix: str
    at: str = ""
    in_file: str = ""

    def __str__(self) -> str:
        told = f"{self.file}:{self.line}: {self.code} {self.level}: {self.says} Fix: {self.fix}"
        return f"{told} In the file, {self.in_file}" if self.in_file else told


def one_of(names: Iterable[object]) -> str:
    """Names as a sentence has them: a, b or c."""
    *before, last = map(str, names)
    return f"{', '.join(before)} or {last}" if before else last


def in_order(found: Iterable[Finding]) -> list[Finding]:
    """The order in which findings are read everywhere: by file and line."""
    return sorted(found, key=lambda one: (one.file, one.line, *one))


class Refused(Exception):
    """The file is not read at all; `finding` says where and what to do."""

    def __init__(self, finding: Finding):
        super().__init__(str(finding))
        self.finding = finding


class Text(str):
    """A value as written, and the line it stands on."""

    __slots__ = ("line",)
    line: int


class Block(dict[str, Any]):
    """A mapping as written; `lines` knows the line of each key."""

    def __init__(self, line: int):
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class Items(list[Any]):
    """A list as written, and its first line."""

    def __init__(self, line: int):
        super().__init__()
        self.line = line


def line_of(value: Any, default: int = 1) -> int:
    """The line on which a value of the tree stands."""
    return getattr(value, "line", default)


def too_large(name: str) -> Finding:
    """What is said of a file that nobody wrote by hand."""
    fix = f"Keep it under {MOST_BYTES // 1024} kB, and give what does not fit a file of its own."
    return Finding("S01", "E", name, 1, "The file is too large.", fix)


def too_many_steps(name: str, line: int) -> Finding:
    """What is said of flows that nobody walks through; `line` is where the steps of this file begin."""
    fix = f"Keep all flows together under {TOO_MANY_STEPS:,} steps."
    return Finding("S01", "E", name, line, "There are too many steps.", fix)


def read_text(text: str, name: str) -> Any:
    """The tree of one YAML text; `name` is how findings call it. Raises Refused."""
    import yaml  # 1 MiB that a relay need not hold before somebody asks for content

    try:
        # The C reader cannot take a lone half of a pair of surrogates, and no file could hold it.
        if len(text.encode("utf-8")) > MOST_BYTES:
            raise Refused(too_large(name))
    except UnicodeEncodeError as fault:
        line = text[: fault.start].count("\n") + 1
        says = "The text holds half of a letter, which no file can keep."
        raise Refused(Finding("S01", "E", name, line, says, "Delete the broken sign.")) from None
    try:
        return _Tree(name).grow(text)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = mark.line + 1 if mark else 1
        says = f"The YAML cannot be read here: {fault.problem or 'syntax'}."
        fix = "Compare this line with the lines around it."
        how = 'use spaces and no tabs, put a space after ":" and quotes around a text with : or # in it.'
        raise Refused(Finding("S01", "E", name, line, says, fix, in_file=how)) from None
    except yaml.YAMLError as fault:
        line = text[: getattr(fault, "position", 0) or 0].count("\n") + 1
        says = "The file holds a character that YAML does not allow."
        raise Refused(Finding("S01", "E", name, line, says, "Delete the invisible character.")) from None


class _Tree:
    def __init__(self, name: str):
        self.name = name
        self.open: list[Block | Items] = []
        self.keys: list[Text | None] = []
        self.key_end = 0
        self.text = ""
        self.root: Any = None
        self.documents = 0

    def refuse(self, line: int, says: str, fix: str) -> Refused:
        return Refused(Finding("S01", "E", self.name, line, says, fix))

    def grow(self, text: str) -> Any:
        import yaml

        self.text = text.removeprefix("\ufeff")
        loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
        for event in yaml.parse(self.text, Loader=loader):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.NodeEvent):
                if isinstance(event, yaml.AliasEvent):
                    raise self.refuse(line, "Aliases (*name) are not used here.", "Write the text out again.")
                if event.anchor is not None:
                    raise self.refuse(line, "Anchors (&name) are not used here.", "Delete the & and its name.")
                if getattr(event, "tag", None):
                    raise self.refuse(line, "Tags (!name) are not used here.", "Delete the ! and its name.")
                if isinstance(event, yaml.ScalarEvent):
                    self.say(event, line)
                else:
                    self.enter(Block(line) if isinstance(event, yaml.MappingStartEvent) else Items(line), line)
            elif isinstance(event, yaml.CollectionEndEvent):
                self.open.pop()
                self.keys.pop()
            elif isinstance(event, yaml.DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    raise self.refuse(line, "A second document starts here.", "Delete the line with ---.")
        return self.root

    def say(self, event: Any, line: int) -> None:
        text = Text(event.value)
        text.line = line
        start, before, self.key_end = event.start_mark.index, self.key_end, event.end_mark.index
        if not text and self.keys and self.keys[-1] is not None and ":" not in self.text[before:start]:
            says = f'"{self.keys[-1]}" has no value: a comma in a text cuts it in two.'
            raise self.refuse(line, says, "Put the whole text in quotes.")
        self.place(text, line)

    def enter(self, value: Block | Items, line: int) -> None:
        self.place(value, line)
        self.open.append(value)
        self.keys.append(None)
        if len(self.open) > MOST_DEPTH:
            raise self.refuse(line, "This is nested too deep.", "Use fewer levels.")

    def place(self, value: Any, line: int) -> None:
        if not self.open:
            self.root = value
            return
        home = self.open[-1]
        if isinstance(home, Items):
            home.append(value)
            return
        key = self.keys[-1]
        if key is not None:
            home[key] = value
            self.keys[-1] = None
            return
        if not isinstance(value, Text):
            raise self.refuse(line, "A key must be plain text.", "Put a word before the colon.")
        if value in home.lines:
            raise self.refuse(line, f'"{value}" is written twice in one block.', "Keep one of the two.")
        home.lines[value] = line
        # Counted as they come: what is refused is not read to its end, and nobody has to read it again to count.
        if len(home.lines) >= TOO_MANY_STEPS and self.name.startswith("flows/"):
            raise Refused(too_many_steps(self.name, home.line))
        self.keys[-1] = value
