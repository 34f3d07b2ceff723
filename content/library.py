"""Serves the newest good edition of the content, swapped by one reference.

A broken edit in practice mode leaves the old edition serving and says why in `trouble`. Outside practice mode the files
are those of the release: `release.json` names the bundle's hash, and another bundle is not served.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from content.check import Checked, Report, check, check_files
from content.directory import Directory
from content.floor import floor_texts
from content.hours import Hours
from content.wording import Card, card, opening, put

Json = dict[str, Any]
HERE = Path(__file__).parent
DAY_MS = 86_400_000
LOOK_MS = 500
SPANS = 30
# What must be seen to at once, but must never keep the rest of the content from being served.
ALARMS = ("C12",)
# Phrases that say for whom the workers of a circle work; without one it is the line itself.
ORGS = "org."


class ContentError(Exception):
    """The content cannot be served; the text is one plain sentence for the operator."""


@dataclass(frozen=True)
class Edition:
    """One good state of the content; all its parts belong together."""

    bundle: Json
    directory: Directory
    phrases: dict[str, dict[str, str]]
    replies: dict[str, dict[str, list[dict[str, str]]]]
    names: list[str]
    org_words: dict[str, str]
    zone: str
    twin_zone: str
    keep_days: str
    langs: list[str]
    practice: bool
    floor: dict[str, str]
    societies: list[Json]
    warnings: list[Json]

    @property
    def org(self) -> str:
        """The organization's name in the source language."""
        return self.org_words[str(self.bundle["source"])]

    def words_of(self, lang: str) -> dict[str, str]:
        """Every phrase in a language, the missing ones in the source language."""
        return {**self.phrases[str(self.bundle["source"])], **self.phrases.get(lang, {})}

    def phrase(self, lang: str, name: str, /, **words: object) -> str:
        """A phrase, with its placeholders filled in."""
        own = self.phrases.get(lang, {}) if lang in self.langs else {}
        return put(own[name] if name in own else self.phrases[str(self.bundle["source"])][name], **words)

    def facts(
        self,
        now_ms: int,
        oncall: bool,
        talking: bool,
        channel: str = "telegram",
        next_opening_ms: int | None = None,
        note: bool = False,
        others: str = "no",
    ) -> Json:
        """What the engine may ask of the host; `note`: all that is talking yet is a note that nobody has taken.

        `others`: nobody whom the youth picked is on call, and this other kind of responder is; never the police.
        """
        known = {
            "oncall": oncall,
            "talking": talking,
            "note": note,
            "opening": next_opening_ms is not None and next_opening_ms > now_ms,
        }
        return {
            **{name: "yes" if value else "no" for name, value in known.items()},
            "channel": channel,
            "others": others,
            "services": self.directory.offers(now_ms),
        }

    def words(
        self,
        lang: str,
        now_ms: int,
        audience: str = "community",
        next_opening_ms: int | None = None,
        wait_minutes: int | None = None,
        minutes: int | None = None,
        name: str | None = None,
    ) -> dict[str, str]:
        """What fills the placeholders of a say-text."""
        circles = audience.split("+")
        line = next((one for one in ("police", "child_protection") if one in circles), "none")
        found = {
            "org": self._org(lang),
            "police_line": self.phrase(lang, f"police_line.{line}"),
            "wait": self.phrase(lang, "wait.unknown")
            if wait_minutes is None
            else self.phrase(lang, "wait.minutes", minutes=wait_minutes),
            "minutes": str(minutes or 0),
            "days": self.keep_days,
            "name": name or "",
        }
        if next_opening_ms is not None:
            found |= opening(next_opening_ms, now_ms, self.zone, self.twin_zone, self.words_of(lang))
        return found

    def who(self, lang: str, circle: str) -> dict[str, str]:
        """What a youth is told of a worker who comes: for whom they work, and what they are. A line says it of its own people by its name."""
        told = self.phrases[str(self.bundle["source"])]
        works, line = f"{ORGS}{circle}", f"police_line.{circle}"
        return {
            "org": self.phrase(lang, works) if works in told else self._org(lang),
            "police_line": self.phrase(lang, line if line in told else "police_line.none"),
        }

    def _org(self, lang: str) -> str:
        return self.org_words.get(lang, self.org)

    def service(self, service: str) -> Json | None:
        """A service that is shown here, else None."""
        return self.directory.get(service)

    def card(self, service: str, lang: str, now_ms: int) -> Card:
        """How a service reads; a service that is not shown here has an empty card."""
        entry = self.directory.get(service)
        return card(entry, lang, now_ms, self.words_of(lang), self.practice) if entry else Card([], [], [])

    def desk(self) -> Json:
        """What the console shows: replies by language and stage, services, societies, names, for whom the line and each circle work."""
        services = [
            self._desk_service(entry) for one, entry in self.directory.entries.items() if one in self.directory.shown
        ]
        return {
            "replies": self.replies,
            "services": services,
            "societies": [self._desk_society(one) for one in self.societies],
            "warnings": self.warnings,
            "names": self.names,
            "org": self.org,
            "orgs": {
                name.removeprefix(ORGS): text
                for name, text in self.words_of(str(self.bundle["source"])).items()
                if name.startswith(ORGS)
            },
        }

    def _desk_society(self, society: Json) -> Json:
        """A society with its service's name and numbers, also one that youth are not shown: a hidden or unchecked one says so."""
        entry = self.directory.entries[society["service"]]
        trusted = entry["state"] != "unchecked" and self.directory.get(society["service"]) is not None
        return {
            **society,
            "name": entry["name"],
            "reach": [one for one in entry["reach"] if one["how"] == "call"],
            "numbers_checked_on": entry["verified_on"] if trusted else "",
            "remarks": " ".join(one for one in (entry["remarks"], entry["note"]) if one),
        }

    def _desk_service(self, entry: Json) -> Json:
        """A service for workers: the official name, the hours in words, and whether anybody checked it."""
        words = {lang: self.words_of(lang) for lang in self.phrases}
        said = {
            lang: {"always": phrases["card.always"]}.get("always" if entry["hours"]["always"] else "")
            or entry["hours_say"].get(lang)
            or entry["hours_say"].get("en")
            or phrases["card.hours_unknown"]
            for lang, phrases in words.items()
        }
        kept = (
            "id",
            "name",
            "plain",
            "reach",
            "for",
            "for_say",
            "languages",
            "cost",
            "private",
            "needs_voice",
            "tags",
            "state",
        )
        return {
            **{key: entry[key] for key in kept},
            "hours": said,
            "open": _soon(entry["hours"]),
            "remarks": " ".join(one for one in (entry["remarks"], entry["note"]) if one),
            "zone": entry["hours"]["zone"],
            "verified": {"on": entry["verified_on"]},
        }


def _soon(hours: Hours) -> Json:
    """When a service is open in the next weeks: a desk asks again long before they are over."""
    spans, later = hours["spans"][:SPANS], hours["spans"][SPANS:]
    until = later[0][0] if later else hours["until"]
    return {"always": hours["always"], "unknown": hours["unknown"], "spans": spans, "until": until}


# What is served at a moment, and the alarm if one is due; ContentError if it cannot be served.
Reader = Callable[[int], tuple[Edition, str | None]]


class Library:
    """Holds the current edition: of a folder, or, once editors have published, of what they signed."""

    def __init__(self, folder: Path, practice: bool, edition: Edition, now_ms: int):
        self.folder, self.practice, self.current = folder, practice, edition
        self.trouble: str | None = None
        self._published: Reader | None = None
        self._seen = _stamp(folder)
        self._day = now_ms // DAY_MS
        self._looked = now_ms

    @classmethod
    def load(cls, practice: bool, now_ms: int, folder: Path | None = None) -> "Library":
        """The content of a folder (default: what ships with the program). ContentError if it cannot be served."""
        home = folder or HERE
        first, alarm = _edition(home, practice, now_ms)
        made = cls(home, practice, first, now_ms)
        made.trouble = alarm
        return made

    def take_over(self, published: Reader, now_ms: int) -> None:
        """Serve what was published instead of the folder, by one reference. ContentError leaves what is served untouched."""
        self.current, self.trouble = published(now_ms)
        self._published, self._day = published, now_ms // DAY_MS

    def refresh(self, now_ms: int) -> None:
        """Look for an edit (practice mode) or a new day (opening hours). Never raises; see `trouble`."""
        if not 0 < now_ms - self._looked < LOOK_MS:
            self._looked = now_ms
            self._look(now_ms)

    def _look(self, now_ms: int) -> None:
        stamp = _stamp(self.folder) if self.practice and self._published is None else self._seen
        if stamp == self._seen and now_ms // DAY_MS == self._day:
            return
        self._seen, self._day = stamp, now_ms // DAY_MS
        try:
            read = self._published or (lambda now: _edition(self.folder, self.practice, now))
            self.current, self.trouble = read(now_ms)
        except ContentError as fault:
            self.trouble = str(fault)


def edition(checked: Checked, practice: bool) -> Edition:
    """The edition of a folder that passed its check."""
    project = checked.source.project
    return Edition(
        checked.flows.bundle,
        checked.directory,
        checked.flows.phrases,
        checked.replies,
        [str(one) for one in project["names"]],
        {str(lang): str(text) for lang, text in project["org"].items()},
        str(project["zone"]),
        str(project["twin_zone"]),
        str(project["keep_days"]),
        list(checked.flows.bundle["langs"]),
        practice,
        floor_texts(),
        checked.societies,
        checked.warnings,
    )


def _edition(folder: Path, practice: bool, now_ms: int) -> tuple[Edition, str | None]:
    """The edition of a folder, and an alarm if a released service is not trusted any more."""
    made, alarm = _made(check(folder, now_ms, practice), practice)
    if not practice:
        _released(folder, made.bundle["id"])
    return made, alarm


def edition_of(files: Mapping[str, str], now_ms: int, practice: bool) -> tuple[Edition, str | None]:
    """The edition of files in memory, and the alarm if one is due. ContentError if they cannot be served."""
    return _made(check_files(files, now_ms, practice), practice)


def _made(report: Report, practice: bool) -> tuple[Edition, str | None]:
    fault = next((one for one in report.findings if one.level == "E" and one.code not in ALARMS), None)
    if fault or report.checked is None:
        raise ContentError(f"The content was not taken over. {fault or 'It cannot be read.'}")
    alarm = next((str(one) for one in report.findings if one.code in ALARMS), None)
    return edition(report.checked, practice), alarm


def _released(folder: Path, bundle: str) -> None:
    try:
        named = json.loads((folder / "release.json").read_text("utf-8"))["bundle"]
    except (OSError, ValueError, KeyError, TypeError):
        named = None
    if named != bundle:
        raise ContentError(
            "The content is not the one of this release. Run python -m content compile --release, or restore the files."
        )


def _stamp(folder: Path) -> frozenset[tuple[str, int, int]]:
    """What changes when a file is edited, added or removed; a file that goes away meanwhile counts as changed."""
    found = set()
    for path in folder.rglob("*.yaml"):
        try:
            stat = path.stat()
        except OSError:
            continue
        found.add((str(path), stat.st_mtime_ns, stat.st_size))
    return frozenset(found)
