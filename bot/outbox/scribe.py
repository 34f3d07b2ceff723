"""Seals what a youth writes, and puts the frames into the outbox in the same step.

Session secrets live in this process only (Protocol 4.4): after a restart a new session begins. When nothing can be sealed,
`Refusal` is raised before anything is kept, and the youth is told; there is no other way out for words.
"""

from __future__ import annotations

import os
from typing import Any

import msgspec

from bot.memory.chat import LOST, Talk
from bot.memory.chats import Chats, Held
from bot.outbox.asking import gone as asking_gone
from bot.outbox.asking import take_off
from bot.relay.trust import Trust
from bot.sealing.keys import Refusal, b64u, unb64u
from bot.sealing.padding import yes_to_packet
from bot.sealing.roster import Claim, in_audience
from bot.sealing.seal import Sealed, Sender
from bot.settings.counts import count

FROM_THE_YOUTH = ("opening", "consent", "text", "edit")  # what somebody must be able to open to know what was said
WORD_HOLDS = 86_400_000  # as long as what was said in the talk may stand on the screen (the timed wipe)
KEPT_AT_MOST = 14 * 86_400_000  # no closed conversation lives longer on the relay


class Scribe:
    """Writes for the youth's end of every conversation of this bot."""

    def __init__(self, trust: Trust, chats: Chats, channel: str = "telegram") -> None:
        """Begin with no open session; `channel` is how workers and the relay are told that youth come."""
        self.channel = channel
        self._trust, self._chats = trust, chats
        self._senders: dict[bytes, Sender] = {}

    def begin(self, held: Held, audience: int, priority: int, note: bool) -> Talk:
        """Open a conversation with the relay, in the outbox; raise Refusal when nobody could read it."""
        if not self._trust.there(audience, held.now, held.chat.hidden):
            count("seal_refused")
            raise Refusal("no-recipient")
        talk = Talk(os.urandom(16), audience, note, held.now, priority, told_at=held.now, from_note=note)
        body: dict[str, Any] = {
            "id": b64u(talk.id),
            "audience": audience,
            "channel": self.channel,
            "priority": priority,
            "note": note,
        }
        if held.chat.hidden:
            body["hidden_from"] = [b64u(device) for device in held.chat.hidden]
        if topic := (held.chat.flow or {}).get("vars", {}).get("topic"):
            body["topic"] = topic  # the button's id; the relay adds one to a count and keeps nothing of it
        held.post(talk.id, "open", msgspec.json.encode(body))
        held.changes.opened[talk.id] = held.chat.mac
        held.chat.talk = talk
        return talk

    def write(self, held: Held, payload: dict[str, Any], awaits: bool = False) -> Sealed:
        """Seal one message of the conversation; `awaits` says that a worker's ack is expected for it."""
        talk = held.chat.talk
        if talk is None:
            raise Refusal("no-recipient")
        claim = Claim(talk.claimer, tuple(talk.beside(held.now))) if talk.claimer else None
        try:
            to = self._trust.recipients(talk.audience, claim, held.now, held.chat.hidden)
            sender = self._senders.get(talk.id)
            if sender is None:
                sender = self._senders[talk.id] = Sender(self._trust.identity, talk.id, talk.heads or None)
            before = sender.checkpoint()
            sealed = sender.seal(payload, to, held.now)
        except Refusal:
            count("seal_refused")
            raise
        heads, unread = dict(talk.heads), list(talk.unread)

        def undo() -> None:
            sender.rewind(before)
            talk.heads, talk.unread = heads, unread

        held.changes.undo.insert(0, undo)
        for frame in sealed.frames:
            held.post(talk.id, "frame", frame)
        talk.heads = dict(sender.heads)
        if payload["t"] in FROM_THE_YOUTH:
            talk.readers.setdefault(sealed.session.hex(), to.devices)
            _note(talk.facts, payload, held.now)
        if awaits:
            talk.wrote(sealed.session, sealed.seq, held.now)
        return sealed

    def widen(self, held: Held, put_back: bool = True) -> None:
        """Write to the whole audience again, and say so in the conversation; have the relay put it back too. Protocol 3.4."""
        talk = held.chat.talk
        if talk is not None and talk.claimer is not None:
            gone, told = talk.claimer, talk.claim_at
            take_off(held)
            talk.claimer, talk.claim, talk.joined = None, None, []
            talk.anew = True
            if put_back:
                self.put_back(held, gone, told)
            self.write(held, {"t": "claimed", "device": None, "of": None})

    def put_back(self, held: Held, device: bytes, told: int) -> None:
        """Have the relay take the conversation from this device; `told` is the place of the frame that told of its claim."""
        # Named, so that whoever claimed it meanwhile keeps it: somebody else, or they themselves anew (0046).
        claim = {} if told == LOST else {"claim": told}
        self.ask(held, "release", {"device": b64u(device), **claim})

    def decline(self, held: Held, device: bytes, told: int) -> None:
        """Let a claim that could be sealed to nobody come to nothing: the relay puts it back, and all hear who has it."""
        # Protocol 3.4
        self.put_back(held, device, told)
        self.say_who(held)

    def say_who(self, held: Held) -> None:
        """Tell all desks whom the youth's words follow, as it stands."""
        # Protocol 3.4
        if (talk := held.chat.talk) is not None:
            had = {"device": b64u(talk.claimer), "of": b64u(talk.claim or b"")} if talk.claimer else None
            self.write(held, {"t": "claimed", **(had or {"device": None, "of": None})})

    def narrow(self, held: Held, device: bytes, claim: bytes, cursor: int, given: bool = False) -> bool:
        """Write to the one who claimed, or was given it, and say so; return whether they can open all that the youth said before.

        If not, what the youth said with buttons is sealed to them again: that it is not safe must never lie locked.
        """
        # Protocol 3.4 6.2
        talk = held.chat.talk
        reads_all = talk is not None and talk.reads_all(device)
        if talk is not None:
            if talk.asked is not None and talk.asked.get("agreed") and talk.asked["to"] == b64u(device):
                talk.asked = None  # what stands there is no question any more, but whom they said yes to
            take_off(held)
            talk.claimer, talk.claim, talk.claim_at, talk.joined = device, claim, cursor, []
            talk.taken_by(device, held.now)
            said = self.write(held, {"t": "claimed", "device": b64u(device), "of": b64u(claim)})
            talk.given = said.mid if given else None
            for fact in [] if reads_all else list(talk.facts.values()):
                self.write(held, fact)
        return reads_all

    def narrow_audience(self, held: Held, circle: str, phrase: str) -> None:
        """Let a circle in no longer: it is sealed to no more, whoever of it had the talk or was beside it. Protocol 2.5."""
        talk, pins = held.chat.talk, self._trust.pins
        if talk is None or pins is None or circle not in talk.widened:
            return
        talk.audience &= ~talk.widened.pop(circle)[0]
        self.ask(held, "audience", {"audience": talk.audience})
        talk.joined = [one for one in talk.joined if in_audience(pins.device(one), talk.audience)]
        asking_gone(held)
        consent = {
            "t": "consent",
            "kind": "audience",
            "accepted": False,
            "withdrawn": True,
            "audience": talk.audience,
            "to": circle,
            "phrase": phrase,
            "bundle": (held.chat.flow or {}).get("bundle", ""),
        }
        try:
            if talk.claimer is not None and not in_audience(pins.device(talk.claimer), talk.audience):
                self.widen(held)
            self.write(held, consent)
        except Refusal as why:
            if why.reason != "no-recipient":  # nobody is left who could read it; the relay's row says who may answer
                raise

    def busy(self, held: Held, kind: str, to: Any, of: str) -> None:
        """Tell the worker that their question does not stand before the youth, because another one does."""
        try:
            self.write(held, {"t": "busy", "kind": kind, "to": to, "of": of})
        except Refusal as why:
            if why.reason != "no-recipient":  # whoever asked has gone: nobody is there to be told
                raise

    def vouch(self, held: Held, to: str, digest: str, expires: int | None) -> dict[str, Any]:
        """Return what an answer about a hand-off is about; a yes is signed, so that no console can make one up."""
        # Protocol 11.1
        talk = held.chat.talk
        if expires is None or talk is None:
            return {"digest": digest}
        proof = self._trust.identity.sign(yes_to_packet(talk.id, to, expires, unb64u(digest)))
        return {"digest": digest, "expires": expires, "proof": b64u(proof)}

    def ask(self, held: Held, kind: str, body: dict[str, Any]) -> None:
        """Put a call about the conversation itself into the outbox: priority, audience, moved, close, erase."""
        if held.chat.talk is not None:
            held.post(held.chat.talk.id, kind, msgspec.json.encode(body))

    def end(self, held: Held, how: str, why: str | None = None) -> None:
        """End the conversation from the youth's side: tell the worker where that is possible, then close or erase it."""
        talk = held.chat.talk
        if talk is None:
            return
        if why is not None:
            try:
                self.write(held, {"t": "left", "why": why})
            except Refusal:
                held.notes["untold"] = True  # nobody is there to be told; the relay's own row says that it ended
        self.ask(held, how, {})
        self.forget(held, erased=how == "erase")

    def forget(self, held: Held, erased: bool = False) -> None:
        """Let go of an ended conversation; until the relay has purged it, remember that "erase" means it too."""
        talk = held.chat.talk
        if talk is None:
            return
        held.chat.past = [one for one in held.chat.past if held.now - one[1] < KEPT_AT_MOST]
        if not erased:
            held.chat.past.append((talk.id, held.now))
        if not erased and not held.chat.blocked:
            take_off(held)
        held.changes.ended.append(talk.id)
        held.changes.after.append(lambda: self.renew(talk.id))
        held.chat.talk = None
        if held.chat.flow:
            if word := held.chat.flow.get("vars", {}).get("word"):
                held.chat.word, held.chat.word_until = word, held.now + WORD_HOLDS
            held.chat.flow = {**held.chat.flow, "vars": {}}

    def erase_past(self, held: Held) -> None:
        """Have every ended conversation of this youth purged now."""
        for conversation, _ in held.chat.past:
            held.post(conversation, "erase", b"{}")
        held.chat.past = []

    def renew(self, conversation: bytes) -> None:
        """Begin a new session with the next message."""
        self._senders.pop(conversation, None)


def _note(facts: dict[str, dict[str, Any]], payload: dict[str, Any], now: int) -> None:
    """Keep what a youth said with buttons, and to whom they said yes, as it stands now."""
    of, kind = payload["t"], payload.get("kind")
    if of == "opening":
        facts[of] = payload
    elif of == "consent" and kind is None:
        facts[of] = {"at": now, **payload}
    elif of == "consent" and kind == "audience":
        facts.pop(f"circle.{payload['to']}", None)
        if payload["accepted"]:
            facts[f"circle.{payload['to']}"] = {"at": now, **payload}
