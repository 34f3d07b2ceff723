"""How the bot gets onto the roster: it asks, shows its digits, and waits (Protocol 7.2).

The digits stand in `bot-digits.txt` under the data folder and are printed once, as soon as the line's root is known. The root
comes from the setting; in practice mode, and only there, the first one that the relay shows is believed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec

from bot.relay.client import Refused, RelayClient, Unreachable
from bot.relay.live import Live
from bot.relay.trust import Trust
from bot.sealing.keys import b64u, safety_number, unb64u
from bot.settings.private import keep_file
from bot.settings.quiet import fault, log
from bot.settings.values import Settings

LABEL = "Telegram bot"
ASK_EVERY = {True: 1.0, False: 20.0}
ASK_AGAIN_AFTER = 30


class Joining:
    """The bot's way onto the roster, and back onto it when it was dropped."""

    def __init__(
        self, settings: Settings, relay: RelayClient, trust: Trust, live: Live | None, now: Callable[[], int]
    ) -> None:
        """Begin with nothing shown."""
        self._settings, self._relay, self._trust, self._live, self._now = settings, relay, trust, live, now
        self._shown = ""
        self._tries = 0
        self._told = False

    async def run(self) -> None:
        """Ask until the bot is on the roster; look again now and then afterwards."""
        while True:
            await self.tried()
            await asyncio.sleep(ASK_EVERY[self._settings.practice and not self._trust.on_roster()])

    async def tried(self) -> None:
        """Try once; what goes wrong is said, and never ends the bot."""
        try:
            if await self.once(ask=self._tries % ASK_AGAIN_AFTER == 0):
                self._tries += 1
        except Unreachable:
            self._tries = 0
        except Exception as why:  # noqa: BLE001 - whatever it was, the bot is to be let in without a new start
            if not (isinstance(why, Refused) and why.code == "origin"):
                fault("joining the line", why)
            elif not self._told:
                self._told = True
                log.error(
                    "The relay goes by another address than this bot takes it to have. Set BOT_RELAY_ORIGIN to the relay's API_ORIGIN. It is asked again, and this is said once."
                )

    async def once(self, ask: bool = True) -> str:
        """Pin, show the digits, ask to join; return the digits, empty while the line is not made."""
        if self._trust.root is None and not await self._first_sight():
            return ""
        self.show_digits()
        # Turned away, although the list that it holds names it: that list may be one that has run out. Asking harms nothing.
        if not self._trust.on_roster() or self._relay.turned_away:
            await self._trust.refresh_documents(self._relay, self._now())
            if self._trust.on_roster() and not self._relay.turned_away:
                if self._live is not None:
                    self._live.wake()
            elif ask:
                identity = self._trust.identity
                body = {"ed_pub": b64u(identity.pub), "label": LABEL, "mac": None, "role": "bot"}
                await self._relay.open("POST", "/api/enrolments", body)
        return self._shown

    def show_digits(self) -> None:
        """Print the digits and write them down, once."""
        if self._trust.root is None or self._shown:
            return
        self._shown = safety_number(self._trust.root, self._trust.identity.pub)
        keep_file(self._settings.digits_path)
        self._settings.digits_path.write_text(self._shown + "\n", encoding="utf-8")
        print(f"The bot's digits: {self._shown}", flush=True)

    async def _first_sight(self) -> bool:
        """Practice mode: believe the first root that the relay shows, and keep to it."""
        if not self._settings.practice:
            return False
        said = msgspec.json.decode(await self._relay.open("GET", "/api/line"))
        if not said.get("root"):
            return False
        root = unb64u(said["root"])
        await self._trust.pin(root)
        await self._trust.keep("root", root)
        return True
