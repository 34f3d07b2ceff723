"""Checks a whole content: what blocks, what needs a reason, which services are left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from content.folder import files_of
from content.model import blocks
from content.reading import Finding, in_order
from content.rules import cases, hearing, languages, line, needed, services, texts, typed, versions, ways
from content.seen import is_seen
from content.whole import Whole, read_whole

Checked = Whole


@dataclass(frozen=True)
class Report:
    """The findings in the order of the files, the warnings that have a reason, and the content if it can be used."""

    findings: list[Finding]
    explained: list[tuple[Finding, str]]
    checked: Checked | None

    @property
    def blocked(self) -> bool:
        """Whether anything blocks."""
        return any(one.level == "E" for one in self.findings)


def check(folder: Path, now_ms: int, practice: bool = True) -> Report:
    """Everything the rules find in a folder at a moment. Never raises on what stands in a file."""
    found: list[Finding] = []
    return _report(files_of(folder, found), now_ms, practice, found)


def check_files(files: Mapping[str, str], now_ms: int, practice: bool = True) -> Report:
    """The same for files in memory, by their path inside the folder (with release.json, if anything was released)."""
    return _report(files, now_ms, practice, [])


def findings_of(files: Mapping[str, str], now_ms: int) -> list[Finding]:
    """What an editor should know of these files: word for word what the terminal says."""
    return check_files(files, now_ms).findings


def _report(files: Mapping[str, str], now_ms: int, practice: bool, found: list[Finding]) -> Report:
    whole = read_whole(files, now_ms, practice, found)
    # The rules walk through the flows: they can only do so when every step leads somewhere.
    walked = whole is not None and not any(one.level == "E" and one.code.startswith("S") for one in found)
    if whole and walked:
        for rule in (ways, hearing, versions, services, line, languages, texts, typed, needed):
            found += rule.rules(whole)
        if not any(one.level == "E" for one in found):
            found += cases.rules(whole)
    found = in_order(set(found))
    kept, explained = _waived(whole, found, walked) if whole else (found, [])
    return Report(kept, explained, whole)


def _waived(whole: Whole, found: list[Finding], walked: bool) -> tuple[list[Finding], list[tuple[Finding, str]]]:
    """Warnings with a written reason are set apart; an E can never be waived; a reason for nothing is itself a warning."""
    file, project = "project.yaml", whole.source.project
    waivers = blocks(project.get("waivers", ""), "waiver", file, [])
    reasons = {(str(one["code"]), str(one["at"])): one for one in reversed(waivers) if is_seen(str(one["why"]))}
    kept, explained, used = [], [], set()
    for one in found:
        waiver = reasons.get((one.code, one.at))
        if waiver is not None and one.level == "W":
            explained.append((one, str(waiver["why"])))
            used.add(id(waiver))
        else:
            kept.append(one)
    # Until every rule has spoken nobody knows whether a reason is needed.
    for waiver in waivers if walked else ():
        if id(waiver) not in used:
            says = f"The reason for {waiver['code']} at {waiver['at']} is not needed."
            at, how = str(waiver["at"]), "delete it from waivers:."
            kept.append(Finding("W01", "W", file, waiver.line, says, "Take this reason away.", at, how))
    return in_order(kept), explained
