"""Carries a language's texts to a translator and back, as PO files that any program reads.

A row that comes back is taken only if it translates today's words: its source must be the one of this moment, letter for
letter. Every other row is refused by itself, with a sentence, and the rest is taken.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from content.editing import Change, Unplaceable, apply
from content.reading import MOST_PO_BYTES
from content.translating import NOTES, Row, change, home, rows

# The words of a row as they must stand: between straight quotation marks, with a backslash before one among them.
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?) ?(.*)", re.S)
PLACEHOLDER = re.compile(r"\{[^{}]*\}")
# Babel reads the code of a language as a place in its own list, where a community's spelling is in none: it is never told it.
LANGUAGE = re.compile(r'((?:"|\\n)Language:)[ \t]*([^"\\]*)', re.I)
# A clock is told in its own way in every language.
CLOCK = {"{hour}", "{hour24}", "{minute}", "{twin}"}
HEAD = """\
# Texts of the line in {lang}, to be translated and sent back to the studio.
# Keep what stands in {{braces}} as it is. Rows marked "fuzzy" have an old translation: correct it, then take the mark off."""
UNQUOTED = "A quotation mark was lost at an end of it. Write each line of it between two straight ones."


class NotPo(Exception):
    """The file as a whole cannot be taken; `line` is where, `says` and `fix` are one sentence each."""

    def __init__(self, line: int, says: str, fix: str):
        super().__init__(f"{says} {fix}")
        self.line, self.says, self.fix = line, says, fix


class Refusal(NamedTuple):
    """A row that was not taken: its id, its line in the PO file, why, and the words that it brought, so that none is lost."""

    id: str
    line: int
    says: str
    text: str = ""


class Taken(NamedTuple):
    """What a PO file changes: the new text of each file, how many rows were taken, how many were so already, and the refused."""

    files: dict[str, str]
    taken: int
    same: int
    refused: list[Refusal]


def written(files: Mapping[str, str], lang: str, now_ms: int) -> str:
    """The PO file of a language: every text, translated or not, an old translation marked as unsure."""
    when = datetime.fromtimestamp(now_ms / 1000, UTC)
    catalog = Catalog(
        project="Quietline", version="content", creation_date=when, revision_date=when, language_team=lang
    )
    catalog.header_comment = HEAD.format(lang=lang)
    for row in rows(files, lang):
        catalog.add(
            row.source,
            row.text,
            locations=[(row.file, row.line)],
            flags=["fuzzy"] if row.stale else [],
            auto_comments=[NOTES[row.kind]],
            context=row.id,
        )
    out = BytesIO()
    write_po(out, catalog, width=0)
    team = f'"Language-Team: {lang}\\n"\n'
    return out.getvalue().decode("utf-8").replace(team, f'"Language: {lang}\\n"\n{team}', 1)


def taken(files: Mapping[str, str], lang: str, po: str) -> Taken:
    """What a translator's file changes. NotPo if it is none, or of another language."""
    known = {row.id: row for row in rows(files, lang)}
    changes: dict[str, list[Change]] = {}
    refused: list[Refusal] = []
    unquoted = _unquoted(po)
    count = same = 0
    for message in _read(po, lang):
        text = message.string if isinstance(message.string, str) else "".join(message.string or ())
        row = known.get(str(message.context))
        if message.id and message.lineno in unquoted:
            refused.append(Refusal(str(message.context or ""), message.lineno, UNQUOTED, text.strip()))
            continue
        if not message.id or (not text.strip() and not message.fuzzy):
            continue
        if row and row.source == message.id and row.text == text.strip() and not row.stale:
            same += 1
            continue
        says = _refusal(row, message.id, text, message.fuzzy)
        if says or row is None:
            refused.append(Refusal(str(message.context or ""), message.lineno or 1, says, text.strip()))
        else:
            count += 1
            changes.setdefault(row.path, []).extend(change(row, text.strip()))
    done = {}
    for path, some in changes.items():
        try:
            done[path] = apply(home(files, path, lang), some, path)
        except Unplaceable as fault:
            raise NotPo(fault.line, f"{path} has no place for these rows: {fault.says}", fault.fix) from None
    return Taken(done, count, same, refused)


def _read(po: str, lang: str) -> Catalog:
    said = LANGUAGE.search(po)
    raw = LANGUAGE.sub(r"\1", po, count=1).encode("utf-8", "replace")
    if len(raw) > MOST_PO_BYTES:
        raise NotPo(1, "The file is too large.", f"Keep it under {MOST_PO_BYTES // 1024} kB.")
    try:
        catalog = read_po(BytesIO(raw), charset="utf-8", abort_invalid=True)
    except PoFileError as fault:
        fix = "Save it again in the program that it was translated with."
        raise NotPo(fault.lineno + 1, "This is no PO file that can be read.", fix) from None
    except (ValueError, TypeError, LookupError, AttributeError):
        raise NotPo(1, "The head of this file cannot be read.", "Take the head that the studio wrote.") from None
    named = said[2].strip() if said else ""
    if named.replace("_", "-").lower() != lang:
        says = f'The file says that it is in "{named or "no language"}", not in "{lang}".'
        raise NotPo(1, says, "Choose the other language, or correct it in the head of the file.")
    return catalog


def _unquoted(po: str) -> set[int]:
    """The rows, by the line of their source, of which a line lost its quotation marks: read on, it would lose a letter at each end."""
    found: set[int] = set()
    row, broken = 0, False
    for number, line in enumerate(po.split("\n"), 1):
        said = line.strip(" \t\r\v\f")
        keyword = KEYWORD.fullmatch(said)
        if not keyword and not said.startswith('"'):
            continue
        starts = keyword[1] if keyword else ""
        if starts == "msgctxt" or (starts == "msgid" and row):
            row, broken = 0, False
        if starts == "msgid":
            row = number
        broken = broken or not QUOTED.fullmatch(keyword[2] if keyword else said)
        if row and broken:
            found.add(row)
    return found


def _refusal(row: Row | None, source: object, text: str, fuzzy: bool) -> str:
    if row is None:
        return "There is no such text any more."
    if not isinstance(source, str):
        return "Plurals are not used here. Translate the one text."
    if source != row.source:
        return "The words were changed after this file was made. Translate the new ones."
    if fuzzy:
        return "It is marked as unsure. Take the mark off once it is right."
    if "\ufffd" in text:
        return "A letter was lost when it was saved. Save it again as UTF-8."
    wanted, given = (set(PLACEHOLDER.findall(one)) - CLOCK for one in (row.source, text))
    if wanted != given:
        names = " ".join(sorted(wanted)) or "nothing in braces"
        return f"It must hold {names}, as the source does."
    return ""
