"""A shorter way through the server for whole messages; everything else goes uvicorn's own way.

uvicorn makes every message an event, queues it, wakes a task and stops reading meanwhile. That is as much work as all that
the relay does with a frame. Here a message that arrived whole is handed to a plain call, and one that can leave at once is
written at once. Whatever is not as simple as that (texts that come in, pieces, pings, closing, errors, a full buffer, an application that
is not done with the message before) is left to uvicorn and `websockets`, in the same order, under the same limits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import apply_mask  # type: ignore[attr-defined]  # the quick one where there is one
from websockets.protocol import OPEN

EXTENSION = "quietline.wire"  # where an application finds it in its scope
WHOLE = 0x82  # a binary message in one piece
TEXT = 0x81  # a text in one piece
MASKED = 0x80
LONGEST = 65_535


class Wire(WebSocketsSansIOProtocol):
    """One connection."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """Begin before the handshake; nobody takes messages the short way yet."""
        super().__init__(*arguments, **named)
        self.takes: Callable[[bytes], bool] | None = None
        self._upgraded = False
        self._due = 0  # bytes of a frame of which uvicorn has the beginning
        self._held = b""  # the beginning of a frame's head

    def handle_connect(self, event: Any) -> None:
        """Tell the application that there is a shorter way."""
        super().handle_connect(event)
        if hasattr(self, "scope"):
            offered: dict[str, Any] = self.scope["extensions"]
            offered[EXTENSION] = self

    def hand_to(self, takes: Callable[[bytes], bool]) -> None:
        """Hand whole messages to `takes`, which says whether it took them; the handshake is over and let go of.

        What a browser said of itself is not kept in memory for as long as it stays, and is some KiB of every idle socket.
        """
        self.takes = takes
        del self.request, self.response
        headers: Any = self.scope["headers"]
        headers.clear()

    def write(self, message: bytes | str) -> bool:
        """Send a message now, and return True; or False when it must wait its turn."""
        if not self.writable.is_set() or not self._open():
            return False
        kind, body = (TEXT, message.encode()) if isinstance(message, str) else (WHOLE, message)
        size = len(body)
        if size < 126:
            head = bytes((kind, size))
        elif size <= LONGEST:
            head = bytes((kind, 126)) + size.to_bytes(2, "big")
        else:
            head = bytes((kind, 127)) + size.to_bytes(8, "big")
        self.transport.write(head + body)
        return True

    def data_received(self, data: bytes) -> None:
        """Hand on what arrived, frame by frame."""
        if not self._upgraded:  # the first call brings the request's head, and nothing behind it
            self._upgraded = True
            super().data_received(data)
            return
        if self._held:
            data, self._held = self._held + data, b""
        at = 0
        if self._due:
            at = self._hand_on(data[: self._due], self._due)
        end = len(data)
        while at < end and not self.transport.is_closing():
            size, body = _measure(data, at)
            if not size:
                self._held = data[at:]
            elif at + size <= end and data[at] == WHOLE and body and self._taken(data, at + body, at + size):
                at += size
                continue
            at += self._hand_on(data[at : at + size], size) if size else end

    def _hand_on(self, part: bytes, size: int) -> int:
        """Give uvicorn a frame, or the part of it that has arrived."""
        self._due = size - len(part)
        super().data_received(part)
        return len(part)

    def _taken(self, data: bytes, begin: int, end: int) -> bool:
        """Let the application take a message, if it waits for nothing else and stands on no other."""
        if self.takes is None or not self.queue.empty() or self.conn.current_size is not None or not self._open():
            return False
        return self.takes(apply_mask(data[begin:end], data[begin - 4 : begin]))

    def _open(self) -> bool:
        return (
            self.conn.state is OPEN
            and self.handshake_complete
            and not self.close_sent
            and not self.disconnected
            and not self.transport.is_closing()
        )


def _measure(data: bytes, at: int) -> tuple[int, int]:
    """Return a frame's size, or 0 when too little of it is here; and where its body begins, or 0 when it is not plain."""
    left = len(data) - at
    if left < 2:
        return 0, 0
    size = data[at + 1] & 0x7F
    head = 2 if size < 126 else 4 if size == 126 else 10
    if left < head:
        return 0, 0
    if head > 2:
        size = int.from_bytes(data[at + 2 : at + head], "big")
    if data[at + 1] < MASKED:
        return head + size, 0
    return head + 4 + size, head + 4 if head < 10 else 0
