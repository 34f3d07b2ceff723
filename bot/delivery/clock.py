"""Does what time asks for: fresh waiting words, the truth when nobody came, the timed wipe, idle ends.

`due` says when a chat must be looked at next; the database finds those chats. Waits go by the clock of the machine; what
ends or erases something goes by a time that is believed (H26). When the clock leaps, or comes back, every chat is looked at.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.delivery.knock import Knock
from bot.delivery.outage import Outage
from bot.delivery.people import People
from bot.memory import queries
from bot.memory.chat import Chat, Talk
from bot.memory.chats import Chats, Held
from bot.memory.database import Unavailable
from bot.outbox.scribe import KEPT_AT_MOST, Scribe
from bot.relay.trust import Trust
from bot.settings.clock import DRIFT
from bot.settings.quiet import fault

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
DELETABLE = 2 * DAY  # Telegram takes back nothing that is older (Bot API, deleteMessage)
LOOK_EVERY = 1.0
TIDY_EVERY = 10 * 60.0


@dataclass(frozen=True, slots=True)
class Times:
    """The bot's own waits; practice mode may shorten the first four."""

    # Nobody came, or no ack, for so long: the truth (Protocol 6.1); until the relay says how long.
    answer: int = 5 * MINUTE
    silent: int = 5 * MINUTE  # a claimer who acknowledged nothing for so long is not there (Protocol 3.4)
    fresh: int = MINUTE  # how often the waiting words are made fresh, at first
    idle: int = 10 * MINUTE
    over: int = DAY  # an idle conversation ends
    note: int = 7 * DAY  # one that began as a note: its youth may look days after it was answered
    wipe: int = DAY  # messages leave the screen
    forget: int = 2 * DAY  # an idle chat is forgotten
    untold: int = 3 * DAY  # news that wait for a youth: as long as the frames that they stand for
    speed: float = 1.0  # what practice mode divides the line's own number by

    @classmethod
    def sped(cls, speed: float) -> Times:
        """Return the waits of practice mode."""
        short = int(5 * MINUTE / speed)
        return cls(short, short, fresh=int(MINUTE / speed), idle=int(10 * MINUTE / speed), speed=speed)


class Clock:
    """The timekeeper."""

    def __init__(
        self, chats: Chats, scribe: Scribe, trust: Trust, people: People, knock: Knock, outage: Outage, times: Times
    ) -> None:
        """Use these rooms, and let every chat say when it is due."""
        self._chats, self._scribe, self._trust = chats, scribe, trust
        self._people, self._knock, self._outage, self._times = people, knock, outage, times
        self._ahead = 0  # by how much the clock is ahead of what is believed
        self._everybody = False  # whether all chats are still to be looked at, because it leapt
        chats.due = self.due

    def due(self, chat: Chat) -> int:
        """Return when this chat must be looked at next."""
        times = [self._forget_at(chat) + self._ahead] if chat.talk is None else []
        if chat.wipe is not None:
            times.append(chat.wipe + self._ahead)
        if (talk := chat.talk) is not None:
            times.append(self._over_at(chat, talk) + self._ahead)
            paused = talk.quiet_until if talk.claimer is None else 0  # nobody is late for what is paused
            times += [until for _, until in talk.widened.values()]
            times += [until for device, until in talk.ends.items() if bytes.fromhex(device) in talk.joined]
            if talk.claimer is not None and (end := self._trust.shift_end(talk.claimer)) is not None:
                times.append(end + self._ahead)
            if talk.unread and not talk.told and not talk.note:
                times.append(max(paused, self._unheard_at(talk)))
            if talk.claimer is None and not talk.told and not talk.note:
                times.append(max(paused, talk.told_at + self._fresh(talk)))
                times.append(max(paused, max(talk.opened, talk.again) + self._answer()))
        return min(times)

    async def run(self) -> None:
        """Look again and again until cancelled."""
        rest = 0.0
        while True:
            try:
                await self.look()
                rest -= LOOK_EVERY
                if rest <= 0:
                    rest = TIDY_EVERY
                    await self.tidy()
            except Unavailable:
                rest = 0.0
            except Exception as why:  # noqa: BLE001 - one fault must not stop the clock for all
                fault("the clock", why)
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """Look at every chat that is due now, and at those whose words cannot leave."""
        await self._outage.look()
        everybody = self._everybody = self._leapt() or self._everybody
        if everybody and not self._ahead:
            async with self._chats.database.writing() as connection:
                await queries.not_after(connection, self._chats.now())
        async with self._chats.database.reading() as connection:
            macs = await (queries.all_chats(connection) if everybody else queries.due(connection, self._chats.now()))
        for mac in macs:
            try:
                async with self._chats.hold(mac) as held:
                    if held is not None:
                        self._one(held)
            except Unavailable:
                raise
            except Exception as why:  # noqa: BLE001 - one chat's fault must not stop the clock for all
                fault("the clock", why)
        if everybody:  # one look that began before the leap has not seen them all
            self._everybody = False

    async def tidy(self) -> None:
        """Drop what is past its time."""
        early = self._chats.early()
        async with self._chats.database.writing() as connection:
            await queries.forget(connection, early - 2 * DAY, early - 3 * DAY)
        await self._chats.database.tidy()

    def _one(self, held: Held) -> None:
        """Do what is due for one chat."""
        chat, now = held.chat, held.now - self._ahead
        chat.seen = min(chat.seen, held.now)  # it may have been written while the clock was ahead, as the wipe
        if chat.wipe is not None:
            chat.wipe = min(chat.wipe, held.now + self._times.wipe)
        if (talk := chat.talk) is not None:
            self._talk(held, talk)
        if chat.wipe is not None and now >= chat.wipe:
            # Rolling: what is younger than the wipe stays, and is looked at in the next round.
            until = now - self._times.wipe + HOUR
            chat.left_over |= now - chat.wipe > DELETABLE - self._times.wipe  # the bot was away too long
            held.send({"op": "wipe", "until": until})
            chat.knocked = 0 if chat.knocked <= until else chat.knocked  # gone with the rest: the next news knock anew
            chat.wipe = now + HOUR if now - max(chat.seen, chat.knocked) < self._times.wipe else None
            chat.clear = chat.wipe is None and not chat.left_over
        if chat.talk is None and now >= self._forget_at(chat):
            kept = [one for one in chat.past if now - one[1] < KEPT_AT_MOST]
            held.chat = chat.bare(kept, left_over=chat.left_over)
            held.forgotten = not kept

    def _forget_at(self, chat: Chat) -> int:
        """Return when a quiet chat is forgotten; of a forgotten one, when "erase" can mean no ended conversation any more."""
        if chat.bared:
            return max(ended for _, ended in chat.past) + KEPT_AT_MOST
        told = max((one.get("at", 0) + self._times.untold for one in chat.held), default=0)
        return max(chat.seen + self._times.forget, chat.wipe or 0, told)

    def _talk(self, held: Held, talk: Talk) -> None:
        """Do what is due for an open conversation."""
        now, times = held.now, self._times
        if now - self._ahead >= self._over_at(held.chat, talk):
            self._scribe.end(held, "close", "idle")
            self._people.say_over(held, talk)
            return
        for circle in [one for one, (_, until) in talk.widened.items() if now >= until]:
            had = talk.claimer
            self._scribe.narrow_audience(held, circle, "audience.expired")
            self._knock.phrase(held, "audience.expired")
            if had is not None and talk.claimer is None:
                self._knock.phrase(held, "back_in_line")
        for device in [one for one in talk.joined if one not in talk.beside(now)]:
            self._people.leaves(held, talk, device)
        if talk.claimer is not None and now - self._ahead >= (self._trust.shift_end(talk.claimer) or now + 1):
            # Protocol 3.4: their time on call ran out. The relay rings too, but may be away, or a moment late.
            self._people.widen(held, "released")
        if talk.note:
            return
        unheard = bool(talk.unread) and now >= self._unheard_at(talk)
        if talk.claimer is not None:
            if unheard and not talk.told:
                # Protocol 3.4: a claimer who acknowledged nothing for so long is not there.
                self._people.widen(held, "released")
                talk.told = True
            return
        if talk.told or now < talk.quiet_until:
            return
        nobody = self._trust.there(talk.audience, now, held.chat.hidden) != "shift"
        if unheard or nobody or now >= max(talk.opened, talk.again) + self._answer():
            self._people.late(held, talk)
        elif now >= talk.told_at + self._fresh(talk):
            talk.told_at = now
            if now - held.chat.seen < times.idle and not held.chat.frozen:
                minutes = max(1, (now - talk.since) // MINUTE)
                place = None if talk.anew else "wait"
                self._knock.phrase(held, "waiting.minutes", edit_slot=place, slot="wait", minutes=str(minutes))
                talk.anew = False

    def _over_at(self, chat: Chat, talk: Talk) -> int:
        """Return when a conversation in which the youth writes no more is over."""
        return max(chat.seen, talk.opened) + (self._times.note if talk.from_note else self._times.over)

    def _leapt(self) -> bool:
        """Whether the clock of the machine went another way than time since the last look: ahead of it, or back again."""
        ahead = self._chats.now() - self._chats.early()
        ahead = ahead if ahead > DRIFT else 0
        leapt = abs(ahead - self._ahead) > DRIFT
        self._ahead = ahead if leapt else self._ahead
        return leapt

    def _unheard_at(self, talk: Talk) -> int:
        """Return when a first word without an ack is too old; nobody is blamed for what the relay did not bring."""
        first = talk.unread[0][2]
        if talk.claimer is None:
            return max(first, talk.again) + self._answer()
        return self._outage.unheard_from(first) + self._times.silent

    def _answer(self) -> int:
        """Return how long a youth waits until they are told the truth: the relay's number, and so the line's own."""
        told = self._trust.tell_after
        return self._times.answer if told is None else int(told / self._times.speed)

    def _fresh(self, talk: Talk) -> int:
        """Return how long waiting words stay fresh: a minute at first, later five."""
        return self._times.fresh if talk.told_at - talk.since < 5 * self._times.fresh else 5 * self._times.fresh
