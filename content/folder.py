"""Reads the files of a content folder into memory, where everything else takes them from."""

from collections.abc import Mapping
from pathlib import Path

from content.reading import MOST_BYTES, Finding, too_large

# What a content folder holds; whatever else lies there is no content.
KINDS = ("flows", "i18n/*", "services", "phrases", "replies", "lexicon", "societies", "warnings", "style", "tests")
PATTERNS = ("project.yaml", *(f"{kind}/*.yaml" for kind in KINDS))
RELEASED = "release.json"


def files_of(folder: Path, found: list[Finding]) -> Mapping[str, str]:
    """The text of every file, by its path inside the folder; one that cannot be read goes to `found` and is left out."""
    files: dict[str, str] = {}
    for path in [folder / "project.yaml", *sorted({one for kind in PATTERNS[1:] for one in folder.glob(kind)})]:
        name = path.relative_to(folder).as_posix()
        try:
            raw = path.read_bytes()
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
