"""What a test in another process may order: faults, jumps of the clock, and a look at what the bot called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .practice import Practice

FAULTS = ("too_many", "broken", "refuse", "reset", "hang", "accepted_then_reset", "accepted_then_hang")


async def order(practice: Practice, said: dict[str, Any]) -> dict[str, Any]:
    """Do one order and return what there is to say about it."""
    what = said.pop("do", None)
    if what in FAULTS:
        getattr(practice.faults, what)(**said)
    elif what == "down":
        practice.faults.down()
    elif what == "up":
        practice.faults.up()
    elif what == "advance":
        await practice.advance(float(said["seconds"]))
    elif what == "repeat_last":
        practice.repeat_last()
    elif what == "settled":
        await practice.settled(float(said.get("timeout", 5)))
    elif what == "calls":
        calls = practice.called(said["method"]) if "method" in said else list(practice.calls)
        return {"ok": True, "calls": [{"method": call.method, "params": call.params, "ok": call.ok} for call in calls]}
    elif what == "raw":
        practice.post_raw(str(said["kind"]), said["body"], int(said["chat_id"]))
    elif what != "state":
        raise ValueError(f'There is no order "{what}".')
    return {"ok": True, "pending": practice.pending, "faults": practice.faults.pending(), "now": practice.clock.now()}
