"""Leaving and erasing: what they say, at once, and what they cannot do."""

from __future__ import annotations

from bot.keyboards.screens import message as make_message
from bot.memory.chats import Held
from bot.outbox.scribe import Scribe
from bot.outbox.stage import Effects, Stage


class Safety:
    """The ways out."""

    def __init__(self, stage: Stage, scribe: Scribe) -> None:
        """Use these rooms."""
        self._stage, self._scribe = stage, scribe

    def stop(self, held: Held, effects: Effects, edit: int | None) -> None:
        """End the handoff, tell the worker, stop every pending send, and say so once."""
        held.cancel()
        held.chat.held = []
        self._scribe.end(held, "close", "stop")
        self._stage.show(held, effects, edit)

    def erase(self, held: Held, effects: Effects) -> None:
        """Take everything off the screen, both ways, drop the conversation with what waits in it, and leave one neutral line."""
        held.cancel()
        held.chat.held = []
        held.changes.discarded += [conversation for conversation, _ in held.chat.past]
        talk = held.chat.talk
        if talk is not None:
            held.changes.burned.append(talk.id)
            held.changes.discarded.append(talk.id)
            self._scribe.end(held, "erase", "erase")
        self._scribe.erase_past(held)
        held.send({"op": "wipe", "until": None})  # whatever has been shown by then, also what is under way now
        self._stage.show(held, effects, promised=True)
        held.chat = held.chat.bare([], self._stage.anew(held))

    def take_away(self, held: Held, message: int, lang: str) -> None:
        """Take away one message that stays, by the button under it: nothing is remembered for that, however old it is."""
        gone = make_message(self._stage.library.current.phrase(lang, "stays.gone"))
        held.send({"op": "away", "message": message, **gone})

    def blocked(self, held: Held) -> None:
        """The youth blocked the bot: stop every pending send, tell the worker that they cannot be reached."""
        held.cancel()
        held.chat.held = []
        held.chat.blocked = True
        self._scribe.end(held, "close", "blocked")
        self._stage.move(held, "over")  # whoever lets the bot in again writes to nobody before they ask
