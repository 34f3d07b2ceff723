"""The editors' commands: check the content, compile it, try it in a terminal."""

import argparse
import gzip
import json
import os
import sys
import time
from pathlib import Path

from content.bundle import canonical
from content.check import Report, check
from content.library import HERE, ContentError, Edition, Library
from content.walking import Phone

LEFT_OUT = 'Left out of what youth see, until two people have called them and written it down ("--all" says more):'


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 if all is well, 1 if something blocks, 2 if the command itself is wrong."""
    asked = _parser().parse_args(arguments)
    folder = asked.folder or HERE
    if not os.path.isdir(folder):  # noqa: PTH112  Path.is_dir raises where a name is too long, or may not be looked at
        print(f"There is no folder {folder}. Name the folder that holds project.yaml.", file=sys.stderr)
        return 2
    now_ms = int(time.time() * 1000)
    if asked.command == "check":
        return _check(folder, now_ms, asked.all)
    if asked.command == "compile":
        return _compile(folder, now_ms, asked)
    return _try(folder, now_ms, asked)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m content", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="check | compile | try")
    for name, says in (
        ("check", "Find what is wrong in the content, with file, line and what to do. Ends with 1 if anything blocks."),
        ("compile", "Check, then write the bundle and the services as JSON."),
        ("try", "Walk through the flows in this terminal, as wide as a phone. Type a number, a word, or ? for more."),
    ):
        command = commands.add_parser(name, help=says, description=says)
        command.add_argument("--folder", type=Path, help="the content folder (default: the one that ships)")
        if name == "check":
            command.add_argument(
                "--all", action="store_true", help="show every finding, also the explained and the left-out ones"
            )
        if name == "compile":
            command.add_argument(
                "--out", type=Path, help="where to write bundle.json and services.json (default: nowhere)"
            )
            command.add_argument(
                "--release", action="store_true", help="name this bundle as the release's in release.json"
            )
            command.add_argument(
                "--practice", action="store_true", help="with languages under review and unchecked services"
            )
        if name == "try":
            command.add_argument("--lang", default="en", help="the language to begin in (default: en)")
            command.add_argument("--closed", action="store_true", help="as if nobody were on call")
            command.add_argument("--live", action="store_true", help="only what youth see outside practice mode")
    return parser


def _check(folder: Path, now_ms: int, everything: bool) -> int:
    began = time.perf_counter()
    report = check(folder, now_ms)
    _show(report, everything)
    blocks = sum(one.level == "E" for one in report.findings)
    warns = sum(one.level == "W" for one in report.findings)
    told = f"{blocks} to fix first (E), {warns} to fix or explain (W), {len(report.explained)} explained"
    print(f"{told}; {time.perf_counter() - began:.1f} s.")
    return 1 if report.blocked else 0


def _show(report: Report, everything: bool) -> None:
    for one in report.findings:
        if one.level in "EW" or everything:
            print(one)
    for one, why in report.explained if everything else []:
        print(f"{one}\n    Explained: {why}")
    left_out = sorted({one.at for one in report.findings if one.level == "out"})
    if left_out and not everything:
        print(LEFT_OUT)
        print("  " + ", ".join(left_out))


def _compile(folder: Path, now_ms: int, asked: argparse.Namespace) -> int:
    report = check(folder, now_ms, practice=asked.practice)
    if report.blocked or report.checked is None:
        _show(report, False)
        print("Nothing was written. Fix what is marked E first.", file=sys.stderr)
        return 1
    if asked.release and asked.practice:
        print("A release never holds practice content. Leave out --practice.", file=sys.stderr)
        return 2
    whole = report.checked
    bundle = canonical(whole.flows.bundle)
    shown = sorted(whole.directory.shown)
    made: dict[Path, bytes] = {}
    if asked.out:
        services = {one: whole.directory.entries[one] for one in shown}
        made = {asked.out / "bundle.json": bundle, asked.out / "services.json": canonical(services)}
    if asked.release:
        held = {"bundle": whole.flows.bundle["id"], "services": shown, "steps": sorted(whole.flows.bundle["steps"])}
        made[folder / "release.json"] = (json.dumps(held, indent=1) + "\n").encode()
    for file, text in made.items():
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text)
        except OSError:
            print(f"{file} cannot be written. Name a folder that you may write to, with room in it.", file=sys.stderr)
            return 2
    print(f"{whole.flows.bundle['id']}  {len(bundle)} bytes, {len(gzip.compress(bundle, 9, mtime=0))} packed")
    return 0


def _try(folder: Path, now_ms: int, asked: argparse.Namespace) -> int:
    try:
        current: Edition = Library.load(practice=not asked.live, now_ms=now_ms, folder=folder).current
    except ContentError as fault:
        print(fault, file=sys.stderr)
        return 1
    if asked.lang not in current.langs:
        print(f'"{asked.lang}" is not offered here. Use one of: {", ".join(current.langs)}.', file=sys.stderr)
        return 2
    phone = Phone(current, asked.lang, oncall=not asked.closed, now_ms=now_ms)
    print(phone.begin())
    while not phone.put_away:
        try:
            line = input("> ")
        except (EOFError, KeyboardInterrupt):
            print()
            break
        print(phone.type(line))
    return 0
