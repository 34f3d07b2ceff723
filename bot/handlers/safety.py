"""Leaving and erasing: what they say, at once, and what they cannot do."""

from __future__ import annotations

from typing import Any

from bot.keyboards.buttons import NOTE
from bot.keyboards.screens import Message
from bot.keyboards.screens import message as make_message
from bot.memory.chats import Held
from bot.outbox.scribe import Scribe
from bot.outbox.stage import Effects, Stage


class Safety:
    """The ways out."""

    def __init__(self, stage: Stage, scribe: Scribe) -> None:
        """Use these rooms."""
        self._stage, self._scribe = stage, scribe

    def stop(self, held: Held, effects: Effects, edit: int | None, picked: dict[str, Any]) -> None:
        """End the handoff, tell the worker, stop every pending send, and say so once; a note that nobody has taken stays."""
        held.cancel()
        held.chat.held = []
        if self._leave_note(held):
            # What was picked stays with it: the safe word hides what a worker writes back.
            held.chat.flow = {**(held.chat.flow or {}), "vars": picked}
            of = "note.left.clear" if held.chat.clear else "note.left"
            self._stage.put(held, [self._with_back(held, of)], edit)
            return
        self._scribe.end(held, "close", "stop")
        if held.chat.clear:  # "still on this screen" would not be true
            self._stage.phrase(held, "left.clear")
            return
        self._stage.show(held, effects, edit)

    def erase(self, held: Held, effects: Effects) -> None:
        """Take everything off the screen, both ways, drop the conversation with what waits in it, and leave one neutral line."""
        held.cancel()
        held.chat.held = []
        over = [conversation for conversation, _ in held.chat.past]
        held.changes.burned += over
        held.changes.discarded += over
        talk = held.chat.talk
        if talk is not None:
            held.changes.burned.append(talk.id)
            held.changes.discarded.append(talk.id)
            self._scribe.renew(talk.id)  # what was let go of may have opened the session: "left" must open by itself
            self._scribe.end(held, "erase", "erase")
        self._scribe.erase_past(held)
        held.send({"op": "wipe", "until": None})  # what was shown or under way until now, and nothing asked for later
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
        if self._leave_note(held):
            # Whoever claims it hears that they cannot be reached as soon as the first word back is refused.
            picked = (held.chat.flow or {}).get("vars", {})
            held.chat.flow = {**self._stage.anew(held), "vars": picked}
            return
        self._scribe.end(held, "close", "blocked")
        self._stage.move(held, "over")  # whoever lets the bot in again writes to nobody before they ask

    def note_kept(self, held: Held) -> None:
        """Whoever has just left a note reads that it is here, and may take it back."""
        self._stage.put(held, [self._with_back(held, "note.kept")], slot="note")

    def note_waits(self, held: Held) -> None:
        """Whoever comes back reads that their note waits still, and may take it back."""
        if held.chat.talk is not None and held.chat.talk.note:
            self._stage.put(held, [self._with_back(held, "note.waits")], slot="note")

    def is_note_back(self, held: Held, text: str) -> bool:
        """Whether these words are the button that takes a note back, in any language."""
        talk, edition = held.chat.talk, self._stage.library.current
        if talk is None or not talk.untaken or self._stage.quiet(held):
            return False
        return any(self._stage.alike(text, edition.phrase(lang, "note.back")) for lang in edition.langs)

    def take_note_back(self, held: Held, message: int | None) -> None:
        """Erase a note that nobody has taken, at once; once somebody came for it, the truth is all that can be said."""
        talk = held.chat.talk
        if talk is None or not talk.untaken:
            of = "ask.over" if talk is None or not talk.from_note else "note.had"
            self._stage.put(held, [make_message(self._stage.words(held, of))], edit=message, slot="note", spent=True)
            return
        held.cancel()
        held.chat.held = []
        held.changes.burned.append(talk.id)
        held.changes.discarded.append(talk.id)
        self._scribe.end(held, "erase")
        held.chat.flow = self._stage.anew(held)
        self._stage.put(
            held, [make_message(self._stage.words(held, "note.ended"))], edit=message, slot="note", spent=True
        )

    def _leave_note(self, held: Held) -> bool:
        """Let what began as a note, and nobody has taken, wait for whoever is on next; say whether there is such a one."""
        talk = held.chat.talk
        if talk is None or not talk.untaken:
            return False
        if not talk.note:  # its youth had asked for a person since, and goes: nobody is called for it any more
            talk.note, talk.told = True, False
            self._scribe.ask(held, "note", {})
        held.chat.went = True
        return True

    def _with_back(self, held: Held, of: str) -> Message:
        """Make a phrase with the button that takes the note back."""
        keys = [[{"text": self._stage.words(held, "note.back"), "mark": self._stage.marks.mark(NOTE)}]]
        return make_message(self._stage.words(held, of), keys)
