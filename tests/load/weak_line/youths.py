"""The young people of a talk by chance: they write, correct, hide the chat, answer, erase all of it and come again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from random import Random

from content.floor import floor_text
from tests.bot.stories import asks_for
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.screen import Bubble, Button
from tests.load.weak_line.weather import Weather

STEPS = 14
HERE, TAKES_OVER, FROM_NOW = "is here now", "takes over", "may not see all"
NUMBERS = floor_text("en")
DECOY, CLEAR, ASKED = "Sorry, wrong number.", "All clear on my side", "It is fine to say no"
SAFE_WORD, COME_IN, TAKE_BACK = "safe word", "yes, they can come in", "take it back"  # what buttons end with


@dataclass
class Typed:
    """A message of a youth: what it says now, and how many had come when it was typed."""

    bubble: Bubble
    body: str
    after: int


@dataclass
class Erased:
    """What a youth erased: which conversations, and all that they had typed until then."""

    talks: list[bytes]
    bodies: set[str]
    bubbles: set[int]


@dataclass
class Youth:
    """A young person, all that they typed, and what they saw that must not be."""

    phone: Person
    weather: Weather
    may: frozenset[str]
    word: str
    typed: list[Typed] = field(default_factory=list)
    bodies: set[str] = field(default_factory=set)
    behind: set[str] = field(default_factory=set)
    erased: list[Erased] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    hid: int = 0
    let_in: bool = False  # one more circle, by a yes that holds
    unshared: set[str] = field(default_factory=set)  # what nobody of that circle may read
    took_back: set[bytes] = field(default_factory=set)  # talks in which that yes was taken back

    def arrivals(self) -> list[str]:
        """Return each time that somebody came, as the screen says it."""
        return [bubble.text for bubble in self.phone.screen() if HERE in bubble.text or TAKES_OVER in bubble.text]

    async def lives(self, chance: Random, closing: asyncio.Event) -> None:
        """Ask for somebody, then do what comes to mind, and answer what is asked until all desks close."""
        await asyncio.sleep(chance.uniform(0, 1))
        await self._asks()
        for step in range(STEPS):
            await asyncio.sleep(chance.uniform(0, 0.8))
            what = chance.random()
            if "word" in self.may and what < 0.07:
                await self._hides(chance, step)
            elif "erase" in self.may and 0.07 <= what < 0.11:
                await self._erases()
            elif "circle" in self.may and 0.11 <= what < 0.2 and (button := self._button(TAKE_BACK)):
                await self._shuts_out(button)
            elif question := self._question(chance):
                self._answers(chance, question)
            elif self.typed and what < 0.3:
                await self._corrects(chance, step)
            else:
                self._says(f"{self.phone.name} {step}, said.")
        while not closing.is_set():
            await asyncio.sleep(chance.uniform(0, 0.8))
            if question := self._question(chance):
                self._answers(chance, question)
            elif chance.random() < 0.05 and (button := self._button(TAKE_BACK)):
                await self._shuts_out(button)

    def unread(self, read: set[str]) -> list[str]:
        """Return what no worker read, though the screen does not say that somebody new may not see it."""
        told = self.arrivals()
        unsaid = [one.body for one in self.typed if not any(FROM_NOW in each for each in told[one.after :])]
        return [body for body in unsaid if body not in read]

    def _says(self, body: str) -> None:
        self._types(body)
        self.typed.append(Typed(self.phone.send(body), body, len(self.arrivals())))

    def _types(self, body: str) -> None:
        self.bodies.add(body)
        if not self.let_in:
            self.unshared.add(body)

    async def _asks(self) -> None:
        """Ask for somebody, and pick the word that hides the chat."""
        await asks_for(self.phone)
        if "word" in self.may:
            self.phone.tap(await self.phone.until(lambda: self._button(SAFE_WORD), "a button for the safe word"))
            self.phone.tap(await self.phone.sees_button(self.word))

    async def _corrects(self, chance: Random, step: int) -> None:
        """Correct something, sometimes again at once, and sometimes while the line breaks."""
        one = chance.choice(self.typed)
        for turn in range(chance.randint(1, 3) if "edits" in self.may else 1):
            one.body, one.after = f"{self.phone.name} {step}, corrected {turn}.", len(self.arrivals())
            self._types(one.body)
            self.phone.edit(one.bubble, one.body)
            if "edits" in self.may and chance.random() < 0.4:
                self.weather.line.breaks()
            await asyncio.sleep(chance.uniform(0, 0.1))

    async def _hides(self, chance: Random, step: int) -> None:
        """Hide the chat; somebody else types into the phone; come back. Nothing may come up meanwhile."""
        before = self._last(DECOY)
        self._says(self.word)
        self.hid += 1
        await self.phone.until(lambda: self._last(DECOY) > before, "the decoy")
        since, stood = self._last(DECOY), self._shown()
        for number in range(chance.randint(1, 4)):
            body = f"{self.phone.name} {step}, typed by somebody else {number}."
            self.behind.add(body)
            self.phone.send(body)
            await asyncio.sleep(chance.uniform(0, 1))
        for message, text in self._shown().items():
            if text != DECOY and (message > since or text != stood.get(message, text)):
                self.wrong.append(f"{self.phone.name} was hidden, and {text!r} came up")
        self.phone.start()
        # Who hides again before it has come up sees it behind a decoy that came twice, and takes that for the new one.
        await self.phone.until(lambda: self._back() > since, "what stands there again")

    async def _erases(self) -> None:
        """Erase all of it, and ask for somebody anew."""
        talks = await self.weather.talks_of(self.phone)
        bubbles = {bubble.id for bubble in self.phone.screen()}
        self.phone.send("/erase")
        # Not what stands there since the last time.
        await self.phone.until(lambda: self._clear() - bubbles, f'a new "{CLEAR}"')
        self.erased.append(Erased(talks, set(self.bodies), bubbles))
        self.typed.clear()
        self.let_in = False
        await self._asks()

    def _question(self, chance: Random) -> Bubble | None:
        """Return the newest question that still has its buttons, if it is to be answered now."""
        asked = [bubble for bubble in self.phone.screen() if ASKED in bubble.text and bubble.buttons]
        return asked[-1] if asked and chance.random() < 0.6 else None

    def _answers(self, chance: Random, question: Bubble) -> None:
        """Say yes or no."""
        yes, no = question.buttons[0][0], question.buttons[1][0]
        picked = yes if chance.random() < 0.8 else no
        self.phone.tap(picked)
        if picked.label.lower() == COME_IN:
            self.let_in = True
            self.unshared.clear()

    def _button(self, ends: str) -> Button | None:
        """Return the newest button whose label ends so."""
        keys = [key for bubble in self.phone.screen() for row in bubble.buttons for key in row]
        return next((key for key in reversed(keys) if key.label.lower().endswith(ends)), None)

    async def _shuts_out(self, button: Button) -> None:
        """Let the one circle in no longer."""
        self.took_back.update(await self.weather.talks_of(self.phone))
        if self._button(TAKE_BACK) is not None:  # the bot may have been started anew meanwhile
            self.phone.tap_late(button)
            self.let_in = False

    def _clear(self) -> set[int]:
        """Return the messages that say that all is erased."""
        return {bubble.id for bubble in self.phone.screen() if CLEAR in bubble.text}

    def _last(self, text: str) -> int:
        """Return the number of the newest message that says just this."""
        return max((message for message, said in self._shown().items() if said == text), default=0)

    def _back(self) -> int:
        """Return the number of the newest message that is neither a decoy nor the numbers while nothing can be kept."""
        return max((message for message, said in self._shown().items() if said not in (DECOY, NUMBERS)), default=0)

    def _shown(self) -> dict[int, str]:
        """Return what the bot has on the screen."""
        return {bubble.id: bubble.text for bubble in self.phone.screen() if not bubble.mine}
