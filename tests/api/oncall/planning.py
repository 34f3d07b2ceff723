"""A coordinator's and a worker's hands on the schedule of a relay under test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx

from api.oncall.spans import day_number, day_of, moment, on_clock
from content.zones import place
from tests.api.founder import Phone, b64u
from tests.api.relay import Relay

ZONE = place("America/Winnipeg")
HOUR = 3600 * 1000
DAY = 24 * HOUR


@dataclass
class Planner:
    """Whoever plans, publishes, asks and takes; `today` is the day on the line's clock."""

    relay: Relay

    @property
    def now(self) -> int:
        """The relay's time."""
        return int(self.relay.clock.now())

    @property
    def today(self) -> date:
        """The day that the line's clock shows."""
        return on_clock(self.now, ZONE)[0]

    def day(self, ahead: int = 0) -> int:
        """A day as the relay writes it, so many days ahead."""
        return day_number(self.today + timedelta(ahead))

    def at(self, ahead: int, hour: float) -> int:
        """The moment of an hour of a day ahead."""
        return moment(self.today + timedelta(ahead), int(hour * 60), ZONE)

    def until(self, moment_: int) -> None:
        """Let time pass until then; everybody signs in anew."""
        self.relay.clock.forward(moment_ - self.now)
        self.relay.tokens.clear()

    async def headers(self, who: Phone | None) -> dict[str, str]:
        """Sign somebody in once; nobody means the coordinator."""
        if who is None:
            return await self.relay.coordinator()
        if who.id not in self.relay.tokens:
            self.relay.tokens[who.id] = await self.relay.come_in(who)
        return self.relay.tokens[who.id]

    async def call(self, method: str, path: str, who: Phone | None = None, **body: Any) -> httpx.Response:
        """Use an address of the schedule."""
        content = {"json": body} if method != "GET" else {"params": body}
        return await self.relay.client.request(
            method, f"/api/schedule{path}", headers=await self.headers(who), **content
        )

    async def sees(self, who: Phone | None = None, **window: Any) -> dict[str, Any]:
        """What the schedule shows to somebody."""
        answer = await self.call("GET", "", who, **window)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def weekly(
        self,
        duty: str,
        starts: float,
        length: float,
        who: Phone | None = None,
        weekdays: range = range(7),
        **change: Any,
    ) -> list[dict[str, Any]]:
        """Plan the same hours on some weekdays, from today on."""
        made = []
        for weekday in weekdays:
            body = {"weekday": weekday, "starts": int(starts * 60), "length": int(length * 60), "duty": duty}
            body |= {"device": b64u(who.id) if who else None, "from_day": self.day(), "until_day": None}
            answer = await self.call("POST", "/patterns", **(body | change))
            assert answer.status_code == 201, answer.text
            made.append(answer.json())
        return made

    async def publish(self, ahead: int = 13, closed: bool = False, **change: Any) -> httpx.Response:
        """Publish up to and with a day ahead."""
        was = (await self.sees())["published_until"]
        body = {"until_day": self.day(ahead), "was": was, "closed": closed}
        return await self.call("POST", "/publish", **(body | change))

    async def evenings(self, *team: Phone) -> None:
        """Publish two weeks: open 16 to 24 every day; the first of the team is primary, the next backup, then supervisor."""
        await self.weekly("open", 16, 8)
        for duty, phone in zip(("primary", "backup", "supervisor"), team, strict=False):
            await self.weekly(duty, 16, 8, phone)
        answer = await self.publish()
        assert answer.status_code == 200, answer.text

    async def shift(self, duty: str, ahead: int, who: Phone | None = None) -> dict[str, Any]:
        """Find the shift of one duty on a day ahead, as somebody sees it."""
        day = self.day(ahead)
        begin = moment(day_of(day), 0, ZONE)
        seen = await self.sees(who, **{"from": begin, "to": begin + DAY})
        return next(one for one in seen["shifts"] if one["duty"] == duty and one["day"] == day)

    async def edit(self, shift: dict[str, Any], **change: Any) -> httpx.Response:
        """Change a shift by hand."""
        kept = {key: shift[key] for key in ("day", "starts", "length", "duty", "device", "changed_at")}
        return await self.call("PUT", f"/shifts/{shift['id']}", **(kept | change))

    async def asks(self, who: Phone, shift: dict[str, Any], kind: str = "cover", **more: Any) -> httpx.Response:
        """Ask for cover or a swap."""
        body = {"kind": kind, "changed_at": shift["changed_at"]} | more
        return await self.call("POST", f"/shifts/{shift['id']}/ask", who, **body)

    async def takes(self, who: Phone, shift: dict[str, Any]) -> httpx.Response:
        """Take a shift, or agree to a swap."""
        return await self.call("POST", f"/shifts/{shift['id']}/take", who, changed_at=shift["changed_at"])


def utc(*parts: int) -> int:
    """A moment in UTC, as Unix ms."""
    return int(datetime(*parts, tzinfo=UTC).timestamp() * 1000)  # type: ignore[arg-type,misc]
