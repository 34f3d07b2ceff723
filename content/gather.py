"""Collects the files of a content and refuses what is not in the format."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from content.model import Source, blocks, keys_of
from content.reading import TOO_MANY_STEPS, Block, Finding, Items, Refused, line_of, read_text, too_many_steps

MOST_IN_ALL = 2 * 1024 * 1024
# A language more is ten files or so.
MOST_FILES = 300


def gather(files: Mapping[str, str], found: list[Finding]) -> Source | None:
    """The files, by path inside the folder, each in the format; findings go to `found`.

    None if there is too much of them, or if project.yaml itself cannot be used.
    """
    if sum(map(len, files.values())) > MOST_IN_ALL:
        fix = f"Keep all files together under {MOST_IN_ALL // 1024 // 1024} MB."
        found.append(Finding("S01", "E", max(files, key=lambda one: len(files[one])), 1, "This is too much text.", fix))
        return None
    project = _file("project.yaml", files, found)
    if project is None or not keys_of(project, "project", "project.yaml", found):
        return None
    blocks(project["languages"], "language", "project.yaml", found)
    if not isinstance(project["languages"], Items) or not any(
        isinstance(one, Block) and one.get("state") == "source" for one in project["languages"]
    ):
        says, line = "No language is named as the one that the flows are written in.", project.lines["languages"]
        fix, how = "Name one language as the one they are written in.", "write state: source beside exactly one."
        found.append(Finding("S01", "E", "project.yaml", line, says, fix, in_file=how))
        return None
    if len(files) > MOST_FILES:
        found.append(too_many_files(max(files)))
        return None
    source = Source(project)
    steps = 0
    for name, tree in _files(files, "flows/*.yaml", found):
        if keys_of(tree, "flow", name, found):
            steps += len(tree["steps"])
            if steps >= TOO_MANY_STEPS:
                found.append(too_many_steps(name, line_of(tree["steps"])))
                return None
            source.flows.append((name, tree))
    for name, tree in _files(files, "i18n/*/*.yaml", found):
        if keys_of(tree, "translations", name, found):
            source.translations.append((name, tree))
    for name, tree in _files(files, "services/*.yaml", found):
        _listed(name, tree, "service", source.services, found)
    for name, tree in _files(files, "phrases/*.yaml", found):
        kind = "phrases" if isinstance(tree, Block) and "phrases" in tree else "translations"
        if keys_of(tree, kind, name, found):
            source.phrases.append((name, tree))
    for name, tree in _files(files, "replies/*.yaml", found):
        if keys_of(tree, "replies", name, found):
            source.replies.append((name, tree))
    for name, tree in _files(files, "lexicon/*.yaml", found):
        _listed(name, tree, "lexicon", source.lexicon, found)
    for name, tree in _files(files, "societies/*.yaml", found):
        _listed(name, tree, "society", source.societies, found)
    for name, tree in _files(files, "warnings/*.yaml", found):
        _listed(name, tree, "warning", source.warnings, found)
    for name, tree in _files(files, "style/avoid.*.yaml", found):
        source.avoid[name.split(".")[1]] = blocks(tree, "avoid", name, found)
    for name, tree in _files(files, "style/topics.*.yaml", found):
        if keys_of(tree, "topics", name, found):
            source.topics[tree["lang"]] = [str(word) for word in tree["words"]]
    for name, tree in _files(files, "tests/*.yaml", found):
        _listed(name, tree, "case", source.cases, found)
    return source


def too_many_files(name: str) -> Finding:
    """What is said of a content that nobody finds anything in; `name` is one file of it."""
    fix = f"Keep to {MOST_FILES} files in all: put together what belongs together."
    return Finding("S01", "E", name, 1, "There are too many files.", fix)


def _listed(name: str, tree: Any, kind: str, into: list[tuple[str, Items]], found: list[Finding]) -> None:
    good = Items(getattr(tree, "line", 1))
    good.extend(blocks(tree, kind, name, found))
    into.append((name, good))


def _files(files: Mapping[str, str], pattern: str, found: list[Finding]) -> list[tuple[str, Any]]:
    named = [name for name in sorted(files) if fnmatchcase(name, pattern) and name.count("/") == pattern.count("/")]
    trees = [(name, _file(name, files, found)) for name in named]
    return [(name, tree) for name, tree in trees if tree is not None]


def _file(name: str, files: Mapping[str, str], found: list[Finding]) -> Any:
    if name not in files:
        if not any(one.file == name for one in found):
            found.append(Finding("S01", "E", name, 1, "The file is missing.", "Put it back."))
        return None
    try:
        tree = read_text(files[name], name)
    except Refused as refusal:
        found.append(refusal.finding)
        return None
    if tree is None:
        found.append(Finding("S01", "E", name, 1, "The file is empty.", "Fill it, or take it away."))
    return tree
