"""The draft as forms need it: files as trees, texts by language, limits, the edition it makes; pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from functools import cache, lru_cache, partial
from itertools import chain, combinations
from typing import Any

from api.security.gate import STUDIO_CAP
from api.studio.examining import Examined
from api.studio.files import Files
from api.studio.rules import Listed
from content.bundle import canonical, source_mark
from content.gather import MOST_IN_ALL
from content.reading import MOST_BYTES, MOST_PO_BYTES, TOO_MANY_STEPS, Block, Refused, read_text

Json = dict[str, Any]
Fewer = Callable[[], frozenset[bytes]]
FOLDERS = ("flows", "i18n", "services", "phrases", "replies", "lexicon", "societies", "warnings", "style", "tests")
MOST_FILLED = 8  # more names of one service in other languages than this, and each of them costs two calls


@cache
def limits() -> dict[str, int]:
    """Return how much there may be of what; the rules that say so are read when the first editor comes."""
    from content.rules.places import MOST_UNITS
    from content.rules.texts import MOST_CHOICES, MOST_LABEL, MOST_SAY

    return {
        "label": MOST_LABEL,
        "choices": MOST_CHOICES,
        "say": MOST_SAY,
        "units": MOST_UNITS,
        "file_bytes": MOST_BYTES,
        "sent_bytes": STUDIO_CAP - 4096,  # whatever stands around the files in a request
        "po_bytes": MOST_PO_BYTES,
        "all_letters": MOST_IN_ALL,
        "steps": TOO_MANY_STEPS - 1,
    }


def model(files: Files, examined: Examined) -> Json:
    """Return everything that the forms show of a state of the content.

    A tree holds texts, lists and blocks as written, so that a place in it is a place in the file. `marks` names every source
    text as its translations do; `services` gives beside each tree what a caller reads out (`of`).
    """
    trees: dict[str, Json] = {folder: {} for folder in FOLDERS}
    for path, text in sorted(files.items()):
        folder = path.partition("/")[0]
        if folder in trees:
            trees[folder][path] = _tree(text, path)
    source = (examined.edition or {}).get("bundle", {}).get("source", "en")
    texts = examined.texts
    return {
        **trees,
        "project": _tree(files.get("project.yaml", ""), "project.yaml"),
        "texts": texts,
        "marks": {key: source_mark(text) for key, text in texts.get(source, {}).items()},
        "of": {service: of.hex() for service, of in read_out(files).items()},
        "limits": limits(),
        "hash": examined.hash,
        "edition": examined.edition,
    }


def read_out(files: Files) -> dict[str, bytes]:
    """Name, for each service, what whoever calls it compares: what it is called, how it is reached, and when."""
    return {service: one.of for service, (one, _) in listed(files).items()}


def listed(files: Files) -> dict[str, tuple[Listed, tuple[str, int]]]:
    """Return every service of a state as the rules see it, and the file and line where it stands."""
    project = _tree(files.get("project.yaml", ""), "project.yaml")
    floor = project.get("floor") if isinstance(project, dict) else None
    source = _source(project)
    found: dict[str, tuple[Listed, tuple[str, int]]] = {}
    for path, text in sorted(files.items()):
        here = _services(path, text, source) if path.startswith("services/") else ()
        for service, of, fewer, called_on, line in here:
            one = Listed(of, called_on, isinstance(floor, list) and service in floor, fewer)
            found.setdefault(service, (one, (path, line)))
    return found


def _source(project: Any) -> str | None:
    """Return the language that everything is written in first."""
    languages = project.get("languages") if isinstance(project, dict) else None
    blocks = [one for one in languages if isinstance(one, Block)] if isinstance(languages, list) else []
    return next((str(one.get("id")) for one in blocks if one.get("state") == "source"), None)


@lru_cache(maxsize=64)
def _services(path: str, text: str, source: str | None) -> tuple[tuple[str, bytes, Fewer, str, int], ...]:
    """Return the services of a file: id, what is compared, the same in fewer languages, the day of the calls, and the line."""
    tree = _tree(text, path)
    blocks = [one for one in tree if isinstance(one, Block)] if isinstance(tree, list) else []
    return tuple(
        (str(one["id"]), _compared(one), cache(partial(_fewer, one, source)), _called_on(one.get("verified")), one.line)
        for one in blocks
        if isinstance(one.get("id"), str)
    )


def _compared(written: Block, without: Collection[tuple[str, str]] = ()) -> bytes:
    hours = written.get("hours")
    when = {key: hours.get(key) for key in ("osm", "zone", "closed")} if isinstance(hours, dict) else hours
    names = [_in_words(written.get(key)) for key in ("name", "plain")]
    for key, lang in without:
        names[key == "plain"] = {one: words for one, words in names[key == "plain"].items() if one != lang}
    return hashlib.sha256(canonical([written["id"], *names, written.get("reach"), when])).digest()


def _fewer(written: Block, source: str | None) -> frozenset[bytes]:
    """Name what it was before its name, or its plain name, was filled in in other languages: one after another, in whatever order.

    A name with an address of its own is none of those: it leads somewhere, so two people look where.
    """
    from content.rules.links import sites_in

    said = {key: _in_words(written[key]) for key in ("name", "plain") if isinstance(written.get(key), Block)}
    filled = [
        (key, lang)
        for key, words in said.items()
        if source in words
        for lang in words
        if lang != source and not sites_in(str(words[lang])) - sites_in(str(words[source]))
    ]
    if len(filled) > MOST_FILLED:
        return frozenset()
    some = chain.from_iterable(combinations(filled, many) for many in range(1, len(filled) + 1))
    return frozenset(_compared(written, without) for without in some)


def _in_words(said: Any) -> Any:
    """Return a name in each language that has one: one that was emptied is as one that was never there."""
    return {lang: words for lang, words in said.items() if words != ""} if isinstance(said, Block) else said or {}


def _called_on(verified: Any) -> str:
    """Return the day on which two people are said to have called; empty: they have not."""
    by = verified.get("by") if isinstance(verified, dict) else None
    return str(verified.get("on") or "") if isinstance(by, list) and len(by) > 1 else ""


def _tree(text: str, path: str) -> Any:
    """Return a file as a tree, or nothing if it cannot be read."""
    try:
        return read_text(text, path)
    except Refused:
        return None
