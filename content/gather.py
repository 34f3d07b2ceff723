"""Collects every file of a content folder and refuses what is not in the format."""

from pathlib import Path
from typing import Any

from content.model import Source, blocks, keys_of
from content.reading import Block, Finding, Items, Refused, read


def gather(folder: Path, found: list[Finding]) -> Source | None:
    """The files of a folder, each in the format; findings go to `found`. None if project.yaml itself cannot be used."""
    project = _file(folder / "project.yaml", folder, found)
    if project is None or not keys_of(project, "project", "project.yaml", found):
        return None
    blocks(project["languages"], "language", "project.yaml", found)
    if not isinstance(project["languages"], Items) or not any(
        isinstance(one, Block) and one.get("state") == "source" for one in project["languages"]
    ):
        fix = "Mark exactly one language with state: source."
        found.append(
            Finding("S01", "E", "project.yaml", project.lines["languages"], "No source language is named.", fix)
        )
        return None
    source = Source(project)
    for name, tree in _files(folder, "flows/*.yaml", found):
        if keys_of(tree, "flow", name, found):
            source.flows.append((name, tree))
    for name, tree in _files(folder, "i18n/*/*.yaml", found):
        if keys_of(tree, "translations", name, found):
            source.translations.append((name, tree))
    for name, tree in _files(folder, "services/*.yaml", found):
        _listed(name, tree, "service", source.services, found)
    for name, tree in _files(folder, "phrases/*.yaml", found):
        kind = "phrases" if isinstance(tree, Block) and "phrases" in tree else "translations"
        if keys_of(tree, kind, name, found):
            source.phrases.append((name, tree))
    for name, tree in _files(folder, "replies/*.yaml", found):
        if keys_of(tree, "replies", name, found):
            source.replies.append((name, tree))
    for name, tree in _files(folder, "lexicon/*.yaml", found):
        _listed(name, tree, "lexicon", source.lexicon, found)
    for name, tree in _files(folder, "societies/*.yaml", found):
        _listed(name, tree, "society", source.societies, found)
    for name, tree in _files(folder, "warnings/*.yaml", found):
        _listed(name, tree, "warning", source.warnings, found)
    for name, tree in _files(folder, "style/avoid.*.yaml", found):
        source.avoid[name.split(".")[1]] = blocks(tree, "avoid", name, found)
    for name, tree in _files(folder, "style/topics.*.yaml", found):
        if keys_of(tree, "topics", name, found):
            source.topics[tree["lang"]] = [str(word) for word in tree["words"]]
    for name, tree in _files(folder, "tests/*.yaml", found):
        _listed(name, tree, "case", source.cases, found)
    return source


def _listed(name: str, tree: Any, kind: str, into: list[tuple[str, Items]], found: list[Finding]) -> None:
    good = Items(getattr(tree, "line", 1))
    good.extend(blocks(tree, kind, name, found))
    into.append((name, good))


def _files(folder: Path, pattern: str, found: list[Finding]) -> list[tuple[str, Any]]:
    trees = [(str(path.relative_to(folder)), _file(path, folder, found)) for path in sorted(folder.glob(pattern))]
    return [(name, tree) for name, tree in trees if tree is not None]


def _file(path: Path, folder: Path, found: list[Finding]) -> Any:
    name = str(path.relative_to(folder))
    try:
        tree = read(path, name)
    except Refused as refusal:
        found.append(refusal.finding)
        return None
    except OSError:
        found.append(
            Finding("S01", "E", name, 1, "The file cannot be opened.", "Put it back, readable by this account.")
        )
        return None
    if tree is None:
        found.append(Finding("S01", "E", name, 1, "The file is empty.", "Fill it or delete it."))
    return tree
