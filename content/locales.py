"""Begins a new language: one line in project.yaml, and the files that its texts will stand in."""

import re
from collections.abc import Mapping

from content.editing import Change
from content.model import FONTS
from content.reading import one_of
from content.translating import home, placed, source_of

# Small letters alone: files are called by it.
CODE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,2}")


class NotALanguage(Exception):
    """The language cannot be begun like this; `says` and `fix` are one sentence each."""

    def __init__(self, says: str, fix: str):
        super().__init__(f"{says} {fix}")
        self.says, self.fix = says, fix


def begun(files: Mapping[str, str], code: str, name: str, approves: str, font: str = "") -> dict[str, str]:
    """The files that change, by path: nobody but the studio shows the language until its state is no longer `draft`.

    `code` is one for each community's spelling (`ojs-north`), `name` is how its speakers write it, `approves` is the speaker who
    will read every text before it goes live.
    """
    listed = source_of(files).languages()
    if not CODE.fullmatch(code):
        fix = "Use two or three small letters, such as ojs, and after each dash two to eight more, such as ojs-north."
        raise NotALanguage(f'"{code}" is no code of a language.', fix)
    if any(one["id"] == code for one in listed):
        raise NotALanguage(f'"{code}" is there already.', "Open it in Translate.")
    if not name.strip() or not approves.strip():
        raise NotALanguage("A language needs its name and a speaker.", "Write who will read every text.")
    if font and font not in FONTS:
        raise NotALanguage(f'"{font}" is no font that the pages know.', f"Choose {one_of(FONTS)}.")
    row = {"id": code, "name": name.strip(), "state": "draft", "approves": approves.strip(), "approved_by": ""}
    made = {
        "project.yaml": placed(
            files["project.yaml"],
            [Change(("languages", code), {**row, **({"font": font} if font else {})})],
            "project.yaml",
        )
    }
    flows = [path.replace("flows/", f"i18n/{code}/", 1) for path in sorted(files) if path.startswith("flows/")]
    return made | {path: home(files, path, code) for path in (*flows, f"phrases/{code}.yaml", f"replies/{code}.yaml")}
