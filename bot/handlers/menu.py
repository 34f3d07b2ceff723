"""Walks a youth through the screens: commands, taps and typed words lead to the same places."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from aiogram.types import Message as TelegramMessage

from bot.handlers.asked import Answer, Asked
from bot.handlers.safety import Safety
from bot.handlers.talk import Talk, marked
from bot.keyboards.buttons import LANG, NOTE, OPEN
from bot.keyboards.screens import message as make_message
from bot.memory.chats import Held
from bot.outbox.stage import Effects, Stage
from bot.sealing.keys import Refusal
from bot.settings.quiet import fault

COMMAND = re.compile(r"/([a-z]{1,32})(?:@\w{1,64})?(?:\s|\Z)", re.ASCII | re.IGNORECASE)
DOORS = {
    "help": "help",
    "stop": "stop",
    "erase": "erase",
    "delete": "erase",
    "clear": "erase",
    "menu": "menu",
    "talk": "talk",
}
PASSED_ON = "[passed on]"


class Menu:
    """One youth's way through the screens."""

    def __init__(self, stage: Stage, talk: Talk, safety: Safety, asked: Asked) -> None:
        """Use these rooms."""
        self._stage, self._talk, self._safety, self._asked = stage, talk, safety, asked

    async def typed(self, held: Held, text: str, message: int, passed_on: bool = False) -> None:
        """Take a command or typed words; in a conversation what stands behind a command is carried too.

        What was passed on goes with a mark: a worker must not take somebody else's threat for the youth's own words.
        """
        answer = await self._asked.typed(held, text)
        if answer is not None:
            held.show(f"y{message}", message)
            self._answered(held, answer)
            return
        if self._safety.is_note_back(held, text):
            held.show(f"y{message}", message)
            self._safety.take_note_back(held, None)
            return
        event = self._event(held, text)
        if event.get("name") == "help" and self._stage.bare_numbers(
            held
        ):  # Telegram offers it to whoever holds the phone
            held.show(f"y{message}", message)
            return
        found = COMMAND.match(text)
        behind = found is not None and event["t"] != "start" and text[found.end() :].strip() != ""
        carried = event["t"] == "text" or (behind and self._talking(held))
        words = f"{PASSED_ON} {text}" if passed_on else text
        self._go(held, event, words if carried else None, message)

    def _talking(self, held: Held) -> bool:
        """Whether what is typed goes to people."""
        return held.chat.talk is not None and not self._stage.quiet(held)

    def tapped(self, held: Held, choice: str, message: int | None) -> None:
        """Take a tap; an unknown or old button leads to the current screen, and so does a question's behind the decoy (A1)."""
        answer = self._asked.tapped(held, choice, message)
        if answer is not None and not self._stage.quiet(held):
            self._answered(held, answer)
            return
        if choice == NOTE and not self._stage.quiet(held):
            self._safety.take_note_back(held, message)
            return
        if choice == self._stage.library.current.bundle["doors"]["help"] and self._stage.bare_numbers(held):
            return
        if choice == OPEN and held.chat.talk is not None:
            return  # what was held back is shown by itself as soon as the youth does anything
        if choice == OPEN:
            event: dict[str, Any] = {"t": "door", "name": "menu"} if not held.chat.held else {}
        elif choice.startswith(LANG):
            event = {"t": "lang", "lang": choice.removeprefix(LANG)}
        else:
            event = {"t": "pick", "id": self._stage.meant(held, choice)}
        if event:
            self._go(held, event, None, None, edit=message)

    def _answered(self, held: Held, answer: Answer) -> None:
        """Take the answer to a worker's question, or take one back."""
        try:
            answer()
        except Refusal as why:
            fault("sealing", why)
            self._unsealed(held, None)

    def declined(self, held: Held, message: TelegramMessage, kind: str) -> None:
        """Say kindly why something is not taken; in a conversation tell the worker, and carry the caption."""
        chat = held.chat
        album = message.media_group_id
        first = album is None or chat.album != album
        chat.album, chat.clear = album, False
        # What was typed under a picture may be words for a note; it is never a command (P6).
        words = message.caption if chat.talk is None and not COMMAND.match(message.caption or "") else None
        if self._talk.hides(held, message.caption or "", message.message_id):
            return
        if chat.talk is not None and not self._stage.quiet(held):
            try:
                self._talk.unsent(held, message, kind)
            except Refusal:
                self.not_sealed(held, message.message_id)
                return
        elif not words:
            held.show(f"y{message.message_id}", message.message_id)
        if kind in ("place", "contact"):
            held.send({"op": "delete", "messages": [message.message_id]})
        if first and not self._stage.quiet(held) and not (kind == "sticker" and chat.talk is not None):
            self._say_why(held, kind)
        if words:
            self._go(held, {"t": "text", "text": words}, marked(message, kind), message.message_id)

    def not_sealed(self, held: Held, message: int | None) -> None:
        """Nothing was sent: say so, and give the numbers at once (promise 3)."""
        if message is not None:
            held.show(f"y{message}", message)
        note = held.chat.talk is None and not self._stage.readable(held)
        if held.chat.frozen:
            self._stage.aside(held, "not_sealed")
        else:
            self._stage.numbers(held, "no_note" if note else "not_sealed")

    def _say_why(self, held: Held, kind: str) -> None:
        """Say what cannot be taken, and what to do instead."""
        name = {"video": "file", "other": "photo"}.get(kind, kind)
        line = self._stage.edition(held.now).directory.to_call(held.now) if kind == "voice" else []
        effects: Effects = [{"do": "services", "ids": line}] if line else []
        said = make_message(self._stage.words(held, name))
        self._stage.put(held, [said, *self._stage.messages(held, effects)], slot="note")

    def _event(self, held: Held, text: str) -> dict[str, Any]:
        """Understand commands, and a language called by its name; everything else is the engine's.

        In a conversation only our own commands are commands: "English" may answer a question, and "/srs" is a way of talking.
        """
        edition, talking = self._stage.edition(held.now), self._talking(held)
        word = text.strip().lower()
        for lang in edition.langs:
            if word == f"/{lang}" or (not talking and word == edition.phrase(lang, "language.name").lower()):
                return {"t": "lang", "lang": lang}
        found = COMMAND.match(text)
        name = found[1].lower() if found else ""
        if found and (name in ("start", *DOORS) or not talking):
            # Any payload is accepted and forgotten: a poster's code, never an identity (row 1, P5).
            return {"t": "start"} if name == "start" or name not in DOORS else {"t": "door", "name": DOORS[name]}
        return {"t": "text", "text": text}

    def _go(
        self, held: Held, event: Mapping[str, Any], text: str | None, message: int | None, edit: int | None = None
    ) -> None:
        """Take one step and do what it says."""
        chat = held.chat
        before, lang, had = dict((chat.flow or {}).get("vars", {})), chat.lang, chat.talk is not None
        effects = self._stage.step(held, event)
        if chat.talk is not None and chat.talk.claimer and self._says(effects, "wait"):
            # Somebody is here already: "you are in line" would not be true any more.
            effects = self._stage.door(held, "talk")
        elif chat.talk is not None and chat.talk.told and self._says(effects, "wait"):
            chat.talk.waits_on(held.now)
        done = {effect["do"]: effect for effect in effects}
        chat.frozen = chat.frozen and self._stage.quiet(held)
        chat.clear = chat.clear and "end" in done
        try:
            if "safe_word" in done and text is not None:
                self._talk.safe_word(held, text, message or 0)
            elif text is not None and ("relay" in done or (event["t"] != "text" and "end" not in done)):
                self._talk.say(held, text, message or 0)
            elif message is not None:
                held.show(f"y{message}", message)
            if "handoff" in done and not done["handoff"]["note"] and chat.talk is None:
                self._talk.begin(held, effects, note=False)
            elif "handoff" in done and not done["handoff"]["note"] and chat.talk is not None and chat.talk.note:
                self._talk.ask(held, effects)
            elif chat.talk is not None and "safe_word" not in done and "end" not in done:
                self._talk.chose(held, before, lang)
        except Refusal as why:
            fault("sealing", why)
            self._unsealed(held, message)
            return
        if "end" in done and done["end"]["wipe"]:
            self._safety.erase(held, effects)
        elif "end" in done:
            self._safety.stop(held, effects, edit, before)
        else:
            note = "handoff" in done and done["handoff"]["note"]
            if note and chat.talk is None and not self._stage.readable(held):
                self._stage.numbers(held, "no_note")  # nobody is asked to type what nobody could read
                return
            if chat.talk is not None and not had and chat.talk.note:
                self._safety.note_kept(held)
            self._say_no_word(held, done, text)
            waits = "handoff" in done and not note
            if "relay" in done and "heard" in done:
                effects = [*self._carried(held), *effects]
            self._stage.show(held, effects, edit, slot="wait" if waits else "screen")
            if self._says(effects, "chat"):
                self._safety.note_waits(held)

    def _say_no_word(self, held: Held, done: Mapping[str, Any], text: str | None) -> None:
        """Say once that what was typed where a safe word is picked became none: whoever believes it did is not hidden by it."""
        chat, relayed = held.chat, "relay" in done and "say" not in done
        if relayed and not chat.no_word and self._stage.asks_for_word(held) and self._stage.is_short(text or ""):
            chat.no_word = True
            again = self._stage.messages(held, self._stage.step(held, {"t": "pick", "id": "~on"}))
            self._stage.put(held, [make_message(self._stage.words(held, "word.none")), *again])
        elif "relay" not in done:
            chat.no_word = False

    def _carried(self, held: Held) -> Effects:
        """Say that the worker who is here has it too, where typed words bring up an offer: the bot keeps none of them for itself."""
        talk = held.chat.talk
        if talk is None or talk.claimer is None:
            return []
        said = self._stage.words(held, "carried", name=self._stage.called(talk, talk.claimer))
        return [{"do": "say", "of": "@carried", "lang": held.chat.lang, "text": said}]

    def _says(self, effects: Effects, door: str) -> bool:
        """Whether these screens are the one behind a door: "wait" says that the youth is still in line."""
        place = self._stage.library.current.bundle["doors"][door]
        return any(effect["do"] == "say" and effect["of"] == place for effect in effects)

    def _unsealed(self, held: Held, message: int | None) -> None:
        """Undo what this step had put into the outbox, and tell the truth."""
        held.changes.posts.clear()
        for conversation in list(held.changes.opened):
            held.changes.opened.pop(conversation)
            held.chat.talk = None
        for step in held.changes.undo:
            step()
        held.changes.undo.clear()
        self.not_sealed(held, message)
