"""Moves a chat through the content's flow, and puts the screens into the outbox.

It knows what the engine may know: who is on call for the circles that the youth picked, whether a conversation is open,
the opening hours of services. It never looks at words; the engine does, and only ever adds an offer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.keyboards.buttons import Marks
from bot.keyboards.screens import Message, Surroundings, compose, message
from bot.memory.chat import Chat, Talk
from bot.memory.chats import Held
from bot.outbox.names import known_as
from bot.relay.trust import Trust
from bot.settings.counts import count
from bot.settings.quiet import log
from content.counts import counted
from content.ear import ear_of
from content.flow import is_secret, step
from content.library import ALARMS, Edition, Library
from content.wording import circles, put

Effects = list[dict[str, Any]]
FIRST_ASKED = ["community", "indigenous", "child_protection"]
CIRCLE_ASKED = "community"
SAFE_WORD = "word"
ASK_WORD = "~word"  # what the content offers to whoever types that they want one
MOST_WORDS = 6  # more are no try at a word
LOOK_AGAIN = 1000
SHOWN = ("say", "services", "choices")


class Stage:
    """The screens of every chat."""

    def __init__(self, library: Library, trust: Trust, marks: Marks) -> None:
        """Use this content, and what is known of who is on call."""
        self.library, self._trust, self.marks = library, trust, marks
        self._looked = 0
        self._trouble: str | None = None

    def edition(self, now: int) -> Edition:
        """Return the content as it is served now."""
        if not 0 <= now - self._looked < LOOK_AGAIN:
            self.library.refresh(now)
            self._looked = now
            self._tell_trouble()
        edition = self.library.current
        self.marks.learn(edition.bundle, edition.langs)
        return edition

    def _tell_trouble(self) -> None:
        """Say once why an edit is not served; the sentence is about our own files and holds no youth's word."""
        if self.library.trouble != self._trouble:
            self._trouble = self.library.trouble
            if any(code in (self._trouble or "") for code in ALARMS):
                count("services_dropped")
                log.error("ALARM: a crisis service is not shown any more, because it was called too long ago")
            print(self._trouble or "The content is served as it was edited.", flush=True)

    def step(self, held: Held, event: Mapping[str, Any]) -> Effects:
        """Take one step; the chat's flow state changes, the effects say what to do."""
        chat, edition = held.chat, self.edition(held.now)
        self._stay_hidden(chat)
        state = chat.flow
        if event["t"] == "text" and self._hides_still(held, str(event["text"])):
            return [{"do": "safe_word"}, *self.door(held, "decoy")]
        guess = self._there(chat, state, held.now)
        after, effects = step(edition.bundle, state, event, self._facts(edition, held, guess))
        if (truth := self._there(chat, after, held.now)) != guess:
            after, effects = step(edition.bundle, state, event, self._facts(edition, held, truth))
        chat.flow = after
        first = [effect["step"] for effect in effects if effect["do"] == "count"]
        held.notes.setdefault("first", []).extend(one for one in first if counted(edition.bundle, one))
        return effects

    def _hides_still(self, held: Held, text: str) -> bool:
        """Whether a text is the safe word of the talk before: it hides the chat, whether or not that talk's end was read."""
        chat, bundle = held.chat, self.library.current.bundle
        if held.now >= chat.word_until or (chat.flow or {}).get("vars", {}).get("word"):
            return False
        return is_secret(bundle, chat.word, ear_of(bundle).words(text))

    def is_safe_word(self, held: Held, text: str) -> bool:
        """Whether a text is the safe word of the talk that goes on, or of the one before, and the decoy is not on the screen yet."""
        bundle, word = self.edition(held.now).bundle, (held.chat.flow or {}).get("vars", {}).get("word", "")
        now = held.chat.talk is not None and is_secret(bundle, word, ear_of(bundle).words(text))
        return not self.quiet(held) and (now or self._hides_still(held, text))

    def door(self, held: Held, name: str) -> Effects:
        """Lead the youth to a place by our own will."""
        return self.step(held, {"t": "door", "name": name})

    def move(self, held: Held, name: str) -> None:
        """Lead the youth there without showing it yet; whoever stands behind the decoy stays there."""
        if not self.quiet(held):
            self.door(held, name)

    def asks_for_word(self, held: Held) -> bool:
        """Whether the youth stands where a safe word is picked."""
        node = self.library.current.bundle["steps"].get((held.chat.flow or {}).get("step"), {})
        return bool(node.get("set") == SAFE_WORD)

    def meant(self, held: Held, choice: str) -> str:
        """Return what a button leads to now.

        Behind the decoy only the way out does as it says (A1). A safe word on an old screen is none: the words are
        asked for once more, so that nobody believes that it was set.
        """
        bundle, talk = self.library.current.bundle, held.chat.talk
        if self.quiet(held):
            return choice if choice == bundle["doors"]["stop"] else ""
        step = choice.partition(".")[0]
        old = step != (held.chat.flow or {}).get("step") and bundle["steps"].get(step, {}).get("set") == SAFE_WORD
        return ASK_WORD if old and talk is not None and not talk.note else choice

    def bare_numbers(self, held: Held) -> bool:
        """Give the crisis numbers to whoever asks for them behind the decoy, who stays there: nothing of the talk comes along."""
        if not self.quiet(held):
            return False
        floor = list(self.edition(held.now).directory.floor)
        self.put(held, self.messages(held, [{"do": "services", "ids": floor}]))
        return True

    def quiet(self, held: Held) -> bool:
        """Whether the decoy is on the screen."""
        self._stay_hidden(held.chat)
        node = self.library.current.bundle["steps"].get((held.chat.flow or {}).get("step"), {})
        return bool(node.get("kind") == "quiet")

    def _stay_hidden(self, chat: Chat) -> None:
        """Whoever is behind the decoy stays there, wherever a version that was published since would lead them."""
        bundle, flow = self.library.current.bundle, chat.flow
        if chat.frozen and flow is not None and flow["bundle"] != bundle["id"]:
            decoy = bundle["doors"]["decoy"]
            chat.flow = {**flow, "step": decoy, "same": bundle["same"][decoy]}

    def anew(self, held: Held) -> dict[str, Any]:
        """Return the place of somebody of whom only the language is known."""
        bundle = self.library.current.bundle
        at = {"step": bundle["start"], "same": bundle["same"][bundle["start"]], "ended": True}
        return {**(held.chat.flow or {}), **at, "vars": {}, "seen": []}

    def alike(self, text: str, label: str) -> bool:
        """Whether a text says no more and no less than a button."""
        ear = ear_of(self.library.current.bundle)
        said = ear.words(text)
        return bool(said) and said == ear.words(label)

    def is_short(self, text: str) -> bool:
        """Whether a text has few words, and at least one."""
        return 0 < len(ear_of(self.library.current.bundle).words(text)) <= MOST_WORDS

    def messages(self, held: Held, effects: Iterable[Mapping[str, Any]], **words: Any) -> list[Message]:
        """Make the messages of a screen."""
        shown = [effect for effect in effects if effect["do"] in SHOWN]
        return compose(shown, self.around(held, **words)) if shown else []

    def show(
        self,
        held: Held,
        effects: Iterable[Mapping[str, Any]],
        edit: int | None = None,
        slot: str = "screen",
        **more: Any,
    ) -> None:
        """Show a screen: in place of the message that was tapped, else as a new one; numbers before everything else."""
        self.put(held, self.messages(held, effects), edit, slot, **more)

    def put(
        self,
        held: Held,
        messages: list[Message],
        edit: int | None = None,
        slot: str = "screen",
        edit_slot: str | None = None,
        news: bool = False,
        promised: bool = False,
        spent: bool = False,
    ) -> None:
        """Put messages into the outbox; only the first can take the place of another, and news stay behind what came before.

        What is `promised` leaves also when the youth's next step cancels what waits. Buttons that are `spent` go from the
        message to edit also where it stands too far up to take new words. Behind the decoy nothing says that it is a
        repeat: whoever has the phone reads a wrong number, and no helper (A1).
        """
        flags = (("news", news), ("promised", promised), ("unmarked", self.quiet(held)))
        marks = {name: True for name, is_so in flags if is_so}
        lane = 0 if any(part["numbers"] for part in messages) else 1
        for number, one in enumerate(messages):
            place: dict[str, Any] = {"edit": edit, "edit_slot": edit_slot} if number == 0 else {}
            if place and spent and edit is not None:
                place["spent"] = True
            held.send({"op": "show", "slot": slot, **one, **place, **marks}, lane)

    def phrase(self, held: Held, of: str, /, slot: str = "note", edit_slot: str | None = None, **words: Any) -> None:
        """Say one of the content's phrases."""
        self.put(held, [message(self.words(held, of, **words))], slot=slot, edit_slot=edit_slot)

    def words(self, held: Held, of: str, /, **words: Any) -> str:
        """Return a phrase in the youth's language, filled."""
        edition, chat = self.library.current, held.chat
        return put(edition.phrase(chat.lang, of), **{**self._words(edition, held), **words})

    def numbers(self, held: Held, lead: str | None = None) -> None:
        """Give the crisis numbers at once, behind a phrase where something has to be said first."""
        effects = self.door(held, "help")
        messages = self.messages(held, effects)
        if lead is not None:
            messages = [message(self.words(held, lead), numbers=True), *messages]
        self.put(held, messages)

    def beside_numbers(self, held: Held, of: str, /, **words: Any) -> list[Message]:
        """Make a phrase with the numbers of the floor under it, and leave the youth where they are.

        It is one message: a locked phone shows how it begins, and the name of the first number says what this is (A1).
        """
        floor = list(self.edition(held.now).directory.floor)
        said = {"do": "say", "of": f"@{of}", "lang": held.chat.lang, "text": self.words(held, of, **words)}
        return self.messages(held, [said, {"do": "services", "ids": floor}])

    def aside(self, held: Held, of: str, /, **words: Any) -> None:
        """Say a phrase with the numbers beside it; behind the decoy it waits until the youth is back (A1)."""
        if held.chat.frozen:
            news = {"t": "phrase", "name": of, "edit_slot": None, "slot": "note", "numbers": True, "words": words}
            held.chat.held.append(news)
        else:
            self.put(held, self.beside_numbers(held, of, **words), slot="note", news=True)

    def when(self, held: Held, at: int) -> dict[str, str]:
        """Return a moment as words: its day, time and zone."""
        words = self.library.current.words(held.chat.lang, held.now, next_opening_ms=at)
        return {name: words[name] for name in ("day", "time", "zone")}

    def around(self, held: Held, **words: Any) -> Surroundings:
        """Return what a screen needs to know."""
        edition, flow = self.library.current, held.chat.flow or {}
        start = flow.get("step") in (edition.bundle["start"], edition.bundle["hub"])
        return Surroundings(
            edition,
            held.chat.lang,
            held.now,
            {**self._words(edition, held), **words},
            self.marks,
            languages=start and not held.chat.talk,
        )

    def audience(self, chat: Chat) -> int:
        """Return the circles that the youth picked; a community worker when nothing was picked."""
        return self._trust.audience(circles((chat.flow or {}).get("vars", {})))

    def called(self, talk: Talk, device: bytes) -> str:
        """Return what the youth calls this worker."""
        mine, labels = self._trust.all_of([device]), self._trust.labels()
        return known_as(self.library.current.names, talk, device, mine, labels)

    def readable(self, held: Held) -> bool:
        """Whether anybody whom the youth picked could read their words, now or on standby."""
        return self._trust.there(self.audience(held.chat), held.now, held.chat.hidden) is not None

    def _there(self, chat: Chat, state: Mapping[str, Any] | None, now: int) -> tuple[bool, str]:
        """Whether a worker is on call for what the youth picked (before that, for any circle but the police), and if not, which other circle's is."""

        def here(names: list[str]) -> bool:
            return self._trust.there(self._trust.audience(names), now, chat.hidden) == "shift"

        picked = (state or {}).get("vars", {})
        names = circles(picked) if picked.get("audience") else FIRST_ASKED
        if here(names):
            return True, "no"
        return False, next((one for one in FIRST_ASKED if one not in names and here([one])), "no")

    def _facts(self, edition: Edition, held: Held, there: tuple[bool, str]) -> dict[str, Any]:
        """Return the engine's facts."""
        oncall, others = there
        return edition.facts(
            held.now,
            oncall=oncall,
            others=others,
            talking=held.chat.talk is not None,
            note=held.chat.talk is not None and held.chat.talk.note,
            channel="telegram",
            next_opening_ms=self._trust.next_opening,
        )

    def _words(self, edition: Edition, held: Held) -> dict[str, Any]:
        """Return what the placeholders stand for."""
        asked = circles((held.chat.flow or {}).get("vars", {}))
        audience = asked[0] if len(asked) == 1 else CIRCLE_ASKED
        return edition.words(held.chat.lang, held.now, audience=audience, next_opening_ms=self._trust.next_opening)
