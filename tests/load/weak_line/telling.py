"""How the diary names what passes: frames and rows in a few words, with the ids that are filled in at its end."""

from __future__ import annotations

from collections.abc import Callable
from inspect import iscoroutinefunction
from typing import Any

from bot.sealing.keys import b64u
from bot.sealing.padding import GRANT, HEADER, OPEN, SIGNATURE, header, open_body


def frame_in_words(does: str, cursor: int, frame: bytes) -> str:
    """Return what somebody does with a frame, and what it is."""
    head = header(frame)
    if head.type == OPEN:
        body = open_body(frame[HEADER.size : -SIGNATURE])
        what = f"a session for {', '.join(f'⟨{b64u(device)}⟩' for device, *_ in body.entries)}"
    else:
        what = "keys" if head.type == GRANT else f"⟨{b64u(head.mid)}⟩"
    return f"{does} ⟨{b64u(head.conversation)}⟩ {cursor} by ⟨{b64u(head.sender)}⟩: {what}"


def held_row(one: Any) -> str:
    """Return a row as the relay holds it."""
    by = f"by ⟨{b64u(one.claimed_by)}⟩" if one.claimed_by else ""
    to = f"offered ⟨{b64u(one.offered_to)}⟩" if one.offered_to else ""
    beside = [f"⟨{b64u(each.device)}⟩ beside" for each in one.joinings]
    agreed = "agreed" if one.agreed_at else ""
    said = ", ".join(said for said in (by, to, agreed, *beside) if said)
    return f"⟨{b64u(one.id)}⟩ is {one.state} at {one.cursor} {said}"


def after(thing: Any, name: str, tell: Callable[..., None]) -> None:
    """Have each call of this kind told once it ended: how, and what it was given."""
    does = getattr(thing, name)

    async def slowly(*given: Any, **more: Any) -> Any:
        try:
            ended = await does(*given, **more)
        except BaseException as why:
            tell(why, *given)
            raise
        tell(ended, *given)
        return ended

    def at_once(*given: Any, **more: Any) -> Any:
        ended = does(*given, **more)
        tell(ended, *given)
        return ended

    setattr(thing, name, slowly if iscoroutinefunction(does) else at_once)
