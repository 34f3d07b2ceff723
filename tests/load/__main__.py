"""Prints what the line carries: medians of five interleaved rounds, beside the limit and the textbook of the same minutes."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import uvloop

from tests.load import desk, growth, inbox, measures
from tests.load.measures import median

ROUNDS = 5
FEW = 1_000
PARTS = {
    "start": 20,
    "studio": 120,
    "talk": 150,
    "idle": 120,
    "growth": 150,
    "desk": 90,
    "bot": 60,
    "engine": 10,
}  # seconds, about
BEGUN = time.monotonic()
BROKEN: list[str] = []  # promises to editors and youth that were not kept: no other test may look at a clock


def say(what: str) -> None:
    """Tell how far it is, and since when it runs."""
    print(f"  {time.monotonic() - BEGUN:4.0f} s  {what}", flush=True)


def line(what: str, value: str, goal: str, met: bool, promised: bool = False) -> None:
    """Print one row; what is promised, and not only aimed at, and is not met ends the bench with an error."""
    if promised and not met:
        BROKEN.append(what)
    print(f"{what:<58} {value:>22}   {goal:<24} {'met' if met else 'NOT MET'}", flush=True)


async def talking(folder: Path, each: int) -> None:
    """Lockstep, alone, steady: the limit, the relay and the textbook in turn, five times."""
    limits, ours, textbooks = [], [], []
    for number in range(ROUNDS):
        places = [folder / f"{kind}-{number}" for kind in ("limit", "relay", "textbook")]
        for place in places:
            place.mkdir()
        limits.append(await measures.limit(places[0], each))
        ours.append(await measures.ours(places[1], each))
        textbooks.append(await measures.textbook(places[2], max(10, each // 40)))
        rates = f"limit {limits[-1].lockstep.rate:,.0f}/s, relay {ours[-1].lockstep.rate:,.0f}/s"
        p99s = " and ".join(f"{runs[-1].steady.p99:.1f}" for runs in (limits, ours))
        say(
            f"round {number + 1}: {rates}, textbook {textbooks[-1]:,.0f}/s; p99 {p99s} ms; load {os.getloadavg()[0]:.1f}"
        )
    relay = median([one.lockstep.rate for one in ours])
    limit = median([one.lockstep.rate for one in limits])
    textbook = median(textbooks)
    # Round by round: a neighbour who comes in between weighs on both sides of a ratio.
    of_limit = median([one.lockstep.rate / other.lockstep.rate for one, other in zip(ours, limits, strict=True)])
    of_textbook = median([one.lockstep.rate / other for one, other in zip(ours, textbooks, strict=True)])
    line("20 conversations in lockstep, messages a second", f"{relay:,.0f}", ">= 7,677 (3 x ejabberd)", relay >= 7_677)
    line("  against the limit", f"{of_limit:.2f} x {limit:,.0f}", ">= 0.6 x", of_limit >= 0.6)
    line("  against the textbook", f"{of_textbook:.1f} x {textbook:,.0f}", ">= 30 x", of_textbook >= 30)
    alone = median([one.alone.p50 for one in ours])
    of_alone = median([one.alone.p50 / other.alone.p50 for one, other in zip(ours, limits, strict=True)])
    value = f"{alone:.2f} ms = {of_alone:.2f} x"
    line("one conversation, p50 from sent to seen", value, "<= 1.5 x the limit", of_alone <= 1.5)
    cpu = median([one.cpu_milliseconds for one in ours])
    line("processor time of the relay a message", f"{cpu:.3f} ms", "<= 0.12 ms", cpu <= 0.12)
    p99 = median([one.steady.p99 for one in ours])
    limit_p99 = median([one.steady.p99 for one in limits])
    line("p99 at 500 a second", f"{p99:.1f} ms (limit {limit_p99:.1f})", "<= 5 ms", p99 <= 5)


async def growing(folder: Path, most: int) -> None:
    """A thousand conversations against a million, both at hand, measured in turn."""
    few, many = folder / "few", folder / "many"
    few.mkdir()
    many.mkdir()
    async with growth.piled(few, FEW) as small, growth.piled(many, most) as large:
        say(f"{most:,} conversations are piled up")
        rounds = []
        for number in range(ROUNDS):
            rounds.append((await small(), await large()))
            say(f"round {number + 1}: append {rounds[-1][0].append:.2f} -> {rounds[-1][1].append:.2f} ms")
    for name, what in (("append", "append p50"), ("history", "history, 50 frames"), ("queue", "queue, first 50")):
        before, after = (median([getattr(one[side], name) for one in rounds]) for side in (0, 1))
        value = f"{before:.2f} -> {after:.2f} ms ({after / before:.2f} x)"
        line(f"{what}, {FEW:,} -> {most:,} conversations", value, "<= 2 x", after <= 2 * before)


async def standing(folder: Path) -> None:
    """The desk under load: the list as it grows, then a room full of consoles that press at the same moment."""
    (folder / "inbox").mkdir()
    (folder / "room").mkdir()
    pages = await inbox.measured(folder / "inbox", ROUNDS, say)
    for what, rounds in zip(("first 10", "first 100", "last 100"), pages, strict=True):
        few, many = min(rounds), max(rounds)
        ratio = median([more / less for less, more in zip(rounds[few], rounds[many], strict=True)])
        value = f"{' '.join(f'{median(one):.1f}' for one in rounds.values())} ms = {ratio:.2f} x"
        line(f"inbox, {what} of {few:,} -> {many:,} who wait", value, "<= 2 x", ratio <= 2)
    found = await desk.measured(folder / "room", say)
    room = f"{desk.CONSOLES} consoles"
    for what, spent, most in (
        (f"{desk.PRESSING} press Claim at once: the owner knows", found.owner, 250),
        ("  the others know whose it is", found.refused, 250),
        (f"  the last of {room} knows", found.told, 500),
        (f"all {desk.CONSOLES} press the same: each has an answer", found.room, 2_000),
        (f"one changed row: the last of {room} knows", found.changed, 500),
    ):
        p99 = desk.p99(spent)
        line(what, f"p50 {median(spent):.0f}, p99 {p99:.0f} ms", f"p99 <= {most:,} ms", p99 <= most)
    line("  processor time of the relay", f"{found.cpu:.1f} ms", "<= 20 ms", found.cpu <= 20)
    value = f"{found.team:.0f} ms, {found.team_cpu:.0f} of the relay"
    line(f"somebody goes away: {room} have read the team", value, "<= 1,000 ms", found.team <= 1_000)
    line(f"{room} come back and watch {desk.WAITING}", f"{found.back:.1f} s", "<= 5 s", found.back <= 5)


async def holding(folder: Path, count: int) -> None:
    """Idle sockets."""
    runs = []
    for number in range(ROUNDS):
        place = folder / f"idle-{number}"
        place.mkdir()
        runs.append(await measures.idle(place, count))
        say(f"round {number + 1}: {runs[-1][0]:.1f} KiB each")
    kib, still = median([one[0] for one in runs]), min(one[1] for one in runs)
    line(
        f"{count:,} idle sockets, memory each",
        f"{kib:.1f} KiB ({still:,} open)",
        "<= 35 KiB",
        kib <= 35 and still == count,
    )


def starting(folder: Path) -> None:
    """Time to ready, and memory."""
    runs = []
    for number in range(ROUNDS):
        place = folder / f"start-{number}"
        place.mkdir()
        runs.append(measures.start(place))
    seconds, mib = median([one[0] for one in runs]), median([one[1] for one in runs])
    line("relay ready after", f"{seconds:.2f} s", "<= 1 s", seconds <= 1)
    line("relay's memory when ready", f"{mib:.0f} MiB", "<= 90 MiB", mib <= 90)


def taking(folder: Path) -> None:
    """The bot's way of an update, and what relay and bot hold together."""
    from tests.load import dispatch  # brings aiogram along, which would weigh on the other measurements

    held = []
    for number in range(ROUNDS):
        place = folder / f"bot-{number}"
        place.mkdir()
        held.append(dispatch.memory(place))
    both = median(held)
    line("relay and bot together", f"{both:.0f} MiB", "<= 300 MiB", both <= 300)
    ours, empty = dispatch.compare(ROUNDS)
    line(
        "update -> sealed -> durable, a second",
        f"{ours:,.0f} = {ours / empty:.2f} x",
        ">= 0.6 x empty dispatch",
        ours / empty >= 0.6,
    )


def walking(_folder: Path) -> None:
    """The screens' engine in both languages, and what a browser fetches of it."""
    from tests.load import engine  # brings the whole content along

    python, browser = engine.speeds(ROUNDS)
    value = f"{python:,.0f} and {browser:,.0f}"
    line(
        "screens' steps a processor's second, Python and JavaScript",
        value,
        ">= 10,000 each",
        min(python, browser) >= 10_000,
    )
    whole, flows = engine.packed()
    size = f"{flows / 1000:.1f} kB ({whole / 1000:.1f} kB)"
    line("the shipped flows, packed (the whole bundle)", size, "<= 6 kB", flows <= 6_000)


def studying(folder: Path) -> None:
    """The checker, on what ships, on flows that grow, and on the worst that anybody can paste; then the page itself."""
    from tests.load import content, paint, pasting, publishing

    found = content.measured(ROUNDS)
    line("the shipped content checked in", f"{found.shipped:.2f} s", "<= 2 s", found.shipped <= 2)
    base, few, many = found.grown
    times = (many - base) / (few - base)
    value = f"{base * 1000:.0f} {few * 1000:.0f} {many * 1000:.0f} ms = {times:.0f} x"
    line(f"{content.STEPS} steps checked in", value, "<= 13 x for 11 x", times <= 13)
    line(f"the worst of bad input ({found.what})", f"{found.worst:.2f} s", "<= 1 s", found.worst <= 1)
    line("a form's edit put into a file", f"{found.edit * 1000:.0f} ms", "<= 50 ms", found.edit <= 0.05)
    spent = publishing.measured(folder / "publish", ROUNDS)
    value = f"{median(spent):.2f} s, once {max(spent):.2f}"
    line(
        "second editor's press to new words on the phone page",
        value,
        "<= 5 s each time",
        max(spent) <= 5,
        promised=True,
    )
    told = {what: median(spent) for what, spent in pasting.measured(folder / "paste", ROUNDS).items()}
    say("pasted, milliseconds: " + ", ".join(f"{what} {spent:.0f}" for what, spent in told.items()))
    what = max(told, key=lambda one: told[one])
    line(f"pasted, to its fix ({what})", f"{told[what]:.0f} ms", "<= 1,000 ms", told[what] <= 1_000)
    seen = paint.measured(folder, ROUNDS)
    first, outline, taken = (median([float(one[at]) for one in seen]) for at in range(3))
    line("the studio's first paint, nothing kept", f"{first:.0f} ms", "<= 500 ms", first <= 500)
    line("  from the seven words to the outline", f"{outline:.0f} ms", "<= 3,000 ms", outline <= 3_000)
    line("  what it fetched until then", f"{taken / 1000:,.0f} kB", "<= 500 kB", taken <= 500_000)


def main() -> int:
    """Run the parts that were asked for, all by default; 1 when one could not be measured or a promise was not kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="which parts (all)")
    parser.add_argument("--each", type=int, default=400, help="messages of each of the 20 conversations")
    parser.add_argument("--most", type=int, default=1_000_000, help="conversations in the large pile")
    parser.add_argument("--sockets", type=int, default=5_000)
    asked = parser.parse_args()
    work: dict[str, Callable[[Path], Coroutine[Any, Any, None] | None]] = {
        "start": starting,
        "talk": lambda folder: talking(folder, asked.each),
        "idle": lambda folder: holding(folder, asked.sockets),
        "growth": lambda folder: growing(folder, asked.most),
        "desk": standing,
        "bot": taking,
        "engine": walking,
        "studio": studying,
    }
    parts = [name for name in PARTS if name in (asked.parts or PARTS)]
    print(f"{os.cpu_count()} processors; servers and clients share them. Medians of {ROUNDS} interleaved rounds.")
    print(f"About {round(sum(PARTS[name] for name in parts) / 60)} minutes on a quiet machine.", flush=True)
    measured = [_done(name, work[name]) for name in parts]
    for what in BROKEN:
        print(f"Promised and not kept: {what}.", flush=True)
    return 0 if all(measured) and not BROKEN else 1


def _done(name: str, work: Callable[[Path], Coroutine[Any, Any, None] | None]) -> bool:
    """Run one part in a folder of its own; one that fails or takes three times as long costs the others nothing."""
    seconds = PARTS[name]
    print(f"-- {name}: about {seconds} s, load average {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory(prefix="quietline-load-") as folder:
        try:
            doing = work(Path(folder))
            if doing is not None:
                uvloop.run(asyncio.wait_for(doing, 3 * seconds))
        except Exception as error:
            print(f"{name} could not be measured: {type(error).__name__} {error}", flush=True)
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())
