"""All sockets of this process: brings what is new, notices who is here, closes those that must go.

Rings only say where to look. Frames are read from each socket's own cursor; rows are read once and shown to each device as
it may see them. From time to time everything is looked at again, so that a lost ring loses nothing (THREATS H24).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence

from api.conversations import claims, queries
from api.conversations.mailbox import Mailbox
from api.conversations.peer import Peer
from api.conversations.rows import facts
from api.conversations.rules import ANSWERING, Conversation, hears, lists, owns
from api.errors import Refused
from api.health import Counts
from api.live.hub import Ring
from api.oncall.reachable.queries import turn_of, turns
from api.protocol.base64url import b64u
from api.protocol.events import (
    SIGNED_OUT,
    Certificates,
    Content,
    Enrolment,
    Gone,
    Late,
    Packets,
    Pages,
    Roster,
    Schedule,
    Team,
    encode_text,
)
from api.protocol.events import Conversation as ConversationEvent
from api.protocol.limits import HOUR, POLICE, PRESENCE_EVERY, SECOND, SILENT_AFTER, SLOW_AFTER
from api.staff import signin
from api.staff.doors import EVERY_ROLE
from api.staff.signin import SignedIn
from api.store.database import Unavailable

log = logging.getLogger(__name__)
SWEEP_EVERY = 1.0  # seconds
LOOK_EVERY = 5 * SECOND
AWAY_AFTER = 15 * SECOND  # a database that has not answered for so long is away
TRY_LATER = 1013
MARGIN = 60 * SECOND  # replicas' clocks may differ by so much
AT_ONCE = 500
PURGED = -1
# What has changed elsewhere, and which roles are told to read it again.
AGAIN: dict[str, tuple[str, Collection[str]]] = {
    "certificates": (encode_text(Certificates()), EVERY_ROLE),
    "schedule": (encode_text(Schedule()), EVERY_ROLE),
    "pages": (encode_text(Pages()), ANSWERING),
    "packets": (encode_text(Packets()), ANSWERING),
    "team": (encode_text(Team()), (*ANSWERING, "bot")),
    "content": (encode_text(Content()), EVERY_ROLE),
}


class Desk:
    """The open sockets of one process."""

    def __init__(self, mail: Mailbox, counts: Counts | None = None) -> None:
        """Begin with nobody connected."""
        self.mail = mail
        self.peers: set[Peer] = set()
        self._watchers: dict[bytes, set[Peer]] = {}
        self._sockets_of: dict[bytes, int] = {}
        self._counts = counts
        self._rows: dict[bytes, int] = {}  # rows to show, with the circles that saw them before (or 0)
        self._announcing: asyncio.Task[None] | None = None
        self._background: set[asyncio.Task[None]] = set()
        self._sweeper: asyncio.Task[None] | None = None
        self._unlisten: Callable[[], None] = lambda: None
        self._turns: dict[Peer, bytes | None] = {}  # who waits at each officer's desk
        self._turning = asyncio.Lock()
        self._plain: set[bytes] = set()  # who reads or writes without a socket, since presence was noted last
        self._looked_at = mail.clock.now()
        self._shown: dict[bytes, int] = {}  # rows shown lately, each with how often it had changed
        self._next_look = self._next_presence = mail.clock.steady()
        self._unanswered_since: int | None = None

    async def start(self) -> None:
        """Begin to hear rings and to sweep."""
        self._unlisten = self.mail.hub.listen(self.heard)
        self._sweeper = asyncio.create_task(self._sweep_on(), name="sweeper")

    async def stop(self) -> None:
        """Hear nothing more; the server closes the sockets."""
        self._unlisten()
        tasks = [task for task in (self._sweeper, self._announcing, *self._background) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def enter(self, peer: Peer) -> None:
        """Take in a socket that said hello."""
        self.peers.add(peer)
        device = peer.device.device_id
        self._sockets_of[device] = self._sockets_of.get(device, 0) + 1
        if self._sockets_of[device] == 1 and peer.device.role in ANSWERING:
            self._do(claims.here(self.mail, [device]))
        if _officer(peer):
            self._turns[peer] = None
            self._do(self._show_turns())
        self._count()

    def leave(self, peer: Peer) -> None:
        """Let a socket go; its device may have others."""
        if peer not in self.peers:
            return
        self.peers.discard(peer)
        self._turns.pop(peer, None)
        for conversation in list(peer.watching):
            self.unwatch(peer, conversation)
        peer.drop()
        device = peer.device.device_id
        self._sockets_of[device] -= 1
        if not self._sockets_of[device]:
            del self._sockets_of[device]
            if peer.device.role in ANSWERING:
                self._do(claims.away(self.mail, device))
        self._count()

    async def watch(self, peer: Peer, wanted: dict[bytes, int]) -> None:
        """Bring a socket these conversations from its cursors on; say `gone` of those that it may not read."""
        found = await self.mail.database.together(queries.by_id, wanted)
        for conversation, after in wanted.items():
            known = found.get(conversation)
            if known is None or not hears(known, peer.device):
                self._say_not_brought(peer, conversation, known)
                continue
            self.mail.tail.newer_elsewhere(conversation, known.cursor)
            self._watchers.setdefault(conversation, set()).add(peer)
            peer.watch(conversation, after)
        # Asked once more now that rings are heard: whoever claimed meanwhile rang for those who watched before.
        seen = await self.mail.database.together(queries.by_id, wanted)
        for conversation in wanted:
            if conversation not in peer.watching:
                continue
            known = seen.get(conversation)
            if known is None or not hears(known, peer.device):
                self.unwatch(peer, conversation)
                self._say_not_brought(peer, conversation, known)
            elif peer.watching[conversation] < known.cursor:  # a desk that comes back to hundreds is behind in few
                peer.offer(conversation)

    def _say_not_brought(self, peer: Peer, conversation: bytes, known: Conversation | None) -> None:
        """A colleague was quicker: it stands in the lists with them. What stands in none is gone for this desk."""
        if known is not None and lists(known, peer.device):
            self._announce(conversation, 0)
        else:
            peer.say(encode_text(Gone(b64u(conversation))))

    def unwatch(self, peer: Peer, conversation: bytes) -> None:
        """Bring a socket no more of a conversation."""
        peer.unwatch(conversation)
        watchers = self._watchers.get(conversation)
        if watchers is not None:
            watchers.discard(peer)
            if not watchers:
                del self._watchers[conversation]

    def heard(self, rings: Sequence[Ring]) -> None:
        """Bring sockets what a ring says may be new."""
        watchers = self._watchers
        for ring in rings:
            kind = ring.kind
            if kind == "frames":
                for peer in watchers.get(ring.conversation, ()):
                    peer.offer(ring.conversation)
            elif kind in ("row", "audience"):
                self._announce(ring.conversation, ring.number if kind == "audience" else 0)
            elif kind == "gone":
                self._gone(ring.conversation, ring.number)
            elif kind in AGAIN:
                self._say_all(*AGAIN[kind])
            elif kind == "late":
                self._do(self._say_late(ring.conversation))
            elif kind == "enrolment":
                self._say_all(encode_text(Enrolment()), coordinators=True)
            elif kind == "missed":
                for text, roles in AGAIN.values():
                    self._say_all(text, roles)
                self._do(self.look())
            else:
                if kind == "roster":
                    self._say_all(encode_text(Roster(ring.number)))
                self._do(self.check_devices())

    async def look(self) -> None:
        """Look at everything that sockets watch or list, as if every ring of the last minutes had been lost."""
        now = self.mail.clock.now()
        since = min(self._looked_at, now) - MARGIN
        since -= since % HOUR if now - since > HOUR else 0  # what ended longer ago than that is known to the hour
        async with self.mail.database.reading() as connection:
            newest = await queries.cursors(connection, list(self._watchers))
            changed, purged = await queries.changed(connection, since)
        self._looked_at = now
        for conversation, cursor in newest.items():
            self.mail.tail.newer_elsewhere(conversation, cursor)
            for peer in self._watchers.get(conversation, ()):
                if peer.watching.get(conversation, cursor) < cursor:
                    peer.offer(conversation)
        shown, self._shown = self._shown, dict(changed) | {one.conversation: PURGED for one in purged}
        for conversation, changes in changed:
            if shown.get(conversation) != changes:
                self.mail.tail.drop(conversation)
                self._announce(conversation, 0)
        for one in purged:
            if shown.get(one.conversation) != PURGED:
                self.mail.tail.drop(one.conversation)
                self.mail.lockbox.drop(one.conversation)
                self._gone(one.conversation, one.audience)
        await self._show_turns()

    async def check_devices(self) -> None:
        """Close the sockets of devices that are signed out or dropped, and take over what the roster changed."""
        peers = list(self.peers)
        for at in range(0, len(peers), AT_ONCE):
            some = peers[at : at + AT_ONCE]
            living = await signin.still_signed_in(
                self.mail.database, self.mail.clock, [peer.device.token_hash for peer in some]
            )
            for peer in some:
                if peer.device.token_hash not in living:
                    peer.close(SIGNED_OUT, Refused("signed-out"))
        for peer in peers:
            if not peer.closing:
                known = await signin.device_of_token(self.mail.database, self.mail.clock, peer.token)
                if known is None:
                    peer.close(SIGNED_OUT, Refused("signed-out"))
                else:
                    peer.device = known

    async def sweep(self) -> None:
        """Close what is silent, stuck or signed out; note who is here; look again from time to time."""
        steady, now = self.mail.clock.steady(), self.mail.clock.now()
        for peer in tuple(self.peers):
            if peer.sending_since is not None and steady - peer.sending_since > SLOW_AFTER:
                peer.abandon()
            elif steady - peer.heard_at > SILENT_AFTER:
                if peer.closing:
                    peer.abandon()
                peer.too_slow()
            elif peer.device.until <= now:
                peer.close(SIGNED_OUT, Refused("signed-out"))
        if steady >= self._next_presence:
            self._next_presence = steady + PRESENCE_EVERY
            await self.note_presence()
        if steady >= self._next_look:
            self._next_look = steady + LOOK_EVERY
            try:
                await self.look()
            except Unavailable:
                self._unanswered(steady)
                raise
            self._unanswered_since = None

    def _unanswered(self, steady: int) -> None:
        """Send everybody off once the database is away: an open socket would let each desk say that all is quiet."""
        if self._unanswered_since is None:
            self._unanswered_since = steady
        elif steady - self._unanswered_since >= AWAY_AFTER:
            for peer in tuple(self.peers):
                peer.close(TRY_LATER, Refused("later"))

    def heard_plainly(self, device: SignedIn) -> None:
        """Hear that somebody reads or writes mail by a plain request: they are here, whether or not a socket stands."""
        if device.role in ANSWERING:
            self._plain.add(device.device_id)

    async def note_presence(self) -> None:
        """Note that the workers who are connected here are here, and those whose network lets only plain requests through."""
        devices = {peer.device.device_id for peer in self.peers if peer.device.role in ANSWERING} | self._plain
        self._plain = set()
        await claims.here(self.mail, sorted(devices))

    def _announce(self, conversation: bytes, before: int) -> None:
        self._rows[conversation] = self._rows.get(conversation, 0) | before
        if self._announcing is None or self._announcing.done():
            self._announcing = asyncio.create_task(self._show_rows(), name="announcing")

    async def _show_rows(self) -> None:
        """Read the rows that changed, each once, and show them to all who may list them."""
        while self._rows:
            rows, self._rows = self._rows, {}
            if not self.peers:
                continue
            try:
                async with self.mail.database.reading() as connection:
                    found = await queries.find_many(connection, list(rows))
            except Unavailable:
                self._rows = rows | self._rows
                await asyncio.sleep(1)
                continue
            for one in found:
                self._show(one, rows[one.id])
            if any((one.audience | rows[one.id]) >> POLICE & 1 for one in found):
                await self._quietly(self._show_turns())

    def _show(self, one: Conversation, before: int) -> None:
        now = self.mail.clock.now()
        self._shown[one.id] = one.changes
        texts: dict[tuple[bool, ...], str] = {}  # many desks see a row alike: it is written down once for all of them
        gone = encode_text(Gone(b64u(one.id)))
        for peer in tuple(self.peers):
            if one.state == "waiting" and self._turns.get(peer, one.id) != one.id:
                continue  # who comes to an officer's desk, and who leaves it for them, is said together: `_show_turns`
            if lists(one, peer.device):
                if one.id in peer.watching and not hears(one, peer.device):
                    self.unwatch(peer, one.id)
                device = peer.device
                key = (owns(one, device), one.claimed_by == device.device_id, hears(one, device))
                if key not in texts:
                    texts[key] = encode_text(ConversationEvent(**facts(one, device, now)))
                peer.say(texts[key])
            elif one.id in peer.watching or (peer.device.role in ANSWERING and before >> peer.device.circle & 1):
                self.unwatch(peer, one.id)
                peer.say(gone)

    async def _show_turns(self) -> None:
        """Show each officer's desk whose turn it is now, and take away whose it is no more (decision 0084)."""
        if not self._turns:
            return
        async with self._turning, self.mail.database.reading() as connection:
            line = await turns(connection)
            seen = {*line, *(turn for turn in self._turns.values() if turn is not None)}
            found = await queries.by_id(connection, sorted(seen))
        for peer, before in tuple(self._turns.items()):
            turn = turn_of(line, peer.device.device_id)
            one = None if turn is None else found.get(turn)
            if one is None or not lists(one, peer.device):
                turn = None
            if peer not in self._turns or turn == before:
                continue
            self._turns[peer] = turn
            old = None if before is None else found.get(before)
            if old is not None and not lists(old, peer.device):
                self.unwatch(peer, old.id)
                peer.say(encode_text(Gone(b64u(old.id))))
            if one is not None and turn is not None:
                peer.say(encode_text(ConversationEvent(**facts(one, peer.device, self.mail.clock.now()))))

    def _gone(self, conversation: bytes, audience: int) -> None:
        """Tell all who may have listed it, and its owner, that it is purged."""
        self._shown[conversation] = PURGED
        text = encode_text(Gone(b64u(conversation)))
        for peer in tuple(self.peers):
            device = peer.device
            watched = conversation in peer.watching
            if watched:
                self.unwatch(peer, conversation)
            if watched or device.role == "bot" or (device.role in ANSWERING and audience >> device.circle & 1):
                peer.say(text)

    async def _say_late(self, conversation: bytes) -> None:
        """Tell the youth's end that nobody came in time; its row says so too, in case this is lost."""
        async with self.mail.database.reading() as connection:
            found = await queries.find(connection, conversation)
        for peer in tuple(self.peers):
            if found is not None and owns(found, peer.device):
                peer.say(encode_text(Late(b64u(conversation))))

    def _say_all(self, text: str, roles: Collection[str] = EVERY_ROLE, coordinators: bool = False) -> None:
        for peer in tuple(self.peers):
            if peer.device.role in roles and (not coordinators or peer.device.coordinator):
                peer.say(text)

    async def _sweep_on(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_EVERY)
            await self._quietly(self.sweep())

    def _do(self, work: Awaitable[None]) -> None:
        task = asyncio.create_task(self._quietly(work))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _quietly(self, work: Awaitable[None]) -> None:
        """Do something that will be done again, so that its failure is only worth a line in the log."""
        try:
            await work
        except Unavailable:
            log.warning("The database did not answer; sockets are looked after again in a moment.")
        except Exception:
            log.exception("Looking after the sockets failed in a way that nobody expected.")

    def _count(self) -> None:
        if self._counts is not None:
            self._counts.set("sockets", len(self.peers))


def _officer(peer: Peer) -> bool:
    """Say whether a desk is shown one who waits, and never a line."""
    return peer.device.circle == POLICE and peer.device.role in ANSWERING
