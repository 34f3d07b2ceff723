"""The workers of a talk by chance: they claim, write, correct, take back, put back, hand over, ask for others, and go on at another device."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any

from bot.relay.client import Refused
from bot.sealing.keys import Refusal, b64u, unb64u
from tests.bot.worker import Worker
from tests.load.weak_line.youths import STEPS

# A row that I know is older than what a colleague or the youth did.
QUICKER = (
    *("claimed", "not-claimed", "not-yours", "not-offered", "cannot-take", "two", "full"),
    *("not-found", "closed", "erased"),
)
TAKEN_BACK = ("audience", "no-recipient")  # what I seal is for somebody whom the youth lets in no longer
FIRST = 150  # seconds until somebody asks for a person, also while a relay is away
LIFE = 5 * STEPS  # of a desk: it outlives what its youths say, and they go on answering
MOVES = 3 * LIFE  # things that one desk does at most: what hands a talk on costs none of its steps
CIRCLE = "indigenous"  # comes in by the youth's yes alone: each of them picked a community worker
Row = dict[str, Any]
Move = Callable[[], Awaitable[None]]


@dataclass
class Written:
    """A message of a worker: what it says now, nothing once it was taken back."""

    conversation: bytes
    mid: bytes
    first: str
    body: str


@dataclass
class Desk:
    """A worker's device, and all that was done there."""

    worker: Worker
    may: frozenset[str]
    written: list[Written] = field(default_factory=list)
    others: list[Desk] = field(default_factory=list)
    asked: dict[bytes, tuple[str, bytes]] = field(default_factory=dict)  # talk -> to whom it is to go, and the question
    claims: int = 0
    releases: int = 0
    offers: int = 0
    handed: int = 0
    lets_in: int = 0
    helps: int = 0
    joins: int = 0
    leaves: int = 0

    @property
    def name(self) -> str:
        """What is on the desk's door."""
        return self.worker.device.label

    @property
    def me(self) -> str:
        """This device, as rows name it."""
        return b64u(self.worker.device.device)

    @property
    def supervises(self) -> bool:
        """Whether a supervisor sits there: they stand beside others, and claim nothing here."""
        return self.worker.device.role == "supervisor"

    @property
    def let_in(self) -> bool:
        """Whether whoever sits there comes in by a youth's yes alone."""
        return self.worker.device.circle != 0

    async def lives(self, chance: Random, closing: asyncio.Event) -> None:
        """Do what comes to mind, by the rows that this desk has, from when there are any; at the latest all desks close."""
        async with asyncio.timeout(None if self.let_in else FIRST):
            while not self.worker.rows and not closing.is_set():
                await asyncio.sleep(chance.uniform(0, 0.3))
        step = 0
        for _ in range(MOVES):
            await asyncio.sleep(chance.uniform(0, 0.4 if self._next_move(chance) else 1.1))
            if step == LIFE or closing.is_set():
                return
            move = self._next_move(chance)
            step += move is None
            try:
                await (move or partial(self._stands_beside if self.supervises else self._works, chance, step))()
            except Refused as why:
                if why.code not in QUICKER:
                    raise
            except Refusal as why:
                if why.reason not in TAKEN_BACK:
                    raise

    def _next_move(self, chance: Random) -> Move | None:
        """Return what can be done now so that a talk goes to a colleague; nothing while somebody else thinks about it."""
        claimed = [row for row in self.worker.rows.values() if row["state"] == "claimed"]
        for row in claimed:
            asked = self.asked.get(unb64u(row["id"]))
            if row["offered_to"] == self.me and not row["agreed"]:
                return partial(self._is_offered, chance, row)
            if row["claimed_by"] == self.me and asked is None and row["agreed"]:
                return partial(self._hands_over, chance, row)
            if (
                row["claimed_by"] == self.me
                and asked is not None
                and (not row["offered_to"] or self._agreed(row, asked))
            ):
                return partial(self._hands_over, chance, row)
        return None

    async def _works(self, chance: Random, step: int) -> None:
        """Do one thing as a worker."""
        rows = list(self.worker.rows.values())
        waiting = [row for row in rows if row["state"] == "waiting"]
        claimed = [row for row in rows if row["state"] == "claimed"]
        mine = [row for row in claimed if row["claimed_by"] == self.me]
        mine_elsewhere = [row for row in claimed if row["claimed_by"] in self._my_other_devices()]
        offered = [row for row in claimed if row["offered_to"] == self.me]
        if offered and chance.random() < 0.1:
            await self._is_offered(chance, chance.choice(offered))
        elif self._beside(claimed) and chance.random() < 0.5:
            await self._stands_beside(chance, step)
        elif mine_elsewhere and chance.random() < 0.04:
            await self._claims(chance.choice(mine_elsewhere), here=True)
        elif waiting and (not mine or chance.random() < 0.5):
            await self._claims(chance.choice(waiting))
        elif mine:
            await self._goes_on(chance, chance.choice(mine), step)

    def _my_other_devices(self) -> list[str]:
        return [one.me for one in self.others if one.name.lower() == self.name.lower()]

    async def _claims(self, row: Row, here: bool = False) -> None:
        await self.worker.claim(unb64u(row["id"]), here)
        self.claims += 1

    async def _goes_on(self, chance: Random, row: Row, step: int) -> None:
        """Do one thing in a talk of mine."""
        talk = unb64u(row["id"])
        stands = [one for one in self.written if one.conversation == talk and one.body]
        what = chance.random()
        if "hand" in self.may and what > 0.6:
            await self._hands_over(chance, row)
        elif "circle" in self.may and what > 0.55:
            self.lets_in += 1
            await self.worker.write(talk, {"t": "ask", "kind": "audience", "circle": CIRCLE})
        elif "help" in self.may and what > 0.5:
            self.helps += not row["help"]
            await self._posts(talk, "help", {"on": not row["help"]})
        elif what < (0.02 if row["offered_to"] else 0.1):  # whoever is about to give it on seldom puts it back
            self.releases += 1  # also when the relay says no: the youth has read of it by then
            await self.worker.release(talk)
        elif what < 0.24 and stands:
            await self._corrects(chance, chance.choice(stands), step)
        elif what < 0.3 and stands:
            one = chance.choice(stands)
            await self.worker.takes_back(talk, one.mid)
            one.body = ""
        else:
            await self._writes(talk, step)

    async def _writes(self, talk: bytes, step: int) -> None:
        body = f"{self.name} writes {step}."
        self.written.append(Written(talk, await self.worker.text(talk, body), body, body))

    async def _corrects(self, chance: Random, one: Written, step: int) -> None:
        """Correct something, sometimes again at once."""
        for turn in range(chance.randint(1, 3) if "edits" in self.may else 1):
            body = f"{one.first} Corrected {step}, {turn}."
            await self.worker.write(one.conversation, {"t": "edit", "of": b64u(one.mid), "body": body})
            one.body = body

    async def _hands_over(self, chance: Random, row: Row) -> None:
        """Go one step toward giving this to a colleague, or think better of it."""
        talk, to = unb64u(row["id"]), row["offered_to"]
        asked = self.asked.get(talk)
        if to is None and asked is not None:  # it is offered to nobody any more: the youth is asked no longer
            del self.asked[talk]
            await self.worker.write(talk, {"t": "transfer", "to": None})
        elif to is None:
            colleagues = [
                one.me
                for one in self.others
                if not one.supervises
                and one.me not in self._my_other_devices()
                and row["audience"] >> one.worker.device.circle & 1
            ]
            if colleagues:
                self.offers += 1
                await self._posts(talk, "offer", {"device": chance.choice(colleagues)})
        elif chance.random() < 0.02:
            self.asked.pop(talk, None)
            await self._posts(talk, "withdraw")
            await self.worker.write(talk, {"t": "transfer", "to": None})
        elif asked is not None and asked[0] == to:
            await self._gives(chance, talk, to, asked[1])
        elif row["agreed"]:
            self.asked[talk] = to, await self.worker.write(talk, {"t": "transfer", "to": to, "why": "leaving"})

    async def _gives(self, chance: Random, talk: bytes, to: str, question: bytes) -> None:
        """Give it, once the youth said yes."""
        yes = self._yes(talk, question)
        if not yes:
            return
        if chance.random() < 0.6:
            await self.worker.hands_keys(talk, next(one.worker for one in self.others if one.me == to))
        del self.asked[talk]
        self.handed += 1
        await self.worker.write(talk, {"t": "transfer", "to": to, "of": b64u(yes[-1]["mid"])})

    def _yes(self, talk: bytes, question: bytes) -> list[dict[str, Any]]:
        """Return each yes of the youth to this question."""
        answers = [one for one in self.worker.said.get(talk, []) if one["t"] == "consent"]
        transfers = [one for one in answers if one.get("kind") == "transfer" and one["accepted"]]
        return [one for one in transfers if one["of"] == b64u(question)]

    def _agreed(self, row: Row, asked: tuple[str, bytes]) -> bool:
        """Whether the youth said yes to the one to whom this is offered now."""
        return asked[0] == row["offered_to"] and bool(self._yes(unb64u(row["id"]), asked[1]))

    async def _is_offered(self, chance: Random, row: Row) -> None:
        """Say that I take what a colleague offers, or that I cannot, also after all."""
        if chance.random() < (0.01 if row["agreed"] else 0.05):
            await self._posts(unb64u(row["id"]), "withdraw")
        elif not row["agreed"]:
            await self._posts(unb64u(row["id"]), "agree", {"over": True})

    def _beside(self, claimed: list[Row]) -> list[Row]:
        """Return what others have beside whom I am, or may come: as a supervisor, or because they call for help."""
        theirs = [row for row in claimed if row["claimed_by"] not in (self.me, *self._my_other_devices())]
        here = [row for row in theirs if self.me in [one["device"] for one in row["present"]]]
        return theirs if self.supervises else here + [row for row in theirs if row["help"] and row not in here]

    async def _stands_beside(self, chance: Random, step: int) -> None:
        """Do one thing beside a colleague: come, write, go."""
        claimed = self._beside([row for row in self.worker.rows.values() if row["state"] == "claimed"])
        there = [row for row in claimed if self.me in [one["device"] for one in row["present"]]]
        if there and chance.random() < 0.35:
            talk = unb64u(chance.choice(there)["id"])
            await self.worker.write(talk, {"t": "release"})
            self.leaves += 1
            await self._posts(talk, "leave")
        elif there and chance.random() < 0.5:
            await self._writes(unb64u(chance.choice(there)["id"]), step)
        elif claimed and chance.random() < 0.5:
            talk = unb64u(chance.choice(claimed)["id"])
            await self._posts(talk, "open")
            self.joins += 1
            await self.worker.write(talk, {"t": "join"})

    async def _posts(self, talk: bytes, what: str, body: dict[str, Any] | None = None) -> None:
        await self.worker.relay.call("POST", f"/api/conversations/{b64u(talk)}/{what}", body or {})
