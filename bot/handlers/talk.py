"""A youth's words to a person: asking for one, writing, correcting, and what cannot be carried.

Words are sealed in the same step that takes them in, or they go nowhere and the youth is told so with the crisis numbers
(promise 3). Pictures, voices and places are never fetched (row 6, 7, 9 of the Telegram notes).
"""

from __future__ import annotations

from typing import Any

from aiogram.types import Message as TelegramMessage

from bot.keyboards.words import whole
from bot.memory.chat import Chat
from bot.memory.chat import Talk as MemoryTalk
from bot.memory.chats import Chats, Held
from bot.outbox.scribe import Scribe
from bot.outbox.stage import Effects, Stage
from bot.sealing.keys import Refusal, b64u
from content.wording import priority

CHANGED_BY_ASKING = ("note", "audience", "priority", "begun", "told", "again", "told_at", "anew")
UNSENT = {
    "photo": "[photo, not transferred]",
    "video": "[video, not transferred]",
    "file": "[file, not transferred]",
    "voice": "[sent a voice note, not transferred]",
    "place": "[sent a place, not transferred]",
    "contact": "[sent a contact, not transferred]",
    "sticker": "[sticker]",
    "other": "[something else, not transferred]",
}


class Talk:
    """The youth's side of a conversation."""

    def __init__(self, chats: Chats, stage: Stage, scribe: Scribe) -> None:
        """Use these rooms."""
        self._chats, self._stage, self._scribe = chats, stage, scribe

    def begin(self, held: Held, effects: Effects, note: bool) -> None:
        """Hand over to people: open the conversation for the circles that the youth picked; raise Refusal when none can read."""
        chat, flow = held.chat, held.chat.flow or {}
        picked = flow.get("vars", {})
        self._scribe.begin(held, self._stage.audience(chat), priority(picked), note)
        # A note for whom they picked already, and who is not here, is asked about no second time.
        self._agree(held, effects, "note_open" if note and "note_open" in flow.get("seen", ()) else _shown(picked))

    def ask(self, held: Held, effects: Effects) -> None:
        """Ask for a person in a note: those whom the youth picked now are called as for anybody; raise Refusal when none can read."""
        chat, talk = held.chat, held.chat.talk
        if talk is None:
            return
        picked = (chat.flow or {}).get("vars", {})
        before = {name: getattr(talk, name) for name in CHANGED_BY_ASKING}

        def undo() -> None:
            for name, value in before.items():
                setattr(talk, name, value)

        held.changes.undo.append(undo)
        talk.asks(self._stage.audience(chat), priority(picked), held.now)
        body: dict[str, Any] = {"audience": talk.audience, "priority": talk.priority}
        if topic := picked.get("topic"):
            body["topic"] = topic
        self._scribe.ask(held, "person", body)
        self._agree(held, effects, _shown(picked))

    def _agree(self, held: Held, effects: Effects, phrase: str) -> None:
        """Tell the worker what the youth chose with buttons, and to whose answer they said yes."""
        chat, picked = held.chat, (held.chat.flow or {}).get("vars", {})
        self.tell_facts(held)
        said = [effect for effect in effects if effect["do"] == "say"]
        consent = {
            "t": "consent",
            "audience": chat.talk.audience if chat.talk else 0,
            "phrase": phrase,
            "bundle": (chat.flow or {}).get("bundle", ""),
            "reply": self._picked_words(chat, phrase, picked.get("audience")),
            "lang": said[-1]["lang"] if said else chat.lang,
        }
        self._scribe.write(held, consent)

    def _picked_words(self, chat: Chat, step: str, audience: str | None) -> str:
        """Return the words on the button that the youth pressed there; nothing when the default was never asked about."""
        bundle = self._stage.library.current.bundle
        choices = bundle["steps"].get(step, {}).get("choices", [])
        chosen = [f"{step}.{choice['id']}" for choice in choices if audience and choice.get("value") == audience]
        texts = bundle["text"].get(chat.lang, {})
        return str(texts.get(chosen[0], "")) if chosen else ""

    def tell_facts(self, held: Held) -> None:
        """Tell the worker what the youth chose with buttons: language, topic, whether it is safe, the safe word."""
        chat = held.chat
        picked = (chat.flow or {}).get("vars", {})
        opening: dict[str, Any] = {
            "t": "opening",
            "channel": self._scribe.channel,
            "lang": chat.lang,
            "topic": picked.get("topic"),
            "safe": picked.get("safe"),
            "urgent": picked.get("urgent") in ("yes", "emergency"),
        }
        if word := picked.get("word"):
            opening["safe_word"] = self._stage.library.current.phrase(chat.lang, f"word.{word}")
        self._scribe.write(held, opening, awaits=False)

    def chose(self, held: Held, before: dict[str, Any], lang: str) -> None:
        """Tell the worker when a button changed what they were told."""
        talk, after = held.chat.talk, (held.chat.flow or {}).get("vars", {})
        told = ("safe", "urgent", "word")
        if talk is None or (all(before.get(name) == after.get(name) for name in told) and lang == held.chat.lang):
            return
        self.tell_facts(held)
        if (wanted := priority(after)) > talk.priority:
            talk.priority = wanted
            self._scribe.ask(held, "priority", {"priority": wanted})

    def say(self, held: Held, text: str, message: int, kind: str | None = None, safe_word: bool = False) -> None:
        """Seal a youth's words; a note's conversation begins with its first words. Raise Refusal when nothing was sealed."""
        if held.chat.talk is None:
            self.begin(held, [], note=True)
        payload: dict[str, Any] = {"t": "text", "body": whole(text)}
        if kind:
            payload["kind"] = kind
        if safe_word:
            payload["safe_word"] = True
        sealed = self._write(held, payload)
        held.show(f"y{message}", message, sealed)
        if held.chat.talk is not None and not safe_word:
            self._say_paused(held, held.chat.talk)

    def _say_paused(self, held: Held, talk: MemoryTalk) -> None:
        """Tell the youth once that workers paused this for a while; their words are kept, and numbers are there now."""
        if held.now < talk.paused_until and not talk.paused_told:
            talk.paused_told = True
            when = self._stage.when(held, talk.paused_until)
            self._stage.aside(held, "paused", **when)

    def _write(self, held: Held, payload: dict[str, Any]) -> bytes:
        """Seal, and widen first when the one who claimed is not there any more (Protocol 3.4)."""
        talk = held.chat.talk
        try:
            return self._scribe.write(held, payload, awaits=True).mid
        except Refusal as why:
            if why.reason != "no-recipient" or talk is None or talk.claimer is None:
                raise
        name = self._stage.called(talk, talk.claimer)
        self._scribe.widen(held)
        mid = self._scribe.write(held, payload, awaits=True).mid
        self._stage.aside(held, "released", name=name)
        return mid

    async def correct(self, held: Held, message: TelegramMessage) -> None:
        """A youth edits: a new sealed revision in a conversation, nothing in the menu; nothing delivered is lost."""
        talk = held.chat.talk
        body = message.text or message.caption
        if not body or self.hides(held, body, message.message_id) or talk is None:
            return
        lines = await self._chats.on_screen(held.chat.mac, f"y{message.message_id}")
        mids = [line.frame for line in lines if line.frame and line.at >= talk.opened]
        if mids:
            self._write(held, {"t": "edit", "of": b64u(mids[-1]), "body": whole(body)})
        elif not held.chat.frozen:  # from before, too old, or never sealed: the worker has nothing to correct
            self._stage.phrase(held, "edit_lost")

    def hides(self, held: Held, text: str, message: int) -> bool:
        """Hide the chat if this is the safe word: over other words, or under a picture, it hides as ever (A1)."""
        if not self._stage.is_safe_word(held, text):
            return False
        effects = self._stage.step(held, {"t": "text", "text": text})
        self.safe_word(held, text, message)
        self._stage.show(held, effects)
        return True

    def safe_word(self, held: Held, text: str, message: int) -> None:
        """The safe word: nothing more reaches the screen, the worker sees a silent mark where a talk is still open."""
        held.hide()
        held.chat.frozen = True
        if held.chat.talk is None:
            held.show(f"y{message}", message)
            return
        try:
            self.say(held, text, message, safe_word=True)
        except Refusal:
            held.show(f"y{message}", message)

    def unsent(self, held: Held, message: TelegramMessage, kind: str) -> None:
        """Tell the worker that something was sent which is not carried, and carry its caption."""
        as_kind = "file" if kind == "video" else kind
        self.say(held, marked(message, kind), message.message_id, kind=as_kind)


def marked(message: TelegramMessage, kind: str) -> str:
    """Say what was sent that is not carried, with the words under it."""
    mark = UNSENT[kind] if kind != "sticker" else sticker(message)
    return f"{mark} {message.caption}" if message.caption else mark


def sticker(message: TelegramMessage) -> str:
    """Name a sticker, a GIF, a die or a poll by a word or its emoji."""
    if message.sticker:
        return f"[sticker {message.sticker.emoji or ''}".rstrip() + "]"
    if message.dice:
        return f"[sticker {message.dice.emoji}]"
    return "[poll]" if message.poll else "[GIF]"


def _shown(picked: dict[str, Any]) -> str:
    """Return which words told the youth who answers."""
    return {"child_protection": "person_child", "police": "person_police"}.get(
        str(picked.get("audience")), "person_open"
    )
