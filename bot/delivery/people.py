"""What a worker does, as the youth learns it: claims, words, corrections, cards, leaving.

Only a worker or supervisor of the audience counts (Protocol 6.2). Whom the youth's words follow is decided here, and said
with `claimed`. The youth hears the truth each time: who is here, who left, that it is over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bot.delivery.handing import Handing
from bot.delivery.knock import Knock
from bot.keyboards.buttons import CIRCLES
from bot.memory.chat import Talk
from bot.memory.chats import Held
from bot.outbox.asking import gone as asking_gone
from bot.outbox.asking import take_off
from bot.outbox.names import pseudonym
from bot.outbox.scribe import Scribe
from bot.outbox.stage import Stage
from bot.relay.trust import Trust
from bot.sealing.keys import Refusal, b64u, unb64u
from bot.sealing.open import Received
from bot.sealing.padding import HEADER, SIGNATURE, grant_body, header
from bot.sealing.roster import in_audience
from bot.sealing.seal import end_of
from bot.settings.counts import count
from bot.settings.quiet import fault

TRANSFER_WHY = ("leaving", "knows", "asked", "tired", "other")  # the closed list; each is a plain sentence
MOMENT = 30_000  # in which the relay hears of what a youth has just chosen


class People:
    """The workers' side of each conversation, as the bot sees it."""

    def __init__(self, trust: Trust, stage: Stage, scribe: Scribe, knock: Knock) -> None:
        """Use these rooms."""
        self._trust, self._stage, self._scribe, self._knock = trust, stage, scribe, knock
        self._handing = Handing(stage, knock, scribe, self.name)
        self._does: dict[str, Callable[[Held, Talk, Received, int], None]] = {
            "text": self._text,
            "card": self._text,
            "edit": self._edit,
            "retract": self._retract,
            "claim": self._claim,
            "join": self._join,
            "release": self._release,
            "transfer": self._transfer,
            "ask": self._ask,
            "close": self._close,
            "ack": self._ack,
        }

    def take(self, held: Held, got: Received, cursor: int) -> None:
        """Act on one opened message of the conversation."""
        talk, payload = held.chat.talk, got.payload
        if talk is None or payload is None or got.scope != 0 or got.former:
            return
        if not self._answers(got.sender, talk):
            return
        does = self._does.get(payload["t"])
        if does is None:
            return
        try:
            does(held, talk, got, cursor)
        except (Refusal, KeyError, TypeError, ValueError) as why:
            # A worker's malformed message must not stop those behind it (Protocol 5.6).
            fault("a worker's message", why)

    def may_have(self, held: Held, talk: Talk, device: bytes) -> bool:
        """Whether what the youth writes from now on can be sealed to this device."""
        return self._trust.may_have(device, talk.audience, talk.from_note, held.now, held.chat.hidden)

    def unknown(self, held: Held, got: Received) -> bool:
        """Whether somebody comes into the conversation, or is to take it over, of whose shift nothing is known here."""
        talk, comes = held.chat.talk, _coming(got)
        return talk is not None and comes is not None and not self.may_have(held, talk, comes)

    def claims(self, held: Held, got: Received) -> bool:
        """Whether somebody says who does not have the conversation yet, and may, that it is theirs now."""
        talk, payload = held.chat.talk, got.payload
        if talk is None or payload is None or got.scope != 0 or got.former or payload["t"] != "claim":
            return False
        return got.sender != talk.claimer and self._answers(got.sender, talk)

    def joins(self, held: Held, got: Received) -> bool:
        """Whether somebody says who is not beside whoever has the conversation yet, and may be, that they are now."""
        talk, payload = held.chat.talk, got.payload
        if talk is None or payload is None or got.scope != 0 or got.former or payload["t"] != "join":
            return False
        return talk.claimer not in (None, got.sender) and got.sender not in talk.joined

    def gives(self, held: Held, got: Received) -> bool:
        """Whether whoever has the conversation says that it is a colleague's now."""
        talk, payload = held.chat.talk, got.payload
        if talk is None or payload is None or got.scope != 0 or got.former or payload["t"] != "transfer":
            return False
        return got.sender == talk.claimer and payload.get("to") is not None and "of" in payload

    def not_theirs(self, held: Held) -> None:
        """Let a claim come to nothing whose desk did not ask the relay first: all hear who has the conversation.

        The relay knows that it is not theirs. A `release` that waits would take it from them should they ask truly meanwhile.
        """
        # Protocol 6.2
        try:
            self._scribe.say_who(held)
        except Refusal as why:
            fault("declining a claim", why)

    def name(self, talk: Talk, device: bytes) -> str:
        """Return what the youth calls this worker."""
        return self._stage.called(talk, device)

    def widen(self, held: Held, how: str, put_back: bool = True) -> None:
        """The one who claimed is not there any more: write to all again, and tell the youth (Protocol 3.4)."""
        talk = held.chat.talk
        if talk is None or talk.claimer is None:
            return
        name = self.name(talk, talk.claimer)
        try:
            self._scribe.widen(held, put_back)
        except Refusal as why:
            fault("widening", why)
        talk.told = False
        talk.told_at = held.now
        if self._trust.there(talk.audience, held.now, held.chat.hidden) == "shift":
            self._knock.phrase(held, how, numbers=True, name=name)
        else:
            talk.told = True
            self._knock.phrase(held, "released.alone", name=name)
            self._knock.door(held, "sorry")

    def put_back(self, held: Held, talk: Talk, cursor: int) -> None:
        """The relay's row, read when this was the newest frame, says that nobody has it: whoever had it is gone (H22).

        Rows and frames may overtake each other. A claim is sealed only after the relay gave the conversation, so a row
        that knows the claim's frame knows the claim too: it was put back afterwards. An older row says nothing.
        """
        talk.free_at = max(talk.free_at, cursor)
        if talk.claimer is not None and talk.claim_at <= cursor:
            self.widen(held, "released", put_back=False)  # the relay has put it back already

    def late(self, held: Held, talk: Talk) -> None:
        """Nobody came in time: say so, once, with what is open now; the youth may still wait, or leave a note.

        What comes within a moment of their choosing to wait on is about the wait before: the relay had not heard of it yet.
        """
        waits_on = bool(talk.again) and held.now < talk.again + MOMENT
        if talk.claimer is None and not talk.told and not talk.note and not waits_on:
            talk.told = True
            self._knock.door(held, "sorry", edit_slot=None if talk.anew else "wait")

    def hide(self, held: Held, devices: Sequence[bytes]) -> None:
        """Workers who know this person stay out: they are sealed to no more, in this talk and in the youth's next."""
        talk, new = held.chat.talk, [one for one in devices if one not in held.chat.hidden]
        if not new or talk is None:
            return
        held.chat.hidden += new
        talk.joined = [one for one in talk.joined if one not in new]
        asking_gone(held)
        if talk.claimer in new:
            self.widen(held, "released", put_back=False)  # the relay has put it back already

    def pause(self, talk: Talk, until: int | None) -> None:
        """A worker paused it after abuse, or that is over: the youth is told when they write, and nothing is lost."""
        talk.paused_until, talk.paused_told = until or 0, False

    def over(self, held: Held, talk: Talk) -> None:
        """The conversation ended on the workers' side: tell the youth."""
        self._scribe.forget(held)
        self.say_over(held, talk)

    def lost(self, held: Held) -> None:
        """The relay lost it, and nobody can read it any more: the youth is told the truth, and who can be reached."""
        self._scribe.forget(held)
        self._stage.move(held, "over")
        self._knock.phrase(held, "lost", numbers=True)
        self._knock.door(held, "menu")

    def say_over(self, held: Held, talk: Talk) -> None:
        """Tell that it is over, and from now on carry nothing that is typed: also while the phone only shows a knock."""
        self._stage.move(held, "over")
        if talk.untaken:  # nobody ever came for it (promise 7)
            self._knock.phrase(held, "note.missed", numbers=True)
        self._knock.door(held, "over")

    def handed(self, talk: Talk, got: Received, frame: bytes) -> None:
        """A colleague handed keys on: from now on somebody else, too, can open what the youth said. Protocol 4.3."""
        to, _, _, entries = grant_body(frame[HEADER.size : -SIGNATURE], header(frame).suite)
        talk.handed(got.sender, to, [session for of, session, _ in entries if of == self._trust.identity.device])

    def unreadable(self, held: Held, sender: bytes | None) -> None:
        """Something came that cannot be opened: never blank, never passed over in silence (Protocol 5.5)."""
        talk = held.chat.talk
        count("frames_not_opened")
        if talk is None:
            return
        if sender is None:  # changed where it lay: nobody can say whose it was. A row of them is told once.
            if talk.broken_at != talk.cursor - 1:
                self._knock.phrase(held, "unreadable.place")
            talk.broken_at = talk.cursor
        elif self._answers(sender, talk):
            self._knock.phrase(held, "unreadable", name=self.name(talk, sender))

    def gap(self, held: Held, talk: Talk, got: Received) -> None:
        """Something that somebody wrote before this never came (Protocol 5.2, 5.3); of a place that is broken the youth knows."""
        if got.scope == 0 and talk.broken_at != talk.cursor - 1 and self._answers(got.sender, talk):
            self._knock.phrase(held, "gap", name=self.name(talk, got.sender))

    def _answers(self, device: bytes, talk: Talk) -> bool:
        """Whether this device is a worker or supervisor whom the youth agreed to."""
        pins = self._trust.pins
        return pins is not None and in_audience(pins.device(device), talk.audience)

    def _text(self, held: Held, talk: Talk, got: Received, cursor: int) -> None:
        self._knock.reply(held, talk.id, cursor, got.mid, self.name(talk, got.sender))

    def _edit(self, held: Held, talk: Talk, got: Received, cursor: int) -> None:
        of = unb64u(_payload(got)["of"])
        self._knock.reply(held, talk.id, cursor, got.mid, self.name(talk, got.sender), corrects=of)

    def _retract(self, held: Held, talk: Talk, got: Received, cursor: int) -> None:
        # What waits may be a correction: what it corrects stands on the screen then.
        slot = "r" + str(_payload(got)["of"])
        held.chat.held = [one for one in held.chat.held if one.get("slot") != slot]
        held.send({"op": "unreply", "slot": slot})

    def _claim(self, held: Held, talk: Talk, got: Received, cursor: int) -> None:
        if cursor <= talk.free_at:
            return  # it was put back since: the relay's row, read after this claim, says so
        if talk.claimer == got.sender:
            talk.claim_at = cursor
            return
        if not self.may_have(held, talk, got.sender):
            self._scribe.decline(held, got.sender, cursor)  # the youth is told of nobody who can read nothing
            return
        beside = [one for one in talk.joined if one != got.sender]
        said = "joined" if self._scribe.narrow(held, got.sender, got.mid, cursor) else "joined.from_now"
        talk.told = False
        self._knock.phrase(held, said, back=self._let_in(talk, got.sender), **self._who(held, talk, got.sender))
        self._alone(held, talk, beside, got.sender)
        self._tell_name(held, talk, got.sender)

    def _join(self, held: Held, talk: Talk, got: Received, cursor: int) -> None:
        if talk.claimer is None or got.sender == talk.claimer or not self.may_have(held, talk, got.sender):
            return
        until = end_of(_payload(got))
        talk.ends.pop(got.sender.hex(), None)
        if until is not None:
            talk.ends[got.sender.hex()] = until
        if got.sender not in talk.joined:
            talk.joined.append(got.sender)
            who = self._who(held, talk, got.sender)
            self._knock.phrase(held, "joined_more", back=self._let_in(talk, got.sender), **who)
            self._tell_name(held, talk, got.sender)

    def _release(self, held: Held, talk: Talk, got: Received, cursor: int) -> None:
        if talk.claimer == got.sender and not talk.given:  # before it was given, they only stood beside the giver
            self.widen(held, "released", put_back=False)  # who gives it back tells the relay themselves
        elif got.sender in talk.joined and talk.claimer is not None:
            self.leaves(held, talk, got.sender)

    def leaves(self, held: Held, talk: Talk, device: bytes) -> None:
        """Who stood beside the claimer reads along no longer: the youth is told who is still there."""
        talk.joined.remove(device)
        talk.ends.pop(device.hex(), None)
        asking_gone(held)
        if talk.claimer is not None:
            self._knock.phrase(held, "left_more", name=self.name(talk, device), new=self.name(talk, talk.claimer))

    def _transfer(self, held: Held, talk: Talk, got: Received, cursor: int) -> None:
        """A worker would give the conversation to a colleague: ask; once the youth agreed and all was handed over, move it."""
        if talk.claimer != got.sender:
            return
        payload = _payload(got)
        if payload["to"] is None:  # the worker, or the colleague, thought better of it
            self._not_coming(held, talk)
            return
        to = unb64u(str(payload["to"]))
        on_call = self._answers(to, talk) and self._trust.shift_of(to, talk.audience, held.now)
        there = on_call and not self._trust.is_away(to, held.now)  # said yes, and went away since
        agreed = talk.asked is not None and talk.asked["to"] == payload["to"] and talk.asked.get("agreed")
        if not there or to in self._trust.all_of(held.chat.hidden) or to == got.sender:
            self._not_moved(held, talk)
        elif agreed and "of" in payload:
            beside = [one for one in talk.joined if one != to]
            said = "transfer" if self._scribe.narrow(held, to, got.mid, cursor, True) else "transfer.from_now"
            self._scribe.ask(held, "moved", {"device": b64u(to), "giver": b64u(got.sender), "given": cursor})
            self._knock.phrase(held, said, back=self._let_in(talk, to), **self._who(held, talk, to))
            self._alone(held, talk, beside, to)
            self._tell_name(held, talk, to)
        elif "of" not in payload:
            if talk.asked is not None and talk.asked["kind"] == "packet":
                self._scribe.busy(held, "packet", talk.asked["to"], talk.asked["of"])
            take_off(held)
            why = payload.get("why") if payload.get("why") in TRANSFER_WHY else "other"
            who = {"by": got.sender.hex(), "circle": self._circle(to), "why": why}
            words = {"name": self.name(talk, got.sender), "new": self.name(talk, to)}
            talk.asked = {"kind": "transfer", "to": payload["to"], "of": b64u(got.mid), **who, "words": words}
            self._knock.question(held)

    def _ask(self, held: Held, talk: Talk, got: Received, cursor: int) -> None:
        """A worker would bring one more circle in: ask, with what it must pass on; only the youth's yes widens anything."""
        payload = _payload(got)
        if payload.get("kind") == "packet":
            self._handing.take(held, talk, got, cursor)
            return
        if talk.claimer != got.sender or payload.get("kind") != "audience":
            return
        circle = payload.get("circle")
        if talk.asked is not None and talk.asked["kind"] != "audience":
            if circle in CIRCLES:
                self._scribe.busy(held, "audience", circle, b64u(got.mid))
            return
        take_off(held)
        if circle not in CIRCLES:  # None: the worker thought better of it
            return
        bit = self._trust.audience([circle])
        if bit & ~talk.audience:
            who = {"by": got.sender.hex(), "words": {"name": self.name(talk, got.sender)}}
            talk.asked = {"kind": "audience", "to": circle, "bit": bit, "of": b64u(got.mid), **who}
            self._knock.question(held)

    def _not_moved(self, held: Held, talk: Talk) -> None:
        """The colleague is not there any more: the conversation stays where it is."""
        self._scribe.ask(held, "withdraw", {})
        self._not_coming(held, talk)

    def _not_coming(self, held: Held, talk: Talk) -> None:
        """Take the question off the screen. Whoever had said yes waits for somebody, and is told who stays instead (promise 7)."""
        asked = talk.asked
        if asked is None or asked["kind"] != "transfer":
            return
        take_off(held)
        if asked.get("agreed"):
            self._knock.phrase(held, "transfer.gone", **asked["words"])

    def _close(self, held: Held, talk: Talk, got: Received, cursor: int) -> None:
        # Protocol 3.4. Heard late, after the talk went back in line, it ends nothing: somebody waits for an answer again.
        if talk.claimer == got.sender:
            self._scribe.ask(held, "over", {"told": True})  # whoever said it may be gone before they tell the relay
            self.over(held, talk)

    def _ack(self, held: Held, talk: Talk, got: Received, cursor: int) -> None:
        if talk.claimer not in (None, got.sender):
            return  # Protocol 3.4: whoever reads along does not answer for the one who has it
        payload = _payload(got)
        if talk.heard(unb64u(payload["session"]), int(payload["seq"])):
            talk.told = talk.told and bool(talk.unread)

    def _alone(self, held: Held, talk: Talk, beside: Sequence[bytes], to: bytes) -> None:
        """Tell that whoever stood beside another device stands beside this one only by their own press."""
        for one in beside:
            self._knock.phrase(held, "left_more", name=self.name(talk, one), new=self.name(talk, to))

    def _let_in(self, talk: Talk, device: bytes) -> str | None:
        """Return this worker's circle, if the youth let it in later and may take that back."""
        circle = self._circle(device)
        return circle if circle in talk.widened else None

    def _circle(self, device: bytes) -> str:
        """Return what kind of responder a worker is."""
        found = self._trust.pins.device(device) if self._trust.pins else None
        circles = self._trust.circles()
        return circles[found.circle] if found and found.circle < len(circles) else "community"

    def _tell_name(self, held: Held, talk: Talk, device: bytes) -> None:
        """Tell a worker what the youth calls them, when it is not what their desk works out: somebody of that name came before."""
        # Protocol 6
        name = self.name(talk, device)
        if name != pseudonym(self._stage.library.current.names, talk.id, device):
            self._scribe.write(held, {"t": "known", "device": b64u(device), "as": name})

    def _who(self, held: Held, talk: Talk, device: bytes) -> dict[str, Any]:
        """Return the words that say who a worker is: the made-up name, for whom they work, and what kind of responder."""
        who = self._stage.library.current.who(held.chat.lang, self._circle(device))
        return {"name": self.name(talk, device), **who}


def _coming(got: Received) -> bytes | None:
    """Return who comes into the conversation by this message, or is to take it over."""
    said = got.payload or {}
    if said.get("t") in ("claim", "join"):
        return got.sender
    if said.get("t") != "transfer" or said.get("to") is None:
        return None
    try:
        return unb64u(said["to"])
    except Refusal:
        return None  # malformed: what comes of it is said where it is acted on


def _payload(got: Received) -> dict[str, Any]:
    """Return the opened words of a message."""
    return got.payload or {}
