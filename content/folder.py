"""Reads the files of a content folder into memory, where everything else takes them from."""

import re
from collections.abc import Mapping
from pathlib import Path

from content.reading import MOST_BYTES, Finding, too_large

LONGEST_PATH = 120
# What a content is made of, by name; whatever else is called is no content, and no path leads out of the folder.
PATH = re.compile(
    r"project\.yaml|(?:flows|services|lexicon|societies|warnings|tests)/[a-z0-9_]{1,40}\.yaml"
    r"|(?:phrases|replies)/[a-z]{2,8}(?:-[a-z0-9]{2,8}){0,3}\.yaml"
    r"|i18n/[a-z]{2,8}(?:-[a-z0-9]{2,8}){0,3}/[a-z0-9_]{1,40}\.yaml"
    r"|style/(?:avoid|topics)\.[a-z]{2,8}(?:-[a-z0-9]{2,8}){0,3}\.yaml"
)
RELEASED = "release.json"
NAMING = "Small letters, digits and _ before .yaml, in the folder where it belongs, as in flows/my_flow.yaml."


def is_path(path: str) -> bool:
    """Say whether a file of the content may have this path."""
    return len(path) <= LONGEST_PATH and PATH.fullmatch(path) is not None


def misnamed(folder: Path) -> list[str]:
    """The paths in a folder that somebody may have meant as content; what is hidden, as git's own, nobody did."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.suffix.lower() in (".yaml", ".yml"))
    return sorted(
        ascii(path.as_posix())[1:-1]
        for path in found
        if not is_path(path.as_posix()) and not any(part.startswith(".") for part in path.parts)
    )


def paths_in(folder: Path) -> list[str]:
    """The paths in a folder that are content."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml"))
    return sorted(path for path in found if is_path(path))


def files_of(folder: Path, found: list[Finding]) -> Mapping[str, str]:
    """The text of every file, by its path inside the folder; one that cannot be read goes to `found` and is left out."""
    files: dict[str, str] = {}
    for name in misnamed(folder):
        says = "No file of the content may be called so, and nothing of it is read."
        found.append(Finding("S01", "E", name, 1, says, NAMING))
    for name in sorted({"project.yaml", *paths_in(folder)}):
        try:
            raw = (folder / name).read_bytes()
        except OSError:
            fix = "Put it back, readable by this account."
            found.append(Finding("S01", "E", name, 1, "The file cannot be opened.", fix))
            continue
        if len(raw) > MOST_BYTES:
            found.append(too_large(name))
            continue
        try:
            files[name] = raw.decode("utf-8")
        except UnicodeDecodeError as fault:
            line = raw[: fault.start].count(b"\n") + 1
            found.append(Finding("S01", "E", name, line, "This is not UTF-8 text.", "Save the file as UTF-8."))
    try:
        files[RELEASED] = (folder / RELEASED).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        # No release yet, or none that can be told: the library asks for one outside practice mode.
        return files
    return files
