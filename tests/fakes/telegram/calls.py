"""What happens when the bot calls: read strictly, met by faults, done, written down."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .refusals import Refusal, bad
from .schema import method_named, read_call

if TYPE_CHECKING:
    from .practice import Practice

Doing = Callable[["Practice", dict[str, Any]], Awaitable[Any]]
DOES: dict[str, Doing] = {}


def does(method: str) -> Callable[[Doing], Doing]:
    """Say that a function is what a method really does here."""

    def remember(doing: Doing) -> Doing:
        DOES[method] = doing
        return doing

    return remember


@dataclass(frozen=True)
class Call:
    """One call of the bot, as it was answered."""

    method: str
    params: dict[str, Any]
    ok: bool
    description: str
    at: float


async def answer(practice: Practice, name: str, raw: Mapping[str, Any]) -> Any:
    """Do one call and return its result, or raise the Refusal that the bot is answered with."""
    method = method_named(name)
    params: dict[str, Any] = {}
    try:
        params = read_call(method, raw)
        if method not in DOES:
            raise bad(f"the practice Telegram knows {method}, but does not do it")
        result = await DOES[method](practice, params)
    except Refusal as no:
        practice.write_down(Call(method, params or dict(raw), False, no.description, practice.clock.now()))
        raise
    practice.write_down(Call(method, params, True, "", practice.clock.now()))
    return result
