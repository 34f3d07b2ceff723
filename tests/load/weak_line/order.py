"""Whose words stand where, and in which order: nobody reads what was meant for somebody else, or what was said later first."""

from __future__ import annotations

import re
from typing import Any

from tests.bot.world import World
from tests.load.weak_line.desks import Desk
from tests.load.weak_line.ends import GONE
from tests.load.weak_line.youths import HERE, TAKES_OVER, Youth

SAID = re.compile(r"^(\w+) (\d+), said\.$")  # as it was typed: corrections come when they come
BACK_IN_LINE = "You are back in line"
WRITTEN = re.compile(r"\b(\w+) writes (\d+)\.")


def of_order(youths: list[Youth], desks: list[Desk]) -> list[str]:
    """Return what came to somebody else, and what came before what had been said earlier."""
    found, whose = [], _whose(desks)
    for talk, names in whose.items():
        if len(names) > 1:
            found.append(f"the words of {' and '.join(sorted(names))} came to one talk")
        for desk in desks:
            steps = [step for _, step in _said(desk, talk)]
            if steps != sorted(steps):
                found.append(f"{desk.name} read {' and '.join(names)} in the order {steps}")
    for youth in youths:
        shown = [WRITTEN.search(bubble.text) for bubble in youth.phone.screen() if not bubble.mine]
        stands = [(one[1], int(one[2]), one[0]) for one in shown if one is not None]
        for desk in desks:
            steps = [step for name, step, _ in stands if name == desk.name]
            if steps != sorted(steps):
                found.append(f"{youth.phone.name} reads {desk.name} in the order {steps}")
            talks = {one.first: one.conversation for one in desk.written}
            for _, _, text in stands:
                if text in talks and whose.get(talks[text], {youth.phone.name}) != {youth.phone.name}:
                    found.append(f"{youth.phone.name} reads {text!r}, which was for somebody else")
    return found


def _whose(desks: list[Desk]) -> dict[bytes, set[str]]:
    """Return by what was read in each talk whose it is."""
    talks = {talk for desk in desks for talk in desk.worker.said}
    named = {talk: {name for desk in desks for name, _ in _said(desk, talk)} for talk in talks}
    return {talk: names for talk, names in named.items() if names}


def _said(desk: Desk, talk: bytes) -> list[tuple[str, int]]:
    """Return whose words this desk read there as they were typed, each with its step, in the order in which they came."""
    said = [SAID.match(str(one["body"])) for one in desk.worker.said.get(talk, []) if one["t"] == "text"]
    return [(one[1], int(one[2])) for one in said if one is not None]


def of_screens(world: World, youths: list[Youth], rows: dict[bytes, Any], untold: set[int]) -> list[str]:
    """Return whose screen says last that somebody is there who is not, or that nobody is though somebody is."""
    found, chats, whose = [], world.line.chats, world.line.desk.talks
    for youth in youths:
        mac = chats.mac(youth.phone.chat_id)
        talk = next((one for one in whose if whose.chat_of(one) == mac), None)
        if talk is None or talk not in rows:
            continue
        told = [one.text for one in youth.phone.screen() if not one.mine and one.id not in untold]
        news = [text for text in told if any(words in text for words in (HERE, TAKES_OVER, GONE, BACK_IN_LINE))]
        last, row = news[-1] if news else "", rows[talk]
        chat = chats._kept.get(mac)
        if row.state == "claimed" and chat is not None and chat.talk is not None:
            name = chat.talk.names.get(row.claimed_by.hex(), "?")
            if f"{name} {HERE}" not in last and f"{name} {TAKES_OVER}" not in last:
                found.append(f"{youth.phone.name} reads last {last!r}, and {name} has them")
        elif row.state == "waiting" and last and GONE not in last and BACK_IN_LINE not in last:
            found.append(f"{youth.phone.name} reads last {last!r}, and nobody has them")
    return found
