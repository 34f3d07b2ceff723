"""Prints what the line carries: medians of five interleaved runs, beside the limit and the textbook of the same minutes."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

import uvloop

from tests.load import growth, measures
from tests.load.measures import median

ROUNDS = 5


def line(what: str, value: str, goal: str, met: bool) -> None:
    """Print one row."""
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
        print(
            f"  round {number + 1}: limit {limits[-1].lockstep.rate:,.0f}/s, relay {ours[-1].lockstep.rate:,.0f}/s, textbook {textbooks[-1]:,.0f}/s",
            flush=True,
        )
    limit = median([one.lockstep.rate for one in limits])
    relay = median([one.lockstep.rate for one in ours])
    textbook = median(textbooks)
    line("20 conversations in lockstep, messages a second", f"{relay:,.0f}", ">= 7,677 (3 x ejabberd)", relay >= 7_677)
    line("  against the limit", f"{relay / limit:.2f} x {limit:,.0f}", ">= 0.6 x", relay / limit >= 0.6)
    line("  against the textbook", f"{relay / textbook:.1f} x {textbook:,.0f}", ">= 30 x", relay / textbook >= 30)
    alone, alone_limit = (median([one.alone.p50 for one in runs]) for runs in (ours, limits))
    line(
        "one conversation, p50 from sent to seen",
        f"{alone:.2f} ms = {alone / alone_limit:.2f} x",
        "<= 1.5 x the limit",
        alone / alone_limit <= 1.5,
    )
    cpu = median([one.cpu_milliseconds for one in ours])
    line("processor time of the relay a message", f"{cpu:.3f} ms", "<= 0.12 ms", cpu <= 0.12)
    p99 = median([one.steady.p99 for one in ours if one.steady])
    limit_p99 = median([one.steady.p99 for one in limits if one.steady])
    line("p99 at 500 a second", f"{p99:.1f} ms (limit {limit_p99:.1f})", "<= 5 ms", p99 <= 5)


async def growing(folder: Path, most: int) -> None:
    """A thousand conversations against a million."""
    few, many = folder / "few", folder / "many"
    few.mkdir()
    many.mkdir()
    small, large = await growth.piled(few, 1_000), await growth.piled(many, most)
    for what, before, after in (
        ("append p50", small.append, large.append),
        ("history, 50 frames", small.history, large.history),
        ("queue, first 50", small.queue, large.queue),
    ):
        line(
            f"{what}, 1,000 -> {most:,} conversations", f"{before:.2f} -> {after:.2f} ms", "<= 2 x", after <= 2 * before
        )


async def holding(folder: Path, count: int) -> None:
    """Idle sockets."""
    place = folder / "idle"
    place.mkdir()
    kib, still = await measures.idle(place, count)
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

    place = folder / "bot"
    place.mkdir()
    both = dispatch.memory(place)
    line("relay and bot together", f"{both:.0f} MiB", "<= 300 MiB", both <= 300)
    ours, empty = dispatch.compare(ROUNDS)
    line(
        "update -> sealed -> durable, a second",
        f"{ours:,.0f} = {ours / empty:.2f} x",
        ">= 0.6 x empty dispatch",
        ours / empty >= 0.6,
    )


PARTS = ("talk", "growth", "idle", "start", "bot")


def main() -> None:
    """Run the parts that were asked for, all by default."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="which parts (all)")
    parser.add_argument("--each", type=int, default=400, help="messages of each of the 20 conversations")
    parser.add_argument("--most", type=int, default=1_000_000, help="conversations in the large pile")
    parser.add_argument("--sockets", type=int, default=5_000)
    asked = parser.parse_args()
    parts = asked.parts or PARTS
    print(f"{os.cpu_count()} processors; servers and clients share them. Medians of {ROUNDS} interleaved runs.")
    with tempfile.TemporaryDirectory(prefix="quietline-load-") as name:
        folder = Path(name)
        if "start" in parts:
            starting(folder)
        if "talk" in parts:
            uvloop.run(talking(folder, asked.each))
        if "idle" in parts:
            uvloop.run(holding(folder, asked.sockets))
        if "growth" in parts:
            uvloop.run(growing(folder, asked.most))
        if "bot" in parts:
            taking(folder)


if __name__ == "__main__":
    main()
